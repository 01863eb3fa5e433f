"""What kind of file a content is, whatever its name says."""

from __future__ import annotations

import re
from enum import StrEnum

from services.intake.files import sheet_errors as errors

_BLANKS = b" \t\r\n\x00\xef\xbb\xbf"
_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and encrypted new ones
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|style|div|meta)\b", re.IGNORECASE)
_SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_OTHER_KINDS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"RIFF", "RIFF/WEBP"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x1f\x8b", "GZIP"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"MZ", "EXE"),
)
_BINARY_MARKS = ("BMP", "EXE", "RIFF/WEBP", "GIF")  # letters that a text may begin with, too


class FileKind(StrEnum):
    """How a file is read."""

    ZIP = "zip"  # XLSX or ODS, told apart by its parts
    XLS = "xls"
    TEXT = "text"


def find_file_kind(content: bytes, file_name: str) -> FileKind:
    """Return how a file is to be read; BadInput where it is empty or no table."""
    head = content[:4096]
    if not head.strip(_BLANKS) and not content.strip(_BLANKS):
        raise errors.build_empty(file_name)
    if head.startswith(_ZIP):
        return FileKind.ZIP
    if head.startswith(_COMPOUND):
        return FileKind.XLS
    if head.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")) and head[2:4] in (
        b"\x08\0",
        b"\x06\0",
        b"\x04\0",
    ):
        raise errors.build_older_workbook(file_name)
    for mark, kind in _OTHER_KINDS:
        if head.startswith(mark) and (kind not in _BINARY_MARKS or b"\x00" in head):
            raise errors.build_wrong_kind(file_name, kind)
    _refuse_markup(head, file_name)
    return FileKind.TEXT


def _refuse_markup(head: bytes, file_name: str) -> None:
    """Refuse web pages and XML; programs of the country's offices save HTML tables under the name .xls."""
    text = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text[:13].lower() == b"mime-version:":
        raise errors.build_html(file_name)
    if not text.startswith(b"<"):
        return
    if _SPREADSHEET_XML in text:
        raise errors.build_spreadsheet_xml(file_name)
    if _HTML.search(text):
        raise errors.build_html(file_name)
    raise errors.build_wrong_kind(file_name, "XML")
