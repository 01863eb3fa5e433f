"""Codes without names beside them: each may mean one place before July 2025 and another since, so both are named."""

from __future__ import annotations

from collections.abc import Sequence

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.generations import find_other_generation
from geodata.places import IndexedArea
from services.intake.headers.columns import PlainTable
from services.intake.outcomes import Finding, JoinedRow, RowOutcome, Severity

_EXAMPLE_COUNT = 5


def check_bare_codes(table: PlainTable, index: AreaIndex, rows: Sequence[JoinedRow]) -> list[Finding]:
    """Return why rows that give a code alone are not taken: which places it means in this vintage and in the other."""
    bare = [row for row in rows if row.outcome is RowOutcome.UNKNOWN and row.code and not row.name]
    other = find_other_generation(index) if bare and table.level is Level.COMMUNE else None
    if other is None:
        return []
    doubled = [
        (row, here, there)
        for row in bare
        if (here := index.find_coded(table.level, row.code)) is not None
        and (there := other.index.find_coded(table.level, row.code)) is not None
        and here.name != there.name
    ]
    if not doubled:
        return []

    def describe(here: IndexedArea, there: IndexedArea, words: str) -> str:
        return f"{here.area_code}: {here.name} ({index.vintage_id}), {there.name} ({words})"

    shown = [(here, there) for _row, here, there in doubled[:_EXAMPLE_COUNT]]
    listed = Bilingual(
        "; ".join(describe(*pair, other.title.vi) for pair in shown),
        "; ".join(describe(*pair, other.title.en) for pair in shown),
    )
    first = doubled[0][0]
    return [
        Finding(
            "codes_without_names",
            Severity.ERROR,
            Bilingual(
                f"Mã không có tên đi kèm: {len(doubled)}, mỗi mã là hai nơi khác nhau: {listed.vi}",
                f"Codes without a name beside them: {len(doubled)}, and each means two places: {listed.en}",
            ),
            Bilingual(
                "Thêm cột tên xã: mã đã dùng lại cho nơi khác, chỉ tên mới cho biết là nơi nào.",
                "Add a column with the names: codes were used again for other places, only the name tells which.",
            ),
            table.sheet.build_place(first.number, text=first.code),
        )
    ]
