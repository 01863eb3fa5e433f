"""Sheets whose text is in a coding from before Unicode (TCVN3, VNI), decoded before anybody looks at the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from geodata.legacy_text import LegacyCoding, decode_text, measure_vietnamese_share, recognise_coding
from services.intake.files.remarks import RemarkKind, SheetRemark
from services.intake.files.sheets import Sheet, SheetRow
from services.intake.values.cells import Cell

_SAMPLE = 400  # texts with letters beyond ASCII; fewer than these are all looked at
_LEAST = 3


def decode_sheet(sheet: Sheet) -> Sheet:
    """Return the sheet in Unicode with a remark that says so; the sheet itself where its text is no legacy text.

    Text in several fonts is decoded column by column: headers in Unicode may stand over names in TCVN3.
    """
    if sheet.text is not None:
        return sheet
    coding = _recognise(_list_texts(cell for row in sheet.rows for cell in row.cells))
    codings = {index: coding or _recognise(_list_texts(cells)) for index, cells in enumerate(sheet.telling_columns)}
    if not any(codings.values()):
        return sheet
    rows = tuple(SheetRow(row.number, tuple(_decode_cells(row.cells, codings))) for row in sheet.rows)
    first = next(
        (row.number, index)
        for row, decoded in zip(sheet.rows, rows, strict=True)
        for index, (before, after) in enumerate(zip(row.cells, decoded.cells, strict=True))
        if before != after
    )
    return replace(sheet, rows=rows, remarks=(*sheet.remarks, SheetRemark(RemarkKind.LEGACY_TEXT, (first,))))


def decode_bytes(content: bytes) -> str | None:
    """Return a text table of a one-byte coding from before Unicode, None where it is none (or code page 1258)."""
    coding = find_coding(content)
    return None if coding is None else decode_text(content.decode("latin-1"), coding)


def find_coding(content: bytes) -> LegacyCoding | None:
    """Return the coding from before Unicode of a one-byte text, None where it is none (or code page 1258)."""
    text = content.decode("latin-1")
    sample = [line for line in islice(text.splitlines(), 4 * _SAMPLE) if not line.isascii()][:_SAMPLE]
    coding = recognise_coding(sample)
    if coding is None:
        return None
    known = [line.encode("latin-1").decode("cp1258", errors="replace") for line in sample]
    decoded = [decode_text(line, coding) for line in sample]
    return coding if measure_vietnamese_share(decoded) > measure_vietnamese_share(known) else None


def _recognise(texts: Iterable[str]) -> LegacyCoding | None:
    sample = list(islice(texts, _SAMPLE))
    return recognise_coding(sample) if len(sample) >= _LEAST else None


def _list_texts(cells: Iterable[Cell]) -> Iterable[str]:
    return (cell for cell in cells if isinstance(cell, str) and not cell.isascii())


def _decode_cells(cells: Sequence[Cell], codings: dict[int, LegacyCoding | None]) -> Iterable[Cell]:
    for index, cell in enumerate(cells):
        coding = codings[index]
        yield decode_text(cell, coding) if coding is not None and isinstance(cell, str) else cell
