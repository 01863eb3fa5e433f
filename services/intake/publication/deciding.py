"""Decisions as a person words them: «Xã Xá Nhè=Xã Sáng Nhè», «58=03244», and keeping them once they were published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Connection

from geodata.area_index import AreaIndex, build_area_index
from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from geodata.names import clean_text, fold_text
from geodata.places import IndexedArea, PlaceAlias, normalise_code
from services.intake.files.sheets import Workbook
from services.intake.headers.columns import ColumnOrigin
from services.intake.headers.shapes import build_remembered, build_shape
from services.intake.kinds import IntakeKind
from services.intake.loading import CheckedTable, check_workbook
from services.intake.options import IntakeOptions, RowDecision
from services.intake.outcomes import UNSETTLED, JoinedRow
from services.intake.publication.row_aliases import build_aliases
from services.store.aliases import write_aliases
from services.store.boundaries import read_areas
from services.store.column_mappings import write_mapping

_LEAVE_OUT = ("", "-", "none", "bỏ", "ignore")


@dataclass(frozen=True)
class SettledTable:
    """A checked file with the decisions that settled it, and the names to remember them by."""

    checked: CheckedTable
    vintage_id: str | None
    aliases: tuple[PlaceAlias, ...]


def check_with_words(
    connection: Connection, workbook: Workbook, options: IntakeOptions, words: Sequence[str], today: date
) -> SettledTable:
    """Return the file checked with what a person decided about its rows; changes nothing.

    Each of ``words`` is «row=code», «row=name», «name=code» or «name=name»; nothing, «-» or «bỏ» on the right leaves
    the row out. BadInput where no row is meant, or not one area.
    """
    checked = check_workbook(connection, workbook, options, today)
    vintage_id = checked.understood.vintage_id.value
    if not words or vintage_id is None:
        return SettledTable(checked, vintage_id, ())
    province = checked.understood.province_code.value
    index = build_area_index(vintage_id, read_areas(connection, vintage_id), province)
    decisions = [decision for text in words for decision in _parse_words(checked, index, text)]
    _, aliases = build_aliases(connection, checked, decisions)
    decided = replace(options, decisions=(*options.decisions, *decisions))
    return SettledTable(check_workbook(connection, workbook, decided, today), vintage_id, tuple(aliases))


def keep_decisions(connection: Connection, settled: SettledTable, *, by: str, now: datetime) -> int:
    """Keep the names and the columns that a person settled and return how many. Call it within ``begin_write``."""
    if settled.vintage_id is not None and settled.aliases:
        write_aliases(connection, settled.vintage_id, settled.aliases, by, now)
    return len(settled.aliases) + keep_mappings(connection, settled.checked, by=by, now=now)


def keep_mappings(connection: Connection, checked: CheckedTable, *, by: str, now: datetime) -> int:
    """Keep what a person said of the columns for the next files of that shape and return how many columns that is.

    Call it within ``begin_write``.
    """
    kind, mappings = _read_kind(checked), _list_mappings(checked)
    for shape, mapping in mappings:
        write_mapping(connection, shape, str(kind), mapping, by, now)
    return sum(len(mapping) for _, mapping in mappings)


def _list_mappings(checked: CheckedTable) -> list[tuple[str, dict[str, Any]]]:
    """Return shape and mapping of each table of which a person gave any column."""
    return [
        (build_shape(_read_kind(checked), table.layout.headers), build_remembered(table))
        for table in checked.report.tables
        if any(column.origin == ColumnOrigin.GIVEN for column in table.columns)
    ]


def _read_kind(checked: CheckedTable) -> IntakeKind:
    return checked.understood.kind.value or IntakeKind.COUNTS


def _parse_words(checked: CheckedTable, index: AreaIndex, text: str) -> list[RowDecision]:
    left, sign, right = (part.strip() for part in text.partition("="))
    if not sign or not left:
        raise _build_unparsed(text)
    rows = _find_rows(checked, left)
    if not rows:
        raise _build_no_row(text, left)
    return [RowDecision(row.sheet, row.number, _find_code(checked, index, row, right)) for row in rows]


def _find_rows(checked: CheckedTable, left: str) -> list[JoinedRow]:
    """Return the row of that number, or every unsettled row of that name, or the one that asks for it as a parent."""
    if left.isdecimal():
        return [row for row in checked.report.rows if row.number == int(left)][:1]
    wanted = fold_text(left)
    asking = [row for row in checked.report.rows if row.asks and fold_text(row.asked) == wanted]
    if asking:
        return asking
    named = [row for row in checked.report.rows if row.name and fold_text(row.name) == wanted]
    return [row for row in named if row.outcome in UNSETTLED] or named[:1]


def _find_code(checked: CheckedTable, index: AreaIndex, row: JoinedRow, right: str) -> str | None:
    if clean_text(right).lower() in _LEAVE_OUT:
        return None
    levels = [table.level for table in checked.report.tables if table.sheet.name == row.sheet]
    level = levels[0] if levels else Level.COMMUNE
    tried = (row.asks or level, *(above for above in (Level.MANAGING_UNIT, Level.PROVINCE) if above.rank < level.rank))
    if right.isdecimal():
        if any(index.find_area(one, right) for one in tried):
            return right
        return normalise_code(level, right) if index.find_coded(level, right) else right
    for one in tried:
        found = _narrow(index, row, index.find_by_name(one, right, index.scope_area()))
        if len(found) == 1:
            return found[0].area_code
        if found:
            raise _build_no_area(right, found)
    raise _build_no_area(right, ())


def _narrow(index: AreaIndex, row: JoinedRow, found: Sequence[IndexedArea]) -> Sequence[IndexedArea]:
    """Keep of several areas of one name those that the row's candidates have for a sibling."""
    parents = {(area.parent_level, area.parent_code) for area in row.candidates}
    near = [area for area in found if (area.parent_level, area.parent_code) in parents]
    return near if len(found) > 1 and near else found


def _build_unparsed(text: str) -> BadInput:
    return BadInput(
        "decision_malformed",
        Bilingual(f"Không hiểu quyết định «{text}»", f"The decision «{text}» is not understood"),
        Bilingual(
            "Viết 'tên=tên đúng', 58=03244 hay 58=- (bỏ dòng).", "Write 'name=name', 58=03244 or 58=- (left out)."
        ),
        Place(text=text),
    )


def _build_no_row(text: str, left: str) -> BadInput:
    return BadInput(
        "decided_row_missing",
        Bilingual(f"Bảng không có dòng «{left}»", f"The file has no row «{left}»"),
        Bilingual(
            "Ghi số dòng như bảng tính, hoặc tên đúng như trong tệp.", "Give its number, or its name as written."
        ),
        Place(text=text),
    )


def _build_no_area(right: str, found: Sequence[IndexedArea]) -> BadInput:
    listed = ", ".join(area.label for area in found)
    return BadInput(
        "decided_area_unknown",
        Bilingual(
            f"«{right}» là nhiều đơn vị: {listed}" if found else f"Không có đơn vị nào tên «{right}»",
            f"«{right}» means several areas: {listed}" if found else f"No area is called «{right}»",
        ),
        Bilingual("Ghi mã đơn vị: 58=03244.", "Give the code of the area: 58=03244."),
        Place(text=right),
    )
