"""Rows matched by column come to what they come to one by one."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date

import pandas as pd
import pytest

from geodata.area_index import build_area_index
from geodata.areas import Level
from geodata.places import MatchWay
from services.intake.files.sheets import Sheet, SheetRow
from services.intake.headers.columns import PlainTable, read_table
from services.intake.layout.table_layout import find_table
from services.intake.matching import joining
from services.intake.matching.joining import match_rows
from services.intake.outcomes import JoinedRow
from services.measures.schemes import Scheme
from tests.fixtures.intake_tables import OLD_AREAS, OLD_VINTAGE

COLUMNS = ["level", "area_code", "name", "parent_level", "parent_code"]
NAMES = {code: name for _, code, name, *_ in OLD_AREAS}
COMMUNES = [(code, name, NAMES[str(parent)]) for level, code, name, _, parent in OLD_AREAS if level == "commune"]


def read(rows: list[tuple[object, ...]]) -> PlainTable:
    header = ("Huyện", "Mã xã", "Xã", "Người tham gia")
    sheet = Sheet("a.csv", "", None, tuple(SheetRow(n, row) for n, row in enumerate([header, *rows], start=1)))
    return read_table(sheet, find_table(sheet), Level.COMMUNE, date(2021, 12, 31), Scheme.BHXH_TN, {})


def build_rows(dice: random.Random) -> list[tuple[object, ...]]:
    code, name, unit = COMMUNES[0]
    rows: list[tuple[object, ...]] = [(unit, code, name, 7.0)]
    for code, name, unit in COMMUNES:
        written = dice.choice([code, code, code, int(str(code)), "00000", None, f"'{code}"])
        rows.append((dice.choice([unit, unit, "Huyện Lạ", None]), written, dice.choice([name, name, "Xã Lạ"]), 7.0))
    return rows


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("scope", [None, "11"])
def test_rows_matched_by_column_are_those_matched_one_by_one(
    seed: int, scope: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    table = read(build_rows(dice))
    decisions: Mapping[int, str | None] = {3: None, 4: str(COMMUNES[0][0])}
    index = build_area_index(OLD_VINTAGE, pd.DataFrame(OLD_AREAS, columns=COLUMNS), scope)
    by_column = match_rows(table, index, decisions)
    assert any(row.way is MatchWay.CODE_AND_NAME for row in by_column)
    monkeypatch.setattr(joining, "match_plain_rows", _match_none)
    assert by_column == match_rows(table, index, decisions)


def _match_none(*_: object) -> dict[int, JoinedRow]:
    return {}
