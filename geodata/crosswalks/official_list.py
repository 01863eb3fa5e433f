"""The official list of a reorganisation: which unit went to which, whole or in part."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.areas import CODE_DIGITS, CODE_PATTERNS, Level
from geodata.columns import fold_column_name
from geodata.errors import BadInput, Bilingual, Place
from geodata.readers.list_file import ListColumn, ListFile, read_list_file

PAIR_LIST_COLUMNS = ("row", "from_code", "from_name", "to_code", "to_name", "kind", "weight")


class PairKind(StrEnum):
    """Whether a unit went to another whole or in part."""

    FULL = "full"
    PARTIAL = "partial"


FROM_CODE_COLUMN = ListColumn(
    "from_code", ("fromcode", "oldcode", "macu", "maxacu", "madonvicu", "madvhccu", "oldwardcode", "maphuongxacu")
)
TO_CODE_COLUMN = ListColumn(
    "to_code", ("tocode", "newcode", "mamoi", "maxamoi", "madonvimoi", "madvhcmoi", "newwardcode", "maphuongxamoi")
)
_COLUMNS = (
    FROM_CODE_COLUMN,
    ListColumn(
        "from_name",
        ("fromname", "oldname", "tencu", "tenxacu", "tendonvicu", "xacu", "donvicu", "oldwardname", "tenphuongxacu"),
        is_required=False,
    ),
    TO_CODE_COLUMN,
    ListColumn(
        "to_name",
        (
            "toname",
            "newname",
            "tenmoi",
            "tenxamoi",
            "tendonvimoi",
            "xamoi",
            "donvimoi",
            "newwardname",
            "tenphuongxamoi",
        ),
        is_required=False,
    ),
    ListColumn(
        "kind", ("kind", "type", "loai", "hinhthuc", "phamvi", "sapnhap", "toanbomotphan", "mucdo"), is_required=False
    ),
    ListColumn(
        "weight", ("weight", "share", "ratio", "tytrong", "tyle", "phantram", "percent", "trongso"), is_required=False
    ),
)
WEIGHT_COLUMN = _COLUMNS[-1]
_KIND_WORDS = {
    PairKind.FULL: ("full", "whole", "all", "toanbo", "nguyenven", "tronven", "toanphan", "f"),
    PairKind.PARTIAL: ("partial", "part", "motphan", "phan", "p"),
}
_KINDS = {word: kind for kind, words in _KIND_WORDS.items() for word in words}
_PERCENT = 100.0
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*(%?)")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True, eq=False)
class OfficialPairs:
    """The pairs of a list as written, faults and all.

    ``frame`` has one row per row of the file: ``row`` (as a spreadsheet counts), ``from_code``, ``from_name``,
    ``to_code``, ``to_name`` (text; a name that the file does not give is empty), ``kind`` (``full``, ``partial``)
    and ``weight`` (share of the from unit, NaN where the file gives none). ``source`` names the list.
    """

    frame: pd.DataFrame
    source: str


def read_official_list(path: Path, source: str | None = None) -> OfficialPairs:
    """Return the pairs of a CSV or XLSX file, its columns found by their usual names (English or Vietnamese).

    Without a column for whole or in part, a unit that stands once went whole. ``source`` is the file name if not
    given. Raises BadInput with file, row and column for a cell that cannot be read.
    """
    listed = read_list_file(path, _COLUMNS)
    frame = listed.frame.copy()
    for column in ("from_code", "to_code"):
        frame[column] = parse_list_codes(listed, column)
    frame["kind"] = _parse_kinds(listed, frame["from_code"])
    frame["weight"] = parse_weights(listed)
    return OfficialPairs(frame[list(PAIR_LIST_COLUMNS)], source or path.name)


def parse_list_codes(listed: ListFile, column: str) -> pd.Series:
    """Return the commune codes of a column; zeros that a spreadsheet took from all of them are put back.

    Raises BadInput for the first cell that holds no code.
    """
    texts = listed.frame[column]
    digits = CODE_DIGITS[Level.COMMUNE]
    if texts.str.fullmatch(rf"[1-9]\d{{0,{digits - 1}}}").all():
        texts = texts.str.zfill(digits)
    malformed = texts[~texts.str.fullmatch(CODE_PATTERNS[Level.COMMUNE].pattern)]
    if len(malformed):
        raise refuse_cell(
            listed,
            column,
            int(malformed.index[0]),
            "area_code_malformed",
            Bilingual("không phải mã cấp xã", "is no commune code"),
            Bilingual(
                f"Mã gồm đúng {digits} chữ số, giữ số 0 ở đầu (định dạng cột là văn bản).",
                f"A code has exactly {digits} digits, leading zeros kept (format the column as text).",
            ),
        )
    return texts


def parse_weights(listed: ListFile) -> pd.Series:
    """Return the weights of a list as shares, NaN where the cell is empty; a column with any above 1 is in percent.

    Raises BadInput for the first cell that is no number above 0.
    """
    weights = parse_amounts(listed, "weight")
    is_percent = bool(np.nanmax(weights.to_numpy(), initial=0.0) > 1.0)
    return weights / _PERCENT if is_percent else weights


def parse_amounts(listed: ListFile, column: str) -> pd.Series:
    """Return a column of numbers above 0, NaN where the cell is empty; 35% is 0.35.

    Raises BadInput for the first cell that is none, and for 1.234, which may be meant as 1,234.
    """
    amounts = [_parse_amount(text) if text else math.nan for text in listed.frame[column]]
    for index, (text, amount) in enumerate(zip(listed.frame[column], amounts, strict=True)):
        if text and not (math.isfinite(amount) and amount > 0):
            what = Bilingual("không phải số lớn hơn 0", "is no number above 0")
            hint = Bilingual(
                "Viết 0,35 hay 35% hay 1234, không có dấu ngăn hàng nghìn; để trống nếu không biết.",
                "Write 0.35 or 35% or 1234, without a mark for thousands; leave unknown ones empty.",
            )
            raise refuse_cell(listed, column, index, "weight_malformed", what, hint)
    return pd.Series(amounts, index=listed.frame.index, dtype="float64")


def _parse_amount(text: str) -> float:
    match = _NUMBER.fullmatch(text)
    if match is None or _THOUSANDS.fullmatch(match[1]):
        return math.nan
    return float(match[1].replace(",", ".")) / (_PERCENT if match[2] else 1.0)


def _parse_kinds(listed: ListFile, from_codes: pd.Series) -> pd.Series:
    if "kind" not in listed.headers:
        several = from_codes.duplicated(keep=False)
        return several.map({True: PairKind.PARTIAL.value, False: PairKind.FULL.value}).astype(object)
    kinds = listed.frame["kind"].map(lambda text: _KINDS.get(fold_column_name(text)))
    unknown = kinds[kinds.isna()]
    if len(unknown):
        raise refuse_cell(
            listed,
            "kind",
            int(unknown.index[0]),
            "pair_kind_unknown",
            Bilingual("không nói toàn bộ hay một phần", "does not say whole or in part"),
            Bilingual("Viết «toàn bộ» (full) hay «một phần» (partial).", "Write «full» or «partial»."),
        )
    return kinds.map(str).astype(object)


def refuse_cell(listed: ListFile, column: str, index: int, code: str, what: Bilingual, hint: Bilingual) -> BadInput:
    """Return the error for a cell: file, row, column and text, and what is wrong with it."""
    row, text = int(listed.frame["row"][index]), str(listed.frame[column][index])
    header = listed.headers[column]
    return BadInput(
        code,
        Bilingual(
            f"{listed.file}, dòng {row}, cột {header}: «{text}» {what.vi}",
            f"{listed.file}, row {row}, column {header}: «{text}» {what.en}",
        ),
        hint,
        Place(file=listed.file, row=row, column=header, text=text),
    )
