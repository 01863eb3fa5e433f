"""The looks of states: the same in map and server, told apart in grey."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page

from services.measures.palettes import ABOVE_100_COLOR, STATE_LOOKS
from services.measures.states import State
from tests.browser.conftest import StaticServer

pytestmark = pytest.mark.browser

PATTERN_NAMES = {"dots": 1, "hatch_rising": 2, "hatch_falling": 3, "hatch_dense": 4}
CODES = {State.NO_DATA: "n", State.NO_DENOMINATOR: "d", State.NO_TARGET: "t", State.WITHHELD: "w"}
# Grey values (0–255) of a swatch of 40 × 40 pixels.
SWATCH = """
async ([code, color, estimated, density]) => {
  const { drawSwatch } = await import("/static/js/layer/patterns.js");
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 40 });
  drawSwatch(canvas, { code, color, estimated, density });
  const { data } = canvas.getContext("2d").getImageData(0, 0, 40, 40);
  const grey = [];
  for (let i = 0; i < data.length; i += 4) {
    grey.push(Math.round(0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2]));
  }
  return grey;
}
"""
SWATCHES = {
    "value, light": ["0", "#dfe7f5", False],
    "value, dark": ["4", "#1d4a80", False],
    "estimated, light": ["0", "#dfe7f5", True],
    "estimated, dark": ["4", "#1d4a80", True],
    "above_100": ["a", ABOVE_100_COLOR, False],
    "zero": ["z", None, False],
    "no_data": ["n", None, False],
    "no_denominator": ["d", None, False],
    "no_target": ["t", None, False],
    "withheld": ["w", None, False],
}


@pytest.fixture
def blank(page: Page, static_server: StaticServer) -> Page:
    page.goto(f"{static_server.url}/blank")
    return page


@pytest.mark.parametrize("density", [1, 1.5, 2])
def test_every_state_differs_from_every_other_in_grey(blank: Page, density: float) -> None:
    grey = {name: blank.evaluate(SWATCH, [*given, density]) for name, given in SWATCHES.items()}
    for one, other in combinations(grey, 2):
        differing = sum(abs(a - b) > 24 for a, b in zip(grey[one], grey[other], strict=True))
        assert differing > 60, f"{one} looks like {other}"


def test_a_pattern_is_never_all_ink_nor_all_ground(blank: Page) -> None:
    for name, given in SWATCHES.items():
        tones = set(blank.evaluate(SWATCH, [*given, 1]))
        expected = 1 if name.startswith(("value", "above")) else 2
        assert len(tones) == expected, name


def test_map_and_server_have_the_same_looks(blank: Page) -> None:
    looks: dict[str, Any] = blank.evaluate("async () => (await import('/static/js/layer/patterns.js')).STATE_LOOKS")
    for state, code in CODES.items():
        look = STATE_LOOKS[state]
        assert looks[code] == [look.fill, look.ink, PATTERN_NAMES[look.pattern]]
    assert looks["z"][:2] == [STATE_LOOKS[State.ZERO].fill, STATE_LOOKS[State.ZERO].outline]
    above = blank.evaluate("async () => (await import('/static/js/layer/patterns.js')).ABOVE_100_COLOR")
    assert above == STATE_LOOKS[State.ABOVE_100].fill


def test_an_unknown_code_is_refused(blank: Page) -> None:
    message = blank.evaluate(
        """async () => {
          const { findLook } = await import("/static/js/layer/patterns.js");
          try { findLook("q", { colors: ["#ffffff"] }); } catch (error) { return error.message; }
        }"""
    )
    assert message == "class code «q» has no colour"
