"""What each kind of file makes of its matched rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from geodata.area_index import AreaIndex
from geodata.errors import Bilingual
from services.intake.cells import is_blank
from services.intake.columns import PlainTable
from services.intake.contents import Contents
from services.intake.counts import TableCounts
from services.intake.facts import build_facts, build_pilots
from services.intake.kinds import IntakeKind
from services.intake.managing_units import build_unit_contents
from services.intake.meanings import Role
from services.intake.new_enrolments import check_new_periods
from services.intake.organisations import build_organisation_contents, has_organisations
from services.intake.outcomes import LOADED, JoinedRow, RowOutcome
from services.intake.outreach import build_event_contents

_OWN_ROLES = {
    IntakeKind.OUTREACH_EVENTS: (Role.HELD_ON, Role.ORGANISER, Role.VENUE, Role.ATTENDEES, Role.WON),
    IntakeKind.MANAGING_UNITS: (Role.UNIT_CODE, Role.UNIT_NAME, Role.VALID_FROM, Role.VALID_TO),
}
_NOTHING = Bilingual("Dòng có đơn vị nhưng không có nội dung", "The row names an area and says nothing of it")


def settle_rows(kind: IntakeKind, table: PlainTable, rows: Sequence[JoinedRow]) -> tuple[JoinedRow, ...]:
    """Return the rows with the outcomes that hold for the kind of file.

    An area has many events, and may have several terms: such rows are no duplicates. An event may be held in a
    district or for a province: such a row is no total. A row that names an area and nothing else is ignored.
    """
    if kind not in _OWN_ROLES:
        return tuple(rows)
    return tuple(_settle_row(kind, table, row) for row in rows)


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
    contents = Contents(pilots=build_pilots(table, rows), findings=tuple(check_new_periods(table)))
    if has_organisations(table):
        parts = build_organisation_contents(table, counts, rows)
        return replace(parts, pilots=contents.pilots, findings=(*parts.findings, *contents.findings))
    return replace(contents, facts=build_facts(table, counts, rows))


def _settle_row(kind: IntakeKind, table: PlainTable, row: JoinedRow) -> JoinedRow:
    says_something = any(_is_filled(table, row, role) for role in _OWN_ROLES[kind])
    if not says_something:
        loaded = row.outcome in LOADED or row.outcome == RowOutcome.DUPLICATE
        return replace(row, outcome=RowOutcome.IGNORED, reason=_NOTHING) if loaded else row
    is_placed = row.area is not None and row.outcome == RowOutcome.DUPLICATE
    is_event = kind == IntakeKind.OUTREACH_EVENTS and _is_filled(table, row, Role.HELD_ON)
    if is_event and row.area is not None and row.outcome == RowOutcome.SUBTOTAL:
        is_placed = True
    return replace(row, outcome=RowOutcome.MATCHED, reason=None) if is_placed else row


def _is_filled(table: PlainTable, row: JoinedRow, role: Role) -> bool:
    column = table.find_column(role)
    return column is not None and not is_blank(table.rows[row.index].read_cell(column.index))
