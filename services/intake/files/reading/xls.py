"""The parts of an old XLS that calamine leaves out: macros, formulas without a result, error values.

Records: [MS-XLS], Excel Binary File Format.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.intake.files import sheet_errors as errors
from services.intake.files.limits import SheetLimits
from services.intake.files.reading.compound import CompoundFile
from services.intake.files.reading.parts import Oddities

_BOUNDSHEET, _FORMULA, _BOOLERR, _FILEPASS, _BOF, _EOF = 0x0085, 0x0006, 0x0205, 0x002F, 0x0809, 0x000A
_OTHER_STREAMS = (
    ("WordDocument", "Word"),
    ("PowerPoint Document", "PowerPoint"),
    ("__properties_version1.0", "Outlook"),
)
_MACRO_STORES = ("_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA")
_ERROR_TEXTS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_CALCULATE_ON_LOAD = 0x0002
_RECORD = struct.Struct("<HH")


@dataclass(frozen=True)
class XlsParts:
    """An opened XLS: the stream of its records, and where in it each sheet begins."""

    stream: bytes
    sheet_names: Sequence[str]
    sheet_starts: Sequence[int]
    unpacked: bytes | None = None

    @classmethod
    def open(cls, content: bytes, file_name: str) -> XlsParts:
        """Return the parts; BadInput where it is no workbook, encrypted or laden with macros."""
        compound = CompoundFile.open(content)
        if "EncryptedPackage" in compound.entries:
            raise errors.build_encrypted(file_name)
        for stream, kind in _OTHER_STREAMS:
            if stream in compound.entries:
                raise errors.build_wrong_kind(file_name, kind)
        if any(name in compound.entries for name in _MACRO_STORES):
            raise errors.build_macros(file_name)
        name = next((name for name in ("Workbook", "Book") if name in compound.entries), None)
        if name is None:
            raise errors.build_wrong_kind(file_name, "OLE")
        return cls._read_globals(compound.read_stream(name), file_name)

    @classmethod
    def _read_globals(cls, stream: bytes, file_name: str) -> XlsParts:
        starts: list[int] = []
        for kind, body in _list_records(stream, 0):
            if kind == _FILEPASS:
                raise errors.build_encrypted(file_name)
            if kind == _BOUNDSHEET:
                starts.append(struct.unpack_from("<I", body)[0])
        return cls(stream, [str(number) for number in range(len(starts))], starts)

    def read_oddities(self, position: int, sheet_name: str, file_name: str, limits: SheetLimits) -> Oddities:
        """Return formulas without a result and error values."""
        blank: list[tuple[int, int]] = []
        zero: list[tuple[int, int]] = []
        texts: dict[tuple[int, int], str] = {}
        has_results = False
        for kind, body in _list_records(self.stream, self.sheet_starts[position]):
            if kind == _BOOLERR and body[7]:
                row, column = struct.unpack_from("<HH", body)
                texts[row + 1, column] = _ERROR_TEXTS.get(body[6], "#N/A")
            if kind != _FORMULA:
                continue
            row, column, _, value, options = struct.unpack_from("<HHH8sH", body)
            place, is_special = (row + 1, column), value[6:] == b"\xff\xff"
            if is_special and value[0] == 2:
                texts[place] = _ERROR_TEXTS.get(value[2], "#N/A")
            elif is_special and value[0] == 3:  # an empty text
                blank.append(place)
            elif options & _CALCULATE_ON_LOAD and value == bytes(8):
                zero.append(place)
            else:
                has_results = True
        # Programs that write formulas but cannot calculate put an empty text or 0 into all of them.
        return Oddities([] if has_results else blank + zero, texts)


def _list_records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one part of the stream, those of charts inside it left out."""
    position, depth = start, 0
    while position + 4 <= len(stream):
        kind, size = _RECORD.unpack_from(stream, position)
        position += 4
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth <= 1 and kind in (_BOUNDSHEET, _FORMULA, _BOOLERR, _FILEPASS):
            yield kind, stream[position : position + size]
        position += size
