"""Counts as tables for people: headers that the intake knows, names beside codes, schemes by their codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

import pandas as pd

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from geodata.places import IndexedArea
from services.measures.schemes import Scheme
from services.participants.request import Dimension
from services.participants.words import Sex

_OWN_HEADERS = {
    Level.COMMUNE: ("Mã xã", "Tên xã"),
    Level.MANAGING_UNIT: ("Mã huyện", "Tên huyện"),
    Level.PROVINCE: ("Mã tỉnh", "Tên tỉnh"),
}
_PARENT_HEADERS = {Level.MANAGING_UNIT: "Huyện", Level.PROVINCE: "Tỉnh"}
_SEXES = {Sex.MALE: "nam", Sex.FEMALE: "nữ"}
_UNTOLD = {
    Dimension.SEX: "không rõ giới tính",
    Dimension.AGE: "không rõ tuổi",
    Dimension.WORK: "không rõ việc làm",
    Dimension.INCOME: "không rõ thu nhập",
}
_WITHHELD = "x"  # no count, to the intake
COUNT_HEADER = "Số người tham gia"
ENDINGS = (".csv", ".parquet")


def build_count_table(counts: pd.DataFrame, index: AreaIndex, level: Level, below: int) -> pd.DataFrame:
    """Return counts as a table that the intake loads: a row per area, scheme and cut-off, all of it text."""
    table = _build_places(counts, index, level)
    table["Loại hình"] = counts["scheme"]
    table["Ngày"] = _write_days(counts)
    table[COUNT_HEADER] = _write_counts(counts, f"<{below}")
    return table


def build_group_table(
    groups: pd.DataFrame, index: AreaIndex, level: Level, dimensions: Sequence[Dimension]
) -> pd.DataFrame:
    """Return the counts of groups: a row per area, group and cut-off; a group is named with its scheme.

    Withheld are small groups and some beside them; all look alike, so that nobody can tell which is which.
    """
    named = [groups["scheme"].map({str(scheme): scheme.label.vi for scheme in Scheme})]
    named += [_name_groups(groups[str(one)], one) for one in dimensions]
    names = [f"{scheme}: {', '.join(parts)}" for scheme, *parts in zip(*named, strict=True)]
    table = _build_places(groups, index, level)
    table["Nhóm"] = names
    table["Ngày"] = _write_days(groups)
    table["Số người"] = _write_counts(groups, _WITHHELD)
    return table


def encode_table(table: pd.DataFrame, ending: str) -> bytes:
    """Return a table as CSV in UTF-8 parted by semicolons, as Excel opens it here, or as Parquet."""
    if ending == ".csv":
        return table.to_csv(index=False, sep=";", lineterminator="\r\n").encode("utf-8-sig")
    content = BytesIO()
    table.to_parquet(content, index=False)
    return content.getvalue()


def check_ending(name: str, ending: str) -> None:
    """Raise BadInput for a file that counts are not written to."""
    if ending in ENDINGS:
        return
    raise BadInput(
        "ending_unknown",
        Bilingual(f"Không ghi được tệp «{ending}»", f"Files «{ending}» are not written"),
        Bilingual("Đặt tên .csv (nạp được) hay .parquet.", "Name it .csv (which can be loaded) or .parquet."),
        Place(file=name),
    )


def _build_places(counts: pd.DataFrame, index: AreaIndex, level: Level) -> pd.DataFrame:
    """Return the places of counts: parents that the vintage has first, then code and name."""
    areas = {code: index.find_area(level, code) for code in counts["area_code"].unique()}
    parents: dict[Level, Mapping[str, str]] = {}
    for above in (Level.PROVINCE, Level.MANAGING_UNIT):
        if above.rank < level.rank and index.has_level(above):
            parents[above] = {code: _find_parent_name(index, area, above) for code, area in areas.items() if area}
    names = {code: area.name if area else "" for code, area in areas.items()}
    columns = {_PARENT_HEADERS[above]: counts["area_code"].map(own) for above, own in parents.items()}
    code_header, name_header = _OWN_HEADERS[level]
    return pd.DataFrame({**columns, code_header: counts["area_code"], name_header: counts["area_code"].map(names)})


def _find_parent_name(index: AreaIndex, area: IndexedArea, above: Level) -> str:
    parents = [index.find_area(*key) for key in index.list_lineage(area) if key[0] is above]
    return parents[0].name if parents and parents[0] else ""


def _name_groups(column: pd.Series, dimension: Dimension) -> pd.Series:
    told = column.replace("", _UNTOLD[dimension])
    if dimension == Dimension.SEX:
        return told.replace({str(sex): word for sex, word in _SEXES.items()})
    if dimension == Dimension.AGE:
        return told.where(column == "", told + " tuổi")
    return told


def _write_days(counts: pd.DataFrame) -> list[str]:
    return [f"{day:%d/%m/%Y}" for day in counts["as_of"]]


def _write_counts(counts: pd.DataFrame, withheld: str) -> list[str]:
    pairs = zip(counts["count"], counts["is_withheld"], strict=True)
    return [withheld if is_withheld else str(count) for count, is_withheld in pairs]
