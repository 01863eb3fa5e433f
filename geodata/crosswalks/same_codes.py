"""The pairs of a correction: outlines were drawn anew, and each commune is the one that it was."""

from __future__ import annotations

import math

import pandas as pd

from geodata.areas import Level
from geodata.crosswalks.ends import VintageAreas
from geodata.crosswalks.official_list import PAIR_LIST_COLUMNS, OfficialPairs, PairKind
from geodata.errors import BadInput, Bilingual, Place
from geodata.gazetteer import have_same_core

_FIRST_ROW = 2


def build_same_codes(from_end: VintageAreas, to_end: VintageAreas) -> OfficialPairs:
    """Return a list in which each commune went whole to that of its code and name.

    Codes are reused between reforms, so both vintages must begin on one day; BadInput where they do not.
    """
    _check_one_day(from_end, to_end)
    codes = [
        code
        for code, name in sorted(from_end.names.items())
        if code in to_end.names and have_same_core(name, to_end.names[code], Level.COMMUNE)
    ]
    frame = pd.DataFrame(
        {
            "row": range(_FIRST_ROW, len(codes) + _FIRST_ROW),
            "from_code": codes,
            "from_name": [from_end.names[code] for code in codes],
            "to_code": codes,
            "to_name": [to_end.names[code] for code in codes],
            "kind": PairKind.FULL.value,
            "weight": math.nan,
        }
    )
    return OfficialPairs(frame[list(PAIR_LIST_COLUMNS)], f"{from_end.vintage_id} = {to_end.vintage_id}")


def _check_one_day(from_end: VintageAreas, to_end: VintageAreas) -> None:
    if from_end.effective_from == to_end.effective_from:
        return
    raise BadInput(
        "same_codes_other_day",
        Bilingual(
            f"{from_end.vintage_id} và {to_end.vintage_id} không bắt đầu cùng ngày: mã có thể đã dùng lại cho nơi khác",
            f"{from_end.vintage_id} and {to_end.vintage_id} do not begin on one day: codes may mean other places",
        ),
        Bilingual(
            "Bỏ --same-codes: dựng từ ranh giới, hoặc từ danh sách chính thức (crosswalk import).",
            "Leave out --same-codes: build from the outlines, or from an official list (crosswalk import).",
        ),
        Place(text=f"{from_end.vintage_id} → {to_end.vintage_id}"),
    )
