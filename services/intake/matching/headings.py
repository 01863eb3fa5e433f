"""The headings of a table as areas: which district each group is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.matching import match_place
from geodata.names import bears_kind
from geodata.places import IndexedArea, PlaceMatch, PlaceText
from services.intake.headers.columns import PlainTable
from services.intake.headers.meanings import Role
from services.intake.layout.laid_rows import LaidRow, RowKind
from services.intake.layout.row_kinds import strip_total
from services.intake.values.cells import build_text, is_blank

_PARENT_LEVELS = (Level.MANAGING_UNIT, Level.PROVINCE)


@dataclass(frozen=True)
class Heading:
    """What a group row is about: its area, or the doubt where it names a unit that was not found; else just words."""

    label: str
    area: IndexedArea | None = None
    doubt: PlaceMatch | None = None
    own: IndexedArea | None = None  # of the level of the rows, where the heading itself is one


def find_headings(table: PlainTable, index: AreaIndex, decided: Mapping[int, IndexedArea | None]) -> dict[int, Heading]:
    """Return the heading of each group row by its row number; ``decided`` are the areas that persons chose."""
    headings: dict[int, Heading] = {}
    leading = _list_leading(table)
    for laid in table.laid:
        if laid.kind == RowKind.GROUP:
            number = laid.row.number
            chosen = decided.get(number)
            heading = (
                Heading(laid.label, chosen)
                if chosen is not None and chosen.level != table.level
                else _find_heading(table, index, laid, headings)
            )
            headings[number] = _find_own(table, index, laid, heading, leads=number in leading)
    return headings


def _find_own(table: PlainTable, index: AreaIndex, laid: LaidRow, heading: Heading, *, leads: bool) -> Heading:
    """Return a heading with the area of the rows' level that it is itself.

    «Huyện Lý Sơn» has no communes: the official list repeats it as its own. Its code says so for certain, and then no
    other row stands under it; without a code it is one where no row does.
    """
    column = table.find_column(Role.CODE)
    code = build_text(laid.row.read_cell(column.index)).strip() if column is not None else ""
    if heading.area is None or (leads and not code):
        return heading
    found = index.find_by_name(table.level, heading.label, heading.area)
    if len(found) != 1 or (code and index.find_coded(table.level, code) != found[0]):
        return heading
    return replace(heading, own=found[0], area=None if code else heading.area)


def _list_leading(table: PlainTable) -> set[int]:
    """Return the numbers of the rows that others stand under by the layout alone."""
    column = table.find_column(Role.MANAGING_UNIT)
    return {
        laid.parents[-1]
        for laid in table.laid
        if laid.parents and laid.kind == RowKind.DATA and (column is None or is_blank(laid.row.read_cell(column.index)))
    }


def find_parent_area(
    level: Level, index: AreaIndex, written: str, within: IndexedArea | None, *, must_name_type: bool
) -> IndexedArea | None:
    """Return the one area above ``level`` that a heading or total names, None where none or several do."""
    key = (find_parent_area, level, written, within, must_name_type)
    return index.remember(key, lambda: _find_parent_area(level, index, written, within, must_name_type))


def _find_parent_area(
    level: Level, index: AreaIndex, written: str, within: IndexedArea | None, must_name_type: bool
) -> IndexedArea | None:
    for parent_level in _PARENT_LEVELS:
        if parent_level.rank >= level.rank or not index.has_level(parent_level):
            continue
        if must_name_type and not bears_kind(written, parent_level):
            continue
        scope = None if parent_level == Level.PROVINCE else within or index.scope_area()
        found = index.find_by_name(parent_level, written, scope)
        if len(found) == 1:
            return found[0]
    return None


def _find_heading(table: PlainTable, index: AreaIndex, laid: LaidRow, above: Mapping[int, Heading]) -> Heading:
    within = next((above[number].area for number in reversed(laid.parents) if number in above), None)
    written = strip_total(laid.label)
    area = find_parent_area(table.level, index, written, within, must_name_type=False)
    if area is not None:
        return Heading(laid.label, area)
    names_unit = index.has_level(Level.MANAGING_UNIT) and table.level.rank > Level.MANAGING_UNIT.rank
    if names_unit and bears_kind(written, Level.MANAGING_UNIT) and not bears_kind(written, Level.COMMUNE):
        doubt = match_place(index, PlaceText(Level.MANAGING_UNIT, written))
        return Heading(laid.label, doubt.area, doubt if doubt.area is None else None)
    return Heading(laid.label)
