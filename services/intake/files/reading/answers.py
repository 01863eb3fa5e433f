"""What the reading process answers: a line of JSON that keeps dates apart from text, then its numbers and codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from geodata.errors import BadInput
from services.intake.files.merged import MergedRange
from services.intake.files.reading.packing import Packer, Unpacker

RawCell = str | int | float | bool | date | None
RawRemark = tuple[str, list[tuple[int, int]], list[MergedRange]]


@dataclass(frozen=True)
class RawSheet:
    """A sheet as it was read: the numbers of its filled rows, and its columns with a cell for each of these.

    The last column holds something; a blank cell is None.
    """

    name: str | None
    is_hidden: bool
    numbers: Sequence[int]
    columns: Sequence[Sequence[RawCell]]
    merged: Sequence[MergedRange]
    remarks: Sequence[RawRemark]


def build_answer(sheets: Sequence[RawSheet]) -> bytes:
    """Return the answer that holds these sheets."""
    packer = Packer()
    described = [orjson.Fragment(_build_sheet(sheet, packer)) for sheet in sheets]
    numbers, codes = packer.build_tail()
    head = orjson.dumps({"sheets": described, "texts": packer.texts, "number_bytes": len(numbers)})
    return b"".join((head, b"\n", numbers, codes))


def split_answer(answer: bytes) -> tuple[dict[str, Any], Unpacker]:
    """Return what an answer says, and what puts the columns of its sheets together, in their order."""
    end = answer.find(b"\n")
    if end < 0:  # a fault or a defect
        return orjson.loads(answer), Unpacker()
    tail = memoryview(answer)[end + 1 :]
    said: dict[str, Any] = orjson.loads(memoryview(answer)[:end])
    numbers = said["number_bytes"]
    return said, Unpacker(said["texts"], tail[:numbers], tail[numbers:])


def build_fault(fault: BadInput) -> bytes:
    """Return the answer that refuses the file."""
    place = fault.place
    return orjson.dumps(
        {
            "fault": {
                "code": fault.code,
                "message": (fault.message.vi, fault.message.en),
                "hint": (fault.hint.vi, fault.hint.en),
                "place": (place.file, place.sheet, place.row, place.column, place.text),
            }
        }
    )


def build_defect(kind: str, frames: Sequence[str]) -> bytes:
    """Return the answer that tells of an error of ours."""
    return orjson.dumps({"defect": f"{kind} at {' > '.join(frames)}"})


def _build_sheet(sheet: RawSheet, packer: Packer) -> bytes:
    has_dates = False

    def write_date(cell: object) -> list[str]:
        nonlocal has_dates
        if not isinstance(cell, date):
            raise TypeError(type(cell).__name__)
        has_dates = True
        return [cell.isoformat()]

    pieces = [packer.pack(column) for column in sheet.columns]
    columns = orjson.dumps(pieces, default=write_date, option=orjson.OPT_PASSTHROUGH_DATETIME)
    return orjson.dumps(
        {
            "name": sheet.name,
            "is_hidden": sheet.is_hidden,
            "numbers": sheet.numbers,
            "has_dates": has_dates,
            "columns": orjson.Fragment(columns),
            "merged": [_list_corners(one) for one in sheet.merged],
            "remarks": [(kind, cells, [_list_corners(one) for one in ranges]) for kind, cells, ranges in sheet.remarks],
        }
    )


def _list_corners(one: MergedRange) -> tuple[int, int, int, int]:
    return one.first_row, one.first_column, one.last_row, one.last_column
