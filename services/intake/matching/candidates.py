"""What an unsettled row may mean, best first: for a person to choose from, never chosen here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.places import IndexedArea
from services.intake.checks.check_sums import Covered
from services.intake.counts import TableCounts
from services.intake.headers.columns import PlainTable
from services.intake.layout.laid_rows import RowKind
from services.intake.outcomes import LOADED, UNSETTLED, JoinedRow, RowOutcome

_MOST = 5


def rank_candidates(
    table: PlainTable, index: AreaIndex, counts: TableCounts, rows: Sequence[JoinedRow], covered: Covered
) -> tuple[JoinedRow, ...]:
    """Return the rows with the candidates of the unsettled ones ranked.

    First those whose parent's total lacks exactly what the row counts, then those that no row has claimed, then by
    likeness; where one area of the parent is left unclaimed it is a candidate however little its name resembles.
    """
    unsettled = [row for row in rows if row.outcome in (RowOutcome.UNKNOWN, RowOutcome.AMBIGUOUS)]
    if not unsettled:
        return tuple(rows)
    claimed = frozenset(row.area.area_code for row in rows if row.outcome in LOADED and row.area is not None)
    lacking = _find_lacking_parents(counts, rows, covered)
    headings = {row.number: row.area for row in rows if row.area is not None and row.outcome not in LOADED}
    ranked = list(rows)
    for row in unsettled:
        if table.laid[row.index].kind != RowKind.GROUP:
            parent = _find_parent(table, index, row, headings)
            candidates = _rank(table, index, counts, row, parent, claimed, lacking)
            ranked[row.index] = row._replace(candidates=candidates)
    return tuple(ranked)


def _rank(
    table: PlainTable,
    index: AreaIndex,
    counts: TableCounts,
    row: JoinedRow,
    parent: IndexedArea | None,
    claimed: frozenset[str],
    lacking: Sequence[tuple[IndexedArea, dict[int, int]]],
) -> tuple[IndexedArea, ...]:
    offered = [area for area in row.candidates if area.level == table.level]
    if parent is not None and row.name:
        everything = index.rank_unclaimed(table.level, row.name, parent, claimed)
        unclaimed = [area for area in everything if area.area_code not in claimed]
        offered += [*unclaimed[: 1 if len(unclaimed) == 1 else 0], *_list_similar(index, table, row, parent, claimed)]
    elif row.name:
        offered += _list_similar(index, table, row, index.scope_area(), claimed)
    own = {column.index: parsed.read_number(row.index).value for column, parsed in counts.columns}
    fitting = [
        area for area, missing in lacking if _fits(missing, {k: int(v) for k, v in own.items() if v is not None})
    ]

    def score(area: IndexedArea) -> tuple[bool, bool]:
        holds = any(index.lies_within(area, parent) for parent in fitting)
        return not holds, area.area_code in claimed

    return tuple(sorted(dict.fromkeys(offered), key=score)[:_MOST])


def _list_similar(
    index: AreaIndex, table: PlainTable, row: JoinedRow, within: IndexedArea | None, claimed: frozenset[str]
) -> tuple[IndexedArea, ...]:
    return index.rank_similar(table.level, row.name, within, claimed)


def _find_parent(
    table: PlainTable, index: AreaIndex, row: JoinedRow, headings: Mapping[int, IndexedArea]
) -> IndexedArea | None:
    """Return what a row lies in: its heading, the parent it names, the title's district, or that of all candidates."""
    for number in reversed(row.parents):
        if number in headings:
            return headings[number]
    if row.parent and table.level == Level.COMMUNE and index.has_level(Level.MANAGING_UNIT):
        found = index.find_by_name(Level.MANAGING_UNIT, row.parent, index.scope_area())
        if len(found) == 1:
            return found[0]
    parents = {(area.parent_level, area.parent_code) for area in row.candidates}
    level, code = next(iter(parents)) if len(parents) == 1 else (None, None)
    shared = index.find_area(level, code) if level is not None and code is not None else None
    return table.within or shared


def _find_lacking_parents(
    counts: TableCounts, rows: Sequence[JoinedRow], covered: Covered
) -> list[tuple[IndexedArea, dict[int, int]]]:
    """Return each parent whose stated totals its rows do not reach, with what is missing by column."""
    lacking = []
    for position, members in covered.items():
        area = rows[position].area
        if area is None:
            continue
        settled = [member for member in members if rows[member].outcome not in UNSETTLED]
        missing = {
            column.index: int(stated) - added
            for (column, parsed), added in zip(counts.columns, counts.sum_rows(settled), strict=True)
            if (stated := parsed.read_number(position).value) is not None
        }
        if any(missing.values()):
            lacking.append((area, missing))
    return lacking


def _fits(missing: dict[int, int], own: dict[int, int]) -> bool:
    shared = missing.keys() & own.keys()
    return bool(shared) and all(missing[index] == own[index] for index in shared)
