"""A sheet is drawn as the user knows it, window by window."""

from collections.abc import Sequence

from flask import Flask

from services.intake.files.sheets import MergedRange, SheetRow
from webmap.intake.sheet_cells import GridCell, build_cells, write_cell


def draw(
    app: Flask, rows: list[SheetRow], columns: Sequence[int], merged: list[MergedRange]
) -> list[tuple[GridCell, ...]]:
    with app.test_request_context("/intake"):
        app.preprocess_request()
        return build_cells(rows, [row.number for row in rows], columns, merged, {})


def test_a_merged_range_is_one_cell_over_its_rows_and_columns(app: Flask) -> None:
    rows = [SheetRow(6, ("STT", "So sánh", None)), SheetRow(7, (None, "% so KH", "Tăng"))]
    drawn = draw(app, rows, range(3), [MergedRange(6, 0, 7, 0), MergedRange(6, 1, 6, 2)])
    assert [(cell.text, cell.row_span, cell.column_span) for cell in drawn[0]] == [("STT", 2, 1), ("So sánh", 1, 2)]
    assert [cell.text for cell in drawn[1]] == ["% so KH", "Tăng"]


def test_a_merged_range_ends_with_the_rows_that_are_shown(app: Flask) -> None:
    rows = [SheetRow(10, ("Huyện Tre", "Xã A")), SheetRow(14, (None, "Xã B"))]
    drawn = draw(app, rows, range(2), [MergedRange(10, 0, 14, 0)])
    assert drawn[0][0].row_span == 1
    assert [cell.text for cell in drawn[1]] == ["", "Xã B"]


def test_a_merged_range_that_begins_left_of_the_columns_drawn_is_told(app: Flask) -> None:
    rows = [SheetRow(6, ("Xã", "Năm 2020", None, None)), SheetRow(7, (None, "T1", "T2", "T3"))]
    drawn = draw(app, rows, (0, 2, 3), [MergedRange(6, 0, 7, 0), MergedRange(6, 1, 6, 3)])
    assert [(cell.text, cell.row_span, cell.column_span) for cell in drawn[0]] == [("Xã", 2, 1), ("Năm 2020", 1, 2)]
    assert [cell.text for cell in drawn[1]] == ["T2", "T3"]


def test_a_letterhead_runs_over_the_blank_cells_right_of_it(app: Flask) -> None:
    with app.test_request_context("/intake"):
        app.preprocess_request()
        drawn = build_cells([SheetRow(1, ("BẢO HIỂM XÃ HỘI", None, None, "Mẫu 1"))], [1], range(4), [], {}, {1})
    assert [(cell.text, cell.column_span) for cell in drawn[0]] == [("BẢO HIỂM XÃ HỘI", 3), ("Mẫu 1", 1)]


def test_numbers_are_written_with_the_decimal_sign_of_the_language(app: Flask) -> None:
    for lang, text in (("vi", "4,299"), ("en", "4.299")):
        with app.test_request_context(f"/intake?lang={lang}"):
            app.preprocess_request()
            assert write_cell(4.299) == text
            assert write_cell(20.0) == "20"
