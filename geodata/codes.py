"""Area codes as files give them: cleaned, and leading zeros that a spreadsheet lost put back where that is certain."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from geodata.areas import CODE_DIGITS, CODE_PATTERNS, LEVEL_WORDS, Level
from geodata.errors import BadInput, Bilingual, Place

# How many of the padded codes the official list has to know before zeros are put back.
_KNOWN_RATIO = 0.8


@dataclass(frozen=True)
class AreaCodes:
    """The codes of all rows (<NA> where the cell is empty) and how many got leading zeros back."""

    codes: pd.Series
    padded_count: int


def clean_codes(values: pd.Series) -> pd.Series:
    """Return ``values`` as text codes: blanks to <NA>, 3127.0 to 3127, the prefix VN of P-codes dropped."""
    texts = values.astype("string").str.strip().str.lstrip("'")
    texts = texts.str.replace(r"^(\d+)\.0+$", r"\1", regex=True).str.replace(r"^VN(?=\d)", "", regex=True)
    return texts.where(texts.str.len() > 0)


def parse_codes(values: pd.Series, level: Level, known_codes: Collection[str], column: str) -> AreaCodes:
    """Return the codes of one column; lost leading zeros come back only where nothing else can be meant.

    That is: no code of the column begins with 0, all are digits, and the official list knows most of the padded ones.
    Raises BadInput for the first malformed code otherwise; rows are counted from 1.
    """
    texts = clean_codes(values)
    filled = texts.dropna()
    malformed = filled[~filled.str.fullmatch(CODE_PATTERNS[level].pattern)]
    if malformed.empty:
        return AreaCodes(texts, 0)
    padded = filled.str.zfill(CODE_DIGITS[level])
    if not _have_lost_zeros(filled, padded, level, known_codes):
        raise _refuse_malformed(malformed, level, column)
    return AreaCodes(padded.reindex(texts.index).astype("string"), len(malformed))


def _have_lost_zeros(filled: pd.Series, padded: pd.Series, level: Level, known_codes: Collection[str]) -> bool:
    all_digits = bool(filled.str.fullmatch(r"\d+").all()) and int(filled.str.len().max()) <= CODE_DIGITS[level]
    zeros_kept = bool(filled.str.startswith("0").any())
    return all_digits and not zeros_kept and float(padded.isin(list(known_codes)).mean()) >= _KNOWN_RATIO


def check_codes_unique(codes: pd.Series, names: pd.Series, column: str) -> None:
    """Raise BadInput where a code stands on several rows, naming the first such code, its rows and names."""
    doubled = codes[codes.notna() & codes.duplicated(keep=False)]
    if doubled.empty:
        return
    code = doubled.iloc[0]
    rows = [int(row) for row in codes.index[codes == code]]
    listed = ", ".join(f"{row + 1} ({names[row]})" for row in rows[:5])
    raise BadInput(
        "area_code_duplicate",
        Bilingual(
            f"Mã {code} có ở {len(rows)} dòng: {listed}; tổng cộng {doubled.nunique()} mã bị trùng",
            f"The code {code} stands on {len(rows)} rows: {listed}; {doubled.nunique()} codes are doubled in all",
        ),
        Bilingual(
            "Gộp các mảnh của một đơn vị thành một vùng, hoặc sửa mã.",
            "Merge the pieces of one unit into one area, or mend the code.",
        ),
        Place(row=rows[1] + 1, column=column, text=str(code)),
    )


def _refuse_malformed(malformed: pd.Series, level: Level, column: str) -> BadInput:
    digits = CODE_DIGITS[level]
    other = next(
        (one for one, pattern in CODE_PATTERNS.items() if malformed.str.fullmatch(pattern.pattern).all()), None
    )
    hint_vi, hint_en = (
        (
            f" Nếu là cấp {LEVEL_WORDS[other].vi}: --level {other}.",
            f" If level {LEVEL_WORDS[other].en} is meant: --level {other}.",
        )
        if other
        else ("", "")
    )
    return BadInput(
        "area_code_malformed",
        Bilingual(
            f"{len(malformed)} mã không đúng dạng, đầu tiên là «{malformed.iloc[0]}»",
            f"{len(malformed)} codes are malformed, the first is «{malformed.iloc[0]}»",
        ),
        Bilingual(
            f"Mã cấp này gồm đúng {digits} chữ số, giữ số 0 ở đầu (định dạng cột là văn bản).{hint_vi}",
            f"A code of this level has exactly {digits} digits, leading zeros kept (format as text).{hint_en}",
        ),
        Place(row=int(malformed.index[0]) + 1, column=column, text=str(malformed.iloc[0])),
    )
