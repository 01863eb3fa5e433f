"""What a row says of its place, read from its cells before anything is known of its outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.places import IndexedArea, MatchWay
from services.intake.headers.columns import PlainTable
from services.intake.headers.meanings import Role
from services.intake.layout.laid_rows import LaidRow, RowKind
from services.intake.outcomes import JoinedRow, RowOutcome
from services.intake.values.cells import build_text, is_blank
from services.measures.schemes import Scheme

_PLACE_ROLES = (
    *(Role.NAME, Role.CODE, Role.MANAGING_UNIT, Role.MANAGING_UNIT_CODE, Role.PROVINCE, Role.PROVINCE_CODE),
    *(Role.SCHEME, Role.ROW_DATE, Role.ORGANISATION),
)


@dataclass(frozen=True)
class RowReader:
    """How the place cells of one table are read; columns are found once."""

    table: PlainTable
    columns: tuple[tuple[Role, int], ...]
    counts: tuple[int, ...]
    is_named_by_layout: bool  # the user pointed to no other column of names
    told_parents: Mapping[tuple[Level, str], IndexedArea] = field(default_factory=dict)  # as written, told by persons

    def read(self, laid: LaidRow) -> dict[Role, str]:
        """Return the texts of a row by what they mean, blank ones left out."""
        texts = {}
        cells = laid.row.cells
        for role, index in self.columns:
            cell = cells[index] if index < len(cells) else None
            text = cell.strip() if type(cell) is str else build_text(cell).strip() if cell is not None else ""
            if not text and laid.filled:
                text = laid.read_filled(index)
            if text:
                texts[role] = text
        if laid.kind != RowKind.DATA or not texts.get(Role.NAME) or (laid.label and self.is_named_by_layout):
            texts[Role.NAME] = laid.label
        return texts

    def list_texts(self, role: Role) -> Sequence[str]:
        """Return what a column says in each row, "" where it is blank or there is none; nothing is filled in."""
        index = next((index for one, index in self.columns if one is role), None)
        if index is None:
            return [""] * len(self.table.laid)
        return [
            cell.strip() if type(cell) is str else build_text(cell).strip() if cell is not None else ""
            for cell in self.table.list_cells(index)
        ]

    def has_counts(self, laid: LaidRow) -> bool:
        """Tell whether a cell of a count, or of a first day as pilot, is filled."""
        cells = laid.row.cells
        for index in self.counts:  # asked of every row
            if index < len(cells) and (type(cells[index]) is float or not is_blank(cells[index])):
                return True
        return False


@dataclass(slots=True)
class ReadRow:
    """What a row says, before anything is known of its outcome: made for thousands of rows, and then gone."""

    index: int
    number: int
    name: str
    code: str
    parent: str
    scheme: Scheme | None
    sheet: str | None
    parents: tuple[int, ...]
    as_of: date | None
    organisation: str

    def settle(
        self,
        outcome: RowOutcome = RowOutcome.IGNORED,
        area: IndexedArea | None = None,
        way: MatchWay | None = None,
        reason: Bilingual | None = None,
        candidates: tuple[IndexedArea, ...] = (),
        clash: IndexedArea | None = None,
        *,
        is_decided: bool = False,
    ) -> JoinedRow:
        """Return the row with what came of it; by position, which is told in half the time."""
        return JoinedRow(
            self.index,
            self.number,
            outcome,
            self.name,
            self.code,
            self.parent,
            self.scheme,
            area,
            way,
            reason,
            candidates,
            clash,
            self.sheet,
            self.parents,
            self.as_of,
            self.organisation,
            is_decided,
        )


def build_reader(table: PlainTable) -> RowReader:
    """Return the reader of a table's rows."""
    columns = []
    for role in _PLACE_ROLES:
        column = table.find_column(role)
        if column is not None:
            columns.append((role, column.index))
    pilots = [table.find_column(role) for role in (Role.PILOT_START, Role.PILOT_END)]
    counts = [column.index for column in table.count_columns] + [pilot.index for pilot in pilots if pilot]
    name = table.find_column(Role.NAME)
    named_by_layout = name is not None and name.index == table.layout.columns.name
    return RowReader(table, tuple(columns), tuple(counts), named_by_layout)
