"""Which province and district a title, a file name or the rows themselves are about."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from geodata.areas import Level
from geodata.names import build_search_key, fold_name, fold_text
from geodata.places import IndexedArea, build_indexed_area, normalise_code
from services.intake.scope.titles import TitleText
from services.intake.scope.understanding_parts import NOWHERE, Origin, Understood

_KIND_WORDS = {
    Level.PROVINCE: ("tỉnh", "thành phố", "tp", "t"),
    Level.MANAGING_UNIT: ("huyện", "quận", "thị xã", "thành phố", "tp", "tx", "h", "q"),
}
_OFFICES = ("bảo hiểm xã hội", "bhxh", "ubnd", "ủy ban nhân dân")
_LETTERHEAD = r"(?:(?:bao hiem xa hoi|bhxh|ubnd|uy ban nhan dan|so [a-z ]+) )?(?:tinh |thanh pho |tp )?"
_MOST_NAMES = 400
_SHARE, _RUNNER_UP = 0.9, 0.6


@dataclass(frozen=True)
class PlaceClues:
    """The provinces and districts of a vintage, to be looked for in words."""

    provinces: tuple[IndexedArea, ...]
    units: tuple[IndexedArea, ...]
    areas: pd.DataFrame = field(repr=False)

    def find_province(self, area: IndexedArea) -> str | None:
        """Return the code of the province that a province or district lies in."""
        if area.level == Level.PROVINCE:
            return area.area_code
        return area.parent_code if area.parent_level == Level.PROVINCE else None


def build_place_clues(areas: pd.DataFrame) -> PlaceClues:
    """Return the clues of a vintage's areas, the frame that ``services.store.boundaries.read_areas`` gives."""
    upper = areas[areas["level"].isin([Level.PROVINCE, Level.MANAGING_UNIT])]
    columns = ["level", "area_code", "name", "parent_level", "parent_code"]
    rows = upper[columns].astype(object).where(upper[columns].notna(), None)
    built = [build_indexed_area(*row) for row in rows.itertuples(index=False, name=None)]
    return PlaceClues(
        tuple(area for area in built if area.level == Level.PROVINCE),
        tuple(area for area in built if area.level == Level.MANAGING_UNIT),
        areas,
    )


def find_title_area(clues: PlaceClues, titles: Iterable[TitleText], level: Level) -> Understood[IndexedArea]:
    """Return the one area of ``level`` that title, sheet or file name names, the title first."""
    titles = tuple(titles)
    for origin in (Origin.TITLE, Origin.SHEET_NAME, Origin.FILE_NAME):
        found: dict[IndexedArea, TitleText] = {}
        for title in titles:
            if title.origin != origin:
                continue
            areas = _find_plain(clues, title.text) if origin == Origin.FILE_NAME else _find_named(clues, title)
            found |= {area: title for area in areas if area.level == level}
        if len(found) == 1:
            ((area, title),) = found.items()
            return Understood(area, origin, title.text)
        if found:
            return NOWHERE
    return NOWHERE


def find_title_subject(
    clues: PlaceClues, titles: Iterable[TitleText], province_code: str | None
) -> Understood[IndexedArea]:
    """Return the one district that title or names are about, else the province that a title names.

    A line that is but a letterhead, «BHXH TỈNH ĐIỆN BIÊN», says who sends a file, not what it is about.
    """
    titles = tuple(titles)
    unit = find_title_area(clues, titles, Level.MANAGING_UNIT)
    if unit.value is not None:
        return unit
    for title in titles:
        if title.origin != Origin.TITLE:
            continue
        for area in _find_named(clues, title):
            is_province = area.level == Level.PROVINCE and area.area_code == province_code
            if is_province and not _is_letterhead(title.text, area):
                return Understood(area, title.origin, title.text)
    return NOWHERE


def _is_letterhead(text: str, area: IndexedArea) -> bool:
    return bool(re.fullmatch(rf"{_LETTERHEAD}{re.escape(area.readings[-1].plain)}", build_search_key(text)))


def _find_named(clues: PlaceClues, title: TitleText) -> list[IndexedArea]:
    """Return the areas that a text names with their type of unit or as an office: «BHXH tỉnh Điện Biên»."""
    text = f" {fold_text(title.text)} "
    spans: list[tuple[int, int, IndexedArea]] = []
    for area in (*clues.provinces, *clues.units):
        core = area.readings[-1].core
        start = text.find(f" {core} ")
        while start >= 0:
            if _is_introduced(text[: start + 1], area, title.origin, core == text.strip()):
                spans.append((start, start + len(core), area))
            start = text.find(f" {core} ", start + 1)
    return _drop_contained(spans)


def _is_introduced(before: str, area: IndexedArea, origin: Origin, is_whole: bool) -> bool:
    official = area.readings[-1].kind
    words = _KIND_WORDS[area.level] if official is None else _list_forms(area.level, official)
    if any(before.endswith(f" {fold_text(word)} ") for word in words):
        return True
    if origin == Origin.SHEET_NAME and is_whole:
        return True
    return area.level == Level.PROVINCE and any(before.endswith(f" {fold_text(office)} ") for office in _OFFICES)


def _list_forms(level: Level, official: str) -> tuple[str, ...]:
    short = {"tỉnh": "t", "thành phố": "tp", "huyện": "h", "quận": "q", "thị xã": "tx"}
    return tuple(word for word in (official, short.get(official, "")) if word)


def _find_plain(clues: PlaceClues, text: str) -> list[IndexedArea]:
    """Return the areas whose names without accents stand in a file name; provinces hide districts of their names."""
    padded = f" {build_search_key(text)} "
    spans = []
    for area in (*clues.provinces, *clues.units):
        plain = area.readings[-1].plain
        start = padded.find(f" {plain} ")
        if start >= 0 and not plain.isdecimal():
            spans.append((start, start + len(plain), area))
    provinces = {span[:2] for span in spans if span[2].level == Level.PROVINCE}
    return _drop_contained([s for s in spans if s[2].level == Level.PROVINCE or s[:2] not in provinces])


def _drop_contained(spans: Sequence[tuple[int, int, IndexedArea]]) -> list[IndexedArea]:
    """Leave out what lies in a longer name: «Điện Biên» in «Điện Biên Phủ»."""
    kept = []
    for start, end, area in spans:
        longer = any(s <= start and end <= e and (e - s) > (end - start) for s, e, _ in spans)
        if not longer:
            kept.append(area)
    return list(dict.fromkeys(kept))


def find_row_province(
    clues: PlaceClues, level: Level, codes: Sequence[str], units: Sequence[str], names: Sequence[str]
) -> Understood[str]:
    """Return the province that nearly all rows lie in by their codes, the districts they name, or their own names.

    Only evidence of where to look: whether a row names an area there for certain is found by matching it.
    """
    for found in (
        _vote_by_codes(clues, level, codes),
        _vote_by_units(clues, units),
        _vote_by_names(clues, level, names),
    ):
        if found.value is not None:
            return found
    return NOWHERE


def _vote_by_codes(clues: PlaceClues, level: Level, codes: Sequence[str]) -> Understood[str]:
    known = _map_provinces(clues, level)
    votes = [known[code] for text in codes if (code := normalise_code(level, text)) in known]
    return _elect([{vote} for vote in votes], len(codes))


def _vote_by_units(clues: PlaceClues, units: Sequence[str]) -> Understood[str]:
    by_core: dict[str, set[str]] = defaultdict(set)
    for area in clues.units:
        province = clues.find_province(area)
        if province:
            by_core[area.readings[-1].core].add(province)
    distinct = list(dict.fromkeys(units))[:_MOST_NAMES]
    return _elect(
        [by_core.get(fold_name(name, Level.MANAGING_UNIT)[-1].core, set()) for name in distinct], len(distinct)
    )


def _vote_by_names(clues: PlaceClues, level: Level, names: Sequence[str]) -> Understood[str]:
    distinct = list(dict.fromkeys(names))[:_MOST_NAMES]
    if len(distinct) < 3 or level == Level.PROVINCE:
        return NOWHERE
    provinces = _map_provinces(clues, level)
    of_level = clues.areas[clues.areas["level"] == level]
    by_core: dict[str, set[str]] = defaultdict(set)
    for name, code in zip(of_level["name"], of_level["area_code"], strict=True):
        if code in provinces:
            by_core[fold_name(name, level)[-1].core].add(provinces[code])
    return _elect([by_core.get(fold_name(name, level)[-1].core, set()) for name in distinct], len(distinct))


def _elect(votes: Sequence[set[str]], of: int) -> Understood[str]:
    counted = Counter(province for vote in votes for province in vote).most_common(2)
    if not counted or counted[0][1] < _SHARE * of:
        return NOWHERE
    if len(counted) > 1 and counted[1][1] > _RUNNER_UP * of:
        return NOWHERE
    return Understood(counted[0][0], Origin.ROWS, f"{counted[0][1]}/{of}")


def _map_provinces(clues: PlaceClues, level: Level) -> dict[str, str]:
    """Return the province of each area of ``level`` by its code."""
    units = {area.area_code: clues.find_province(area) for area in clues.units}
    of_level = clues.areas[clues.areas["level"] == level]
    found = {}
    for code, parent_level, parent in zip(
        of_level["area_code"], of_level["parent_level"], of_level["parent_code"], strict=True
    ):
        province = parent if parent_level == Level.PROVINCE else units.get(parent)
        if level == Level.PROVINCE:
            province = code
        if province:
            found[code] = province
    return found
