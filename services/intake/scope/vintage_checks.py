"""Whether a table can be about this vintage at all; nothing is ever joined across vintages.

Names and codes live on in the reform of 2025 while territories change: a file of the other side matches in part, and
each row that matches is wrong. So the rows that do not fit are held against the official list of the other side.
"""

from __future__ import annotations

from collections.abc import Sequence

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.generations import Generation, find_other_generation
from geodata.names import find_kind, fold_name
from geodata.places import IndexedArea, MatchWay
from services.intake.headers.columns import PlainTable
from services.intake.headers.meanings import Role
from services.intake.outcomes import Finding, JoinedRow, RowOutcome, Severity
from services.intake.scope.bare_codes import check_bare_codes

_CLASH_SHARE = 0.2  # of the rows with a code: more than slips of the pen, the codes are of another vintage
_FEWEST_CLASHES = 3
_FOREIGN_SHARE = 0.02  # of the places: names that only the other side of the reform has are no slips of the pen
_SMALL_TABLE_SHARE, _FEWEST_IN_SMALL_TABLE = 0.2, 2
_EXAMPLE_COUNT = 5
_DISTRICT_WORDS = ("huyện", "quận", "thị xã")
_HINT = Bilingual(
    "Bảng thuộc bộ ranh giới khác: chọn --vintage đúng ngày chốt. Không bao giờ ghép mã hay tên giữa hai bộ.",
    "The table belongs to another vintage: choose the one valid at its cut-off. Nothing is ever joined across.",
)


def check_vintage_fit(table: PlainTable, index: AreaIndex, rows: Sequence[JoinedRow]) -> list[Finding]:
    """Return why the table cannot be about this vintage: codes and names of another one, districts it does not have."""
    findings = check_bare_codes(table, index, rows)
    # Rows that a person settled or left out belong to the file all the same: what is left would match in silence.
    # A row that waits for its district to be told is no name of elsewhere: its district is, once.
    placed = [row for row in rows if row.is_place and (row.waits_for is None or row.clash is not None)]
    coded = [row for row in placed if row.code]
    unfit = [row for row in placed if not _fits(table.level, index, row)]
    clashing = [row for row in unfit if row.code]
    if _count(clashing) >= max(_FEWEST_CLASHES, _CLASH_SHARE * _count(coded)):
        findings.append(_build_foreign_codes(table, index, clashing, _count(coded)))
    else:
        findings += _check_other_generation(table, index, placed, unfit)
    lost = [row for row in placed if row.outcome in (RowOutcome.UNKNOWN, RowOutcome.OUTSIDE_SCOPE)]
    if not clashing and not findings and _count(lost) >= _FEWEST_CLASHES and _count(lost) * 2 > _count(placed):
        findings.append(_build_foreign_names(table, index, lost, _count(placed)))
    if not index.has_level(Level.MANAGING_UNIT) and table.level == Level.COMMUNE:
        findings += _check_districts(table, index, rows)
    return findings


def _check_other_generation(
    table: PlainTable, index: AreaIndex, placed: Sequence[JoinedRow], doubtful: Sequence[JoinedRow]
) -> list[Finding]:
    """Hold the rows that fit nowhere against the official list of the other side of the reform of July 2025."""
    if table.level is not Level.COMMUNE or not _are_many(_count(doubtful), _count(placed)):
        return []
    other = find_other_generation(index)
    if other is None:
        return []
    scope = index.scope_area()
    provinces = other.list_provinces(index, scope)
    foreign = [(row, area) for row in doubtful if (area := _find_foreign(table.level, other, row, provinces))]
    if not _are_many(_count([row for row, _ in foreign]), _count(placed)):
        return []
    return [_build_foreign_generation(table, index, other, foreign, _count(placed))]


def _fits(level: Level, index: AreaIndex, row: JoinedRow) -> bool:
    """Tell whether the official list has the row's code with its name, or its name; aliases have no say in it."""
    if row.clash is not None:
        return False
    if row.way is MatchWay.CODE_AND_NAME and row.area is not None and row.area.name == row.name:
        return True
    if row.code:
        area = index.find_coded(level, row.code)
        return area is not None and bool(not row.name or index.find_by_name(level, row.name, area))
    return not row.name or bool(index.find_by_name(level, row.name, index.scope_area()))


def _find_foreign(level: Level, other: Generation, row: JoinedRow, provinces: list[IndexedArea]) -> IndexedArea | None:
    """Return the area of the other side that the row means, None where it means none."""
    if row.code:
        return other.find_coded(level, row.code, row.name)
    return other.find_named(level, row.name, provinces)


def _count(rows: Sequence[JoinedRow]) -> int:
    return sum(row.row_count for row in rows)


def _are_many(count: int, of: int) -> bool:
    in_small_table = count >= _FEWEST_IN_SMALL_TABLE and count >= _SMALL_TABLE_SHARE * of
    return in_small_table or (count >= _FEWEST_CLASHES and count >= _FOREIGN_SHARE * of)


def _check_districts(table: PlainTable, index: AreaIndex, rows: Sequence[JoinedRow]) -> list[Finding]:
    """Districts in a file show that its communes are those from before July 2025, even where names live on."""
    named = [(row, text) for row in rows if (text := _find_district(row))]
    if not named:
        return []
    row, text = named[0]
    column = table.find_column(Role.MANAGING_UNIT) if text == row.parent else table.find_column(Role.NAME)
    return [
        Finding(
            "districts_unknown_to_vintage",
            Severity.ERROR,
            Bilingual(
                f"Bảng ghi cấp huyện («{text}») nhưng {index.vintage_id} không có cấp huyện",
                f"The table names districts («{text}») but {index.vintage_id} has none",
            ),
            Bilingual(
                "Đây là bảng theo địa giới trước 1/7/2025: chọn --vintage của ngày chốt số liệu.",
                "This table follows the units before 1 July 2025: choose the --vintage of its cut-off date.",
            ),
            table.sheet.build_place(row.number, column.letter if column else None, text),
        )
    ]


def _find_district(row: JoinedRow) -> str | None:
    """Return the text of the row that names a district: its parent, also abbreviated, or the row's own name."""
    if row.parent and fold_name(row.parent, Level.MANAGING_UNIT)[-1].kind in _DISTRICT_WORDS:
        return row.parent
    kind = find_kind(row.name) if row.name and row.area is None else None
    return row.name if kind is not None and kind.word in _DISTRICT_WORDS else None


def _build_foreign_generation(
    table: PlainTable,
    index: AreaIndex,
    other: Generation,
    foreign: Sequence[tuple[JoinedRow, IndexedArea]],
    placed_count: int,
) -> Finding:
    listed = "; ".join(f"«{row.name}» = {other.index.label(area)}" for row, area in foreign[:_EXAMPLE_COUNT])
    first, count = foreign[0][0], _count([row for row, _ in foreign])
    return Finding(
        "places_of_another_vintage",
        Severity.ERROR,
        Bilingual(
            f"{count} trong {placed_count} đơn vị không có trong {index.vintage_id} "
            f"mà có trong {other.title.vi}: {listed}",
            f"{count} of {placed_count} places are not in {index.vintage_id} but in {other.title.en}: {listed}",
        ),
        _HINT,
        table.sheet.build_place(first.number, text=first.name),
    )


def _build_foreign_codes(
    table: PlainTable, index: AreaIndex, clashing: Sequence[JoinedRow], coded_count: int
) -> Finding:
    meant = [(row, row.clash or index.find_coded(table.level, row.code)) for row in clashing]
    examples = [
        f"{area.area_code}: «{row.name}» ≠ {area.name}" if area else f"{row.code}: «{row.name}» ≠ ∅"
        for row, area in sorted(meant, key=lambda pair: pair[1] is None)[:_EXAMPLE_COUNT]
    ]
    listed = "; ".join(examples)
    return Finding(
        "codes_of_another_vintage",
        Severity.ERROR,
        Bilingual(
            f"{_count(clashing)}/{coded_count} mã là của đơn vị khác hoặc không có trong {index.vintage_id}: {listed}",
            f"{_count(clashing)} of {coded_count} codes mean other places or none in {index.vintage_id}: {listed}",
        ),
        _HINT,
        table.sheet.build_place(clashing[0].number, text=clashing[0].code),
    )


def _build_foreign_names(table: PlainTable, index: AreaIndex, lost: Sequence[JoinedRow], placed_count: int) -> Finding:
    listed = ", ".join(f"«{row.name}»" for row in lost[:_EXAMPLE_COUNT])
    scope = index.scope_area()
    where = f"{index.vintage_id}, {scope.label}" if scope else index.vintage_id
    return Finding(
        "names_of_another_place",
        Severity.ERROR,
        Bilingual(
            f"{_count(lost)} trong {placed_count} đơn vị không có trong {where}: {listed}",
            f"{_count(lost)} of {placed_count} places are not in {where}: {listed}",
        ),
        Bilingual("Kiểm tra --vintage, --province và --level.", "Check --vintage, --province and --level."),
        table.sheet.build_place(lost[0].number, text=lost[0].name),
    )
