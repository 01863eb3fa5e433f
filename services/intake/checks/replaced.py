"""What a table would take away: counts in force that it replaces and does not state again."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from sqlalchemy.engine import Connection

from geodata.area_index import AreaIndex
from geodata.areas import LEVEL_WORDS, Level
from geodata.errors import Bilingual
from services.intake.headers.columns import PlainTable
from services.intake.outcomes import Finding, Severity
from services.store.release_draft import CoveredUnits
from services.store.releases import read_replaced_counts

_EXAMPLE_COUNT = 5


def check_replaced(
    connection: Connection,
    table: PlainTable,
    index: AreaIndex,
    facts: pd.DataFrame,
    covered: Sequence[CoveredUnits] = (),
) -> list[Finding]:
    """Return a warning for each level that has counts in force which the table replaces but does not state."""
    replaced = read_replaced_counts(connection, index.vintage_id, facts, covered)
    by_level = replaced.groupby("level", sort=True)
    return [_build_finding(table, index, Level(str(level)), rows) for level, rows in by_level]


def _build_finding(table: PlainTable, index: AreaIndex, level: Level, rows: pd.DataFrame) -> Finding:
    codes = sorted(rows["area_code"].unique())
    found = [index.find_area(level, code) for code in codes[:_EXAMPLE_COUNT]]
    listed = ", ".join(area.label for area in found if area is not None) + (", …" if len(codes) > len(found) else "")
    words = LEVEL_WORDS[level]
    return Finding(
        "counts_not_restated",
        Severity.WARNING,
        Bilingual(
            f"{len(rows)} số đang có hiệu lực của {len(codes)} đơn vị (cấp {words.vi}) không có trong tệp "
            f"và sẽ mất: {listed}",
            f"{len(rows)} counts in force of {len(codes)} areas (level {words.en}) are not in the file "
            f"and will be gone: {listed}",
        ),
        Bilingual(
            "Một tệp thay trọn những nơi nó nói về: đưa đủ các đơn vị vào tệp; nếu tệp chỉ nói về một số đơn vị quản "
            "lý của tỉnh, chọn --covers units.",
            "A file replaces the places it speaks for whole: put all their areas in it; where it speaks for some "
            "managing units of the province only, choose --covers units.",
        ),
        table.sheet.build_place(),
    )
