"""The meaning of each column of a table: from its header, as remembered for files of its shape, or as the user says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from geodata.areas import Level
from geodata.names import clean_text
from geodata.places import IndexedArea
from services.intake.files.sheets import Sheet, SheetRow
from services.intake.headers.header_meanings import complete_meaning, read_meaning
from services.intake.headers.headers import PART_SIGN, read_header
from services.intake.headers.kind_headers import find_kind_role, find_organisation_meaning
from services.intake.headers.meanings import DENOMINATORS, Meaning, Role, parse_meaning
from services.intake.headers.whole_schemes import find_whole_scheme
from services.intake.kinds import IntakeKind
from services.intake.layout.laid_rows import COUNTED_ROWS, LaidRow, RowKind
from services.intake.layout.table_layout import TableLayout
from services.intake.values.cells import Cell, build_column_letter, is_blank
from services.measures.schemes import Scheme


class ColumnOrigin(StrEnum):
    """How the meaning of a column was found."""

    HEADER = "header"
    REMEMBERED = "remembered"  # a person confirmed it for files of this shape
    GIVEN = "given"
    CONTENT = "content"  # no header, but what stands below says it
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class Column:
    """One column: where it stands, its header as written, what it means and how that was found.

    Where it is not understood the meaning says nothing, and ``proposal`` is what it may mean.
    """

    index: int
    header: str
    meaning: Meaning
    origin: ColumnOrigin = ColumnOrigin.HEADER
    proposal: Meaning | None = None

    @property
    def letter(self) -> str:
        """The letter of the column as a spreadsheet shows it."""
        return build_column_letter(self.index)

    @property
    def label(self) -> str:
        """Letter and header, as errors quote them."""
        return f"{self.letter} «{self.header}»"

    @property
    def is_understood(self) -> bool:
        """Whether it has a meaning."""
        return self.meaning.role is not None or self.meaning.measure is not None


@dataclass(frozen=True)
class PlainTable:
    """A sheet with its columns understood; ``rows`` are all rows of the sheet and ``laid`` the part of each.

    ``within`` is the area that the title says all rows lie in. ``unit_count``: people per unit of a count.
    """

    sheet: Sheet
    level: Level
    scheme: Scheme | None  # of every count that names none
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    laid: tuple[LaidRow, ...]
    layout: TableLayout
    as_of: date | None = None
    within: IndexedArea | None = None
    unit_count: int = 1

    @cached_property
    def uncounted(self) -> tuple[int, ...]:
        """The positions of the rows whose cells are no counts: titles, headers and notes."""
        return tuple(position for position, laid in enumerate(self.laid) if laid.kind not in COUNTED_ROWS)

    def list_cells(self, column_index: int) -> Sequence[Cell]:
        """Return the cells of a column, one for each row."""
        columns = self.sheet.columns
        return columns[column_index] if column_index < len(columns) else (None,) * len(self.rows)

    def find_column(self, role: Role) -> Column | None:
        """Return the column of that role, None where the table has none."""
        return next((column for column in self.columns if column.meaning.role == role), None)

    @property
    def count_columns(self) -> tuple[Column, ...]:
        """The columns that hold counts."""
        return tuple(column for column in self.columns if column.meaning.measure is not None)

    @property
    def pilot_scheme(self) -> Scheme | None:
        """The scheme that a pilot of this table is a pilot of, where the row does not say: the only one named."""
        named = {column.meaning.scheme for column in self.count_columns if column.meaning.scheme is not None}
        return self.scheme or (next(iter(named)) if len(named) == 1 else None)

    @property
    def is_split_by_scheme(self) -> bool:
        """Whether the rows say which scheme they are about."""
        return self.find_column(Role.SCHEME) is not None

    @property
    def header_row(self) -> int:
        """The number of the last row of the header."""
        return self.layout.header_rows[-1]


def read_table(
    sheet: Sheet,
    layout: TableLayout,
    level: Level,
    as_of: date | None,
    scheme: Scheme | None,
    mapping: Mapping[str, str],
    remembered: Mapping[str, str] | None = None,
    kind: IntakeKind = IntakeKind.COUNTS,
    plan_year: int | None = None,
    title_year: int | None = None,
) -> PlainTable:
    """Return the table with every column as far as it is understood; what is not is found by ``check_columns``.

    ``mapping`` gives meanings by header, column letter or «sheet!letter» and overrules the headers; ``remembered`` by
    letter, as a person confirmed them for this shape. ``kind`` lends its own meanings to headers, and so does the
    ``plan_year`` that the title assigns targets for and the ``title_year`` that it names alone.
    """
    given = resolve_mapping(sheet, layout, mapping, as_of)
    kept = {letter: parse_meaning(text, as_of) for letter, text in (remembered or {}).items()}
    columns = []
    for index, header in enumerate(layout.headers):
        if index not in given and not header and _is_blank_column(layout, index):
            continue
        columns.append(
            _read_column(layout, index, _Context(level, as_of, kind, plan_year, title_year), given.get(index), kept)
        )
    laid = layout.rows
    table = PlainTable(sheet, level, scheme, tuple(columns), tuple(row.row for row in laid), laid, layout, as_of)
    return replace(table, columns=tuple(_give_scheme(column, table) for column in _doubt_parts(columns)))


@dataclass(frozen=True)
class _Context:
    level: Level
    as_of: date | None
    kind: IntakeKind
    plan_year: int | None
    title_year: int | None


def _read_column(
    layout: TableLayout, index: int, context: _Context, given: Meaning | None, remembered: Mapping[str, Meaning]
) -> Column:
    header, as_of = layout.headers[index], context.as_of
    if given is not None:
        return Column(index, header, complete_meaning(given, as_of), ColumnOrigin.GIVEN)
    kept = remembered.get(build_column_letter(index))
    if kept is not None:
        return Column(index, header, complete_meaning(kept, as_of), ColumnOrigin.REMEMBERED)
    role = find_kind_role(header, context.kind) if index != layout.columns.name else None
    if role is not None:
        return Column(index, header, Meaning(role=role))
    organised = find_organisation_meaning(header, context.kind, context.level, as_of)
    if organised is not None and index not in (layout.columns.name, *layout.columns.codes):
        return Column(index, header, organised)
    reading = read_meaning(header, context.level, as_of, context.plan_year, context.title_year)
    placed = _place_column(layout, index, context.level)
    if placed is not None and reading.meaning is not None and reading.meaning.role == Role.NAME:
        return Column(index, header, placed)
    if reading.meaning is not None:
        return Column(index, header, reading.meaning)
    if not header:
        return _read_unheaded(layout, index)
    return Column(index, header, Meaning(), ColumnOrigin.NOWHERE, reading.proposal)


def _place_column(layout: TableLayout, index: int, level: Level) -> Meaning | None:
    """Return the place that one of several columns under the header of the names is about."""
    if index in layout.columns.names and index != layout.columns.name:
        role = Role.MANAGING_UNIT if level == Level.COMMUNE else Role.PROVINCE
        return Meaning(role=role)
    return None


def _read_unheaded(layout: TableLayout, index: int) -> Column:
    """Return a column without header: the numbering, the names where no header is one, or words beside the table."""
    if index == layout.columns.name:
        return Column(index, "", Meaning(role=Role.NAME), ColumnOrigin.CONTENT)
    if index == layout.columns.ordinal or index not in layout.columns.values:
        return Column(index, "", Meaning(role=Role.IGNORE), ColumnOrigin.CONTENT)
    return Column(index, "", Meaning(), ColumnOrigin.NOWHERE)


def _doubt_parts(columns: Sequence[Column]) -> list[Column]:
    """Return the columns with a question for each unknown part that stands beside collection organisations.

    «Trong đó · Hội Nông dân» and «Trong đó · Tổ dân phố»: left out in silence, the second would be missing in the sum.
    """
    organised = {_cut_last(one.header): one.meaning for one in columns if one.meaning.organisation}
    return [_doubt_part(one, organised.get(_cut_last(one.header))) for one in columns]


def _doubt_part(column: Column, beside: Meaning | None) -> Column:
    is_left_out = column.meaning == Meaning(role=Role.IGNORE) and column.origin == ColumnOrigin.HEADER
    if beside is None or not is_left_out or not read_header(column.header).is_subset:
        return column
    proposal = replace(beside, organisation=column.header.rpartition(PART_SIGN)[2])
    return replace(column, meaning=Meaning(), origin=ColumnOrigin.NOWHERE, proposal=proposal)


def _cut_last(header: str) -> str:
    return header.rpartition(PART_SIGN)[0]


def _give_scheme(column: Column, table: PlainTable) -> Column:
    meaning = column.meaning
    if meaning.measure is None or meaning.measure in DENOMINATORS or meaning.scheme or table.is_split_by_scheme:
        return column
    scheme = find_whole_scheme(column.header, table.layout.headers, table.scheme)
    return replace(column, meaning=replace(meaning, scheme=scheme))


def _is_blank_column(layout: TableLayout, index: int) -> bool:
    body = (row.row for row in layout.rows if row.kind in (RowKind.DATA, RowKind.GROUP, RowKind.TOTAL))
    return all(is_blank(row.read_cell(index)) for row in body)


def resolve_mapping(
    sheet: Sheet, layout: TableLayout, mapping: Mapping[str, str], as_of: date | None
) -> dict[int, Meaning]:
    """Return the meanings given for columns of this sheet by index; keys that fit none of them are left aside."""
    resolved: dict[int, Meaning] = {}
    for key, text in mapping.items():
        found = find_mapped_columns(sheet, layout, key)
        if len(found) == 1:
            resolved[found[0]] = parse_meaning(text, as_of)
    return resolved


def find_mapped_columns(sheet: Sheet, layout: TableLayout, key: str) -> list[int]:
    """Return the indexes of the columns that a key of a mapping names: by «sheet!letter», header, its end, letter."""
    name, sign, rest = key.rpartition("!")
    if sign and name != sheet.name:
        return []
    wanted = clean_text(rest).casefold()
    headers = [clean_text(header).casefold() for header in layout.headers]
    for texts in (headers, [header.rpartition(PART_SIGN)[2] for header in headers]):
        found = [index for index, text in enumerate(texts) if text == wanted]
        if found:
            return found
    return [index for index in range(len(headers)) if build_column_letter(index) == rest.strip().upper()]
