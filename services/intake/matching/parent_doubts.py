"""A misspelt district is one question, not one for each of its communes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.matching import match_place
from geodata.names import fold_text
from geodata.places import IndexedArea, MatchOutcome, PlaceText
from services.intake.headers.columns import PlainTable
from services.intake.headers.meanings import Role
from services.intake.layout.laid_rows import LaidRow, RowKind
from services.intake.outcomes import JoinedRow, RowOutcome
from services.intake.values.cells import build_text

_MOST = 5
_ASKING = (RowOutcome.UNKNOWN, RowOutcome.AMBIGUOUS)
_UNIT = Level.MANAGING_UNIT


def gather_parent_doubts(table: PlainTable, index: AreaIndex, rows: Sequence[JoinedRow]) -> tuple[JoinedRow, ...]:
    """Return the rows with those in doubt for their district alone waiting for one row that asks for it.

    The row that asks is the heading, or the first that names the district in a column of its own. Candidates are
    ranked by how many of the waiting rows have their name in the district, then by likeness.
    """
    if table.level.rank <= _UNIT.rank or not index.has_level(_UNIT):
        return tuple(rows)
    gathered = list(rows)
    for asking, written, waiting in (*_list_headings(table, rows), *_list_named(table, index, rows)):
        candidates, notes = _rank_units(table.level, index, written, [rows[i] for i in waiting])
        gathered[asking] = replace(
            rows[asking],
            asks=_UNIT,
            asked=written,
            candidates=candidates,
            notes=notes,
            reason=_build_reason(index, written, len(waiting)),
        )
        for waiter in waiting:
            if waiter != asking:
                gathered[waiter] = replace(rows[waiter], waits_for=rows[asking].number)
    return tuple(gathered)


def read_unit_text(table: PlainTable, laid: LaidRow) -> str:
    """Return the district that a row names in a column of its own, "" where it names none."""
    column = table.find_column(Role.MANAGING_UNIT)
    if column is None:
        return ""
    return build_text(laid.row.read_cell(column.index)).strip() or laid.read_filled(column.index)


def read_told_units(
    table: PlainTable, decisions: Mapping[int, str | None], chosen: Mapping[int, IndexedArea | None]
) -> dict[str, IndexedArea]:
    """Return the districts that persons told by a row that names one: what is written, folded → the district."""
    told: dict[str, IndexedArea] = {}
    if not any(area is not None and area.level == _UNIT for area in chosen.values()):
        return told
    for laid in table.laid:
        area = chosen.get(laid.row.number) if decisions.get(laid.row.number) else None
        if area is not None and area.level == _UNIT != table.level and laid.kind == RowKind.DATA:
            written = fold_text(read_unit_text(table, laid))
            if written:
                told[written] = area
    return told


def _list_headings(table: PlainTable, rows: Sequence[JoinedRow]) -> list[tuple[int, str, list[int]]]:
    """Return the headings in doubt, what each says, and the rows in doubt below it."""
    asking = {row.number: row for row in rows if row.outcome in _ASKING and table.laid[row.index].kind == RowKind.GROUP}
    waiting: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if (
            row.outcome in _ASKING
            and row.parents
            and row.parents[-1] in asking
            and not read_unit_text(table, table.laid[row.index])
        ):
            waiting[row.parents[-1]].append(row.index)
    return [(asking[number].index, asking[number].name, members) for number, members in waiting.items()]


def _list_named(table: PlainTable, index: AreaIndex, rows: Sequence[JoinedRow]) -> list[tuple[int, str, list[int]]]:
    """Return the first of the rows in doubt that name a district which nobody bears, what it says, and all of them."""
    if table.find_column(Role.MANAGING_UNIT) is None:
        return []
    named: dict[str, list[JoinedRow]] = defaultdict(list)
    written: dict[str, str] = {}
    for row in rows:
        laid = table.laid[row.index]
        if row.outcome in _ASKING and row.clash is None and laid.kind == RowKind.DATA:
            text = read_unit_text(table, laid)
            named[fold_text(text)].append(row)
            written.setdefault(fold_text(text), text)
    return [
        (members[0].index, written[key], [row.index for row in members])
        for key, members in named.items()
        if key and sum(row.row_count for row in members) > 1 and _is_unknown(index, written[key])
    ]


def _is_unknown(index: AreaIndex, written: str) -> bool:
    match = match_place(index, PlaceText(_UNIT, written))
    return match.outcome == MatchOutcome.UNKNOWN and match.clash is None


def _rank_units(
    level: Level, index: AreaIndex, written: str, waiting: Sequence[JoinedRow]
) -> tuple[tuple[IndexedArea, ...], tuple[tuple[str, Bilingual], ...]]:
    scope = index.scope_area()
    lying: Counter[IndexedArea] = Counter()
    for name in {row.name for row in waiting if row.name}:
        found = index.find_by_name(level, name, scope)
        lying.update({unit for area in found if (unit := _find_unit(index, area)) is not None})
    total = len({row.name for row in waiting if row.name})
    alike = index.rank_similar(_UNIT, written, scope)
    units = sorted(dict.fromkeys((*alike, *lying)), key=lambda unit: -lying[unit])[:_MOST]
    notes = tuple((unit.area_code, _build_note(lying[unit], total)) for unit in units)
    return tuple(units), notes


def _find_unit(index: AreaIndex, area: IndexedArea) -> IndexedArea | None:
    return next((index.find_area(*key) for key in index.list_lineage(area) if key[0] == _UNIT), None)


def _build_note(count: int, total: int) -> Bilingual:
    return Bilingual(
        f"có {count} trong {total} tên của các dòng này", f"has {count} of the {total} names of these rows"
    )


def _build_reason(index: AreaIndex, written: str, count: int) -> Bilingual:
    scope = index.scope_area()
    where = scope.label if scope is not None else index.vintage_id
    return Bilingual(
        f"Không rõ «{written}» là đơn vị nào của {where}; {count} dòng chờ câu trả lời này",
        f"It is not clear which unit of {where} «{written}» is; {count} rows wait for this answer",
    )
