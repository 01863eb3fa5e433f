"""The outcomes of a table add up to its rows, and its counts to what was written."""

from __future__ import annotations

import random
from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.area_index import build_area_index
from geodata.areas import Level
from services.intake.contents.facts import build_facts
from services.intake.counts import parse_counts
from services.intake.files.sheets import Sheet, SheetRow
from services.intake.headers.columns import PlainTable, read_table
from services.intake.layout.table_layout import find_table
from services.intake.matching.joining import join_rows
from services.intake.outcomes import LOADED
from services.measures.schemes import Scheme
from tests.fixtures.intake_tables import OLD_AREAS, OLD_VINTAGE
from tests.properties.mangling import mangle

INDEX = build_area_index(
    OLD_VINTAGE, pd.DataFrame(OLD_AREAS, columns=["level", "area_code", "name", "parent_level", "parent_code"]), "11"
)
COMMUNES = [(code, name, parent) for level, code, name, _, parent in OLD_AREAS if level == "commune"]
NAMES = st.sampled_from([name for _, name, _ in COMMUNES] + ["Tổng cộng", "Huyện Tủa Chùa", "Ghi chú", "Xã Lạ", ""])
CODES = st.sampled_from([code for code, _, _ in COMMUNES] + ["", "", "99999"])
ROWS = st.lists(st.tuples(CODES, NAMES, st.integers(0, 99_999) | st.none()), min_size=1, max_size=25)


def read(sheet: Sheet) -> PlainTable:
    return read_table(sheet, find_table(sheet), Level.COMMUNE, date(2021, 12, 31), Scheme.BHXH_TN, {})


@given(ROWS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_every_row_has_one_outcome_and_only_matched_rows_count(
    rows: list[tuple[str, str, int | None]], dice: random.Random
) -> None:
    cells = [(code or None, mangle(name, dice, False) if name else None, count) for code, name, count in rows]
    header = SheetRow(1, ("Mã", "Xã", "Người tham gia"))
    sheet = Sheet("a.csv", "", None, (header, *(SheetRow(n, row) for n, row in enumerate(cells, start=2))))
    table = read(sheet)
    joined = join_rows(table, INDEX)
    facts = build_facts(table, parse_counts(table), joined)
    assert [row.number for row in joined] == list(range(1, len(rows) + 2))
    loaded = [row for row in joined if row.outcome in LOADED]
    assert all(row.reason is not None for row in joined if row.outcome not in LOADED)
    assert len({row.area.area_code for row in loaded if row.area}) == len(loaded)
    counted = [rows[row.index - 1][2] for row in loaded]
    assert facts["count"].sum() == sum(count for count in counted if count is not None)
    assert len(facts) == sum(count is not None for count in counted)


# A heading speaks of the rows below it and a note ends a table: where these stand is no matter of order.
PLACES = st.sampled_from([name for _, name, _ in COMMUNES] + ["Tổng cộng", "Xã Lạ"])
PLACED_ROWS = st.lists(st.tuples(CODES, PLACES, st.integers(0, 99_999)), min_size=1, max_size=25)


@given(PLACED_ROWS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_rows_changes_no_outcome(rows: list[tuple[str, str, int]], dice: random.Random) -> None:
    def join(ordered: list[tuple[str, str, int]]) -> list[tuple[str, str, str]]:
        header = SheetRow(1, ("Mã", "Xã", "Người tham gia"))
        body = (SheetRow(n, (code or None, name or None, count)) for n, (code, name, count) in enumerate(ordered, 2))
        table = read(Sheet("a.csv", "", None, (header, *body)))
        return sorted((row.code, row.name, str(row.outcome)) for row in join_rows(table, INDEX))

    assert join(rows) == join(dice.sample(rows, len(rows)))
