"""A misspelt district or province is one question, not one for each of its communes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.matching import match_place
from geodata.names import fold_text
from geodata.places import IndexedArea, MatchOutcome, PlaceText
from services.intake.headers.columns import PlainTable
from services.intake.layout.laid_rows import RowKind
from services.intake.matching.decided_areas import PARENT_ROLES, find_chosen, read_parent_text, read_told_parents
from services.intake.outcomes import JoinedRow, RowOutcome

_MOST = 5
_ASKING = (RowOutcome.UNKNOWN, RowOutcome.AMBIGUOUS)
_UNIT = Level.MANAGING_UNIT


def gather_parent_doubts(
    table: PlainTable, index: AreaIndex, rows: Sequence[JoinedRow], decisions: Mapping[int, str | None]
) -> tuple[JoinedRow, ...]:
    """Return the rows with those in doubt for their parent alone waiting for one row that asks for it.

    The row that asks is the heading, or the first that names the district or province in a column of its own.
    Candidates are ranked by how many of the waiting rows have their name in the parent, then by likeness. A parent
    that one of ``decisions`` tells is no longer in doubt.
    """
    gathered = list(rows)
    told = read_told_parents(table, find_chosen(table, index, decisions))
    for level in PARENT_ROLES:  # the outer one is asked about first
        if level.rank >= table.level.rank or not index.has_level(level):
            continue
        left = [row for row in gathered if row.asks is None and row.waits_for is None]
        for asking, written, waiting in _list_asked(table, index, level, left):
            if (level, fold_text(written)) in told:
                continue
            doubt = _ParentDoubt(table.level, level, written, tuple(rows[i] for i in waiting))
            gathered[asking] = _ask(index, rows[asking], doubt)
            for waiter in waiting:
                if waiter != asking:
                    gathered[waiter] = rows[waiter]._replace(waits_for=rows[asking].number)
    return tuple(gathered)


@dataclass(frozen=True)
class _ParentDoubt:
    """What is written for a parent of rows of one level, and the rows that wait for it."""

    level: Level
    parent_level: Level
    written: str
    waiting: tuple[JoinedRow, ...]


def _ask(index: AreaIndex, row: JoinedRow, doubt: _ParentDoubt) -> JoinedRow:
    candidates, notes = _rank_parents(index, doubt)
    reason = _build_reason(index, doubt.written, len(doubt.waiting))
    return row._replace(asks=doubt.parent_level, asked=doubt.written, candidates=candidates, notes=notes, reason=reason)


def _list_asked(
    table: PlainTable, index: AreaIndex, level: Level, rows: Sequence[JoinedRow]
) -> list[tuple[int, str, list[int]]]:
    """Return for each doubt about a parent the row that asks, what is written, and the rows that wait."""
    headings = _list_headings(table, rows) if level == _UNIT and table.level.rank > _UNIT.rank else []
    return [*headings, *_list_named(table, index, level, rows)]


def _list_headings(table: PlainTable, rows: Sequence[JoinedRow]) -> list[tuple[int, str, list[int]]]:
    """Return the headings in doubt, what each says, and the rows in doubt below it."""
    asking = {row.number: row for row in rows if row.outcome in _ASKING and table.laid[row.index].kind == RowKind.GROUP}
    waiting: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if (
            row.outcome in _ASKING
            and row.parents
            and row.parents[-1] in asking
            and not read_parent_text(table, table.laid[row.index], _UNIT)
        ):
            waiting[row.parents[-1]].append(row.index)
    return [(asking[number].index, asking[number].name, members) for number, members in waiting.items()]


def _list_named(
    table: PlainTable, index: AreaIndex, level: Level, rows: Sequence[JoinedRow]
) -> list[tuple[int, str, list[int]]]:
    """Return the first of the rows in doubt that name a parent which nobody bears, what it says, and all of them."""
    if table.find_column(PARENT_ROLES[level]) is None:
        return []
    named: dict[str, list[JoinedRow]] = defaultdict(list)
    written: dict[str, str] = {}
    for row in rows:
        laid = table.laid[row.index]
        if row.outcome in _ASKING and row.clash is None and laid.kind == RowKind.DATA:
            text = read_parent_text(table, laid, level)
            named[fold_text(text)].append(row)
            written.setdefault(fold_text(text), text)
    return [
        (members[0].index, written[key], [row.index for row in members])
        for key, members in named.items()
        if key and sum(row.row_count for row in members) > 1 and _is_unknown(index, level, written[key])
    ]


def _is_unknown(index: AreaIndex, level: Level, written: str) -> bool:
    match = match_place(index, PlaceText(level, written))
    return match.outcome == MatchOutcome.UNKNOWN and match.clash is None


def _rank_parents(
    index: AreaIndex, doubt: _ParentDoubt
) -> tuple[tuple[IndexedArea, ...], tuple[tuple[str, Bilingual], ...]]:
    scope = index.scope_area()
    lying: Counter[IndexedArea] = Counter()
    names = dict.fromkeys(row.name for row in doubt.waiting if row.name)  # in their order, so that ties have one
    for name in names:
        found = index.find_by_name(doubt.level, name, scope)
        lying.update({parent for area in found if (parent := _find_parent(index, area, doubt.parent_level))})
    alike = index.rank_similar(doubt.parent_level, doubt.written, scope)
    parents = sorted(dict.fromkeys((*alike, *lying)), key=lambda parent: -lying[parent])[:_MOST]
    notes = tuple((parent.area_code, _build_note(lying[parent], len(names))) for parent in parents)
    return tuple(parents), notes


def _find_parent(index: AreaIndex, area: IndexedArea, level: Level) -> IndexedArea | None:
    return next((index.find_area(*key) for key in index.list_lineage(area) if key[0] == level), None)


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
