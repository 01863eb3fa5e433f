"""What the reading process answers, as JSON that keeps dates apart from text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import orjson

from geodata.errors import BadInput
from services.intake.files.merged import MergedRange

RawCell = str | int | float | bool | date | None
RawRemark = tuple[str, list[tuple[int, int]], list[MergedRange]]


@dataclass(frozen=True)
class RawSheet:
    """A sheet as it was read: the numbers of its filled rows, and their cells without the blank ones at the end."""

    name: str
    is_hidden: bool
    numbers: Sequence[int]
    rows: Sequence[Sequence[RawCell]]
    merged: Sequence[MergedRange]
    remarks: Sequence[RawRemark]


def build_answer(sheets: Sequence[RawSheet]) -> bytes:
    """Return the answer that holds these sheets."""
    return orjson.dumps({"sheets": [orjson.Fragment(_build_sheet(sheet)) for sheet in sheets]})


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


def _build_sheet(sheet: RawSheet) -> bytes:
    has_dates = False

    def write_date(cell: object) -> list[str]:
        nonlocal has_dates
        if not isinstance(cell, date):
            raise TypeError(type(cell).__name__)
        has_dates = True
        return [cell.isoformat()]

    rows = orjson.dumps(sheet.rows, default=write_date, option=orjson.OPT_PASSTHROUGH_DATETIME)
    return orjson.dumps(
        {
            "name": sheet.name,
            "is_hidden": sheet.is_hidden,
            "numbers": sheet.numbers,
            "has_dates": has_dates,
            "rows": orjson.Fragment(rows),
            "merged": [_list_corners(one) for one in sheet.merged],
            "remarks": [(kind, cells, [_list_corners(one) for one in ranges]) for kind, cells, ranges in sheet.remarks],
        }
    )


def _list_corners(one: MergedRange) -> tuple[int, int, int, int]:
    return one.first_row, one.first_column, one.last_row, one.last_column
