"""Sources of counts, targets and denominators."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Engine

from tests.fixtures.group_reports import Row, build_rows, check_groups
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xlsx


def test_sources_are_read_from_notes_and_titles(store: Engine, tmp_path: Path) -> None:
    titles = ["BHXH TỰ NGUYỆN ĐẾN 30/6/2021", "(Chỉ tiêu giao theo Quyết định số 12/QĐ-UBND)"]
    headers: list[Row] = [["LLLĐ", "Chỉ tiêu", "Thực hiện"]]
    rows = build_rows(titles, headers, [[100, 9, 5], [100, 9, 6], [100, 9, 7], [100, 9, 8]])
    rows += [[], ["Nguồn: Phòng Quản lý thu – Sổ, thẻ"], [None, "Nguồn LLLĐ: Cục Thống kê, 1/4/2019."]]
    checked = check_printed(store, write_xlsx(tmp_path / "bang.xlsx", {"Biểu": PrintedSheet(rows)}))
    draft = checked.draft
    assert draft is not None
    assert draft.source == "Phòng Quản lý thu – Sổ, thẻ"
    assert draft.target_source == "Quyết định số 12/QĐ-UBND"
    assert draft.denominator_source == "Cục Thống kê, 1/4/2019"
    without = check_groups(store, tmp_path, titles[:1], headers, [[100, 9, 5], [100, 9, 6], [100, 9, 7], [100, 9, 8]])
    assert without.draft is not None
    assert {without.draft.source, without.draft.target_source, without.draft.denominator_source} == {"bang.xlsx"}
