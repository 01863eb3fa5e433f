"""A text table as a sheet: all at once where it is short, row by row as asked for where it is long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from services.intake.files import sheet_errors as errors
from services.intake.files.delimited import parse_delimited
from services.intake.files.encodings import LEGACY, decode_table
from services.intake.files.limits import SheetLimits
from services.intake.files.remarks import RemarkKind, SheetRemark
from services.intake.files.sheets import Sheet, SheetRow
from services.intake.values.cells import build_column_letter, is_blank

if TYPE_CHECKING:
    from services.intake.files.long_text import LongText

_LONG = 4_000_000  # bytes; below it reading all rows at once takes a tenth of a second


def is_long(size: int) -> bool:
    """Tell whether the rows of a text of so many bytes are to be made as they are asked for."""
    return size > _LONG


def read_long_sheet(path: Path, file_name: str, limits: SheetLimits) -> Sheet:
    """Return the long text table at ``path`` as ``read_text_sheet`` does, read and looked through at once."""
    from services.intake.files.long_text import LongRows, read_long_file

    long_text, digest = read_long_file(path, file_name, limits)
    return Sheet(file_name, digest, None, LongRows(long_text), remarks=_list_remarks(long_text), text=long_text)


def read_text_sheet(content: bytes, file_name: str, digest: Callable[[], str], limits: SheetLimits) -> Sheet:
    """Return a text table as a sheet without name; BadInput where it is no text, broken, empty or beyond a limit.

    ``digest`` gives the checksum of the file, made meanwhile.
    """
    if is_long(len(content)):
        from services.intake.files.long_text import LongRows, read_long_rows

        long_text = read_long_rows(content, file_name, limits)
        return Sheet(file_name, digest(), None, LongRows(long_text), remarks=_list_remarks(long_text), text=long_text)
    text, encoding = decode_table(content, file_name)
    rows = []
    for number, cells in parse_delimited(text, file_name):
        if all(is_blank(cell) for cell in cells):
            continue
        while cells[-1] is None:
            cells.pop()
        if len(cells) > limits.column_count:
            column = build_column_letter(limits.column_count)
            raise errors.build_too_wide(file_name, None, number, column, limits.column_count)
        rows.append(SheetRow(number, tuple(cells)))
        if len(rows) > limits.row_count:
            raise errors.build_too_long(file_name, None, number, limits.row_count)
    if not rows:
        raise errors.build_empty(file_name)
    was_legacy = encoding == LEGACY
    remarks = (SheetRemark(RemarkKind.LEGACY_TEXT, ((rows[0].number, 0),)),) if was_legacy else ()
    return Sheet(file_name, digest(), None, tuple(rows), remarks=remarks)


def _list_remarks(text: LongText) -> tuple[SheetRemark, ...]:
    first = text.first_number + int(text.lines[0])
    return (SheetRemark(RemarkKind.LEGACY_TEXT, ((first, 0),)),) if text.was_legacy else ()
