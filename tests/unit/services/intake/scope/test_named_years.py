"""Months below a title that names one year, days in the names of files, codes of offices beside their names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from services.intake.options import IntakeOptions
from tests.fixtures.checked_tables import list_codes, list_facts
from tests.fixtures.intake_tables import TODAY, check_text

NOTHING = IntakeOptions()
ROW = "Huyện Mường Nhé;Xã Sín Thầu;"


@pytest.mark.parametrize(
    ("header", "days"),
    [
        ("Quý I;Quý II;Quý IV", [date(2021, 3, 31), date(2021, 6, 30), date(2021, 12, 31)]),
        ("Tháng 3;Tháng 6;Tháng 9", [date(2021, 3, 31), date(2021, 6, 30), date(2021, 9, 30)]),
        ("T1;T2;T11", [date(2021, 1, 31), date(2021, 2, 28), date(2021, 11, 30)]),
    ],
)
def test_months_are_of_the_only_year_of_the_title(store: Engine, tmp_path: Path, header: str, days: list[date]) -> None:
    text = f"Số người tham gia BHXH tự nguyện tỉnh Điện Biên năm 2021\nHuyện;Xã;{header}\n{ROW}5;6;7\n"
    checked = check_text(store, tmp_path, text, options=NOTHING)
    assert list_codes(checked) == set()
    assert [day for *_, day in sorted(list_facts(checked), key=lambda fact: fact[-1])] == days
    assert checked.understood.as_of.value == days[-1]


def test_a_month_after_the_cut_off_stays_a_question(store: Engine, tmp_path: Path) -> None:
    text = f"BHXH tự nguyện tỉnh Điện Biên năm 2021\n(đến 31/3/2021)\nHuyện;Xã;Tháng 12;Tháng 3\n{ROW}5;6\n"
    assert "column_uncertain" in list_codes(check_text(store, tmp_path, text, options=NOTHING))


def test_months_to_come_give_no_cut_off(store: Engine, tmp_path: Path) -> None:
    assert date(2026, 1, 31) > TODAY
    text = f"BHXH tự nguyện tỉnh Điện Biên năm 2026\nHuyện;Xã;Tháng 1;Tháng 2\n{ROW}5;6\n"
    assert "as_of_missing" in list_codes(check_text(store, tmp_path, text, options=NOTHING))


def test_a_day_without_signs_in_the_name_of_a_file(store: Engine, tmp_path: Path) -> None:
    text = f"Huyện;Xã;Số người\n{ROW}5\n"
    name = "dien bien_BHXHTN_20211231.csv"
    checked = check_text(store, tmp_path, text, file_name=name, options=NOTHING)
    assert checked.understood.as_of.value == date(2021, 12, 31)
    assert list_codes(checked) == set()


def test_the_code_of_an_office_is_none_of_its_communes(store: Engine, tmp_path: Path) -> None:
    text = (
        "BHXH tự nguyện tỉnh Điện Biên đến 31/10/2025\nMã CQ BHXH;BHXH cơ sở;Xã/phường quản lý;Số người\n"
        "01101;BHXH cơ sở Mường Nhé;Xã Sín Thầu;5\n;;Xã Nậm Kè;6\n"
    )
    checked = check_text(store, tmp_path, text, options=NOTHING)
    assert list_codes(checked) == set()
    assert checked.report.outcome_counts["matched"] == 2
