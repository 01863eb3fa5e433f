"""The meaning of each column of a plain table: from its header, or as the user says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from geodata.names import clean_text
from services.intake.cells import build_column_letter, build_text, is_blank
from services.intake.dates import has_day_without_year
from services.intake.headers import find_meaning
from services.intake.meanings import DENOMINATORS, Meaning, Role, describe_meanings, parse_meaning
from services.intake.sheets import Sheet, SheetRow
from services.measures.schemes import Measure, Scheme


@dataclass(frozen=True)
class Column:
    """One column: where it stands, its header as written, and what it means."""

    index: int
    header: str
    meaning: Meaning

    @property
    def letter(self) -> str:
        """The letter of the column as a spreadsheet shows it."""
        return build_column_letter(self.index)

    @property
    def label(self) -> str:
        """Letter and header, as errors quote them."""
        return f"{self.letter} «{self.header}»"


@dataclass(frozen=True)
class PlainTable:
    """A sheet with one header row, its columns understood and its data rows."""

    sheet: Sheet
    level: Level
    scheme: Scheme | None  # of every count that names none
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]

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


def read_plain_table(
    sheet: Sheet, level: Level, as_of: date, scheme: Scheme | None, mapping: Mapping[str, str]
) -> PlainTable:
    """Return the table with every column understood.

    ``mapping`` gives meanings by header or column letter and overrules the headers. BadInput where a column is not
    recognised, two mean the same, the name or every count is missing, or no scheme is known.
    """
    header, *rows = sheet.rows
    headers = [build_text(cell) for cell in header.cells]
    width = max(len(row.cells) for row in sheet.rows)
    headers += [""] * (width - len(headers))
    if width > 2 and sum(not is_blank(text) for text in headers) == 1:
        raise _missing_header(sheet, next(text for text in headers if text))
    given = _resolve_mapping(sheet, headers, mapping)
    columns: list[Column] = []
    unknown: list[str] = []
    for index, text in enumerate(headers):
        if index not in given and is_blank(text) and _is_blank_column(rows, index):
            continue
        meaning = given.get(index) or find_meaning(text, level, as_of)
        if meaning is None or (index not in given and _lacks_its_year(meaning, text)):
            unknown.append(Column(index, clean_text(text), Meaning()).label)
            continue
        columns.append(Column(index, clean_text(text), _complete(meaning, as_of)))
    table = PlainTable(sheet, level, scheme, tuple(columns), tuple(rows))
    if unknown:
        raise _unrecognised(table, header.number, unknown)
    completed = replace(table, columns=tuple(_give_scheme(column, table) for column in columns))
    _check_columns(completed, header.number)
    return completed


def _complete(meaning: Meaning, as_of: date) -> Meaning:
    """Date a count that ``--map`` left undated."""
    if meaning.measure is None or meaning.as_of is not None:
        return meaning
    return replace(meaning, as_of=date(as_of.year, 12, 31) if meaning.measure == Measure.TARGET else as_of)


def _give_scheme(column: Column, table: PlainTable) -> Column:
    meaning = column.meaning
    if meaning.measure is None or meaning.measure in DENOMINATORS or meaning.scheme or table.is_split_by_scheme:
        return column
    return replace(column, meaning=replace(meaning, scheme=table.scheme))


def _lacks_its_year(meaning: Meaning, header: str) -> bool:
    return meaning.measure is not None and has_day_without_year(header)


def _is_blank_column(rows: list[SheetRow], index: int) -> bool:
    return all(is_blank(row.read_cell(index)) for row in rows)


def _resolve_mapping(sheet: Sheet, headers: list[str], mapping: Mapping[str, str]) -> dict[int, Meaning]:
    positions: dict[str, list[int]] = defaultdict(list)
    for index, header in enumerate(headers):
        positions[clean_text(header).casefold()].append(index)
    letters = {build_column_letter(index): index for index in range(len(headers))}
    resolved: dict[int, Meaning] = {}
    for key, text in mapping.items():
        found = positions.get(clean_text(key).casefold()) or ([letters[key]] if key in letters else [])
        if len(found) != 1:
            raise _unmapped(sheet, key, headers, len(found))
        resolved[found[0]] = parse_meaning(text)
    return resolved


def _check_columns(table: PlainTable, header_row: int) -> None:
    place = table.sheet.build_place(header_row)
    by_meaning: dict[str, list[Column]] = defaultdict(list)
    for column in table.columns:
        if column.meaning.role not in (Role.IGNORE, Role.REMARK, Role.RECOMPUTED):
            by_meaning[str(column.meaning)].append(column)
    for meaning, columns in by_meaning.items():
        if len(columns) > 1:
            labels = ", ".join(column.label for column in columns)
            raise BadInput(
                "columns_repeat",
                Bilingual(f"Các cột {labels} cùng nghĩa {meaning}", f"The columns {labels} all mean {meaning}"),
                Bilingual(
                    "Cho từng cột một nghĩa bằng --map «Tiêu đề=nghĩa», cột thừa là ignore.",
                    "Give each its meaning with --map «Header=meaning»; map a needless one to ignore.",
                ),
                place,
            )
    if table.find_column(Role.NAME) is None:
        raise _missing(table, Bilingual("tên đơn vị", "the names of the areas"), "name")
    if not table.count_columns and table.find_column(Role.PILOT_START) is None:
        raise _missing(table, Bilingual("số liệu nào", "any count"), "enrolled:31/12/2021")
    unschemed = [
        column
        for column in table.count_columns
        if column.meaning.measure not in DENOMINATORS and column.meaning.scheme is None
    ]
    if unschemed and not table.is_split_by_scheme:
        raise _no_scheme(place, unschemed[0])


def _unrecognised(table: PlainTable, row: int, labels: list[str]) -> BadInput:
    listed = ", ".join(labels)
    return BadInput(
        "column_unrecognised",
        Bilingual(f"Không hiểu cột {listed}", f"The columns are not understood: {listed}"),
        Bilingual(
            f"Cho biết nghĩa bằng --map «Tiêu đề=nghĩa» (hay chữ cái của cột); bỏ qua bằng ignore. "
            f"{describe_meanings().vi}",
            f"Say what they mean with --map «Header=meaning» (or the letter of the column), ignore to leave one out. "
            f"{describe_meanings().en}",
        ),
        table.sheet.build_place(row, text=listed),
    )


def _missing_header(sheet: Sheet, title: str) -> BadInput:
    return BadInput(
        "header_missing",
        Bilingual(
            "Dòng đầu là tựa đề, không phải tiêu đề cột", "The first row is a title, not the header of the columns"
        ),
        Bilingual(
            "Xóa các dòng phía trên để dòng đầu là tiêu đề cột, mỗi cột một ô.",
            "Remove the rows above so that the first row holds the header, one cell per column.",
        ),
        sheet.build_place(sheet.rows[0].number, text=clean_text(title)),
    )


def _unmapped(sheet: Sheet, key: str, headers: list[str], count: int) -> BadInput:
    known = ", ".join(f"«{clean_text(header)}»" for header in headers if header)
    message = (
        Bilingual(f"Bảng không có cột «{key}»", f"The table has no column «{key}»")
        if count == 0
        else Bilingual(f"Bảng có {count} cột «{key}»", f"The table has {count} columns «{key}»")
    )
    return BadInput(
        "mapped_column_missing",
        message,
        Bilingual(f"Các cột: {known}. Có thể dùng chữ cái của cột.", f"The columns are {known}. Letters work, too."),
        sheet.build_place(sheet.rows[0].number, text=key),
    )


def _missing(table: PlainTable, what: Bilingual, example: str) -> BadInput:
    return BadInput(
        "column_missing",
        Bilingual(f"Bảng không có cột {what.vi}", f"The table has no column with {what.en}"),
        Bilingual(
            f"Dòng đầu phải là tiêu đề; nếu tiêu đề khác thường, dùng --map «Tiêu đề={example}».",
            f"The first row must be the header; for an unusual one use --map «Header={example}».",
        ),
        table.sheet.build_place(table.sheet.rows[0].number),
    )


def _no_scheme(place: Place, column: Column) -> BadInput:
    return BadInput(
        "scheme_missing",
        Bilingual(
            f"Không rõ cột {column.label} là của loại hình bảo hiểm nào",
            f"It is not known which scheme the column {column.label} is about",
        ),
        Bilingual(
            f"Thêm --scheme ({', '.join(Scheme)}), hoặc một cột «Loại hình».",
            f"Give --scheme ({', '.join(Scheme)}) or a column «Scheme».",
        ),
        Place(place.file, place.sheet, place.row, column.letter, column.header),
    )
