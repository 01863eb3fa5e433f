"""Lists of managing units (BHXH cơ sở): one row per commune and time under a unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.names import clean_text
from geodata.places import IndexedArea
from services.intake.contents.contents import Contents, build_frame, check_wanted
from services.intake.headers.columns import PlainTable
from services.intake.headers.meanings import Role
from services.intake.outcomes import LOADED, Finding, JoinedRow, Severity
from services.intake.values.cells import Cell, build_text, is_blank
from services.intake.values.dates import parse_date
from services.store.managing_units import build_malformed_code, build_taken_code, is_unit_code
from services.store.release_draft import TERM_COLUMNS

_EXAMPLE_COUNT = 5
_WANTED = {
    Role.UNIT_CODE: Bilingual("mã đơn vị quản lý", "the code of the managing unit"),
    Role.UNIT_NAME: Bilingual("tên đơn vị quản lý", "the name of the managing unit"),
    Role.VALID_FROM: Bilingual("từ ngày", "the first day"),
}


class _Term(NamedTuple):
    """A row read whole; ``valid_to`` is exclusive, None while the term lasts."""

    row: JoinedRow
    unit_code: str
    unit_name: str
    valid_from: date
    valid_to: date | None

    @property
    def last(self) -> date:
        return self.valid_to or date.max

    @property
    def area_code(self) -> str:
        return self.row.area.area_code if self.row.area else ""


def build_unit_contents(table: PlainTable, rows: Sequence[JoinedRow], index: AreaIndex) -> Contents:
    """Return the terms of the matched rows, and what is wrong with cells, with terms beside each other, and gaps.

    A file names the last day of a term («đến ngày»), which belongs to it; a blank one lasts.
    """
    missing = check_wanted(table, _WANTED)
    if missing:
        return Contents(findings=tuple(missing))
    findings: list[Finding] = []
    terms: list[_Term] = []
    units = _read_units(table, rows)
    for row in rows:
        if row.outcome in LOADED and row.area is not None:
            term = _read_term(table, row, units[row.index], findings)
            terms += [term] if term else []
    findings += [*_check_codes(table, terms, index), *_check_beside(table, terms), *_check_names(table, terms)]
    findings += _check_left_out(table, rows, index)
    records = [
        (term.unit_code, term.unit_name, str(table.level), term.area_code, term.valid_from, term.valid_to)
        for term in terms
    ]
    return Contents(unit_terms=build_frame(TERM_COLUMNS, records), findings=tuple(findings))


def _read_units(table: PlainTable, rows: Sequence[JoinedRow]) -> dict[int, tuple[str, str]]:
    """Return code and name of the unit of each row; one given once stands for the rows below that leave both blank.

    It does so where its cells are merged down, or where no unit is given twice in a row: a list that repeats its units
    row by row has a gap where one is blank.
    """
    given = {
        row.index: tuple(clean_text(build_text(_read(table, row, role))) for role in (Role.UNIT_CODE, Role.UNIT_NAME))
        for row in rows
        if row.outcome in LOADED
    }
    stated = list(given.values())
    given_once = not any(left == right and any(left) for left, right in pairwise(stated))
    column = table.find_column(Role.UNIT_NAME)
    merged = {
        number
        for one in table.sheet.merged
        if column is not None and one.first_column <= column.index <= one.last_column
        for number in range(one.first_row + 1, one.last_row + 1)
    }
    units: dict[int, tuple[str, str]] = {}
    above = ("", "")
    for row in (row for row in rows if row.index in given):
        code, name = given[row.index]
        if not code and not name and (given_once or row.number in merged):
            code, name = above
        units[row.index] = above = (code, name)
    return units


def _read_term(table: PlainTable, row: JoinedRow, unit: tuple[str, str], findings: list[Finding]) -> _Term | None:
    code, name = unit
    began, last = (parse_date(_read(table, row, role)) for role in (Role.VALID_FROM, Role.VALID_TO))
    faults = []
    for role, text in ((Role.UNIT_CODE, code), (Role.UNIT_NAME, name)):
        if not text:
            words = _WANTED[role]
            faults.append((role, "managing_unit_unnamed", Bilingual(f"Thiếu {words.vi}", f"{words.en} is missing")))
    if began is None:
        faults.append((Role.VALID_FROM, "date_unreadable", _UNREADABLE))
    if last is None and not is_blank(_read(table, row, Role.VALID_TO)):
        faults.append((Role.VALID_TO, "date_unreadable", _UNREADABLE))
    if began and last and last < began:
        faults.append((Role.VALID_TO, "managing_unit_term_reversed", _REVERSED))
    findings += [_build_finding(table, row, role, code_, message) for role, code_, message in faults]
    if faults or began is None:
        return None
    return _Term(row, code, name, began, last + timedelta(days=1) if last else None)


def _check_codes(table: PlainTable, terms: Sequence[_Term], index: AreaIndex) -> Iterable[Finding]:
    """Yield codes of units, each once, that no address can carry or that an area of another level has."""
    levels = (level for level in Level if level is not Level.MANAGING_UNIT)
    taken = {area.area_code: area.label for level in levels for area in index.list_areas(level)}
    met: set[str] = set()
    for term in terms:
        code = term.unit_code
        if code in met or (is_unit_code(code) and code not in taken):
            continue
        met.add(code)
        error = build_taken_code(code, taken[code]) if code in taken else build_malformed_code(code)
        found = _build_finding(table, term.row, Role.UNIT_CODE, error.code, error.message)
        yield replace(found, hint=error.hint)


def _check_beside(table: PlainTable, terms: Sequence[_Term]) -> Iterable[Finding]:
    """Yield terms of one commune at the same time, which are refused, and days between terms, which are told."""
    by_area: dict[str, list[_Term]] = {}
    for term in terms:
        by_area.setdefault(term.area_code, []).append(term)
    for held in by_area.values():
        held.sort(key=lambda term: (term.valid_from, term.row.number))
        for before, after in pairwise(held):
            if after.valid_from < before.last:
                yield _build_overlap(table, before, after)
            elif after.valid_from > before.last:
                yield _build_gap(table, before, after)


def _check_names(table: PlainTable, terms: Sequence[_Term]) -> Iterable[Finding]:
    """Yield units that have two names at the same time."""
    met: dict[str, list[_Term]] = {}
    for term in terms:
        others = met.setdefault(term.unit_code, [])
        clash = next((one for one in others if one.unit_name != term.unit_name and _meet(one, term)), None)
        if clash is not None:
            yield _build_finding(
                table,
                term.row,
                Role.UNIT_NAME,
                "managing_unit_two_names",
                Bilingual(
                    f"Đơn vị {term.unit_code} còn tên «{clash.unit_name}» ở dòng {clash.row.number}",
                    f"The unit {term.unit_code} is called «{clash.unit_name}» in row {clash.row.number}",
                ),
            )
        elif all(one.unit_name != term.unit_name or one.valid_from != term.valid_from for one in others):
            others.append(term)


def _check_left_out(table: PlainTable, rows: Sequence[JoinedRow], index: AreaIndex) -> Iterable[Finding]:
    """Yield a warning where communes of the provinces spoken of stand in no row: they would be under no unit."""
    named = {row.area.area_code for row in rows if row.area is not None}
    provinces = {_find_province(index, row.area) for row in rows if row.outcome in LOADED and row.area is not None}
    left_out = [
        area
        for area in index.list_areas(table.level)
        if area.area_code not in named and _find_province(index, area) in provinces
    ]
    if left_out:
        listed = ", ".join(area.label for area in left_out[:_EXAMPLE_COUNT]) + (
            ", …" if len(left_out) > _EXAMPLE_COUNT else ""
        )
        yield Finding(
            "communes_without_unit",
            Severity.WARNING,
            Bilingual(
                f"{len(left_out)} đơn vị không thuộc đơn vị quản lý nào: {listed}",
                f"{len(left_out)} areas are under no managing unit: {listed}",
            ),
            Bilingual("Một danh sách thay trọn tỉnh: đưa đủ các xã.", "A list replaces its province whole: name all."),
            table.sheet.build_place(),
        )


def _find_province(index: AreaIndex, area: IndexedArea) -> str:
    """Return the code of the province that an area lies in, "" in a vintage without provinces."""
    return next((code for level, code in index.list_lineage(area) if level == Level.PROVINCE), "")


def _meet(one: _Term, other: _Term) -> bool:
    return one.valid_from < other.last and other.valid_from < one.last


def _read(table: PlainTable, row: JoinedRow, role: Role) -> Cell:
    column = table.find_column(role)
    if column is None:
        return None
    cell = table.rows[row.index].read_cell(column.index)
    return cell if not is_blank(cell) and cell not in ("-", "x") else None


def _build_overlap(table: PlainTable, before: _Term, after: _Term) -> Finding:
    day = f"{after.valid_from:%d/%m/%Y}"
    return _build_finding(
        table,
        after.row,
        Role.VALID_FROM,
        "managing_unit_terms_overlap",
        Bilingual(
            f"{after.row.name} còn thuộc «{before.unit_name}» (dòng {before.row.number}) vào {day}",
            f"{after.row.name} is still under «{before.unit_name}» (row {before.row.number}) on {day}",
        ),
    )


def _build_gap(table: PlainTable, before: _Term, after: _Term) -> Finding:
    first, last = before.last, after.valid_from - timedelta(days=1)
    return _build_finding(
        table,
        after.row,
        Role.VALID_FROM,
        "managing_unit_gap",
        Bilingual(
            f"{after.row.name} không thuộc đơn vị nào từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}",
            f"{after.row.name} is under no unit from {first:%d/%m/%Y} to {last:%d/%m/%Y}",
        ),
        Severity.WARNING,
    )


def _build_finding(
    table: PlainTable,
    row: JoinedRow,
    role: Role,
    code: str,
    message: Bilingual,
    severity: Severity = Severity.ERROR,
) -> Finding:
    column = table.find_column(role)
    text = build_text(_read(table, row, role))
    place = table.sheet.build_place(row.number, column.letter if column else None, text)
    return Finding(code, severity, message, _HINT, place)


_UNREADABLE = Bilingual("Ô không phải ngày", "The cell holds no date")
_REVERSED = Bilingual("Đến ngày trước từ ngày", "The term ends before it begins")
_HINT = Bilingual(
    "Mỗi xã thuộc một đơn vị tại một thời điểm; viết ngày 01/07/2025; «đến ngày» là ngày cuối, trống là còn hiệu lực.",
    "A commune is under one unit at a time; write days as 01/07/2025; the last day is in the term, blank: it lasts.",
)
