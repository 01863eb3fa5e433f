"""Any workbook as raw sheets: calamine gives the cells, the parts of the file tell what calamine leaves out."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from xml.parsers.expat import ExpatError

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from geodata.errors import BadInput
from services.intake.files import sheet_errors as errors
from services.intake.files.file_kinds import FileKind
from services.intake.files.limits import SheetLimits
from services.intake.files.reading.answers import RawSheet
from services.intake.files.reading.grids import build_raw_sheet
from services.intake.files.reading.parts import BookParts
from services.intake.files.reading.xls import XlsParts
from services.intake.files.reading.zipped import open_zipped

# What calamine, zipfile and expat say of a broken file.
_FAULTS = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    struct.error,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    NotImplementedError,
)
_COUNTS_AS_TABLE = (SheetTypeEnum.WorkSheet,)


def read_sheets(content: bytes, kind: str, file_name: str, limits: SheetLimits) -> list[RawSheet]:
    """Return the sheets that hold anything; BadInput where the file is broken or beyond a limit."""
    try:
        parts = _open_parts(content, kind, file_name, limits)
        if len(parts.sheet_names) > limits.sheet_count:
            raise errors.build_too_many_sheets(file_name, len(parts.sheet_names), limits.sheet_count)
        return _read_all(content, parts, file_name, limits)
    except BadInput:
        raise
    except PasswordError:
        raise errors.build_encrypted(file_name) from None
    except MemoryError:
        raise
    except _FAULTS:
        raise errors.build_broken(file_name) from None
    except BaseException as panic:
        if type(panic).__name__ == "PanicException":  # calamine gave up on a crafted file
            raise errors.build_broken(file_name) from None
        raise


def _open_parts(content: bytes, kind: str, file_name: str, limits: SheetLimits) -> BookParts:
    if kind == FileKind.XLS:
        return XlsParts.open(content, file_name)
    return open_zipped(content, file_name, limits)


def _read_all(content: bytes, parts: BookParts, file_name: str, limits: SheetLimits) -> list[RawSheet]:
    with CalamineWorkbook.from_filelike(BytesIO(parts.unpacked or content)) as book:
        _refuse_macro_sheets(book.sheets_metadata, file_name)
        sheets = [
            _read_one(book, position, parts, file_name, limits)
            for position, described in enumerate(book.sheets_metadata)
            if described.typ in _COUNTS_AS_TABLE
        ]
    return [sheet for sheet in sheets if sheet.numbers]


def _refuse_macro_sheets(described: list[SheetMetadata], file_name: str) -> None:
    if any(sheet.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba) for sheet in described):
        raise errors.build_macros(file_name)


def _read_one(book: CalamineWorkbook, position: int, parts: BookParts, file_name: str, limits: SheetLimits) -> RawSheet:
    described = book.sheets_metadata[position]
    try:
        oddities = parts.read_oddities(position, described.name, file_name, limits)
        sheet = book.get_sheet_by_index(position)
        is_hidden = described.visible != SheetVisibleEnum.Visible
        return build_raw_sheet(sheet, oddities, is_hidden=is_hidden, file_name=file_name, limits=limits)
    except PasswordError:
        raise
    except _FAULTS:
        raise errors.build_broken(file_name, described.name) from None
