"""Which columns of a boundary file hold codes, names and parents: found by their content and their usual names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from geodata.areas import CODE_DIGITS, CODE_PATTERNS, LEVEL_WORDS, Level
from geodata.codes import clean_codes
from geodata.errors import BadInput, Bilingual, Place
from geodata.names import find_kind, strip_accents

# Folded: without accents, case and separators. In the order in which they are preferred.
_CODE_NAMES: Mapping[Level, tuple[str, ...]] = {
    Level.COMMUNE: ("maxa", "maphuongxa", "maxaphuong", "maphuong", "macapxa", "xacode", "communecode", "wardcode",
                    "adm3pcode", "adm3code", "areacode", "madvhc", "madonvi", "code", "ma"),
    Level.MANAGING_UNIT: ("mahuyen", "maquanhuyen", "maquan", "macaphuyen", "districtcode", "managingunitcode",
                          "macoso", "adm2pcode", "adm2code", "areacode", "madvhc", "madonvi", "code", "ma"),
    Level.PROVINCE: ("matinh", "matinhtp", "matinhthanh", "matp", "macaptinh", "provincecode", "adm1pcode", "adm1code",
                     "areacode", "madvhc", "madonvi", "code", "ma"),
}  # fmt: skip
_NAME_NAMES: Mapping[Level, tuple[str, ...]] = {
    Level.COMMUNE: ("tenxa", "tenphuongxa", "tenxaphuong", "tenphuong", "communename", "wardname", "adm3vi", "adm3name",
                    "xa", "phuongxa", "xaphuong", "commune", "ward", "fullname", "areaname", "tendonvi", "tendvhc",
                    "name", "ten"),
    Level.MANAGING_UNIT: ("tenhuyen", "tenquanhuyen", "districtname", "managingunitname", "tencoso", "adm2vi",
                          "adm2name", "huyen", "quanhuyen", "district", "managingunit", "coso", "fullname", "areaname",
                          "tendonvi", "tendvhc", "name", "ten"),
    Level.PROVINCE: ("tentinh", "tentinhtp", "tentinhthanh", "provincename", "adm1vi", "adm1name", "tinh", "tinhtp",
                     "tinhthanh", "province", "fullname", "areaname", "tendonvi", "tendvhc", "name", "ten"),
}  # fmt: skip
# Names that mean the area itself, whatever its level; never a parent.
_OWN = frozenset({"areacode", "areaname", "madvhc", "madonvi", "tendvhc", "tendonvi", "code", "ma", "fullname", "name",
                  "ten", "xa", "tinh", "huyen"})  # fmt: skip
_PARENT_WORDS = frozenset({"tinh", "huyen"})
_FITTING_RATIO = 0.95
_NAMED_RATIO = 0.5


@dataclass(frozen=True)
class ColumnChoice:
    """What the user chose by option; None leaves it to the content. ``parent`` is the code of the next level above."""

    code: str | None = None
    name: str | None = None
    parent: str | None = None
    managing_unit_code: str | None = None
    managing_unit_name: str | None = None
    province_code: str | None = None
    province_name: str | None = None


@dataclass(frozen=True)
class BoundaryColumns:
    """The column of each role; None where the file has none."""

    code: str
    name: str
    managing_unit_code: str | None
    managing_unit_name: str | None
    province_code: str | None
    province_name: str | None


def find_boundary_columns(frame: pd.DataFrame, level: Level, choice: ColumnChoice) -> BoundaryColumns:
    """Return the columns of ``frame`` (attributes only) for areas of ``level``.

    A chosen column is taken as it is; BadInput where it does not exist, and where the code or name column is missing
    or more than one could be meant.
    """
    for chosen in vars(choice).values():
        if chosen is not None and chosen not in frame.columns:
            raise _refuse_unknown(chosen, frame)
    code = choice.code or _find_code(frame, level)
    name = choice.name or _find_name(frame, level)
    parents = _assign_parent(frame, level, choice)
    return BoundaryColumns(
        code=code,
        name=name,
        managing_unit_code=parents.managing_unit_code or _find_parent(frame, level, Level.MANAGING_UNIT, code),
        managing_unit_name=parents.managing_unit_name or _find_parent_name(frame, level, Level.MANAGING_UNIT, name),
        province_code=parents.province_code or _find_parent(frame, level, Level.PROVINCE, code),
        province_name=parents.province_name or _find_parent_name(frame, level, Level.PROVINCE, name),
    )


def fold_column_name(text: str) -> str:
    """Return a column name without accents, case and separators: «Mã_Xã» is «maxa»."""
    return re.sub(r"[\W_]+", "", strip_accents(text).casefold())


def measure_code_fit(values: pd.Series, level: Level) -> float:
    """Return the part of the filled cells of ``values`` that are codes of ``level``, lost leading zeros allowed."""
    texts = clean_codes(values).dropna()
    padded = texts.where(~texts.str.fullmatch(r"\d+"), texts.str.zfill(CODE_DIGITS[level]))
    return float(padded.str.fullmatch(CODE_PATTERNS[level].pattern).mean()) if len(texts) else 0.0


def _find_code(frame: pd.DataFrame, level: Level) -> str:
    usual = _list_usual(frame, _CODE_NAMES[level])
    named = [column for column in usual if measure_code_fit(frame[column], level) >= _NAMED_RATIO]
    if named:
        return _choose_among_equals(frame, named)
    fitting = [column for column in frame.columns if _looks_like_code(frame[column], level)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise _refuse_ambiguous("code", "--code", fitting)
    raise _refuse_missing_code(frame, level)


def _choose_among_equals(frame: pd.DataFrame, named: Sequence[str]) -> str:
    """Return the most usual of ``named``; ambiguous where another, as specific, holds other values."""
    first, rest = named[0], named[1:]
    specific = fold_column_name(first) not in _OWN
    rivals = [other for other in rest if specific == (fold_column_name(other) not in _OWN)]
    values = clean_codes(frame[first])
    if any(not clean_codes(frame[other]).equals(values) for other in rivals):
        raise _refuse_ambiguous("code", "--code", named)
    return first


def _looks_like_code(values: pd.Series, level: Level) -> bool:
    texts = clean_codes(values).dropna()
    unique = len(texts) > 0 and texts.nunique() >= 0.9 * len(texts)
    full = texts.str.fullmatch(CODE_PATTERNS[level].pattern).mean() >= _FITTING_RATIO if len(texts) else False
    return bool(unique and full)


def _find_name(frame: pd.DataFrame, level: Level) -> str:
    usual = _list_usual(frame, _NAME_NAMES[level])
    named = [column for column in usual if _is_text(frame[column])]
    if named:
        # Among usual names, the column that writes the type of unit (Xã, Phường …) says more: fullName before name.
        return max(named, key=lambda column: (round(_measure_typed(pd.Series(frame[column])), 1), -named.index(column)))
    texts = [column for column in frame.columns if _is_text(frame[column])]
    typed = [column for column in texts if _measure_typed(pd.Series(frame[column])) >= 0.9]
    if len(typed) == 1:
        return typed[0]
    if typed:
        raise _refuse_ambiguous("name", "--name", typed)
    raise _refuse_missing("name", "--name", frame)


def _is_text(values: pd.Series) -> bool:
    texts = values.dropna().astype(str)
    return len(texts) > 0 and float(texts.str.contains(r"[^\W\d_]", regex=True).mean()) >= _NAMED_RATIO


def _measure_typed(values: pd.Series) -> float:
    texts = values.dropna().astype(str)
    return sum(find_kind(text) is not None for text in texts) / max(1, len(texts))


def _list_usual(frame: pd.DataFrame, usual: Sequence[str]) -> list[str]:
    folded = {column: fold_column_name(str(column)) for column in frame.columns}
    found = [column for column in frame.columns if folded[column] in usual]
    return sorted(found, key=lambda column: usual.index(folded[column]))


def _assign_parent(frame: pd.DataFrame, level: Level, choice: ColumnChoice) -> ColumnChoice:
    """Return the choice with ``parent`` told apart by its content: three digits a managing unit, two a province."""
    if choice.parent is None:
        return choice
    fits = {parent: measure_code_fit(frame[choice.parent], parent) for parent in (Level.MANAGING_UNIT, Level.PROVINCE)}
    # Two digits could be districts that lost a zero; only where provinces cannot be meant.
    if fits[Level.PROVINCE] >= _FITTING_RATIO or level is Level.MANAGING_UNIT:
        return ColumnChoice(**{**vars(choice), "province_code": choice.province_code or choice.parent})
    if fits[Level.MANAGING_UNIT] >= _FITTING_RATIO:
        return ColumnChoice(**{**vars(choice), "managing_unit_code": choice.managing_unit_code or choice.parent})
    raise BadInput(
        "parent_column_unfit",
        Bilingual(
            f"Cột «{choice.parent}» không chứa mã cấp trên", f"«{choice.parent}» holds no codes of a parent level"
        ),
        Bilingual("Mã tỉnh gồm 2 chữ số, mã huyện 3 chữ số.", "A province code has 2 digits, a district code 3."),
        Place(column=choice.parent),
    )


def _find_parent(frame: pd.DataFrame, level: Level, parent: Level, code: str) -> str | None:
    if parent.rank >= level.rank:
        return None
    names = [name for name in _CODE_NAMES[parent] if name not in _OWN]
    usual = [column for column in _list_usual(frame, names) if column != code]
    return next((column for column in usual if measure_code_fit(frame[column], parent) >= _NAMED_RATIO), None)


def _find_parent_name(frame: pd.DataFrame, level: Level, parent: Level, name: str) -> str | None:
    if parent.rank >= level.rank:
        return None
    names = [usual for usual in _NAME_NAMES[parent] if usual not in _OWN or usual in _PARENT_WORDS]
    return next((column for column in _list_usual(frame, names) if column != name and _is_text(frame[column])), None)


def _refuse_unknown(column: str, frame: pd.DataFrame) -> BadInput:
    return BadInput(
        "column_unknown",
        Bilingual(f"Tệp không có cột «{column}»", f"The file has no column «{column}»"),
        _list_columns(frame),
        Place(column=column),
    )


def _list_columns(frame: pd.DataFrame) -> Bilingual:
    columns = ", ".join(map(str, frame.columns)) or "—"
    return Bilingual(f"Các cột có trong tệp: {columns}.", f"The columns of the file: {columns}.")


def _refuse_ambiguous(role: str, option: str, columns: Sequence[str]) -> BadInput:
    vi = {"code": "mã", "name": "tên"}[role]
    listed = ", ".join(columns)
    return BadInput(
        f"{role}_column_ambiguous",
        Bilingual(f"Nhiều cột có thể là {vi}: {listed}", f"Several columns could be the {role}: {listed}"),
        Bilingual(f"Chọn một cột bằng {option}.", f"Choose one with {option}."),
        Place(column=listed),
    )


def _refuse_missing(role: str, option: str, frame: pd.DataFrame) -> BadInput:
    vi = {"code": "mã", "name": "tên"}[role]
    hint = _list_columns(frame)
    return BadInput(
        f"{role}_column_missing",
        Bilingual(f"Không tìm thấy cột {vi}", f"No {role} column was found"),
        Bilingual(f"Chỉ ra cột bằng {option}. {hint.vi}", f"Name the column with {option}. {hint.en}"),
    )


def _refuse_missing_code(frame: pd.DataFrame, level: Level) -> BadInput:
    others = [other for other in _CODE_NAMES if other is not level]
    fitting = next((other for other in others for column in frame if _looks_like_code(frame[column], other)), None)
    error = _refuse_missing("code", "--code", frame)
    if fitting is None:
        return error
    return BadInput(
        error.code,
        Bilingual(
            f"Không tìm thấy cột mã cấp {LEVEL_WORDS[level].vi}; mã trong tệp giống cấp {LEVEL_WORDS[fitting].vi}",
            f"No {LEVEL_WORDS[level].en} codes were found; those of the file look like {LEVEL_WORDS[fitting].en} codes",
        ),
        Bilingual(f"Nếu đúng vậy, dùng --level {fitting.value}.", f"If so, use --level {fitting.value}."),
    )
