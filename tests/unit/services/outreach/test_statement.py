"""What is typed of an event: read as people write it, and every fault told with its field."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import BadInput
from services.outreach.statement import (
    EventTexts,
    build_statement,
    find_faults,
    parse_count,
    parse_day,
    part_organisers,
)

TODAY = date(2026, 3, 9)
NAMES = st.sampled_from(["Bưu điện", "bưu ĐIỆN", "UBND xã", "Hội Nông dân", " Hội  Nông dân "])


def test_an_event_as_a_person_writes_it() -> None:
    texts = EventTexts("8/3/2026", ("Bưu điện", "UBND xã; Hội Nông dân"), "1.250", " 12 ", "BHXH_TN", " Nhà  văn hóa ")
    stated = build_statement(texts, TODAY)
    assert (stated.held_on, stated.attendee_count, stated.enrolled_count) == (date(2026, 3, 8), 1250, 12)
    assert stated.organisers == ("Bưu điện", "UBND xã", "Hội Nông dân")
    assert (stated.scheme, stated.venue) == ("BHXH_TN", "Nhà văn hóa")
    assert build_statement(EventTexts("2026-03-08", ("Bưu điện",)), TODAY).scheme == "ANY"


@pytest.mark.parametrize(
    ("texts", "fields"),
    [
        (EventTexts(), ["held_on", "organisers"]),
        (EventTexts("2026-03-10", ("x",)), ["held_on"]),  # tomorrow
        (EventTexts("31/02/2026", ("x",)), ["held_on"]),
        (EventTexts("2026-03-08", ("x" * 81,)), ["organisers"]),
        (EventTexts("2026-03-08", (" ; ",)), ["organisers"]),
        (EventTexts("2026-03-08", ("x",), "-1", "1,5"), ["attendee_count", "enrolled_count"]),
        (EventTexts("2026-03-08", ("x",), "100001"), ["attendee_count"]),
        (EventTexts("2026-03-08", ("x",), scheme="BHXX", venue="v" * 301), ["scheme", "venue"]),
    ],
)
def test_every_fault_names_its_field_and_how_to_mend_it(texts: EventTexts, fields: list[str]) -> None:
    faults = find_faults(texts, TODAY)
    assert [fault.place.column for fault in faults] == fields
    assert all(fault.hint.vi and fault.hint.en and fault.message.en for fault in faults)
    with pytest.raises(BadInput):
        build_statement(texts, TODAY)


@given(st.lists(st.lists(NAMES).map(";".join)))
def test_organisers_are_named_once_each_and_parting_them_again_changes_nothing(texts: list[str]) -> None:
    names = part_organisers(texts)
    assert len({name.casefold() for name in names}) == len(names)
    assert part_organisers(names) == names
    wanted = {" ".join(name.split()).casefold() for text in texts for name in text.split(";")} - {""}
    assert {name.casefold() for name in names} == wanted


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 10**6))
def test_days_and_counts_are_read_back_however_they_are_written(day: date, count: int) -> None:
    assert {parse_day(text) for text in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}")} == {day}
    grouped = f"{count:,}"
    assert {parse_count(text) for text in (str(count), grouped.replace(",", "."), grouped.replace(",", " "))} == {count}
    assert parse_count(f"{count},5") is None
