"""What a cell of a sheet may hold."""

from __future__ import annotations

from datetime import date

from geodata.plain_text import drop_controls

__all__ = ["Cell", "build_column_letter", "build_text", "drop_controls", "is_blank"]

# CSV gives text only; workbooks give typed cells. None is a blank cell.
Cell = str | int | float | bool | date | None


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not cell.strip("\u200b\ufeff \t\r\n\u00a0"))


def build_text(cell: Cell) -> str:
    """Return a cell as a person reads it: whole numbers without a decimal point, dates as dd/mm/yyyy."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def build_column_letter(index: int) -> str:
    """Return the letter of a column as a spreadsheet shows it: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
