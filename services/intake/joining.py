"""Each data row of a table gets one outcome."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.matching import match_place
from geodata.names import bears_kind, build_search_key, find_kind
from geodata.places import IndexedArea, MatchOutcome, PlaceText
from services.intake.cells import build_text, is_blank
from services.intake.columns import PlainTable
from services.intake.headers import find_scheme
from services.intake.meanings import Role
from services.intake.outcomes import JoinedRow, RowOutcome
from services.intake.sheets import SheetRow

_TOTAL = re.compile(
    r"(?:tong|tong cong|tong so|cong|toan|ca nuoc|toan quoc|toan tinh|toan thanh pho|toan huyen|toan quan|toan nganh"
    r"|total|grand total|sum|subtotal)"
)
_TOTAL_OF = re.compile(r"^(?:tổng cộng|tổng số|tổng|cộng|toàn|subtotal|total)\s*:?\s+(?=\S)", re.IGNORECASE)
_PLACE_ROLES = (
    Role.NAME,
    Role.CODE,
    Role.MANAGING_UNIT,
    Role.MANAGING_UNIT_CODE,
    Role.PROVINCE,
    Role.PROVINCE_CODE,
    Role.SCHEME,
)


@dataclass(frozen=True)
class _PlaceCells:
    texts: dict[Role, str]

    def read(self, role: Role) -> str:
        return self.texts.get(role, "")


def join_rows(table: PlainTable, index: AreaIndex) -> tuple[JoinedRow, ...]:
    """Return one outcome per data row, in the order of the table; rows that claim one area twice are duplicates."""
    joined = [_join_row(table, index, position, row) for position, row in enumerate(table.rows)]
    return _mark_duplicates(joined)


def _join_row(table: PlainTable, index: AreaIndex, position: int, row: SheetRow) -> JoinedRow:
    cells = _read_place(table, row)
    base = JoinedRow(
        index=position,
        number=row.number,
        outcome=RowOutcome.IGNORED,
        name=cells.read(Role.NAME),
        code=cells.read(Role.CODE),
        parent=cells.read(Role.MANAGING_UNIT) or cells.read(Role.PROVINCE),
        scheme=find_scheme(cells.read(Role.SCHEME)),
    )
    has_counts = any(not is_blank(row.read_cell(column.index)) for column in table.count_columns)
    if not base.name and not base.code and not has_counts:
        return replace(base, reason=Bilingual("Dòng không có đơn vị và số liệu", "The row has no place and no count"))
    if not base.code:
        subtotal = _find_subtotal(table, index, base, cells)
        if subtotal is not None:
            return subtotal
    return _match_row(table, index, base, cells, has_counts)


def _match_row(table: PlainTable, index: AreaIndex, base: JoinedRow, cells: _PlaceCells, has_counts: bool) -> JoinedRow:
    match = match_place(index, _build_place_text(table.level, cells))
    if match.outcome == MatchOutcome.UNKNOWN and not base.code and not has_counts and find_kind(base.name) is None:
        return replace(base, reason=Bilingual("Dòng ghi chú, không có số liệu", "A note without counts"))
    return replace(
        base,
        outcome=RowOutcome(match.outcome),
        area=match.area,
        way=match.way,
        reason=match.reason,
        candidates=match.candidates,
        clash=match.clash,
    )


def _find_subtotal(table: PlainTable, index: AreaIndex, base: JoinedRow, cells: _PlaceCells) -> JoinedRow | None:
    """Return the row as a check sum where it names a total or a parent of what the table is about."""
    written = base.name or cells.read(Role.MANAGING_UNIT) or cells.read(Role.PROVINCE)
    province = cells.read(Role.PROVINCE)
    reason = Bilingual("Dòng tổng: dùng để kiểm tra, không nạp", "A total: a check sum, not loaded")
    outcome = replace(base, outcome=RowOutcome.SUBTOTAL, name=written, reason=reason)
    is_total = bool(_TOTAL.fullmatch(build_search_key(written)))
    if is_total and not (base.name and base.parent):
        return outcome
    if is_total:
        parent = _find_parent(table.level, index, province, base.parent, must_name_type=False)
        return replace(outcome, area=parent) if parent else None
    stripped = _TOTAL_OF.sub("", written)
    parent = _find_parent(table.level, index, province, stripped, must_name_type=stripped == written)
    return replace(outcome, area=parent) if parent else None


def _find_parent(
    level: Level, index: AreaIndex, province: str, written: str, *, must_name_type: bool
) -> IndexedArea | None:
    named = index.find_by_name(Level.PROVINCE, province, None) if province else ()
    scope = named[0] if len(named) == 1 else index.scope_area()
    for parent_level in (Level.MANAGING_UNIT, Level.PROVINCE):
        if parent_level.rank >= level.rank or not index.has_level(parent_level):
            continue
        if must_name_type and not bears_kind(written, parent_level):
            continue
        found = index.find_by_name(parent_level, written, None if parent_level == Level.PROVINCE else scope)
        if len(found) == 1:
            return found[0]
    return None


def _mark_duplicates(rows: Sequence[JoinedRow]) -> tuple[JoinedRow, ...]:
    """Mark every row of an area that is claimed twice: nobody can tell which of them is right."""
    claims: dict[tuple[str, str], list[JoinedRow]] = defaultdict(list)
    for row in rows:
        if row.outcome == RowOutcome.MATCHED and row.area is not None:
            claims[row.area.area_code, row.scheme or ""].append(row)
    repeated = {row.index: claim for claim in claims.values() if len(claim) > 1 for row in claim}
    return tuple(
        replace(row, outcome=RowOutcome.DUPLICATE, reason=_build_duplicate_reason(row, repeated[row.index]))
        if row.index in repeated
        else row
        for row in rows
    )


def _build_duplicate_reason(row: JoinedRow, claim: Sequence[JoinedRow]) -> Bilingual:
    numbers = ", ".join(str(other.number) for other in claim if other.index != row.index)
    label = row.area.label if row.area else row.name
    return Bilingual(f"{label} còn ở dòng {numbers}", f"{label} stands in row {numbers} as well")


def _build_place_text(level: Level, cells: _PlaceCells) -> PlaceText:
    return PlaceText(
        level=level,
        name=cells.read(Role.NAME) or None,
        code=cells.read(Role.CODE) or None,
        managing_unit_name=cells.read(Role.MANAGING_UNIT) or None,
        managing_unit_code=cells.read(Role.MANAGING_UNIT_CODE) or None,
        province_name=cells.read(Role.PROVINCE) or None,
        province_code=cells.read(Role.PROVINCE_CODE) or None,
    )


def _read_place(table: PlainTable, row: SheetRow) -> _PlaceCells:
    texts: dict[Role, str] = {}
    for role in _PLACE_ROLES:
        column = table.find_column(role)
        if column is not None:
            texts[role] = build_text(row.read_cell(column.index)).strip()
    return _PlaceCells(texts)
