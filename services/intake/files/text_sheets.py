"""A text table as a sheet: all at once where it is short, row by row as asked for where it is long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from services.intake.files.limits import SheetLimits
from services.intake.files.remarks import RemarkKind, SheetRemark
from services.intake.files.sheets import Sheet

if TYPE_CHECKING:
    from services.intake.files.long_text import LongText

_LONG = 4_000_000  # bytes; below it reading all rows at once takes a tenth of a second


def is_long(size: int) -> bool:
    """Tell whether the rows of a text of so many bytes are to be made as they are asked for."""
    return size > _LONG


def read_long_file(path: Path, file_name: str, limits: SheetLimits) -> Sheet:
    """Return the long text table at ``path`` as a sheet without name; BadInput where it cannot be read."""
    from services.intake.files import long_text

    return _build_sheet(*long_text.read_long_file(path, file_name, limits))


def read_long_content(content: bytes, file_name: str, digest: Callable[[], str], limits: SheetLimits) -> Sheet:
    """Return the long text table of these bytes as ``read_long_file`` does; ``digest`` gives their checksum."""
    from services.intake.files.long_text import read_long_text

    return _build_sheet(read_long_text(content, file_name, limits), digest())


def _build_sheet(text: LongText, digest: str) -> Sheet:
    from services.intake.files.text_lines import LongRows

    first = text.first_number + int(text.lines[0])
    remarks = (SheetRemark(RemarkKind.LEGACY_TEXT, ((first, 0),)),) if text.was_legacy else ()
    return Sheet(text.file_name, digest, None, LongRows(text), remarks=remarks, text=text)
