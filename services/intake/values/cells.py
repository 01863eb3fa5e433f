"""What a cell of a sheet may hold."""

from __future__ import annotations

from datetime import date

# No text of a table needs them: most cannot be seen, the NUL no database takes (a workbook writes it as _x0000_), and
# marks of direction turn what stands beside them round. Tab and line breaks part words.
_CONTROLS = dict.fromkeys(
    [*(set(range(0x20)) - {0x09, 0x0A, 0x0D}), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)

# CSV gives text only; workbooks give typed cells. None is a blank cell.
Cell = str | int | float | bool | date | None


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not cell.strip("\u200b\ufeff \t\r\n\u00a0"))


def drop_controls(text: str) -> str:
    """Return ``text`` without control characters, marks of direction and halves of characters (lone surrogates)."""
    return text.translate(_CONTROLS).encode("utf-8", "ignore").decode()


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
