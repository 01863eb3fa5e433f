"""The change since a base date, between two vintages, and that the date is never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.errors import BadInput
from services.measures.indicators import Indicator
from tests.fixtures.small_history import (
    DAY,
    LATER,
    STOCK,
    ask,
    facts_of,
    join,
)


def test_the_change_between_two_dates_of_two_vintages_is_shown_on_one() -> None:
    snapshot = join(facts_of(STOCK), facts_of({"00101": 40, "00103": 50, "00202": 99}, LATER))
    view = ask(snapshot, indicator=Indicator.CHANGE_COUNT, as_of=LATER, since=DAY)
    assert view.values.tolist() == [8, 5, -11]
    assert "từ ngày 31/03/2025 đến ngày 31/03/2026" in view.legend_sentence.vi
    ratio = ask(snapshot, indicator=Indicator.CHANGE_RATIO, as_of=LATER, since=DAY)
    assert ratio.values.tolist() == pytest.approx([8 / 32, 5 / 45, -11 / 110])
    assert ratio.build_row(2).text("vi") == "−10%"


def test_a_base_date_is_never_guessed() -> None:
    snapshot = join(facts_of(STOCK), facts_of({"00101": 40, "00103": 50, "00202": 99}, LATER))
    with pytest.raises(BadInput) as missing:
        ask(snapshot, indicator=Indicator.CHANGE_COUNT, as_of=LATER)
    assert missing.value.code == "since_missing"
    assert "2025-03-31" in missing.value.hint.vi
    with pytest.raises(BadInput) as unknown:
        ask(snapshot, indicator=Indicator.CHANGE_COUNT, as_of=LATER, since=date(2024, 1, 1))
    assert unknown.value.code == "since_unknown"
    with pytest.raises(BadInput):
        ask(snapshot, indicator=Indicator.CHANGE_COUNT, as_of=DAY, since=DAY)
