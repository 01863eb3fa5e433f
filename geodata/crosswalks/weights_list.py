"""Weights for the pieces of split units and sizes of whole ones, as a source gives them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.columns import fold_column_name
from geodata.crosswalks.crosswalk import WeightBasis
from geodata.crosswalks.official_list import (
    FROM_CODE_COLUMN,
    TO_CODE_COLUMN,
    WEIGHT_COLUMN,
    parse_amounts,
    parse_list_codes,
    parse_weights,
    refuse_cell,
)
from geodata.errors import Bilingual
from geodata.readers.list_file import ListColumn, ListFile, read_list_file

_AMOUNT_HEADERS = ("size", "amount", "population", "danso", "songuoi", "laodong", "labourforce", "dientich", "areakm2")
_AMOUNT_COLUMN = ListColumn("amount", _AMOUNT_HEADERS, is_required=False)
_WANTED_COLUMN = ListColumn("amount", (*_AMOUNT_HEADERS, *WEIGHT_COLUMN.headers))
_CODE_COLUMN = ListColumn("code", ("code", "areacode", "fromcode", "ma", "maxa", "madvhc", "madonvi"))


@dataclass(frozen=True, eq=False)
class GivenWeights:
    """What each piece of split units weighs: ``frame`` has row, from_code, to_code and weight.

    ``is_share`` says that the weights of a unit add up to 1; else they are amounts, of people or km².
    """

    frame: pd.DataFrame
    is_share: bool
    basis: WeightBasis
    source: str


@dataclass(frozen=True, eq=False)
class GivenSizes:
    """How much of a basis each unit holds, by its code: what the units of a merger count for on the way back."""

    sizes: Mapping[str, float]
    basis: WeightBasis
    source: str


def read_weights(path: Path, basis: WeightBasis, source: str | None = None) -> GivenWeights:
    """Return the weights of a CSV or XLSX file: from_code, to_code and weight (share) or size (amount).

    Raises BadInput with file, row and column for a cell that cannot be read.
    """
    listed = read_list_file(path, (FROM_CODE_COLUMN, TO_CODE_COLUMN, WEIGHT_COLUMN, _AMOUNT_COLUMN))
    is_share = "weight" in listed.headers
    if not is_share and "amount" not in listed.headers:
        listed = read_list_file(path, (FROM_CODE_COLUMN, TO_CODE_COLUMN, _WANTED_COLUMN))
    weights = parse_weights(listed) if is_share else parse_amounts(listed, "amount")
    _check_filled(listed, "weight" if is_share else "amount")
    frame = listed.frame[["row"]].assign(
        from_code=parse_list_codes(listed, "from_code"),
        to_code=parse_list_codes(listed, "to_code"),
        weight=weights,
    )
    return GivenWeights(frame, is_share, basis, source or path.name)


def read_sizes(path: Path, basis: WeightBasis, source: str | None = None, column: str | None = None) -> GivenSizes:
    """Return the size of each unit in a CSV or XLSX file: its code and the column named, or one usually so named.

    A unit with an empty cell has no size; one may stand several times with the same size, as in an exported list of
    pairs. Raises BadInput with file, row and column for a cell that cannot be read and for a code with two sizes.
    """
    wanted = ListColumn("amount", (fold_column_name(column),)) if column else _WANTED_COLUMN
    listed = read_list_file(path, (_CODE_COLUMN, wanted))
    listed = dataclasses.replace(listed, frame=_leave_out_uncoded(listed.frame))
    codes, sizes = parse_list_codes(listed, "code"), parse_amounts(listed, "amount")
    told_before = pd.DataFrame({"code": codes, "size": sizes}).duplicated()
    codes, sizes = codes[~told_before], sizes[~told_before]
    doubled = codes.index[codes.duplicated()]
    if len(doubled):
        what = Bilingual("có ở hai dòng với hai quy mô", "stands on two rows with two sizes")
        hint = Bilingual("Chỉ giữ một quy mô cho mỗi mã.", "Keep one size per code.")
        raise refuse_cell(listed, "code", int(doubled[0]), "area_code_duplicate", what, hint)
    known = sizes.notna()
    return GivenSizes(dict(zip(codes[known], sizes[known].tolist(), strict=True)), basis, source or path.name)


def _leave_out_uncoded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with a code: one without a code belongs to no unit of a vintage."""
    return frame[frame["code"] != ""].reset_index(drop=True)


def _check_filled(listed: ListFile, column: str) -> None:
    empty = listed.frame.index[listed.frame[column] == ""]
    if len(empty):
        what = Bilingual("để trống", "is empty")
        hint = Bilingual("Ghi tỷ trọng cho mỗi cặp.", "Give a weight for each pair.")
        raise refuse_cell(listed, column, int(empty[0]), "weight_malformed", what, hint)
