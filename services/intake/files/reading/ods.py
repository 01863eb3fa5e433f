"""The parts of an ODS that calamine leaves out: merged cells, formulas without a result, error values."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.intake.files import sheet_errors as errors
from services.intake.files.limits import SheetLimits
from services.intake.files.merged import MergedRange
from services.intake.files.reading.parts import Oddities
from services.intake.files.reading.xml import build_parser
from services.intake.values.cells import build_column_letter

_CELLS = ("table:table-cell", "table:covered-table-cell")


@dataclass(frozen=True)
class OdsParts:
    """An opened ODS: its sheets in order and what is odd about each."""

    sheet_names: Sequence[str]
    oddities: Sequence[Oddities]
    unpacked: bytes | None = None

    @classmethod
    def open(cls, archive: zipfile.ZipFile, file_name: str, limits: SheetLimits) -> OdsParts:
        """Return the parts of an archive that holds a spreadsheet."""
        reader = _ContentReader(file_name, limits)
        parser = build_parser()
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.take_text
        parser.Parse(archive.read("content.xml"), True)
        return cls([table.name for table in reader.tables], [table.build() for table in reader.tables])

    def read_oddities(self, position: int, sheet_name: str, file_name: str, limits: SheetLimits) -> Oddities:
        """Return what was found when the file was opened."""
        return self.oddities[position]


@dataclass
class _Table:
    name: str
    next_row: int = 1
    widest: int = 0
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    error_texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[MergedRange] = field(default_factory=list)

    def build(self) -> Oddities:
        return Oddities(self.uncalculated, self.error_texts, self.merged)


class _ContentReader:
    """Follows the elements of content.xml and notes what stands where."""

    def __init__(self, file_name: str, limits: SheetLimits) -> None:
        self.tables: list[_Table] = []
        self._file_name, self._limits = file_name, limits
        self._depth = 0
        self._row_repeats, self._next_column = 1, 0
        self._error_at: tuple[int, int] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._depth += 1
            if self._depth == 1:
                self._start_table(attributes)
        elif self._depth != 1:
            return  # a table within a drawing
        elif name == "table:table-row":
            self._row_repeats = int(attributes.get("table:number-rows-repeated", "1"))
            self._next_column = 0
        elif name in _CELLS:
            self._take_cell(attributes)

    def end(self, name: str) -> None:
        if name == "table:table":
            self._depth -= 1
        elif self._depth == 1 and name == "table:table-row":
            self.tables[-1].next_row += self._row_repeats
        elif name in _CELLS:
            self._error_at = None

    def take_text(self, text: str) -> None:
        if self._error_at is not None:
            texts = self.tables[-1].error_texts
            texts[self._error_at] = (texts[self._error_at] + text)[:20]

    def _start_table(self, attributes: dict[str, str]) -> None:
        self.tables.append(_Table(attributes.get("table:name", "")))
        if len(self.tables) > self._limits.sheet_count:
            raise errors.build_too_many_sheets(self._file_name, len(self.tables), self._limits.sheet_count)

    def _take_cell(self, attributes: dict[str, str]) -> None:
        table, column = self.tables[-1], self._next_column
        repeats = int(attributes.get("table:number-columns-repeated", "1"))
        self._next_column += repeats
        kind = attributes.get("office:value-type")
        if "table:formula" in attributes and kind is None:
            table.uncalculated.append((table.next_row, column))
        elif kind is not None:
            self._check_extent(table, column + repeats)
        if attributes.get("calcext:value-type") == "error":
            self._error_at = (table.next_row, column)
            table.error_texts[self._error_at] = ""
        rows = int(attributes.get("table:number-rows-spanned", "1"))
        columns = int(attributes.get("table:number-columns-spanned", "1"))
        if rows > 1 or columns > 1:
            last_row, last_column = table.next_row + rows - 1, column + columns - 1
            table.merged.append(MergedRange(table.next_row, column, last_row, last_column))

    def _check_extent(self, table: _Table, width: int) -> None:
        """Refuse filled cells so far apart, or repeated so often, that the rectangle they span cannot be held."""
        table.widest = max(table.widest, width)
        last_row = table.next_row + self._row_repeats - 1
        if width > self._limits.column_count:
            column = build_column_letter(width - 1)
            raise errors.build_too_wide(self._file_name, table.name, table.next_row, column, self._limits.column_count)
        if last_row * table.widest > self._limits.cell_count:
            column = build_column_letter(table.widest - 1)
            raise errors.build_too_scattered(self._file_name, table.name, last_row, column)
