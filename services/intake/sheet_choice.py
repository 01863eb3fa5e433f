"""The sheets of a file that are checked: those asked for, persons refused and cells corrected."""

from __future__ import annotations

from collections.abc import Sequence

from geodata.errors import Bilingual, NotFound, Place
from services.intake.corrections import correct_sheet
from services.intake.files.persons import refuse_persons
from services.intake.files.sheet_errors import build_too_long
from services.intake.files.sheets import Sheet, Workbook
from services.intake.options import IntakeOptions

MOST_ROWS = 200_000  # sixteen for each commune there ever was; each row is matched and kept in the report


def choose_sheets(workbook: Workbook, options: IntakeOptions) -> list[Sheet]:
    """Return the sheets asked for, or all that can be seen, persons refused; their rows are still to be corrected."""
    names = [sheet.name for sheet in workbook.sheets]
    for wanted in options.sheet_names:
        if wanted not in names:
            known = ", ".join(f"«{name}»" for name in names)
            raise NotFound(
                "sheet_not_found",
                Bilingual(f"Không có trang tính «{wanted}»", f"There is no sheet «{wanted}»"),
                Bilingual(f"Các trang tính: {known}.", f"The sheets are: {known}."),
                Place(file=workbook.file_name, sheet=wanted),
            )
    for sheet in workbook.sheets:
        refuse_persons(sheet)
    return [sheet for sheet in workbook.sheets if not options.sheet_names or sheet.name in options.sheet_names]


def correct_sheets(sheets: Sequence[Sheet], options: IntakeOptions) -> list[Sheet]:
    """Return the sheets with their cells corrected; BadInput where one is longer than a report can account for."""
    for sheet in sheets:
        if len(sheet.rows) > MOST_ROWS:
            raise build_too_long(sheet.file_name, sheet.name, sheet.rows[MOST_ROWS].number, MOST_ROWS)
    return [correct_sheet(sheet, options.corrections) for sheet in sheets]
