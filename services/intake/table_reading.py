"""The tables of a file with their columns read, as the kind of file, the shape remembered and the user say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection

from geodata.areas import Level
from geodata.errors import Bilingual
from services.intake.headers.columns import PlainTable, read_table
from services.intake.headers.headers import read_header
from services.intake.headers.kind_headers import find_kind
from services.intake.headers.shapes import build_shape
from services.intake.kinds import IntakeKind
from services.intake.options import IntakeOptions
from services.intake.outcomes import Finding, Severity
from services.intake.scope.assigned_targets import assigns_targets
from services.intake.scope.file_scope import FileScope, TableScope
from services.intake.scope.title_doubts import doubt_columns
from services.intake.scope.titles import find_title_year
from services.intake.scope.understanding_parts import NOWHERE, Origin, Understood
from services.measures.schemes import Scheme
from services.store.column_mappings import read_mapping


@dataclass(frozen=True)
class ReadFile:
    """The tables of a file in the order of its scope, with the kind of file and what was found while reading them."""

    kind: Understood[IntakeKind]
    tables: tuple[PlainTable, ...]
    findings: tuple[Finding, ...]


def read_tables(connection: Connection, scope: FileScope, options: IntakeOptions) -> ReadFile:
    """Return every table of a file with its columns understood as far as they are."""
    kind = _find_kind(scope, options)
    tables = tuple(
        _read_table(connection, one, scope, kind.value or IntakeKind.COUNTS, options) for one in scope.tables
    )
    findings = [
        _build_unit_question(table, one)
        for table, one in zip(tables, scope.tables, strict=True)
        if one.unit_count != 1 and options.unit_count is None
    ]
    return ReadFile(kind, tables, tuple(findings))


def _find_kind(scope: FileScope, options: IntakeOptions) -> Understood[IntakeKind]:
    if options.kind is not None:
        return Understood(options.kind, Origin.OPTION)
    kinds = {_find_table_kind(one) for one in scope.tables}
    return Understood(kinds.pop() if len(kinds) == 1 else IntakeKind.COUNTS, Origin.HEADER)


def _find_table_kind(one: TableScope) -> IntakeKind:
    headers = [header for header in one.found.layout.headers if header]
    words = [read_header(header) for header in headers]
    measures = [str(word.measure) for word in words if word.measure is not None]
    kind = find_kind(headers, measures, [word.role for word in words])
    is_plan = kind == IntakeKind.COUNTS and not measures and assigns_targets(one.found.titles)
    return IntakeKind.TARGETS if is_plan else kind


def _read_table(
    connection: Connection, one: TableScope, scope: FileScope, kind: IntakeKind, options: IntakeOptions
) -> PlainTable:
    sheet, layout = one.found.sheet, one.found.layout
    as_of = one.as_of.value or scope.as_of.value
    plan_year = as_of.year if as_of is not None and assigns_targets(one.found.titles) else None
    stored = read_mapping(connection, build_shape(kind, layout.headers))
    table = read_table(
        sheet,
        layout,
        one.level.value or Level.COMMUNE,
        as_of,
        one.scheme.value,
        options.mapping,
        stored.mapping if stored is not None else None,
        kind,
        plan_year,
        find_title_year(one.found.titles).value,
    )
    unit_count = options.unit_count or one.unit_count
    return doubt_columns(replace(table, within=one.within, unit_count=unit_count), one.found.titles)


def find_shared_scheme(scope: FileScope, tables: Sequence[PlainTable]) -> Understood[Scheme]:
    """Return the one scheme of all counts of a file, found by title, names or headers; none where there are several.

    Of a list without counts, that of its titles.
    """
    if not any(table.count_columns for table in tables):
        told = {one.scheme.value: one.scheme for one in scope.tables}
        return next(iter(told.values())) if len(told) == 1 else NOWHERE
    named = {column.meaning.scheme for table in tables for column in table.count_columns if column.meaning.scheme}
    if len(named) != 1:
        return NOWHERE
    found = next((one.scheme for one in scope.tables if one.scheme.value in named), None)
    return found or Understood(named.pop(), Origin.HEADER)


def _build_unit_question(table: PlainTable, one: TableScope) -> Finding:
    return Finding(
        "unit_unsettled",
        Severity.ERROR,
        Bilingual(
            f"Bảng ghi «{one.unit_text}»: số đếm tính bằng {one.unit_count} người",
            f"The file says «{one.unit_text}»: its counts are in units of {one.unit_count} people",
        ),
        Bilingual(
            f"Nhân lên thành người, làm tròn như trong bảng: --unit {one.unit_count}; số đã là người: --unit 1.",
            f"To load them as people, as rounded as they are: --unit {one.unit_count}; if they are people: --unit 1.",
        ),
        table.sheet.build_place(text=one.unit_text),
    )
