"""The headers of an extract: of Parquet by its schema, of CSV by its first line."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from geodata.errors import BadInput, Bilingual, Place
from services.intake.files.delimited import find_delimiter
from services.intake.files.encodings import find_unicode

_SAMPLE_BYTES = 256 * 1024


@dataclass(frozen=True)
class ExtractHeaders:
    """The headers of a file as written; ``delimiter`` is None where it is Parquet."""

    file: Path
    names: tuple[str, ...]
    delimiter: str | None


def read_extract_headers(file: Path) -> ExtractHeaders:
    """Return the headers of a file; BadInput where it is neither Parquet nor CSV in UTF-8."""
    try:
        with file.open("rb") as opened:
            sample = opened.read(_SAMPLE_BYTES)
        if sample.startswith(b"PAR1"):
            return ExtractHeaders(file, tuple(pq.read_schema(file).names), None)
    except (OSError, pa.ArrowInvalid):
        raise _build_unreadable(file) from None
    return _read_csv_headers(file, sample)


def _read_csv_headers(file: Path, sample: bytes) -> ExtractHeaders:
    whole = sample if len(sample) < _SAMPLE_BYTES else sample[: sample.rfind(b"\n") + 1]
    if find_unicode(sample) != "utf-8" or b"\x00" in sample:
        raise _build_not_utf8(file)
    try:
        text = whole.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _build_not_utf8(file) from None
    delimiter = find_delimiter(text)
    first = next(csv.reader(text.splitlines()[:1], delimiter=delimiter), [])
    if len(first) < 2:
        raise _build_unreadable(file)
    return ExtractHeaders(file, tuple(first), delimiter)


def _build_not_utf8(file: Path) -> BadInput:
    return BadInput(
        "extract_not_utf8",
        Bilingual("Tệp CSV không phải UTF-8", "The CSV file is not in UTF-8"),
        Bilingual("Xuất lại dạng «CSV UTF-8» hoặc Parquet.", "Export it again as «CSV UTF-8» or Parquet."),
        Place(file=file.name),
    )


def _build_unreadable(file: Path) -> BadInput:
    return BadInput(
        "extract_not_readable",
        Bilingual("Tệp không phải Parquet hay CSV có dòng tiêu đề", "The file is no Parquet and no CSV with headers"),
        Bilingual("Xuất lại dạng «CSV UTF-8» hoặc Parquet.", "Export it again as «CSV UTF-8» or Parquet."),
        Place(file=file.name),
    )
