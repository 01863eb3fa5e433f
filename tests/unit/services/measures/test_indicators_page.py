"""The users' page says what the software does: every indicator, state and scheme, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.measures.states import State

PAGE = Path(__file__).resolve().parents[4] / "docs" / "users" / "indicators.md"


@pytest.fixture(scope="module")
def halves() -> dict[str, str]:
    vi, en = PAGE.read_text(encoding="utf-8").split("\n---\n\n# ")
    return {"vi": vi, "en": en}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("indicator", list(Indicator))
def test_the_page_defines_every_indicator_in_the_words_of_the_software(
    halves: dict[str, str], lang: str, indicator: Indicator
) -> None:
    definition = indicator.definition
    row = find_row(halves[lang], indicator.value)
    for text in (definition.label, definition.formula, definition.definition):
        assert text.in_language(lang) in row
    assert f"| {definition.decimals} |" in row


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("state", list(State))
def test_the_page_explains_every_state(halves: dict[str, str], lang: str, state: State) -> None:
    row = find_row(halves[lang], state.value)
    assert state.label.in_language(lang) in row
    assert state.definition.in_language(lang) in row


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("scheme", list(Scheme))
def test_the_page_names_every_scheme_and_its_denominator(halves: dict[str, str], lang: str, scheme: Scheme) -> None:
    row = find_row(halves[lang], scheme.value)
    assert scheme.label.in_language(lang) in row
    assert scheme.denominator_kind.label.in_language(lang) in row


def find_row(half: str, code: str) -> str:
    rows = [line for line in half.splitlines() if line.startswith(f"| `{code}` |")]
    assert len(rows) == 1, f"{code} has {len(rows)} rows in {PAGE.name}"
    return rows[0]
