from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from services.reporting.report_table import build_report_table
from services.reporting.taken_view import TakenView
from services.reporting.workbook import build_workbook, name_sheets

EVIL = ('=HYPERLINK("http://x")', "+1", "-1+2", "@SUM(A1)", "＝1", "\t=1")


class RenamedView(TakenView):
    """A view whose areas are called what an attacker would call them."""

    @property
    def table(self):
        table = build_report_table(self.snapshot, self.view)
        rows = [replace(row, name=name) for row, name in zip(table.rows, EVIL * 2, strict=True)]
        return replace(table, rows=tuple(rows))


@pytest.fixture
def taken(show, toy_snapshot):
    view, geometry = show()
    return RenamedView(toy_snapshot, view, geometry, "vi", "within=VN", answer="=1+1")


def test_no_cell_can_become_a_formula(taken):
    book = openpyxl.load_workbook(BytesIO(build_workbook([taken], ["=Tên"])))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(tuple("=+-@＝\t"))]
    assert {cell.value for cell in risky} >= {*EVIL, "=1+1"}
    assert all(cell.quotePrefix for cell in risky)


def test_names_of_sheets_are_short_and_of_their_own():
    names = name_sheets(["Huyện [A/B]: *?", "x" * 40, "x" * 50, "'Tên'", "tên", ""])
    assert names == ["Huyện A B", "x" * 31, "x" * 27 + " (2)", "Tên", "tên (2)", "–"]
