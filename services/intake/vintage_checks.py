"""Whether a table can be about this vintage at all; nothing is ever joined across vintages."""

from __future__ import annotations

from collections.abc import Sequence

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.names import find_kind
from services.intake.columns import PlainTable
from services.intake.meanings import Role
from services.intake.outcomes import LOADED, UNSETTLED, Finding, JoinedRow, RowOutcome, Severity

_CLASH_SHARE = 0.2  # of the rows with a code: more than slips of the pen, the codes are of another vintage
_FEWEST_CLASHES = 3
_EXAMPLE_COUNT = 5


def check_vintage_fit(table: PlainTable, index: AreaIndex, rows: Sequence[JoinedRow]) -> list[Finding]:
    """Return why the table cannot be about this vintage: codes that mean other places, districts it does not have."""
    findings = []
    coded = [row for row in rows if row.code and row.outcome not in (RowOutcome.SUBTOTAL, RowOutcome.IGNORED)]
    clashing = [row for row in coded if row.clash or index.find_coded(table.level, row.code) is None]
    if len(clashing) >= max(_FEWEST_CLASHES, _CLASH_SHARE * len(coded)):
        findings.append(_build_foreign_codes(table, index, clashing, len(coded)))
    placed = [row for row in rows if row.outcome in (*LOADED, *UNSETTLED)]
    lost = [row for row in placed if row.outcome in (RowOutcome.UNKNOWN, RowOutcome.OUTSIDE_SCOPE)]
    if not clashing and len(lost) >= _FEWEST_CLASHES and len(lost) * 2 > len(placed):
        findings.append(_build_foreign_names(table, index, lost, len(placed)))
    if not index.has_level(Level.MANAGING_UNIT) and table.level == Level.COMMUNE:
        findings += _check_districts(table, index, rows)
    return findings


def _check_districts(table: PlainTable, index: AreaIndex, rows: Sequence[JoinedRow]) -> list[Finding]:
    """Districts in a file show that its communes are those from before July 2025, even where names live on."""
    column = table.find_column(Role.MANAGING_UNIT)
    if column is None:
        return []
    named = [row for row in rows if (kind := find_kind(row.parent)) and kind.word in ("huyện", "quận", "thị xã")]
    if not named:
        return []
    return [
        Finding(
            "districts_unknown_to_vintage",
            Severity.ERROR,
            Bilingual(
                f"Bảng ghi cấp huyện («{named[0].parent}») nhưng {index.vintage_id} không có cấp huyện",
                f"The table names districts («{named[0].parent}») but {index.vintage_id} has none",
            ),
            Bilingual(
                "Đây là bảng theo địa giới trước 1/7/2025: chọn --vintage của ngày chốt số liệu.",
                "This table follows the units before 1 July 2025: choose the --vintage of its cut-off date.",
            ),
            table.sheet.build_place(named[0].number, column.letter, named[0].parent),
        )
    ]


def _build_foreign_codes(
    table: PlainTable, index: AreaIndex, clashing: Sequence[JoinedRow], coded_count: int
) -> Finding:
    examples = [
        f"{row.clash.area_code}: «{row.name}» ≠ {row.clash.name}" if row.clash else f"{row.code}: «{row.name}» ≠ ∅"
        for row in sorted(clashing, key=lambda row: row.clash is None)[:_EXAMPLE_COUNT]
    ]
    listed = "; ".join(examples)
    return Finding(
        "codes_of_another_vintage",
        Severity.ERROR,
        Bilingual(
            f"{len(clashing)}/{coded_count} mã là của đơn vị khác hoặc không có trong {index.vintage_id}: {listed}",
            f"{len(clashing)} of {coded_count} codes mean other places or none in {index.vintage_id}: {listed}",
        ),
        Bilingual(
            "Bảng thuộc bộ ranh giới khác: chọn --vintage đúng ngày chốt. Mã không bao giờ được ghép giữa hai bộ.",
            "The table belongs to another vintage: choose the one valid at its cut-off. Codes are never joined across.",
        ),
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
            f"{len(lost)} trong {placed_count} đơn vị không có trong {where}: {listed}",
            f"{len(lost)} of {placed_count} places are not in {where}: {listed}",
        ),
        Bilingual("Kiểm tra --vintage, --province và --level.", "Check --vintage, --province and --level."),
        table.sheet.build_place(lost[0].number, text=lost[0].name),
    )
