"""Managing units of a list on the map: drawn, named under the pointer, opened by a click, left by Back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.store.engine import open_engine
from tests.browser.map_screens import read_state, read_table, settle, show
from tests.browser.serving import serve_app
from tests.fixtures.listed_units import (
    NAMES,
    SPRING,
    SUMMER,
    UNIT_A,
    UNIT_B,
    VINTAGE_ID,
    WINTER,
    fill_listed_store,
    list_communes,
    list_holders,
)
from webmap import create_app
from webmap.settings import Settings

pytestmark = pytest.mark.browser
UNITS = f"/map?vintage={VINTAGE_ID}&level=managing_unit&within=11&scheme=BHXH_TN&indicator=enrolled_count"
# Where the middle of each commune of the toy's squares is on the screen, and what the layer says stands there.
LOOK = """async () => {
  const { findCoverageMap } = await import(document.querySelector('link[href$="built/layer/map.js"]').href);
  const { map, layer } = findCoverageMap(document.querySelector(".coverage-map"));
  const box = document.querySelector(".coverage-map").getBoundingClientRect();
  const at = (lon, lat) => {
    const { x, y } = map.latLngToContainerPoint([lat, lon]);
    return [box.left + x, box.top + y];
  };
  const middle = (i) => at(102.7 + 0.2 * (i % 3), 21.4 + 0.2 * Math.floor(i / 3));
  return { codes: layer.areas.codes, points: [0, 1, 2, 3, 4, 5].map(middle) };
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the toy country with its list of units."""
    home: Path = tmp_path_factory.mktemp("listed-site")
    settings = Settings(home=home)
    engine = open_engine(settings.database_url)
    fill_listed_store(engine)
    with serve_app(create_app(settings, engine)) as address:
        yield address
    engine.dispose()


def read_tips(page: Page) -> list[str | None]:
    """Return the name in the tooltip over the middle of each commune of the province, None where there is none."""
    found: list[str | None] = []
    for x, y in page.evaluate(LOOK)["points"]:
        page.mouse.move(x, y)
        tip = page.locator(".coverage-tooltip")
        text = tip.inner_text() if tip.is_visible() else ""
        found.append(next((name for name in NAMES.values() if name in text), None))
    return found


def name_holders(day: object) -> list[str | None]:
    return [NAMES[unit] if unit else None for unit in list_holders(day).values()]  # type: ignore[arg-type]


def test_units_are_drawn_named_opened_and_left_again(page: Page, site: str) -> None:
    show(page, f"{site}{UNITS}&as_of={WINTER}")
    assert page.evaluate(LOOK)["codes"] == [UNIT_B, UNIT_A]
    assert read_tips(page) == name_holders(WINTER)
    expect(page.locator(".flag", has_text="1 xã ngoài danh sách")).to_be_visible()
    page.mouse.click(*page.evaluate(LOOK)["points"][1])  # a commune of unit A
    settle(page, within=UNIT_A, level="commune")
    expect(page.locator(".crumbs [aria-current]")).to_have_text(NAMES[UNIT_A])
    members = [code for code, unit in list_holders(WINTER).items() if unit == UNIT_A]
    assert len(read_table(page)) == len(members) + 1
    page.mouse.click(*page.evaluate(LOOK)["points"][0])  # a commune of the other unit: only around the view
    assert "area" not in read_state(page)
    page.mouse.click(*page.evaluate(LOOK)["points"][list_communes().index(members[0])])
    settle(page, area=members[0])
    page.go_back()
    settle(page, area=None)
    page.go_back()
    settle(page, level="managing_unit", within="11")
    assert read_tips(page) == name_holders(WINTER)


def test_another_day_brings_its_units_or_none(page: Page, site: str) -> None:
    show(page, f"{site}{UNITS}&as_of={WINTER}")
    page.select_option("#control-as_of", SUMMER.isoformat())
    settle(page, as_of=SUMMER.isoformat())
    assert read_tips(page) == name_holders(SUMMER)
    page.select_option("#control-as_of", SPRING.isoformat())
    settle(page, as_of=SPRING.isoformat(), level="commune")
    assert page.evaluate(LOOK)["codes"] == [*list_communes()]
