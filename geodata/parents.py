"""The parents of areas: as the file names them, completed from the reference gazetteer where both agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from geodata.location import have_same_name, match_reference
from geodata.names import fold_name, fold_text
from geodata.reference import ReferenceGazetteer

PARENT_LEVELS = (Level.PROVINCE, Level.MANAGING_UNIT)
_LISTED = 20


@dataclass
class ParentReport:
    """How each parent came about: counts of areas by level, and what did not agree."""

    from_file: dict[str, int] = field(default_factory=dict)
    from_reference: dict[str, int] = field(default_factory=dict)
    unknown_codes: dict[str, list[str]] = field(default_factory=dict)
    differing: dict[str, list[str]] = field(default_factory=dict)

    def build_report(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {name: value for name, value in vars(self).items() if any(value.values())}


def complete_parents(
    areas: pd.DataFrame, level: Level, reference: ReferenceGazetteer
) -> tuple[pd.DataFrame, ParentReport]:
    """Return ``areas`` with parents filled in from ``reference``, and how each came about.

    ``areas`` has area_code, name and the code and name columns of the parents, <NA> where unknown. What the file says
    is kept; a gap is filled by the parent's own code or name within its province, then by the area itself where its
    code and name agree with the official list. Raises BadInput where one managing unit lies in two provinces.
    """
    completed = areas.copy()
    report = ParentReport()
    official = _align_official(areas, level, reference)
    for parent in PARENT_LEVELS:
        if parent.rank < level.rank:
            _complete_level(completed, parent, official, reference, report)
    if level is Level.COMMUNE:
        _check_nesting(completed)
    return completed, report


def _align_official(areas: pd.DataFrame, level: Level, reference: ReferenceGazetteer) -> pd.DataFrame:
    """Return the official row of each area, all <NA> where its code and name do not both agree."""
    official = reference.list_areas(level).reindex(areas["area_code"]).set_axis(areas.index)
    known = match_reference(areas["area_code"].tolist(), areas["name"].tolist(), level, reference)
    texts = official[[column for column in official if str(column).endswith(("_code", "_name"))]].astype("string")
    texts.loc[~known] = pd.NA
    return texts


def _complete_level(
    areas: pd.DataFrame, parent: Level, official: pd.DataFrame, reference: ReferenceGazetteer, report: ParentReport
) -> None:
    code = f"{parent.value}_code"
    report.from_file[parent.value] = int(areas[code].notna().sum())
    _fill_code_by_name(areas, parent, reference)
    if code in official:
        differs = areas[code].notna() & official[code].notna() & (areas[code] != official[code]).fillna(value=False)
        report.differing[parent.value] = areas.loc[differs, "area_code"].tolist()[:_LISTED]
        areas[code] = areas[code].fillna(official[code].astype("string"))
    report.from_reference[parent.value] = int(areas[code].notna().sum()) - report.from_file[parent.value]
    _fill_names(areas, parent, reference)
    unknown = areas.loc[areas[code].isna(), "area_code"]
    report.unknown_codes[parent.value] = unknown.tolist()[:_LISTED] if len(unknown) < len(areas) else []


def _fill_code_by_name(areas: pd.DataFrame, parent: Level, reference: ReferenceGazetteer) -> None:
    """Give a parent that the file only names its code, where its name is unique in its province."""
    code, name = f"{parent.value}_code", f"{parent.value}_name"
    listed = reference.list_areas(parent)
    keys: dict[tuple[str, str], list[str]] = {}
    for row in listed.itertuples():
        province = str(row.province_code) if parent is Level.MANAGING_UNIT else ""
        keys.setdefault((province, fold_text(str(row.name))), []).append(str(row.area_code))
    for index in areas.index[areas[code].isna() & areas[name].notna()]:
        province = str(areas.at[index, "province_code"]) if parent is Level.MANAGING_UNIT else ""
        found = keys.get((province, fold_text(str(areas.at[index, name]))), [])
        if len(found) == 1:
            areas.at[index, code] = found[0]


def _fill_names(areas: pd.DataFrame, parent: Level, reference: ReferenceGazetteer) -> None:
    """Name each parent once: as the file mostly does, with its type where the official list has it, else officially."""
    code, name = f"{parent.value}_code", f"{parent.value}_name"
    official = {str(key): str(value) for key, value in reference.list_areas(parent)["name"].items()}
    groups = {str(key): rows for key, rows in areas.groupby(code).groups.items()}
    chosen = {
        key: _choose_name(areas.loc[rows, name].dropna(), official.get(key), parent) for key, rows in groups.items()
    }
    bearers = Counter((areas.at[rows[0], "province_code"], chosen[key]) for key, rows in groups.items())
    for key, rows in groups.items():
        # Two districts of one province never share a name; where a file says so, the official list tells them apart.
        is_shared = bearers[areas.at[rows[0], "province_code"], chosen[key]] > 1
        areas.loc[rows, name] = (official.get(key) if is_shared else None) or chosen[key] or key
    areas.loc[areas[code].isna(), name] = pd.NA


def _choose_name(written: pd.Series, official: str | None, level: Level) -> str | None:
    most = str(written.mode().iloc[0]) if len(written) else None
    return official if official is not None and (most is None or _is_fuller(official, most, level)) else most


def _is_fuller(official: str, written: str, level: Level) -> bool:
    """Tell whether ``official`` is the name written, which lacks its type of unit or has the same one.

    Another type stays: the Huyện Thủy Nguyên of a file of 2016 is not yet the city of the list of 2025.
    """
    written_kinds, official_kinds = ({folded.kind for folded in fold_name(name, level)} for name in (written, official))
    return have_same_name(written, official, level) and written_kinds in ({None}, official_kinds)


def _check_nesting(areas: pd.DataFrame) -> None:
    known = areas.dropna(subset=["managing_unit_code", "province_code"])
    provinces = known.groupby("managing_unit_code")["province_code"].nunique()
    torn = [str(code) for code in provinces.index[provinces > 1]]
    if torn:
        raise BadInput(
            "parent_in_two_provinces",
            Bilingual(
                f"Đơn vị {', '.join(torn[:5])} nằm trong hai tỉnh",
                f"The units {', '.join(torn[:5])} lie in two provinces",
            ),
            Bilingual("Sửa mã huyện hoặc mã tỉnh trong tệp.", "Mend the district or province codes of the file."),
            Place(text=torn[0]),
        )
