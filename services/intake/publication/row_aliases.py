"""Decisions about rows as aliases: what a person told about a name once is not asked again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.engine import Connection

from geodata.area_index import AreaIndex, build_area_index
from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, NotFound, Place
from geodata.places import IndexedArea, PlaceAlias
from services.intake.loading import CheckedTable
from services.intake.options import RowDecision
from services.intake.outcomes import JoinedRow
from services.store.aliases import read_aliases, revoke_alias
from services.store.boundaries import read_areas


def build_aliases(
    connection: Connection, checked: CheckedTable, decisions: Sequence[RowDecision]
) -> tuple[str, list[PlaceAlias]]:
    """Return the vintage of a checked table, and an alias for each decision that names an area.

    The alias holds within the parent of the area where the row named a parent, else within its province.
    BadInput where the table has no such row, NotFound where the vintage has no such area.
    """
    vintage_id = checked.understood.vintage_id.value
    if vintage_id is None:
        raise _build_no_vintage(checked)
    index = build_area_index(vintage_id, read_areas(connection, vintage_id))
    aliases = []
    for decision in decisions:
        row = find_row(checked, decision)
        if decision.area_code is None:
            continue
        area = _find_area(index, checked, decision)
        # Where a code and a name disagree, a person settles this row; what the name means is not in doubt.
        written = row.asked if row.asks == area.level else row.name
        if written.strip() and row.clash is None:
            aliases.append(_build_alias(index, row, area, written))
    return vintage_id, aliases


def find_row(checked: CheckedTable, decision: RowDecision) -> JoinedRow:
    """Return the row that a decision is about; BadInput where the table has none."""
    for row in checked.report.rows:
        if row.number == decision.row and decision.sheet in (None, row.sheet):
            return row
    raise BadInput(
        "row_missing",
        Bilingual(f"Bảng không có dòng {decision.row}", f"The table has no row {decision.row}"),
        Bilingual("Mở lại trang của tệp rồi chọn lại.", "Open the page of the file again and choose anew."),
        Place(sheet=decision.sheet, row=decision.row),
    )


def revoke_undone(
    connection: Connection,
    vintage_id: str,
    checked: CheckedTable,
    before: Sequence[RowDecision],
    decisions: Sequence[RowDecision],
    *,
    by: str,
    now: datetime,
) -> None:
    """Take back the aliases of rows that were decided for an area and are now left out or decided otherwise."""
    known = {(one.sheet, one.row): one.area_code for one in before if one.area_code is not None}
    undone: set[tuple[str, str]] = set()
    for decision in decisions:
        former = known.get((decision.sheet, decision.row))
        if former is not None and former != decision.area_code:
            row = find_row(checked, decision)
            undone |= {(written, former) for written in (row.name, row.asked, row.parent) if written}
    for stored in read_aliases(connection, vintage_id) if undone else ():
        if (stored.alias.written, stored.alias.area_code) in undone:
            revoke_alias(connection, stored.alias_id, by, now)


def _find_area(index: AreaIndex, checked: CheckedTable, decision: RowDecision) -> IndexedArea:
    code = decision.area_code or ""
    level = checked.understood.level.value
    for one in (level, *Level):  # a heading names an area of another level
        area = index.find_area(one, code) if one is not None else None
        if area is not None:
            return area
    raise NotFound(
        "area_not_found",
        Bilingual(f"{index.vintage_id} không có đơn vị «{code}»", f"{index.vintage_id} has no area «{code}»"),
        Bilingual("Chọn một đơn vị trong danh sách.", "Choose an area of the list."),
        Place(sheet=decision.sheet, row=decision.row, text=code),
    )


def _build_alias(index: AreaIndex, row: JoinedRow, area: IndexedArea, written: str) -> PlaceAlias:
    level, code = (area.parent_level, area.parent_code) if row.parent.strip() else _find_province(index, area)
    if level in (None, Level.COUNTRY):
        level, code = None, None
    return PlaceAlias(area.level, level, code, written, area.area_code)


def _find_province(index: AreaIndex, area: IndexedArea) -> tuple[Level | None, str | None]:
    lineage = index.list_lineage(area)[1:]
    return next(((level, code) for level, code in lineage if level == Level.PROVINCE), (None, None))


def _build_no_vintage(checked: CheckedTable) -> BadInput:
    return BadInput(
        "vintage_unknown",
        Bilingual("Chưa rõ bảng theo bộ ranh giới nào", "It is not known which vintage the table is about"),
        Bilingual("Chọn bộ ranh giới hoặc ngày chốt trước.", "Choose the vintage or the cut-off date first."),
    )
