"""The areas that persons chose: of rows, and of the parents that rows name."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.names import fold_text
from geodata.places import IndexedArea
from services.intake.headers.columns import PlainTable
from services.intake.headers.meanings import Role
from services.intake.layout.laid_rows import LaidRow, RowKind
from services.intake.values.cells import build_text

PARENT_ROLES = {Level.PROVINCE: Role.PROVINCE, Level.MANAGING_UNIT: Role.MANAGING_UNIT}


def find_chosen(
    table: PlainTable, index: AreaIndex, decisions: Mapping[int, str | None]
) -> dict[int, IndexedArea | None]:
    """Return by row number the area that a person chose; None where the vintage lacks it."""
    return {number: _find_area(table, index, code) for number, code in decisions.items() if code is not None}


def read_parent_text(table: PlainTable, laid: LaidRow, level: Level) -> str:
    """Return the district or province that a row names in a column of its own, "" where it names none."""
    column = table.find_column(PARENT_ROLES[level])
    if column is None:
        return ""
    return build_text(laid.row.read_cell(column.index)).strip() or laid.read_filled(column.index)


def read_told_parents(
    table: PlainTable, chosen: Mapping[int, IndexedArea | None]
) -> dict[tuple[Level, str], IndexedArea]:
    """Return the parents that persons told by a row that names one: level and what is written, folded → the area."""
    told: dict[tuple[Level, str], IndexedArea] = {}
    if not any(area is not None and area.level.rank < table.level.rank for area in chosen.values()):
        return told
    for laid in table.laid:
        area = chosen.get(laid.row.number)
        if area is None or area.level.rank >= table.level.rank or laid.kind != RowKind.DATA:
            continue
        written = fold_text(read_parent_text(table, laid, area.level)) if area.level in PARENT_ROLES else ""
        if written:
            told[area.level, written] = area
    return told


def _find_area(table: PlainTable, index: AreaIndex, code: str) -> IndexedArea | None:
    """Return the area that a decision names: of the level of the rows, else of one above it (for a heading)."""
    levels = (table.level, *(above for above in (Level.MANAGING_UNIT, Level.PROVINCE) if above.rank < table.level.rank))
    # To the letter first: the district 001 is not the commune 00001 whose zeros were lost.
    for find in (index.find_area, index.find_coded):
        area = next((found for level in levels if (found := find(level, code)) is not None), None)
        if area is not None:
            return area
    return None
