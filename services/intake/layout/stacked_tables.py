"""A second table below the first on one sheet: read with it where it has the same columns, else told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geodata.errors import Bilingual
from services.intake.files.sheets import Sheet, SheetRow
from services.intake.headers.headers import build_plain_header, list_schemes, read_header
from services.intake.layout.header_block import HeaderBlock, is_code_row, read_texts, score_header
from services.intake.layout.laid_rows import BodyRow, RowKind
from services.intake.layout.row_kinds import is_note
from services.intake.scope.cited_papers import strip_cited
from services.intake.values.day_words import find_day_words

_LEAST_SCORE = 3.0  # a cell that heads places and another that heads counts, days or the like
_OTHER_COLUMNS = Bilingual("cột khác với bảng thứ nhất", "other columns than the first")
_Cells = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class SecondHeader:
    """The header of a table that cannot be read with the one above: its place in the body, its words, and why not."""

    position: int
    row: int
    text: str
    reason: Bilingual


def find_second_header(
    sheet: Sheet, block: HeaderBlock, body: Sequence[BodyRow], kinds: Sequence[RowKind]
) -> SecondHeader | None:
    """Return the first header below the table that does not head the same columns for the same scheme and days.

    A header repeated after a page break, or over a second table of the same columns, is no other: ``kinds`` has it
    as HEADER. What stands between two tables must not speak of a scheme, day or year that the first title does not.
    """
    header = [_read_cells(row) for row in sheet.rows[block.first : block.last + 1]]
    words = {text for row in sheet.rows[block.first : block.last + 1] for text in read_texts(row) if text}
    last = -1
    for position, (one, kind) in enumerate(zip(body, kinds, strict=True)):
        if kind == RowKind.HEADER:
            if is_code_row(one.row):
                continue
            between = [above.row for above in body[last + 1 : position]]
            reason = _find_other_columns(header, body, position) or _find_other_title(sheet, block, between)
            if reason is not None:
                return _build(one.row, position, reason)
        elif one.is_counted and one.label not in words:
            last = position
        elif score_header(one.row, read_texts(one.row)) >= _LEAST_SCORE:
            return _build(one.row, position, _OTHER_COLUMNS)
    return None


def _find_other_columns(header: Sequence[_Cells], body: Sequence[BodyRow], position: int) -> Bilingual | None:
    """Return why a row of the header that comes again, with the rows that belong to it, heads other columns."""
    cells = _read_cells(body[position].row)
    if cells not in header:
        return _OTHER_COLUMNS
    for expected, below in zip(header[header.index(cells) + 1 :], body[position + 1 :], strict=False):
        found = _read_cells(below.row)
        if found == expected:
            continue
        return None if below.is_counted or below.label or not _heads_counts(found) else _OTHER_COLUMNS
    return None


def _heads_counts(cells: _Cells) -> bool:
    return any(read_header(text).is_known or not find_day_words(text).is_undated for _, text in cells)


def _find_other_title(sheet: Sheet, block: HeaderBlock, between: Sequence[SheetRow]) -> Bilingual | None:
    """Return what the words between two tables say that those above the first do not."""
    said = _list_said([sheet.name or "", *_list_texts(sheet.rows[: block.last + 1])])
    other = [one for one in _list_said(_list_texts(between)) if one not in said]
    if not other:
        return None
    words = ", ".join(other)
    return Bilingual(f"phía trên ghi «{words}», khác bảng thứ nhất", f"above it stands «{words}», unlike the first")


def _list_said(texts: Iterable[str]) -> dict[str, None]:
    """Return the schemes, days and years that texts speak of, less those of papers and signatures."""
    said: dict[str, None] = {}
    for text in texts:
        plain = build_plain_header(text)
        if is_note(text):
            continue
        found = find_day_words(strip_cited(text))
        days = [*found.days, *found.months]
        said |= dict.fromkeys(scheme.label.vi for scheme in list_schemes(plain))
        said |= dict.fromkeys(f"{day:%d/%m/%Y}" for day in days)
        said |= dict.fromkeys(str(year) for year in (*found.years, *(day.year for day in days)))
    return said


def _list_texts(rows: Iterable[SheetRow]) -> list[str]:
    return [cell for row in rows for cell in row.cells if isinstance(cell, str) and cell.strip()]


def _read_cells(row: SheetRow) -> _Cells:
    return tuple((index, build_plain_header(text)) for index, text in enumerate(read_texts(row)) if text)


def _build(row: SheetRow, position: int, reason: Bilingual) -> SecondHeader:
    return SecondHeader(position, row.number, " · ".join(text for text in read_texts(row) if text)[:120], reason)
