"""Which vintage, province, level, scheme and cut-off a file is about: as the user says, else as the file does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.areas import Level
from geodata.names import bears_kind, fold_name
from geodata.vintages import Vintage
from services.intake.files.sheets import Sheet
from services.intake.headers.header_meanings import read_meaning
from services.intake.headers.headers import read_header
from services.intake.headers.kind_headers import find_kind, find_kind_role
from services.intake.headers.meanings import Role
from services.intake.layout.laid_rows import RowKind
from services.intake.layout.table_layout import TableLayout
from services.intake.options import IntakeOptions
from services.intake.scope.assigned_targets import assigns_targets
from services.intake.scope.place_clues import PlaceClues, find_row_province, find_title_area
from services.intake.scope.titles import (
    TitleText,
    find_title_day,
    find_title_scheme,
    find_title_year,
    list_title_texts,
)
from services.intake.scope.understanding_parts import NOWHERE, Origin, Understood
from services.intake.values.cells import build_text
from services.intake.values.dates import parse_date
from services.intake.values.day_words import find_day_words
from services.measures.schemes import Measure, Scheme

_LIST_DAYS = (Role.HELD_ON, Role.PILOT_START, Role.VALID_FROM)
_STOCKS = (Measure.ENROLLED, Measure.GROSS_NEW, Measure.GROSS_NEW_MONTH)


@dataclass(frozen=True)
class FoundTable:
    """A sheet with a table and the words about it."""

    sheet: Sheet
    layout: TableLayout
    titles: tuple[TitleText, ...]


def build_found_table(sheet: Sheet, layout: TableLayout) -> FoundTable:
    """Return a sheet with what title and names say about it."""
    return FoundTable(sheet, layout, list_title_texts(sheet, layout))


def find_as_of(found: FoundTable, options: IntakeOptions, today: date) -> Understood[date]:
    """Return the cut-off of a table: as given, as its title, headers, rows or names say, then by a bare year.

    A list of pilots, events or managing units that says no day is of the newest day in it.
    """
    if options.as_of is not None:
        return Understood(options.as_of, Origin.OPTION)
    steps = (
        find_title_day(found.titles, (Origin.TITLE,)),
        _find_header_day(found.layout),
        _find_row_day(found.layout),
        find_title_day(found.titles, (Origin.SHEET_NAME,)),
        find_title_day(found.titles, (Origin.FILE_NAME,)),
        _find_part_day(found, today),
        _find_year_day(found, today),
        _find_list_day(found.layout, today),
    )
    return next((step for step in steps if step.value is not None), NOWHERE)


def find_scheme(found: FoundTable, options: IntakeOptions) -> Understood[Scheme]:
    """Return the scheme of the counts that name none: as given, else the only one of title or names."""
    if options.scheme is not None:
        return Understood(options.scheme, Origin.OPTION)
    return find_title_scheme(found.titles)


def find_level(found: FoundTable, clues: PlaceClues, vintage: Vintage, options: IntakeOptions) -> Understood[Level]:
    """Return the level of the rows: as given, as the header of the names says, as the types of unit or the names do."""
    if options.level is not None:
        return Understood(options.level, Origin.OPTION)
    name = found.layout.columns.name
    header = found.layout.headers[name] if name is not None else ""
    named = read_header(header).place_level if read_header(header).is_place else None
    names = _list_names(found.layout)
    by_kind = _find_kind_level(names)
    if by_kind is not None and (named is None or named != by_kind):
        return Understood(by_kind, Origin.ROWS)
    if named is not None and named != Level.COUNTRY:
        return Understood(named, Origin.HEADER, header)
    by_name = _find_name_level(clues, names)
    return by_name if by_name is not None else Understood(vintage.lowest_level, Origin.VINTAGE)


def find_province(found: FoundTable, clues: PlaceClues, level: Level, options: IntakeOptions) -> Understood[str]:
    """Return the province of a table: as given, as title or names say by itself or by a district, as its rows show."""
    if options.province_code is not None:
        return Understood(options.province_code, Origin.OPTION)
    if level == Level.PROVINCE:
        return NOWHERE
    for wanted in (Level.PROVINCE, Level.MANAGING_UNIT):
        area = find_title_area(clues, found.titles, wanted)
        if area.value is not None and (code := clues.find_province(area.value)):
            return Understood(code, area.origin, area.text)
    if len(clues.provinces) == 1:
        return Understood(clues.provinces[0].area_code, Origin.VINTAGE)
    if any(read_header(header).place_level == Level.PROVINCE for header in found.layout.headers):
        return NOWHERE  # the rows say their provinces themselves
    codes, units = _list_cells(found.layout, found.layout.columns.codes), _list_units(found.layout)
    return find_row_province(clues, level, codes, units, _list_names(found.layout))


def _find_header_day(layout: TableLayout) -> Understood[date]:
    """Return the latest day that a header of participants names in full."""
    latest: Understood[date] = NOWHERE
    for header in layout.headers:
        meaning = read_meaning(header, Level.COMMUNE, None).meaning
        if meaning is None or meaning.measure not in _STOCKS or meaning.as_of is None:
            continue
        if latest.value is None or meaning.as_of > latest.value:
            latest = Understood(meaning.as_of, Origin.HEADER, header)
    return latest


def _find_row_day(layout: TableLayout) -> Understood[date]:
    for index, header in enumerate(layout.headers):
        if read_header(header).role == Role.ROW_DATE:
            days = _list_days(layout, index)
            if days:
                return Understood(max(days), Origin.ROWS, header)
    return NOWHERE


def _find_part_day(found: FoundTable, today: date) -> Understood[date]:
    """Return the latest month or quarter of the only year that the title names, where at least two headers name one."""
    year, latest, count = find_title_year(found.titles).value, NOWHERE, 0
    if year is None or assigns_targets(found.titles):
        return NOWHERE
    for header in found.layout.headers:
        words = find_day_words(header)
        meaning = read_meaning(header, Level.COMMUNE, date(year, 12, 31), None, year).meaning
        if not words.parts or words.years or meaning is None or meaning.measure not in _STOCKS or meaning.as_of is None:
            continue
        count += 1
        if meaning.as_of <= today and (latest.value is None or meaning.as_of > latest.value):
            latest = Understood(meaning.as_of, Origin.HEADER, header)
    return latest if count > 1 else NOWHERE


def _find_list_day(layout: TableLayout, today: date) -> Understood[date]:
    """Return the newest day of a list, at most today: of its events, or since when its entries hold."""
    words = [read_header(header) for header in layout.headers]
    measures = [str(word.measure) for word in words if word.measure is not None]
    kind = find_kind([header for header in layout.headers if header], measures, [word.role for word in words])
    for index, header in enumerate(layout.headers):
        if header and (find_kind_role(header, kind) or read_header(header).role) in _LIST_DAYS:
            days = _list_days(layout, index)
            if days:
                return Understood(min(max(days), today), Origin.ROWS, header)
    return NOWHERE


def _list_days(layout: TableLayout, index: int) -> list[date]:
    cells = (row.row.read_cell(index) for row in layout.rows if row.kind == RowKind.DATA)
    return [day for cell in cells if (day := parse_date(cell)) is not None]


def _find_year_day(found: FoundTable, today: date) -> Understood[date]:
    """Return the end of the year that the title names; of a plan for a year, the day it began or today."""
    year = find_title_year(found.titles)
    measures = {read_header(header).measure for header in found.layout.headers}
    if year.value is None:
        years = {
            meaning.as_of
            for header in found.layout.headers
            if (meaning := read_meaning(header, Level.COMMUNE, None).meaning) and meaning.measure == Measure.TARGET
        }
        years.discard(None)
        if len(years) != 1:
            return NOWHERE
        year = Understood(next(day.year for day in years if day), Origin.HEADER)
    is_plan = Measure.TARGET in measures or (measures == {None} and assigns_targets(found.titles))
    if is_plan and not measures & {*_STOCKS}:
        return Understood(min(today, date(year.value or today.year, 1, 1)), year.origin, year.text)
    end = date(year.value or today.year, 12, 31)
    return Understood(end, year.origin, year.text) if end <= today else NOWHERE


def _list_names(layout: TableLayout) -> list[str]:
    return [row.label for row in layout.rows if row.kind == RowKind.DATA and row.label]


def _list_units(layout: TableLayout) -> list[str]:
    headings = [row.label for row in layout.rows if row.kind == RowKind.GROUP]
    return headings or _list_cells(layout, layout.columns.parents)


def _list_cells(layout: TableLayout, columns: Sequence[int]) -> list[str]:
    return [
        text
        for row in layout.rows
        if row.kind == RowKind.DATA
        for index in columns
        if (text := build_text(row.row.read_cell(index)).strip())
    ]


def _find_kind_level(names: Sequence[str]) -> Level | None:
    """Return the level whose types of unit stand before most of the names."""
    counted: Counter[Level] = Counter()
    for name in names[:500]:
        for level in (Level.COMMUNE, Level.MANAGING_UNIT, Level.PROVINCE):
            if bears_kind(name, level):
                counted[level] += 1
                break
    if not counted:
        return None
    level, count = counted.most_common(1)[0]
    return level if 2 * count > min(len(names), 500) else None


def _find_name_level(clues: PlaceClues, names: Sequence[str]) -> Understood[Level] | None:
    """Return the level whose areas bear these names; of several the one of which the rows name the larger share."""
    scores: dict[Level, tuple[float, float]] = {}
    for level in (Level.COMMUNE, Level.MANAGING_UNIT, Level.PROVINCE):
        of_level = clues.areas.loc[clues.areas["level"] == level, "name"]
        known = {fold_name(name, level)[-1].plain for name in of_level}
        if known and names:
            found = {plain for name in names if (plain := fold_name(name, level)[-1].plain) in known}
            scores[level] = (len(found) / len(set(names)), len(found) / len(known))
    fitting = [level for level, (share, _) in scores.items() if share >= 0.8]
    if not fitting:
        return None
    best = max(fitting, key=lambda level: scores[level][1] if len(fitting) > 1 else 0.0)
    return Understood(best, Origin.ROWS)
