"""Counts by collection organisation: one organisation a row, or one a column under a merged header."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from geodata.areas import LEVEL_WORDS
from geodata.errors import Bilingual
from services.intake.contents.contents import Contents, build_frame
from services.intake.contents.facts import find_day
from services.intake.counts import TableCounts
from services.intake.headers.columns import Column, PlainTable
from services.intake.headers.kind_headers import is_whole
from services.intake.headers.meanings import DENOMINATORS, Role
from services.intake.outcomes import LOADED, CheckSum, Finding, JoinedRow, Severity
from services.intake.values.numbers import NumberState
from services.store.release_draft import FACT_COLUMNS, ORGANISATION_FACT_COLUMNS


class CountKey(NamedTuple):
    """What a count of an area is about."""

    scheme: str
    measure: str
    as_of: date
    level: str
    area_code: str


@dataclass(frozen=True)
class _Stated:
    """A count as one cell states it; ``count`` None where withheld."""

    key: CountKey
    organisation: str
    count: int | None
    row: JoinedRow
    column: Column


def has_organisations(table: PlainTable) -> bool:
    """Tell whether a table states counts by collection organisation."""
    return table.find_column(Role.ORGANISATION) is not None or any(
        column.meaning.organisation for column in table.count_columns
    )


def build_organisation_contents(table: PlainTable, counts: TableCounts, rows: Sequence[JoinedRow]) -> Contents:
    """Return the counts of areas and their breakdown by organisation.

    The count of an area is the total that the file states, else the sum over its organisations, and the report says
    so. A total that differs from its organisations is a check sum that does not hold.
    """
    stated = _list_stated(table, counts, rows)
    parts = [one for one in stated if one.organisation]
    wholes = {one.key: one for one in stated if not one.organisation}
    summed = _sum_parts(parts)
    facts = [(*one.key, one.count, "reported" if one.count is not None else "withheld") for one in wholes.values()]
    facts += [(*key, count, "reported") for key, count in summed.items() if key not in wholes]
    return Contents(
        facts=build_frame(FACT_COLUMNS, facts),
        organisation_facts=build_frame(
            ORGANISATION_FACT_COLUMNS, [(one.organisation, *one.key, one.count) for one in parts]
        ),
        findings=(*_check_repeated(table, stated), *_tell_summed(table, len({*summed} - {*wholes}))),
        check_sums=tuple(_build_check_sums(table, wholes, summed)),
    )


def _list_stated(table: PlainTable, counts: TableCounts, rows: Sequence[JoinedRow]) -> list[_Stated]:
    stated = []
    for column, parsed in counts.columns:
        meaning = column.meaning
        for row in rows:
            number = parsed.read_number(row.index)
            day = find_day(row, column)
            if row.outcome not in LOADED or row.area is None or day is None:
                continue
            if number.state not in (NumberState.VALUE, NumberState.WITHHELD):
                continue
            scheme = "ANY" if meaning.measure in DENOMINATORS else str(meaning.scheme or row.scheme)
            key = CountKey(scheme, str(meaning.measure), day, str(row.area.level), row.area.area_code)
            count = int(number.value) if number.value is not None else None
            organisation = meaning.organisation or ("" if is_whole(row.organisation) else row.organisation)
            if organisation and count is None:
                continue  # a breakdown has no place for what is withheld
            stated.append(_Stated(key, organisation, count, row, column))
    return stated


def _sum_parts(parts: Sequence[_Stated]) -> Counter[CountKey]:
    summed: Counter[CountKey] = Counter()
    for one in parts:
        summed[one.key] += one.count or 0
    return summed


def _build_check_sums(table: PlainTable, wholes: dict[CountKey, _Stated], summed: Counter[CountKey]) -> list[CheckSum]:
    """Return each stated total of an area beside the sum over its organisations."""
    blank = CheckSum(0, "", "", "", 0, 0, table.sheet.name)
    return [
        replace(
            blank,
            row=whole.row.number,
            name=whole.row.area.label if whole.row.area else whole.row.name,
            column=whole.column.letter,
            header=whole.column.header,
            stated_count=whole.count,
            summed_count=summed[key],
        )
        for key, whole in wholes.items()
        if key in summed and whole.count is not None
    ]


def _check_repeated(table: PlainTable, stated: Sequence[_Stated]) -> list[Finding]:
    """Return the cells that state again what another states: one organisation, area, measure and day."""
    first: dict[tuple[CountKey, str], _Stated] = {}
    findings = []
    for one in stated:
        before = first.setdefault((one.key, one.organisation), one)
        if before is not one and (before.count != one.count or one.key.measure not in DENOMINATORS):
            findings.append(_build_repeated(table, before, one))
    return findings


def _build_repeated(table: PlainTable, before: _Stated, one: _Stated) -> Finding:
    name = f"{one.row.name} · {one.organisation}" if one.organisation else one.row.name
    return Finding(
        "organisation_count_repeated",
        Severity.ERROR,
        Bilingual(
            f"{name}: số đã có ở dòng {before.row.number}, cột {before.column.letter}",
            f"{name}: the count stands in row {before.row.number}, column {before.column.letter} already",
        ),
        Bilingual("Giữ một số cho mỗi đơn vị, tổ chức và ngày.", "Keep one count per area, organisation and day."),
        table.sheet.build_place(one.row.number, one.column.letter, str(one.count)),
    )


def _tell_summed(table: PlainTable, count: int) -> list[Finding]:
    if count == 0:
        return []
    words = LEVEL_WORDS[table.level]
    return [
        Finding(
            "total_summed_over_organisations",
            Severity.WARNING,
            Bilingual(
                f"{count} số của đơn vị (cấp {words.vi}) là tổng theo tổ chức, tệp không nêu tổng",
                f"{count} counts of areas (level {words.en}) are sums over organisations; the file states no total",
            ),
            Bilingual("Thêm cột tổng nếu muốn đối chiếu.", "Add a column with the totals to have them compared."),
            table.sheet.build_place(),
        )
    ]
