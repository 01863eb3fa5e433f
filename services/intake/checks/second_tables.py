"""A second table on a sheet that cannot be read with the first stops the file: else its rows were lost unseen."""

from __future__ import annotations

from geodata.errors import Bilingual
from services.intake.files.sheets import Sheet
from services.intake.layout.table_layout import TableLayout
from services.intake.outcomes import Finding, Severity


def check_second_table(sheet: Sheet, layout: TableLayout) -> list[Finding]:
    """Return the error for a table further below that has other columns or speaks of something else."""
    second = layout.second
    if second is None:
        return []
    return [
        Finding(
            "second_table",
            Severity.ERROR,
            Bilingual(
                f"Trang có bảng thứ hai, tiêu đề ở dòng {second.row} ({second.reason.vi}): không đọc chung được",
                f"The sheet holds a second table, headed in row {second.row} ({second.reason.en}): not read with it",
            ),
            Bilingual(
                f"Chuyển bảng từ dòng {second.row} sang trang tính hay tệp riêng, kèm tựa đề, tiêu đề; không cần "
                "thì xóa.",
                f"Move the table from row {second.row} on to a sheet or file of its own, with its title and header; "
                "delete it where it is not needed.",
            ),
            sheet.build_place(second.row, text=second.text),
        )
    ]
