"""The totals that a file states beside the sums of the rows they cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.errors import Bilingual
from services.intake.counts import TableCounts
from services.intake.headers.columns import PlainTable
from services.intake.layout.laid_rows import RowKind
from services.intake.layout.sections import find_section_totals
from services.intake.outcomes import CheckSum, Finding, JoinedRow, RowOutcome, Severity

Covered = Mapping[int, Sequence[int]]  # index of a total → indexes of the rows it covers


def build_check_sums(
    table: PlainTable, counts: TableCounts, rows: Sequence[JoinedRow], covered: Covered
) -> tuple[CheckSum, ...]:
    """Return each stated total beside the sum of the rows it covers, whether these could be matched or not."""
    headed = [(column.letter, column.header) for column, _ in counts.columns]
    sums = []
    for position, stated, added in zip(covered, *counts.sum_groups(covered), strict=True):
        total = rows[position]
        for (letter, header), told, sum_of_rows in zip(headed, stated, added, strict=True):
            if told is not None:
                sums.append(CheckSum(total.number, total.name, letter, header, told, sum_of_rows, table.sheet.name))
    return tuple(sums)


def find_covered(table: PlainTable, index: AreaIndex, rows: Sequence[JoinedRow]) -> Covered:
    """Return which rows each total covers.

    A heading covers the rows below it; a total within a group those of the group; a total of a parent area the rows
    that lie in it for certain; any other total all rows with a place, of several tables on a sheet those of its own.
    A total of one scheme or date covers its own.
    """
    places = [row for row in rows if row.is_place and table.laid[row.index].kind != RowKind.GROUP]
    by_parent: dict[int, list[int]] = defaultdict(list)
    for row in places:
        if row.parents:
            for number in row.parents:
                by_parent[number].append(row.index)
    totals = [row for row in rows if row.outcome == RowOutcome.SUBTOTAL]
    wanted = {(total.area.level, total.area.area_code) for total in totals if total.area is not None}
    by_area = _group_by_area(index, places, wanted) if wanted else {}
    everything = [row.index for row in places]
    sections = find_section_totals(table.laid)
    covered = {}
    for total in totals:
        section = sections.get(total.index)
        shared = everything if section is None else [i for i in everything if table.laid[i].section == section]
        members = _find_members(table, total, by_parent, by_area, shared)
        is_of_all = total.scheme is None and total.as_of is None
        is_by_area = total.area is not None and members is by_area.get((total.area.level, total.area.area_code))
        if is_of_all and is_by_area:  # as in most tables: there is nothing to ask of its rows
            covered[total.index] = members
            continue
        covered[total.index] = [
            member
            for member in members
            if _is_same_kind(total, rows[member]) and not _lies_elsewhere(index, total, rows[member])
        ]
    return covered


def _find_members(
    table: PlainTable,
    total: JoinedRow,
    by_parent: Mapping[int, list[int]],
    by_area: Mapping[tuple[Level, str], list[int]],
    everything: list[int],
) -> list[int]:
    if table.laid[total.index].kind == RowKind.GROUP and total.number in by_parent:
        return by_parent[total.number]
    if table.laid[total.index].kind == RowKind.TOTAL and total.parents and total.parents[-1] in by_parent:
        return by_parent[total.parents[-1]]
    if total.area is not None:
        return by_area.get((total.area.level, total.area.area_code), [])
    return [] if table.laid[total.index].kind == RowKind.GROUP else everything


def _group_by_area(
    index: AreaIndex, places: Sequence[JoinedRow], wanted: set[tuple[Level, str]]
) -> dict[tuple[Level, str], list[int]]:
    """Return the rows that lie in each wanted area for certain: of a doubtful row where all its candidates lie."""
    levels = {level for level, _ in wanted}
    by_lineage: dict[tuple[tuple[Level, str], ...], list[int]] = defaultdict(list)
    by_parent: dict[tuple[Level | None, str | None], list[int]] = {}
    for row in places:
        area = row.area
        if area is None:
            lineages = [index.list_lineage(one) for one in row.candidates]
            by_lineage[tuple(set(lineages[0]).intersection(*lineages[1:])) if lineages else ()].append(row.index)
        elif area.level in levels:
            by_lineage[index.list_lineage(area)].append(row.index)
        else:  # what it lies in is that of all rows of its parent
            siblings = by_parent.get((area.parent_level, area.parent_code))
            if siblings is None:
                siblings = by_parent[area.parent_level, area.parent_code] = by_lineage[index.list_lineage(area)[1:]]
            siblings.append(row.index)
    grouped: dict[tuple[Level, str], list[int]] = defaultdict(list)
    for lineage, members in by_lineage.items():
        for key in wanted.intersection(lineage):
            grouped[key] += members
    return {key: sorted(members) for key, members in grouped.items()}


def _lies_elsewhere(index: AreaIndex, total: JoinedRow, row: JoinedRow) -> bool:
    """Tell whether a row below a heading names another parent itself, in a column of its own."""
    return total.area is not None and row.area is not None and not index.lies_within(row.area, total.area)


def _is_same_kind(total: JoinedRow, row: JoinedRow) -> bool:
    same_scheme = total.scheme is None or total.scheme == row.scheme
    return same_scheme and (total.as_of is None or total.as_of == row.as_of)


def check_failing_sums(table: PlainTable, sums: Sequence[CheckSum]) -> list[Finding]:
    """Return one warning where stated totals differ from what their rows add up to: a row may be lost or misread."""
    failing = [check_sum for check_sum in sums if not check_sum.holds]
    if not failing:
        return []
    first, count = failing[0], len(failing)
    words = f"{first.name} {first.column}{first.row}: {first.stated_count} ≠ {first.summed_count}"
    return [
        Finding(
            "check_sums_fail",
            Severity.WARNING,
            Bilingual(
                f"{count} trên {len(sums)} dòng cộng không khớp, đầu tiên là {words}",
                f"{count} of {len(sums)} check sums do not hold, the first is {words}",
            ),
            Bilingual(
                "Xem dòng nào thiếu, thừa hay sai số trước khi công bố.",
                "See which row is missing, needless or wrong before you publish.",
            ),
            table.sheet.build_place(first.row, first.column, str(first.stated_count)),
        )
    ]
