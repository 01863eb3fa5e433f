"""Outreach events from the rows of a table: one event a row, whoever held it together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from geodata.area_index import AreaIndex
from geodata.errors import Bilingual
from geodata.names import clean_text
from services.intake.checks.check_sums import build_check_sums, find_covered
from services.intake.contents.contents import Contents, build_frame, check_wanted
from services.intake.counts import TableCounts, check_cells
from services.intake.headers.columns import Column, PlainTable
from services.intake.headers.headers import build_plain_header
from services.intake.headers.meanings import Role
from services.intake.outcomes import LOADED, Finding, JoinedRow, Severity
from services.intake.values.cells import Cell, build_text, is_blank
from services.intake.values.dates import parse_date
from services.intake.values.numbers import parse_count_column
from services.measures.schemes import ANY_SCHEME
from services.store.release_draft import EVENT_COLUMNS

_WANTED = {
    Role.HELD_ON: Bilingual("ngày tổ chức", "the day of the event"),
    Role.ORGANISER: Bilingual("đơn vị tổ chức", "the organisers"),
}
_PARTED = re.compile(r"\s*[;\n\r|+]+\s*")
_PERHAPS_PARTED = re.compile(r"\s*,\s*|\s+(?:và|với|phối hợp(?: với)?|cùng|and|with)\s+|\s*&\s*", re.IGNORECASE)
_ALL_SCHEMES = re.compile(r"^(chung|tat ca|cac loai( hinh)?|any|all|moi loai( hinh)?|-|x)?$")


def parse_event_counts(table: PlainTable) -> TableCounts:
    """Return the people who came and those won, read as the counts of any table are."""
    columns = [column for role in (Role.ATTENDEES, Role.WON) if (column := table.find_column(role)) is not None]
    return TableCounts(tuple((column, parse_count_column(_list_cells(table, column))) for column in columns))


def build_event_contents(table: PlainTable, rows: Sequence[JoinedRow], index: AreaIndex, today: date) -> Contents:
    """Return the events of the matched rows, what is wrong with single cells, and the totals of people."""
    counts = parse_event_counts(table)
    held = [row for row in rows if row.outcome in LOADED and row.area is not None]
    organisers = _split_organisers(table, held)
    findings = [
        *check_wanted(table, _WANTED),
        *check_cells(table, counts, rows),
        *_check_days(table, held, today),
        *_check_organisers(table, held, organisers),
        *_check_schemes(table, held),
        *_check_won(table, held, counts),
    ]
    records = []
    for row in held:
        day = parse_date(_read(table, row, Role.HELD_ON))
        if row.area is None or day is None or not organisers[row.index]:
            continue
        attendees, won = (_read_count(table, counts, row, role) for role in (Role.ATTENDEES, Role.WON))
        texts = [clean_text(build_text(_read(table, row, role))) for role in (Role.VENUE, Role.REMARK)]
        scheme = str(row.scheme or table.scheme or ANY_SCHEME)
        place = (str(row.area.level), row.area.area_code)
        records.append((row.number, *place, day, scheme, organisers[row.index], texts[0], attendees, won, texts[1]))
    findings += _check_repeated(table, records)
    return Contents(
        outreach_events=build_frame(EVENT_COLUMNS, records),
        findings=tuple(findings),
        check_sums=build_check_sums(table, counts, rows, find_covered(table, index, rows)),
    )


def _split_organisers(table: PlainTable, rows: Sequence[JoinedRow]) -> dict[int, tuple[str, ...]]:
    """Return the organisers of each row by its index.

    Signs that part names for certain are «;», «+», «|» and line breaks. A comma or «và» parts them only where each
    part stands elsewhere in the column as a name of its own: «Sở Lao động, Thương binh và Xã hội» is one.
    """
    written = {row.index: _part(build_text(_read(table, row, Role.ORGANISER)), _PARTED) for row in rows}
    alone = {
        build_plain_header(name) for names in written.values() for name in names if not _PERHAPS_PARTED.search(name)
    }
    split = {}
    for index, names in written.items():
        parts: list[str] = []
        for name in names:
            pieces = _part(name, _PERHAPS_PARTED)
            parts += pieces if all(build_plain_header(piece) in alone for piece in pieces) else [name]
        split[index] = tuple(dict.fromkeys(parts))
    return _spell_alike(split)


def _spell_alike(organisers: dict[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """Give names that differ in case or accents alone the spelling that is met first."""
    spelling: dict[str, str] = {}
    for names in organisers.values():
        for name in names:
            spelling.setdefault(name.casefold(), name)
    return {
        index: tuple(dict.fromkeys(spelling[name.casefold()] for name in names)) for index, names in organisers.items()
    }


def _part(text: str, sign: re.Pattern[str]) -> list[str]:
    pieces = (clean_text(piece) for piece in sign.split(text))
    return [piece for piece in pieces if piece not in ("", "-", "x")]


def _check_days(table: PlainTable, rows: Sequence[JoinedRow], today: date) -> Iterable[Finding]:
    column = table.find_column(Role.HELD_ON)
    if column is None:
        return
    for row in rows:
        text = build_text(_read(table, row, Role.HELD_ON))
        day = parse_date(_read(table, row, Role.HELD_ON))
        if day is None:
            yield _build_cell_finding(
                table,
                row,
                column,
                "date_unreadable",
                Bilingual(f"Ngày tổ chức không đọc được: «{text}»", f"The day of the event cannot be read: «{text}»"),
                Bilingual("Viết ngày/tháng/năm: 08/03/2019.", "Write day/month/year: 08/03/2019."),
            )
        elif day > today:
            yield _build_cell_finding(
                table,
                row,
                column,
                "date_in_future",
                Bilingual(f"Hội nghị ở tương lai: {day:%d/%m/%Y}", f"An event in the future: {day:%d/%m/%Y}"),
                Bilingual("Chỉ nạp hội nghị đã tổ chức; sửa ngày.", "Load only what was held; mend the day."),
            )


def _check_organisers(
    table: PlainTable, rows: Sequence[JoinedRow], organisers: dict[int, tuple[str, ...]]
) -> Iterable[Finding]:
    column = table.find_column(Role.ORGANISER)
    if column is None:
        return
    for row in rows:
        if not organisers[row.index]:
            yield _build_cell_finding(
                table,
                row,
                column,
                "organiser_missing",
                Bilingual("Hội nghị không có đơn vị tổ chức", "The event has no organiser"),
                Bilingual(
                    "Ghi đơn vị tổ chức; nhiều đơn vị cách nhau bằng «;».", "Name the organisers, parted by «;»."
                ),
            )
        for name in organisers[row.index]:
            if _PERHAPS_PARTED.search(name):
                yield _build_cell_finding(
                    table,
                    row,
                    column,
                    "organisers_perhaps_several",
                    Bilingual(f"«{name}» được tính là một đơn vị tổ chức", f"«{name}» is taken as one organiser"),
                    Bilingual("Nếu là nhiều đơn vị, cách nhau bằng «;».", "If these are several, part them by «;»."),
                    Severity.WARNING,
                )


def _check_schemes(table: PlainTable, rows: Sequence[JoinedRow]) -> Iterable[Finding]:
    column = table.find_column(Role.SCHEME)
    if column is None:
        return
    for row in rows:
        text = build_text(_read(table, row, Role.SCHEME))
        if row.scheme is None and not _ALL_SCHEMES.fullmatch(build_plain_header(text)):
            yield _build_cell_finding(
                table,
                row,
                column,
                "scheme_unreadable",
                Bilingual(f"Không rõ loại hình bảo hiểm «{text}»", f"The scheme «{text}» is not known"),
                Bilingual("Để trống nếu chung cho mọi loại hình.", "Leave it blank where the event was for all."),
            )


def _check_won(table: PlainTable, rows: Sequence[JoinedRow], counts: TableCounts) -> Iterable[Finding]:
    column = table.find_column(Role.WON)
    if column is None:
        return
    for row in rows:
        attendees, won = (_read_count(table, counts, row, role) for role in (Role.ATTENDEES, Role.WON))
        if attendees is not None and won is not None and won > attendees:
            yield _build_cell_finding(
                table,
                row,
                column,
                "won_above_attendees",
                Bilingual(f"Vận động được {won} người, dự {attendees}", f"{won} people won, {attendees} came"),
                Bilingual("Kiểm tra hai ô; số vẫn được nạp nguyên.", "Check both cells; they are loaded as they are."),
                Severity.WARNING,
            )


def _check_repeated(table: PlainTable, records: Sequence[tuple[object, ...]]) -> Iterable[Finding]:
    first: dict[tuple[object, ...], object] = {}
    for number, *details in records:
        key = tuple(details)
        if key in first:
            yield Finding(
                "event_repeated",
                Severity.WARNING,
                Bilingual(
                    f"Dòng {number} giống hệt dòng {first[key]}; tính là hai hội nghị",
                    f"Row {number} is the same as row {first[key]}; they count as two events",
                ),
                Bilingual("Bỏ một dòng nếu là một hội nghị.", "Leave one out if it is one event."),
                table.sheet.build_place(int(str(number))),
            )
        first.setdefault(key, number)


def _build_cell_finding(
    table: PlainTable,
    row: JoinedRow,
    column: Column,
    code: str,
    message: Bilingual,
    hint: Bilingual,
    severity: Severity = Severity.ERROR,
) -> Finding:
    text = build_text(table.rows[row.index].read_cell(column.index))
    return Finding(code, severity, message, hint, table.sheet.build_place(row.number, column.letter, text))


def _read(table: PlainTable, row: JoinedRow, role: Role) -> Cell:
    column = table.find_column(role)
    cell = table.rows[row.index].read_cell(column.index) if column is not None else None
    return None if is_blank(cell) else cell


def _read_count(table: PlainTable, counts: TableCounts, row: JoinedRow, role: Role) -> int | None:
    column = table.find_column(role)
    return counts.read_count(column.index, row.index) if column is not None else None


def _list_cells(table: PlainTable, column: Column) -> list[Cell]:
    return [row.read_cell(column.index) for row in table.rows]
