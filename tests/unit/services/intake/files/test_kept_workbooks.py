"""A workbook is read once while it is among the last; a list of persons is never kept."""

from __future__ import annotations

import gc

import pytest

from geodata.errors import BadInput
from services.intake.collection import pause_collection
from services.intake.files import kept_workbooks
from services.intake.files.kept_workbooks import KeptWorkbooks
from services.intake.files.limits import SheetLimits
from services.intake.files.sheets import Workbook, read_workbook
from tests.fixtures.bad_workbooks import build_xlsx

LIMITS = SheetLimits()
TABLE = build_xlsx([["Xã", "Số người"], ["Ba Tô", 12], ["Ba Tơ", 30]])
PERSONS = build_xlsx([["Họ tên", "CCCD"], ["Nguyễn Thị Bí Mật", "001090123456"]])


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were really read."""
    names: list[str] = []

    def read(content: bytes, file_name: str, limits: SheetLimits) -> Workbook:
        names.append(file_name)
        return read_workbook(content, file_name, limits)

    monkeypatch.setattr(kept_workbooks, "read_workbook", read)
    return names


def test_the_same_bytes_under_the_same_name_are_read_once(readings: list[str]) -> None:
    kept = KeptWorkbooks()
    first, second = kept.read(TABLE, "a.xlsx", LIMITS), kept.read(TABLE, "a.xlsx", LIMITS)
    assert second is first
    assert readings == ["a.xlsx"]


def test_another_name_other_bytes_or_other_limits_are_read_anew(readings: list[str]) -> None:
    kept = KeptWorkbooks()
    other = build_xlsx([["Xã", "Số người"], ["Ba Tô", 13]])
    for content, name, limits in (
        (TABLE, "a.xlsx", LIMITS),
        (TABLE, "b.xlsx", LIMITS),
        (other, "a.xlsx", LIMITS),
        (TABLE, "a.xlsx", SheetLimits(row_count=10)),
    ):
        assert kept.read(content, name, limits).file_name == name
    assert len(readings) == 4


def test_what_is_kept_has_a_bound(readings: list[str]) -> None:
    kept = KeptWorkbooks(most_cells=10)  # six cells each: one of them at a time
    for name in ("a.xlsx", "b.xlsx", "b.xlsx", "a.xlsx"):
        kept.read(TABLE, name, LIMITS)
    assert readings == ["a.xlsx", "b.xlsx", "a.xlsx"]


def test_a_workbook_beyond_the_bound_is_read_each_time(readings: list[str]) -> None:
    kept = KeptWorkbooks(most_cells=5)
    for _ in range(2):
        kept.read(TABLE, "a.xlsx", LIMITS)
    assert len(readings) == 2


def test_a_list_of_persons_is_refused_each_time_and_never_kept(readings: list[str]) -> None:
    kept = KeptWorkbooks()
    for _ in range(2):
        with pytest.raises(BadInput) as refused:
            kept.read(PERSONS, "a.xlsx", LIMITS)
        assert refused.value.code == "persons_refused"
    assert len(readings) == 2
    assert not kept._kept


def test_the_search_for_cycles_rests_meanwhile_and_goes_on_after_an_error() -> None:
    seen: list[bool] = []

    def fail() -> None:
        with pause_collection():
            seen.append(gc.isenabled())
            raise ValueError("within")

    with pytest.raises(ValueError, match="within"):
        fail()
    assert (seen, gc.isenabled()) == ([False], True)
