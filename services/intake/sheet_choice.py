"""The sheets of a file that are checked: those asked for, persons refused and cells corrected."""

from __future__ import annotations

from geodata.errors import Bilingual, NotFound, Place
from services.intake.corrections import correct_sheet
from services.intake.options import IntakeOptions
from services.intake.persons import refuse_persons
from services.intake.sheet_errors import build_too_long
from services.intake.sheets import Sheet, Workbook

_MOST_ROWS = 200_000  # sixteen for each commune there ever was; each row is matched and kept in the report


def choose_sheets(workbook: Workbook, options: IntakeOptions) -> list[Sheet]:
    """Return the sheets asked for, or all that can be seen, persons refused and cells corrected."""
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
    chosen = [sheet for sheet in workbook.sheets if not options.sheet_names or sheet.name in options.sheet_names]
    for sheet in chosen:
        if len(sheet.rows) > _MOST_ROWS:
            raise build_too_long(sheet.file_name, sheet.name, sheet.rows[_MOST_ROWS].number, _MOST_ROWS)
    return [correct_sheet(sheet, options.corrections) for sheet in chosen]
