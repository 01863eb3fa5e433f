"""Workbooks that are archives of XML: XLSX and ODS, and archives that are none."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from services.intake.files import sheet_errors as errors
from services.intake.files.limits import SheetLimits
from services.intake.files.reading.ods import OdsParts
from services.intake.files.reading.parts import BookParts
from services.intake.files.reading.xlsx import XlsxParts

_OTHER_KINDS = (
    ("xl/workbook.bin", "XLSB"),
    ("word/document.xml", "Word"),
    ("ppt/presentation.xml", "PowerPoint"),
)
_TABLE_SUFFIXES = (".xlsx", ".xls", ".ods", ".csv", ".xlsm")
_MACRO_PARTS = ("vbaproject.bin", "xl/macrosheets/", "basic/", "scripts/")
_UNPACKED_AT_ONCE = 64_000_000  # bytes
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def open_zipped(content: bytes, file_name: str, limits: SheetLimits) -> BookParts:
    """Return the parts of a workbook; BadInput where it is none, a bomb, encrypted or laden with macros."""
    archive = zipfile.ZipFile(BytesIO(content))
    members = archive.infolist()
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise errors.build_unpacked_too_large(file_name, limits.unpacked_bytes)
    if any(member.flag_bits & 1 for member in members):
        raise errors.build_encrypted(file_name)
    names = [member.filename for member in members]
    if "xl/workbook.xml" not in names and not _is_ods(archive, names):
        raise _refuse_other(names, file_name)
    lowered = [name.lower() for name in names]
    if any(name.startswith(part) or name.endswith(part) for name in lowered for part in _MACRO_PARTS):
        raise errors.build_macros(file_name)
    if "xl/workbook.xml" in names:
        unpacked = _unpack(archive)
        return XlsxParts.open(zipfile.ZipFile(BytesIO(unpacked)) if unpacked else archive, unpacked)
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise errors.build_encrypted(file_name)
    return OdsParts.open(archive, file_name, limits)


def _unpack(archive: zipfile.ZipFile) -> bytes | None:
    """Return the same archive with its parts as they are, so that calamine and the search for oddities unpack it once.

    None where it is large, for it would be held twice, or broken, which is told where the part is read.
    """
    if sum(member.file_size for member in archive.infolist()) > _UNPACKED_AT_ONCE:
        return None
    unpacked = BytesIO()
    try:
        with zipfile.ZipFile(unpacked, "w") as stored:
            for name in dict.fromkeys(archive.namelist()):
                stored.writestr(name, archive.read(name))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, ValueError, NotImplementedError):
        return None
    return unpacked.getvalue()


def _is_ods(archive: zipfile.ZipFile, names: list[str]) -> bool:
    return "content.xml" in names and "mimetype" in names and archive.read("mimetype").startswith(_ODS_TYPE)


def _refuse_other(names: list[str], file_name: str) -> Exception:
    for part, kind in _OTHER_KINDS:
        if part in names:
            return errors.build_wrong_kind(file_name, kind)
    inside = next((name for name in names if name.lower().endswith(_TABLE_SUFFIXES)), None)
    return errors.build_zipped(file_name, inside) if inside else errors.build_wrong_kind(file_name, "ZIP")
