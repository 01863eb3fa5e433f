"""The parts of an XLSX that calamine leaves out: formulas without a result, error values, cells far outside."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.intake.files import sheet_errors as errors
from services.intake.files.limits import SheetLimits
from services.intake.files.merged import MergedRange
from services.intake.files.reading.parts import Oddities, read_column
from services.intake.files.reading.xml import build_parser
from services.intake.values.cells import build_column_letter

_PREFIX = re.compile(rb"<((?:\w+:)?)worksheet\b")
_POSITION = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_KIND = re.compile(rb'\bt="(\w+)"')
_MERGED = re.compile(rb'mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_MOST_LETTERS = 1000  # where they are no longer rare
_MOST_WORDS = 26 * 26 + 26  # columns named by one or two letters


@dataclass(frozen=True)
class XlsxParts:
    """An opened XLSX: its sheets in order, the part of each, and whether it asks to be calculated when opened."""

    archive: zipfile.ZipFile
    sheet_names: Sequence[str]
    sheet_parts: Sequence[str]
    asks_to_calculate: bool
    unpacked: bytes | None = None

    @classmethod
    def open(cls, archive: zipfile.ZipFile, unpacked: bytes | None = None) -> XlsxParts:
        """Return the parts of an archive that holds a workbook; ``unpacked`` is the same archive for calamine."""
        elements = list(_list_elements(archive.read("xl/workbook.xml"), ("sheet", "calcPr")))
        targets = {
            found["Id"]: posixpath.normpath(posixpath.join("/xl", found["Target"])).lstrip("/")
            for _, found in _list_elements(archive.read("xl/_rels/workbook.xml.rels"), ("Relationship",))
            if "Id" in found and "Target" in found
        }
        sheets = [found for name, found in elements if name == "sheet"]
        return cls(
            archive,
            [found.get("name", "") for found in sheets],
            [targets.get(found.get("id", ""), "") for found in sheets],
            any(found.get("fullCalcOnLoad") in ("1", "true") for name, found in elements if name == "calcPr"),
            unpacked,
        )

    def read_oddities(self, position: int, sheet_name: str, file_name: str, limits: SheetLimits) -> Oddities:
        """Return formulas without a result and error values; BadInput where filled cells lie too far apart."""
        xml = self.archive.read(self.sheet_parts[position])
        if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
            xml = xml.decode("utf-16").encode("utf-8")
        found = _PREFIX.search(xml, 0, 4096)
        prefix = found[1] if found else b""
        _check_extent(xml, prefix, sheet_name, file_name, limits)
        uncalculated = _find_uncalculated(xml, prefix, self.asks_to_calculate)
        return Oddities(uncalculated, _find_errors(xml, prefix), _find_merged(xml, prefix))


def _list_elements(xml: bytes, names: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the elements of these names with their attributes, both without prefix."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in names:
            found.append((local, {key.rpartition(":")[2]: value for key, value in attributes.items()}))

    parser = build_parser()
    parser.StartElementHandler = start
    parser.Parse(xml, True)
    yield from found


def _check_extent(xml: bytes, prefix: bytes, sheet_name: str, file_name: str, limits: SheetLimits) -> None:
    """Refuse filled cells so far apart that the rectangle they span cannot be held; blank formatted cells are none."""
    last_value = -1
    for mark in (b"v>", b"is>", b"v "):  # only what stands behind the last one found can be the last
        last_value = max(last_value, xml.rfind(b"<" + prefix + mark, max(last_value, 0)))
    last_row = _read_row(xml, prefix, last_value)
    letters = b"{2,3}" if last_row * _MOST_WORDS > limits.cell_count else b"{3}"
    filled = re.compile(rb"<%bc r=\"([A-Z]%b)(\d+)\"[^>]*(?<!/)>" % (prefix, letters))
    widest = -1
    for match in filled.finditer(xml):
        column = read_column(match[1])
        if column >= limits.column_count:
            place = int(match[2]), build_column_letter(column)
            raise errors.build_too_wide(file_name, sheet_name, *place, limits.column_count)
        widest = max(widest, column)
    if last_row * (widest + 1) > limits.cell_count:
        raise errors.build_too_scattered(file_name, sheet_name, last_row, build_column_letter(widest))


def _read_row(xml: bytes, prefix: bytes, before: int) -> int:
    """Return the number of the row in which a cell stands, 0 where the file does not number its rows."""
    start = xml.rfind(b"<%brow " % prefix, 0, max(before, 0))
    found = _ROW_NUMBER.search(xml, start, xml.find(b">", start)) if start >= 0 else None
    return int(found[1]) if found else 0


def _find_uncalculated(xml: bytes, prefix: bytes, asks_to_calculate: bool) -> list[tuple[int, int]]:
    if not _holds_formulas(xml, b"<%bf" % prefix):
        return []
    formula = re.compile(
        rb"<%(p)bc\s([^>]*)>\s*<%(p)bf(?:\s[^>]*)?(?:/>|>[^<]*</%(p)bf>)\s*(?:<%(p)bv[^>]*>([^<]*)</%(p)bv>)?"
        % {b"p": prefix}
    )
    blank: list[tuple[int, int]] = []
    zero: list[tuple[int, int]] = []
    has_results = False
    for match in formula.finditer(xml):
        kind, value = _read_kind(match[1]), (match[2] or b"").strip()
        if not value and kind != b"str":  # the result of a formula may be an empty text
            blank.append(_read_position(xml, prefix, match))
        elif value == b"0" and kind is None:
            zero.append(_read_position(xml, prefix, match))
        else:
            has_results = True
    # Programs that write formulas but cannot calculate put 0 and ask Excel to calculate.
    return blank + zero if asks_to_calculate and not has_results else blank


def _holds_formulas(xml: bytes, mark: bytes) -> bool:
    """Tell whether ``mark`` stands anywhere: its last letter alone is rare, and found ten times as fast."""
    place = -1
    for _ in range(_MOST_LETTERS):
        place = xml.find(mark[-1:], place + 1)
        if place < 0:
            return False
        if xml.startswith(mark, place + 1 - len(mark)) and place + 1 >= len(mark):
            return True
    return xml.find(mark, place + 1 - len(mark)) >= 0


def _find_errors(xml: bytes, prefix: bytes) -> dict[tuple[int, int], str]:
    if b't="e"' not in xml:
        return {}
    pattern = rb"<%(p)bc\s([^>]*\bt=\"e\"[^>]*)>(?:\s*<%(p)bf[^<]*(?:</%(p)bf>)?)?\s*<%(p)bv>([^<]*)</%(p)bv>"
    return {
        _read_position(xml, prefix, match): match[2].decode("utf-8", "replace").strip() or "#N/A"
        for match in re.finditer(pattern % {b"p": prefix}, xml)
    }


def _find_merged(xml: bytes, prefix: bytes) -> list[MergedRange]:
    # calamine would read the whole sheet once more for them
    start = xml.rfind(b"<%bmergeCells" % prefix)
    if start < 0:
        return []
    return [
        MergedRange(int(found[2]), read_column(found[1]), int(found[4]), read_column(found[3]))
        for found in _MERGED.finditer(xml, start)
    ]


def _read_kind(attributes: bytes) -> bytes | None:
    found = _KIND.search(attributes)
    return None if found is None or found[1] == b"n" else found[1]


def _read_position(xml: bytes, prefix: bytes, match: re.Match[bytes]) -> tuple[int, int]:
    found = _POSITION.search(match[1])
    if found is not None:
        return int(found[2]), read_column(found[1])
    # Cells may go without a position; they follow each other from column A on.
    start = xml.rfind(b"<%brow" % prefix, 0, match.start())
    return _read_row(xml, prefix, match.start()), xml.count(b"<%bc " % prefix, start, match.start())
