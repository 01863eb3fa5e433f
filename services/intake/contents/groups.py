"""People of potential groups: a group a column, or a group a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geodata.errors import Bilingual
from geodata.names import clean_text
from services.intake.contents.contents import Contents, build_frame
from services.intake.counts import TableCounts, check_cells
from services.intake.headers.columns import Column, PlainTable
from services.intake.headers.headers import PART_SIGN
from services.intake.headers.meanings import Role
from services.intake.outcomes import LOADED, Finding, JoinedRow, Severity
from services.intake.values.cells import build_text
from services.intake.values.numbers import NumberState, parse_count_column
from services.store.groups import LONGEST_NAME
from services.store.release_draft import GROUP_COLUMNS

Record = tuple[str, object, str, str, int]


def build_group_contents(table: PlainTable, rows: Sequence[JoinedRow]) -> Contents:
    """Return the counts of the matched rows, and what is wrong with cells; a blank cell gives no count."""
    columns = [column for column in table.columns if column.meaning.role == Role.GROUP_COUNT]
    if not columns:
        return Contents(findings=(_build_missing(table, "group_count_missing", _NO_COLUMN, _COLUMN_HINT),))
    if table.as_of is None:
        return Contents(findings=(_build_missing(table, "group_date_missing", _NO_DATE, _DATE_HINT),))
    counts = TableCounts(tuple((one, parse_count_column(table.list_cells(one.index))) for one in columns))
    findings = check_cells(table, counts, rows)
    records: dict[tuple[str, str], tuple[Record, JoinedRow]] = {}
    for column, row, count in _list_counts(counts, rows):
        name = _name_group(table, column, row)
        area = row.area
        if area is None or not name:
            continue
        key = (name.casefold(), area.area_code)
        if key in records:
            findings.append(_build_repeated(table, column, row, name, records[key][1]))
        records.setdefault(key, ((name, table.as_of, str(area.level), area.area_code, count), row))
    return Contents(
        group_counts=build_frame(GROUP_COLUMNS, [record for record, _row in records.values()]),
        findings=tuple(findings),
    )


def _list_counts(counts: TableCounts, rows: Sequence[JoinedRow]) -> Iterable[tuple[Column, JoinedRow, int]]:
    for column, parsed in counts.columns:
        for row in rows:
            number = parsed.read_number(row.index)
            is_loaded = row.outcome in LOADED and row.area is not None
            if is_loaded and number.state == NumberState.VALUE and number.value is not None:
                yield column, row, int(number.value)


def _name_group(table: PlainTable, column: Column, row: JoinedRow) -> str:
    """Return the group of a cell: as its row names it, else as its column does, without what is merged over it."""
    named = table.find_column(Role.GROUP)
    if named is not None:
        return clean_text(build_text(table.rows[row.index].read_cell(named.index)))[:LONGEST_NAME]
    return clean_text(column.header.rpartition(PART_SIGN)[2] or column.header)[:LONGEST_NAME]


def _build_repeated(table: PlainTable, column: Column, row: JoinedRow, name: str, first: JoinedRow) -> Finding:
    return Finding(
        "group_repeated",
        Severity.ERROR,
        Bilingual(
            f"{row.name}: nhóm «{name}» đã có ở dòng {first.number}",
            f"{row.name}: the group «{name}» stands in row {first.number} already",
        ),
        Bilingual("Giữ một số cho mỗi xã và nhóm.", "Keep one count per commune and group."),
        table.sheet.build_place(row.number, column.letter, name),
    )


def _build_missing(table: PlainTable, code: str, message: Bilingual, hint: Bilingual) -> Finding:
    return Finding(code, Severity.ERROR, message, hint, table.sheet.build_place())


_NO_COLUMN = Bilingual("Bảng không có cột số người của nhóm", "The table has no column with people of a group")
_COLUMN_HINT = Bilingual(
    "Đặt tên nhóm ở tiêu đề cột, dưới «Nhóm tiềm năng»; hoặc cho nghĩa group_count bằng --map.",
    "Name the group in the header of its column, below «Potential groups»; or map a column to group_count.",
)
_NO_DATE = Bilingual("Không rõ số liệu nhóm của ngày nào", "It is not known which day the groups are of")
_DATE_HINT = Bilingual("Ghi ngày trong tiêu đề, hoặc thêm --as-of.", "Write the day into the title, or give --as-of.")
