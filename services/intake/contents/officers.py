"""Lists of officers in charge (cán bộ chuyên quản): one row per commune and time under an officer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from geodata.errors import Bilingual
from geodata.names import build_search_key, clean_text
from services.intake.contents.contents import Contents, build_frame, check_wanted
from services.intake.headers.columns import PlainTable
from services.intake.headers.meanings import Role
from services.intake.outcomes import LOADED, Finding, JoinedRow, Severity
from services.intake.values.cells import Cell, build_text, is_blank
from services.intake.values.dates import parse_date
from services.store.officers import LONGEST_CODE
from services.store.release_draft import OFFICER_COLUMNS

_WANTED = {
    Role.OFFICER_NAME: Bilingual("cán bộ chuyên quản", "the officer in charge"),
    Role.VALID_FROM: Bilingual("từ ngày", "the first day"),
}
_HINT = Bilingual(
    "Mỗi xã một cán bộ tại một thời điểm; viết ngày 01/07/2025; «đến ngày» là ngày cuối, trống là còn phụ trách.",
    "A commune has one officer at a time; write days as 01/07/2025; the last day is in the term, blank: it lasts.",
)


class _Term(NamedTuple):
    """A row read whole; ``valid_to`` is exclusive, None while the term lasts."""

    row: JoinedRow
    code: str
    name: str
    valid_from: date
    valid_to: date | None

    @property
    def area_code(self) -> str:
        return self.row.area.area_code if self.row.area else ""


def build_officer_contents(table: PlainTable, rows: Sequence[JoinedRow]) -> Contents:
    """Return the terms of the matched rows, and what is wrong with cells and with terms beside each other.

    An officer without a code is known by the name; a row without an officer says that nobody is in charge.
    """
    missing = check_wanted(table, _WANTED)
    if missing:
        return Contents(findings=tuple(missing))
    findings: list[Finding] = []
    terms: list[_Term] = []
    for row in rows:
        if row.outcome in LOADED and row.area is not None:
            term = _read_term(table, row, findings)
            terms += [term] if term else []
    findings += [*_check_beside(table, terms), *_check_names(table, terms)]
    records = [
        (term.code, term.name, str(table.level), term.area_code, term.valid_from, term.valid_to) for term in terms
    ]
    return Contents(officer_terms=build_frame(OFFICER_COLUMNS, records), findings=tuple(findings))


def build_officer_code(name: str) -> str:
    """Return the code of an officer who has none: the name without accents, words parted by hyphens."""
    return build_search_key(name).replace(" ", "-")[:LONGEST_CODE]


def _read_term(table: PlainTable, row: JoinedRow, findings: list[Finding]) -> _Term | None:
    name, code = (clean_text(build_text(_read(table, row, role))) for role in (Role.OFFICER_NAME, Role.OFFICER_CODE))
    began, last = (parse_date(_read(table, row, role)) for role in (Role.VALID_FROM, Role.VALID_TO))
    if not name and began is None:
        return None
    faults: list[tuple[Role, str, Bilingual]] = []
    if not name:
        faults.append((Role.OFFICER_NAME, "officer_unnamed", Bilingual("Thiếu tên cán bộ", "The officer is missing")))
    if began is None:
        faults.append((Role.VALID_FROM, "date_unreadable", _UNREADABLE))
    if last is None and not is_blank(_read(table, row, Role.VALID_TO)):
        faults.append((Role.VALID_TO, "date_unreadable", _UNREADABLE))
    if began and last and last < began:
        faults.append((Role.VALID_TO, "officer_term_reversed", _REVERSED))
    findings += [_build_finding(table, row, role, one, message) for role, one, message in faults]
    if faults or began is None:
        return None
    own = (code or build_officer_code(name))[:LONGEST_CODE]
    return _Term(row, own, name, began, last + timedelta(days=1) if last else None)


def _check_beside(table: PlainTable, terms: Sequence[_Term]) -> Iterable[Finding]:
    """Yield terms of one commune at the same time."""
    by_area: dict[str, list[_Term]] = {}
    for term in terms:
        by_area.setdefault(term.area_code, []).append(term)
    for held in by_area.values():
        held.sort(key=lambda term: (term.valid_from, term.row.number))
        for before, after in pairwise(held):
            if before.valid_to is None or after.valid_from < before.valid_to:
                day = f"{after.valid_from:%d/%m/%Y}"
                message = Bilingual(
                    f"{after.row.name} còn do «{before.name}» phụ trách (dòng {before.row.number}) vào {day}",
                    f"{after.row.name} is still under «{before.name}» (row {before.row.number}) on {day}",
                )
                yield _build_finding(table, after.row, Role.VALID_FROM, "officer_terms_overlap", message)


def _check_names(table: PlainTable, terms: Sequence[_Term]) -> Iterable[Finding]:
    """Yield codes that stand for two names."""
    met: dict[str, _Term] = {}
    for term in terms:
        first = met.setdefault(term.code, term)
        if first.name.casefold() != term.name.casefold():
            message = Bilingual(
                f"Mã {term.code} còn là «{first.name}» ở dòng {first.row.number}",
                f"The code {term.code} is «{first.name}» in row {first.row.number}",
            )
            yield _build_finding(table, term.row, Role.OFFICER_NAME, "officer_two_names", message)


def _read(table: PlainTable, row: JoinedRow, role: Role) -> Cell:
    column = table.find_column(role)
    if column is None:
        return None
    cell = table.rows[row.index].read_cell(column.index)
    return cell if not is_blank(cell) and cell not in ("-", "x") else None


def _build_finding(table: PlainTable, row: JoinedRow, role: Role, code: str, message: Bilingual) -> Finding:
    column = table.find_column(role)
    text = build_text(_read(table, row, role))
    place = table.sheet.build_place(row.number, column.letter if column else None, text)
    return Finding(code, Severity.ERROR, message, _HINT, place)


_UNREADABLE = Bilingual("Ô không phải ngày", "The cell holds no date")
_REVERSED = Bilingual("Đến ngày trước từ ngày", "The term ends before it begins")
