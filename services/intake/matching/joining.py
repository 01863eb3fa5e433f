"""Each row of a table gets one outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.matching import match_place
from geodata.names import bears_kind, find_kind, fold_text
from geodata.places import IndexedArea, MatchOutcome, PlaceText
from services.intake.headers.columns import PlainTable
from services.intake.headers.headers import find_scheme
from services.intake.headers.meanings import Role
from services.intake.layout.laid_rows import LaidRow, RowKind
from services.intake.layout.row_kinds import is_total, strip_total
from services.intake.matching.decided_areas import find_chosen, read_told_parents
from services.intake.matching.duplicates import HEADING_REASON, mark_duplicates
from services.intake.matching.headings import Heading, find_headings, find_parent_area
from services.intake.matching.plain_rows import match_plain_rows
from services.intake.matching.row_days import parse_row_day
from services.intake.matching.row_reading import ReadRow, RowReader, build_reader
from services.intake.outcomes import JoinedRow, RowOutcome

_NOT_DATA = {
    RowKind.TITLE: Bilingual("Quốc hiệu, tựa đề phía trên bảng", "Letterhead or title above the table"),
    RowKind.HEADER: Bilingual("Tiêu đề cột", "Header of the columns"),
    RowKind.NOTE: Bilingual("Ghi chú, chữ ký hoặc dòng «trong đó»", "A note, a signature or a part of the row above"),
}
_OUTCOMES = {outcome: RowOutcome(outcome) for outcome in MatchOutcome}
_TOTAL_REASON = Bilingual("Dòng tổng: dùng để kiểm tra, không nạp", "A total: a check sum, not loaded")
_LEFT_OUT = Bilingual("Người dùng quyết định bỏ dòng này", "Left out by a person's decision")
_DECIDED = Bilingual("Người dùng xác định đơn vị", "A person said which area it is")


def join_rows(
    table: PlainTable, index: AreaIndex, decisions: Mapping[int, str | None] | None = None
) -> tuple[JoinedRow, ...]:
    """Return one outcome per row of the sheet, in its order; rows that claim one area twice are duplicates.

    ``decisions``: row number → the code of the area that a person chose, None to leave the row out.
    """
    matched = match_rows(table, index, decisions or {})
    reader = build_reader(table)
    return mark_duplicates(matched, lambda index: reader.has_counts(table.laid[index]))


def match_rows(table: PlainTable, index: AreaIndex, decisions: Mapping[int, str | None]) -> list[JoinedRow]:
    """Return the rows as ``join_rows`` does, each by itself: an area may be claimed twice."""
    chosen = find_chosen(table, index, decisions)
    headings = find_headings(table, index, chosen)
    reader = replace(build_reader(table), told_parents=read_told_parents(table, chosen))
    joiner = _Joiner(reader, index, headings, decisions, chosen)
    known = match_plain_rows(reader, index, decisions, partial(_build_place_text, reader, headings))
    return [known.get(position) or joiner.join(position, laid) for position, laid in enumerate(table.laid)]


@dataclass(frozen=True)
class _Joiner:
    """What every row of a table is joined with."""

    reader: RowReader
    index: AreaIndex
    headings: Mapping[int, Heading]
    decisions: Mapping[int, str | None]
    chosen: Mapping[int, IndexedArea | None]

    def join(self, position: int, laid: LaidRow) -> JoinedRow:
        number, sheet = laid.row.number, self.reader.table.sheet.name
        if laid.kind in _NOT_DATA:
            return JoinedRow(position, number, RowOutcome.IGNORED, laid.label, reason=_NOT_DATA[laid.kind], sheet=sheet)
        cells = self.reader.read(laid)
        base = _build_base(self.reader, laid, position, cells)
        if number in self.decisions and self.decisions[number] is None:
            return base.settle(reason=_LEFT_OUT, is_decided=True)
        area = self.chosen.get(number)
        if area is not None and area.level == self.reader.table.level:
            return base.settle(RowOutcome.ALIAS, area, reason=_DECIDED, is_decided=True)
        if laid.kind == RowKind.TOTAL:
            return self._join_total(laid, base, cells)
        if laid.kind == RowKind.GROUP:
            return self._join_group(laid, base, cells)
        return self._join_data(laid, base, cells)

    def _join_total(self, laid: LaidRow, base: ReadRow, cells: Mapping[Role, str]) -> JoinedRow:
        """Return a total as a check sum: of the table, of the group it closes, or of the parent that its row names."""
        total = partial(base.settle, RowOutcome.SUBTOTAL, reason=_TOTAL_REASON)
        level = self.reader.table.level
        within = _find_named_parent(level, self.index, cells.get(Role.PROVINCE, ""), None)
        if not is_total(laid.label):
            area = find_parent_area(level, self.index, strip_total(laid.label), within, must_name_type=False)
            return total(area=area)
        written = cells.get(Role.MANAGING_UNIT) or cells.get(Role.PROVINCE) or ""
        if written and written != laid.label:
            return total(area=_find_named_parent(level, self.index, written, within))
        heading = self.headings.get(laid.parents[-1]) if laid.parents else None
        return total(area=heading.area if heading else None)

    def _join_group(self, laid: LaidRow, base: ReadRow, cells: Mapping[Role, str]) -> JoinedRow:
        """Return a heading as a check sum of its group, as a doubt of its own, or as a place after all."""
        heading = self.headings[laid.row.number]
        if heading.doubt is not None:
            doubt = heading.doubt
            row = base.settle(RowOutcome(doubt.outcome), reason=doubt.reason, candidates=doubt.candidates)
            return row._replace(parents=())
        counted = self.reader.has_counts(laid)
        is_place = heading.area is None and bears_kind(laid.label, self.reader.table.level)
        if is_place or (counted and heading.own is not None):
            return self._join_data(laid, base, cells)
        if not counted:
            return base.settle(area=heading.area, reason=HEADING_REASON)
        return base.settle(RowOutcome.SUBTOTAL, heading.area, reason=_TOTAL_REASON)

    def _join_data(self, laid: LaidRow, base: ReadRow, cells: Mapping[Role, str]) -> JoinedRow:
        if not base.name and not base.code and not self.reader.has_counts(laid):
            return base.settle(reason=Bilingual("Dòng không có đơn vị và số liệu", "The row has no place and no count"))
        if not base.code:
            parent = _find_subtotal(self.reader.table.level, self.index, base, cells)
            if parent is not None:
                return base.settle(RowOutcome.SUBTOTAL, parent, reason=_TOTAL_REASON)
        match = match_place(self.index, _build_place_text(self.reader, self.headings, laid, cells))
        is_bare = match.outcome == MatchOutcome.UNKNOWN and not base.code and find_kind(base.name) is None
        if is_bare and not self.reader.has_counts(laid):
            return base.settle(reason=Bilingual("Dòng ghi chú, không có số liệu", "A note without counts"))
        return base.settle(_OUTCOMES[match.outcome], match.area, match.way, match.reason, match.candidates, match.clash)


def _build_base(reader: RowReader, laid: LaidRow, position: int, cells: Mapping[Role, str]) -> ReadRow:
    return ReadRow(
        position,
        laid.row.number,
        cells.get(Role.NAME, ""),
        cells.get(Role.CODE, ""),
        cells.get(Role.MANAGING_UNIT) or cells.get(Role.PROVINCE) or (laid.group[-1] if laid.group else ""),
        find_scheme(cells[Role.SCHEME]) if Role.SCHEME in cells else None,
        reader.table.sheet.name,
        laid.parents,
        _read_day(reader, laid) if Role.ROW_DATE in cells else None,
        cells.get(Role.ORGANISATION, ""),
    )


def _read_day(reader: RowReader, laid: LaidRow) -> date | None:
    column = reader.table.find_column(Role.ROW_DATE)
    return parse_row_day(laid.row.read_cell(column.index), reader.table.as_of) if column is not None else None


def _find_subtotal(level: Level, index: AreaIndex, base: ReadRow, cells: Mapping[Role, str]) -> IndexedArea | None:
    """Return the parent that a row without code names where its own name should stand."""
    province = cells.get(Role.PROVINCE, "")
    written = base.name or cells.get(Role.MANAGING_UNIT) or province
    if not written or (base.name and not any(bears_kind(written, above) for above in _list_above(level))):
        return None
    within = _find_named_parent(level, index, province, None) if province and province != written else None
    parent = find_parent_area(level, index, written, within, must_name_type=bool(base.name))
    # «Huyện Lý Sơn» has no communes: the official list repeats it as its own.
    is_its_own = parent is not None and base.name and index.find_by_name(level, base.name, parent)
    return None if is_its_own else parent


@lru_cache(maxsize=8)
def _list_above(level: Level) -> tuple[Level, ...]:
    return tuple(above for above in (Level.MANAGING_UNIT, Level.PROVINCE) if above.rank < level.rank)


def _find_named_parent(level: Level, index: AreaIndex, written: str, within: IndexedArea | None) -> IndexedArea | None:
    return find_parent_area(level, index, written, within, must_name_type=False) if written else None


def _build_place_text(
    reader: RowReader, headings: Mapping[int, Heading], laid: LaidRow, cells: Mapping[Role, str]
) -> PlaceText:
    """Return what a row says of its place; what it lies in comes from its own cells, its headings, or the title."""
    table = reader.table
    unit, unit_code = cells.get(Role.MANAGING_UNIT), cells.get(Role.MANAGING_UNIT_CODE)
    province, province_code = cells.get(Role.PROVINCE), cells.get(Role.PROVINCE_CODE)
    for number in laid.parents if headings else ():
        heading = headings.get(number)
        if heading is None:
            continue
        if heading.doubt is not None and not unit:
            unit = heading.label
        elif heading.area is not None and heading.area.level == Level.PROVINCE and not province:
            province, province_code = heading.area.name, heading.area.area_code
        elif heading.area is not None and heading.area.level == Level.MANAGING_UNIT and not unit:
            unit, unit_code = heading.area.name, heading.area.area_code
    if reader.told_parents:
        if unit and (told := reader.told_parents.get((Level.MANAGING_UNIT, fold_text(unit)))) is not None:
            unit, unit_code = told.name, told.area_code
        if province and (told := reader.told_parents.get((Level.PROVINCE, fold_text(province)))) is not None:
            province, province_code = told.name, told.area_code
    if table.within is not None and not unit and table.within.level == Level.MANAGING_UNIT:
        unit, unit_code = table.within.name, table.within.area_code
    return PlaceText(
        level=table.level,
        name=cells.get(Role.NAME) or None,
        code=cells.get(Role.CODE) or None,
        managing_unit_name=unit or None,
        managing_unit_code=unit_code or None,
        province_name=province or None,
        province_code=province_code or None,
    )
