"""What each kind of file makes of its matched rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.matching import match_place
from geodata.names import clean_text
from geodata.places import PlaceText
from services.intake.contents.contents import Contents
from services.intake.contents.facts import build_pilots, build_stated_facts
from services.intake.contents.groups import build_group_contents
from services.intake.contents.managing_units import build_unit_contents
from services.intake.contents.officers import build_officer_contents
from services.intake.contents.organisations import build_organisation_contents, has_organisations
from services.intake.contents.outreach import build_event_contents
from services.intake.counts import TableCounts
from services.intake.headers.columns import PlainTable
from services.intake.headers.headers import build_plain_header
from services.intake.headers.meanings import Role
from services.intake.headers.new_enrolments import check_new_periods
from services.intake.kinds import IntakeKind
from services.intake.outcomes import LOADED, JoinedRow, RowOutcome
from services.intake.values.cells import build_text, is_blank
from services.intake.values.dates import parse_date

_OWN_ROLES = {
    IntakeKind.OUTREACH_EVENTS: (Role.HELD_ON, Role.ORGANISER, Role.VENUE, Role.ATTENDEES, Role.WON),
    IntakeKind.MANAGING_UNITS: (Role.UNIT_CODE, Role.UNIT_NAME, Role.VALID_FROM, Role.VALID_TO),
    IntakeKind.OFFICERS: (Role.OFFICER_NAME, Role.OFFICER_CODE, Role.VALID_FROM, Role.VALID_TO),
    IntakeKind.GROUPS: (Role.GROUP_COUNT,),
}
_DAYS = {
    IntakeKind.OUTREACH_EVENTS: Role.HELD_ON,
    IntakeKind.MANAGING_UNITS: Role.VALID_FROM,
    IntakeKind.OFFICERS: Role.VALID_FROM,
}
_WHOLE_UNIT = re.compile(r"(?:toan|ca) (?:huyen|quan|thi xa|thanh pho)")
_WHOLE_PROVINCE = re.compile(r"(toan|ca) (tinh|thanh pho)|cap tinh|van phong (bhxh )?tinh|(whole |all )?province")
_NO_PLACE = Bilingual("Dòng có ngày nhưng không rõ đơn vị nào", "The row is dated and does not say which area it means")
_NOTHING = Bilingual("Dòng có đơn vị nhưng không có nội dung", "The row names an area and says nothing of it")


def settle_rows(
    kind: IntakeKind, table: PlainTable, rows: Sequence[JoinedRow], index: AreaIndex
) -> tuple[JoinedRow, ...]:
    """Return the rows with the outcomes that hold for the kind of file.

    An area has many events, and may have several terms: such rows are no duplicates. An event may be held in a
    district or for a province: such a row is no total and no heading. A row that names an area and nothing else is
    ignored; one that is dated and names no area for certain asks.
    """
    if kind not in _OWN_ROLES:
        return tuple(rows)
    return tuple(_settle_row(kind, table, row, index) for row in rows)


def build_contents(
    kind: IntakeKind,
    table: PlainTable,
    counts: TableCounts,
    rows: Sequence[JoinedRow],
    index: AreaIndex,
    today: date,
) -> Contents:
    """Return what the matched rows of one table put into a release; ``rows`` as ``settle_rows`` gives them."""
    if kind == IntakeKind.OUTREACH_EVENTS:
        return build_event_contents(table, rows, index, today)
    if kind == IntakeKind.MANAGING_UNITS:
        return build_unit_contents(table, rows, index)
    if kind == IntakeKind.OFFICERS:
        return build_officer_contents(table, rows)
    if kind == IntakeKind.GROUPS:
        return build_group_contents(table, rows)
    contents = Contents(pilots=build_pilots(table, rows), findings=tuple(check_new_periods(table)))
    if has_organisations(table):
        parts = build_organisation_contents(table, counts, rows)
        return replace(parts, pilots=contents.pilots, findings=(*parts.findings, *contents.findings))
    facts, states_each_once = build_stated_facts(table, counts, rows)
    return replace(contents, facts=facts, states_each_once=states_each_once)


def _settle_row(kind: IntakeKind, table: PlainTable, row: JoinedRow, index: AreaIndex) -> JoinedRow:
    if not any(_is_filled(table, row, role) for role in _OWN_ROLES[kind]):
        loaded = row.outcome in LOADED or row.outcome == RowOutcome.DUPLICATE
        return row._replace(outcome=RowOutcome.IGNORED, reason=_NOTHING) if loaded else row
    if row.outcome == RowOutcome.DUPLICATE and row.area is not None:
        return row._replace(outcome=RowOutcome.MATCHED, reason=None)
    undecided = row.outcome in (RowOutcome.IGNORED, RowOutcome.SUBTOTAL) and not row.is_decided
    if undecided and _is_dated(kind, table, row):
        return _place_above(kind, table, row, index)
    return row


def _is_dated(kind: IntakeKind, table: PlainTable, row: JoinedRow) -> bool:
    column = table.find_column(_DAYS[kind]) if kind in _DAYS else None
    return column is not None and parse_date(table.rows[row.index].read_cell(column.index)) is not None


def _place_above(kind: IntakeKind, table: PlainTable, row: JoinedRow, index: AreaIndex) -> JoinedRow:
    """Return a dated row that names no commune with the district or province it names; it asks where it names none."""
    unit, province = (_read_text(table, row, role) for role in (Role.MANAGING_UNIT, Role.PROVINCE))
    own = _read_text(table, row, Role.NAME)
    written = unit if unit and _WHOLE_UNIT.fullmatch(build_plain_header(own)) else own or unit or province
    if kind == IntakeKind.OUTREACH_EVENTS:
        for level in (Level.MANAGING_UNIT, Level.PROVINCE):
            if level.rank < table.level.rank and index.has_level(level) and written:
                match = match_place(index, PlaceText(level, written, province_name=province or None))
                if match.area is not None and RowOutcome(match.outcome) in LOADED:
                    return row._replace(outcome=RowOutcome(match.outcome), area=match.area, name=written, reason=None)
        scope = index.scope_area()
        if scope is not None and _WHOLE_PROVINCE.fullmatch(build_plain_header(written)):
            return row._replace(outcome=RowOutcome.MATCHED, area=scope, name=written, reason=None)
    return row._replace(outcome=RowOutcome.UNKNOWN, area=None, name=written, reason=_NO_PLACE)


def _read_text(table: PlainTable, row: JoinedRow, role: Role) -> str:
    column = table.find_column(role)
    if column is None:
        return ""
    return clean_text(build_text(table.rows[row.index].read_cell(column.index)))


def _is_filled(table: PlainTable, row: JoinedRow, role: Role) -> bool:
    column = table.find_column(role)
    return column is not None and not is_blank(table.rows[row.index].read_cell(column.index))
