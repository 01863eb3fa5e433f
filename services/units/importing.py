"""A dated list of units becomes the gazetteer in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy.engine import Engine

from geodata.errors import BadInput, Bilingual, Place
from geodata.gazetteer import LEVELS, Gazetteer
from geodata.gazetteer_file import read_gazetteer_file
from services.intake.files.sheets import read_workbook_file
from services.intake.headers.kind_headers import find_kind_role
from services.intake.headers.meanings import Role
from services.intake.kinds import IntakeKind
from services.store.engine import begin_write
from services.store.unit_history import write_unit_history

_HEADER_ROWS = 30


@dataclass(frozen=True, eq=False)
class UnitList:
    """A dated list of units as read: the gazetteer, terms and units by level, first and last day named."""

    file_name: str
    gazetteer: Gazetteer
    term_counts: dict[str, int]
    unit_counts: dict[str, int]
    first_day: date
    last_day: date


def check_unit_file(path: Path) -> UnitList:
    """Return the units of a file; changes nothing.

    BadInput where the file is no dated list of units; a list of managing units is told the command that takes it.
    """
    try:
        gazetteer = read_gazetteer_file(path)
    except BadInput as error:
        if error.code == "column_missing" and _lists_managing_units(path):
            raise _refuse_managing_units(path) from None
        raise
    frame = gazetteer.frame.assign(level=gazetteer.frame["level"].map(lambda name: LEVELS[name].value))
    if frame.empty:
        raise _refuse_empty(path)
    days = sorted({*frame["valid_from"], *frame.loc[frame["valid_to"] != "", "valid_to"]})
    return UnitList(
        path.name,
        gazetteer,
        {str(level): len(terms) for level, terms in frame.groupby("level")},
        {str(level): terms["code"].nunique() for level, terms in frame.groupby("level")},
        date.fromisoformat(days[0]),
        date.fromisoformat(days[-1]),
    )


def import_units(engine: Engine, units: UnitList, source: str, *, by: str, now: datetime) -> int:
    """Store a list as the gazetteer in force and return its id; those before it stay. ``source`` may be empty."""
    with begin_write(engine) as connection:
        return write_unit_history(connection, units.gazetteer.frame, source or units.file_name, by, now)


def _lists_managing_units(path: Path) -> bool:
    """Tell whether a header near the top of a file speaks of offices (BHXH cơ sở)."""
    for sheet in read_workbook_file(path).sheets:
        for row in islice(sheet.rows, _HEADER_ROWS):
            roles = {find_kind_role(cell, IntakeKind.MANAGING_UNITS) for cell in row.cells if isinstance(cell, str)}
            if roles & {Role.UNIT_CODE, Role.UNIT_NAME}:
                return True
    return False


def _refuse_managing_units(path: Path) -> BadInput:
    return BadInput(
        "list_of_managing_units",
        Bilingual(
            f"«{path.name}» là danh sách đơn vị quản lý (BHXH cơ sở), không phải lịch sử đơn vị hành chính",
            f"«{path.name}» lists managing units (BHXH cơ sở), not the history of administrative units",
        ),
        Bilingual(
            f"Nạp bằng lệnh: data import {path.name} --kind managing_units --commit.",
            f"Load it by: data import {path.name} --kind managing_units --commit.",
        ),
        Place(file=path.name),
    )


def _refuse_empty(path: Path) -> BadInput:
    return BadInput(
        "list_empty",
        Bilingual(f"«{path.name}» không có dòng nào", f"«{path.name}» has no rows"),
        Bilingual("Kiểm tra lại tệp.", "Check the file."),
        Place(file=path.name),
    )
