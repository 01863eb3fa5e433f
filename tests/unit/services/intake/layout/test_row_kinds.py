"""Numbering, repeated headers, totals and parts told apart: what a row is."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Engine

from services.intake.layout.laid_rows import RowKind
from services.intake.layout.row_kinds import is_total
from tests.fixtures.checked_tables import assert_sums, list_enrolled
from tests.fixtures.group_reports import LETTERHEAD
from tests.fixtures.intake_tables import build_options, check_text
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xlsx


def test_a_header_repeated_after_a_page_break_is_ignored(store: Engine, tmp_path: Path) -> None:
    header: list[object] = ["STT", "Đơn vị", "Người tham gia"]
    rows: list[list[object]] = [
        *LETTERHEAD,
        header,
        ["A", "B", 1],
        [1, "Xã Sín Thầu", 8],
        header,
        ["A", "B", 1],
        [2, "Xã Mường Nhé", 12],
        [None, "Tổng số", 20],
    ]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert list_enrolled(checked) == {"03158": 8, "03160": 12}
    kinds = [laid.kind for laid in checked.report.table.laid]
    assert kinds.count(RowKind.HEADER) == 4
    assert_sums(checked, 1)


def test_rows_of_which_something_is_told_apart_are_not_added_twice(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["STT", "Đơn vị", "Người tham gia"],
        [None, "Tổng cộng", 20],
        [None, "Trong đó: nữ", 9],
        [1, "Xã Sín Thầu", 8],
        [None, "- Trong đó: hộ nghèo", 3],
        [2, "Xã Mường Nhé", 12],
    ]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert list_enrolled(checked) == {"03158": 8, "03160": 12}
    assert_sums(checked, 1)


def test_xa_and_huyen_written_with_one_letter_are_no_numbering(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["Đơn vị", "Người tham gia"],
        ["H. Mường Nhé", 20],
        ["X. Sín Thầu", 8],
        ["X. Mường Nhé", 12],
    ]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert list_enrolled(checked) == {"03158": 8, "03160": 12}
    assert_sums(checked, 1)


def test_numbers_written_before_the_names_are_no_part_of_them(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["Tên đơn vị", "Người tham gia"],
        ["I. Huyện Mường Nhé", 20],
        ["1. Xã Sín Thầu", 8],
        ["2. Xã Mường Nhé", 12],
        ["II. Huyện Tủa Chùa", 15],
        ["1. Xã Quý Hòa", 15],
    ]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert list_enrolled(checked) == {"03158": 8, "03160": 12, "03226": 15}
    assert_sums(checked, 2)


def test_accents_tell_a_commune_from_a_total() -> None:
    assert not is_total("Cống Vị")
    assert not is_total("CỐNG VỊ")
    assert is_total("Cộng VI")
    assert is_total("TONG CONG")


def test_a_note_in_the_column_of_codes_is_a_note(store: Engine, tmp_path: Path) -> None:
    text = "Mã xã;Tên xã;Người tham gia\n03158;Xã Sín Thầu;8\n03160;Xã Mường Nhé;12\nGhi chú: số liệu tạm tính;;\n"
    checked = check_text(store, tmp_path, text, options=build_options())
    assert [row.area.area_code for row in checked.report.rows if row.area] == ["03158", "03160"]
    assert [laid.kind for laid in checked.report.table.laid][-1] is RowKind.NOTE
    assert not checked.report.unsettled
