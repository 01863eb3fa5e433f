"""Which area of one vintage a row means: by code and name together, or by name within its parent; never by guess."""

from __future__ import annotations

from geodata import match_reasons as reasons
from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.names import clean_text
from geodata.places import IndexedArea, MatchOutcome, MatchWay, PlaceMatch, PlaceText, normalise_code


def match_place(index: AreaIndex, place: PlaceText) -> PlaceMatch:
    """Return the one area that ``place`` means, or why there is none.

    A code counts only together with a name that agrees; without a code the name must have exactly one
    bearer within the narrowest parent given. Accents count as dropped only where one bearer remains.
    """
    if not place.name or not clean_text(place.name):
        return reasons.build_nameless(index.find_coded(place.level, place.code))
    parent = _match_parents(index, place)
    if isinstance(parent, PlaceMatch):
        fence = _find_fence(index, place, parent)
        if fence is None:
            return parent
        parent = fence
    return _match_one(index, place.level, place.name, place.code, parent)


def _find_fence(index: AreaIndex, place: PlaceText, doubt: PlaceMatch) -> IndexedArea | None:
    """Return the one of several parents of a name that the row's own code lies in; its name must agree all the same."""
    area = index.find_coded(place.level, place.code)
    if area is None or doubt.outcome != MatchOutcome.AMBIGUOUS or doubt.clash is not None:
        return None
    return next((parent for parent in doubt.candidates if index.lies_within(area, parent)), None)


def _match_parents(index: AreaIndex, place: PlaceText) -> IndexedArea | PlaceMatch | None:
    """Return the narrowest parent that the row names and the vintage has, else the scope, else None."""
    parent = index.scope_area()
    steps = (
        (Level.PROVINCE, place.province_name, place.province_code),
        (Level.MANAGING_UNIT, place.managing_unit_name, place.managing_unit_code),
    )
    for level, name, code in steps:
        if level.rank >= place.level.rank or not (name or code) or not index.has_level(level):
            continue
        match = _match_parent(index, level, name, code, parent)
        if match.area is None:
            return match
        parent = match.area
    return parent


def _match_parent(
    index: AreaIndex, level: Level, name: str | None, code: str | None, within: IndexedArea | None
) -> PlaceMatch:
    if not name:
        # A parent's code without a name is only a fence: the row itself still needs an agreeing name inside it.
        area = index.find_coded(level, code)
        match = (
            PlaceMatch(MatchOutcome.MATCHED, area, MatchWay.CODE_AND_NAME)
            if area
            else reasons.build_unknown_parent_code(index.vintage_id, level, code or "")
        )
    else:
        match = _match_one(index, level, name, code, None if level == Level.PROVINCE else within)
        if match.outcome == MatchOutcome.UNKNOWN and match.clash is None:
            elsewhere = index.find_by_name(level, name, None)
            match = reasons.build_outside(elsewhere[0], within) if len(elsewhere) == 1 and within else match
    if match.area is not None and within is not None and not index.lies_within(match.area, within):
        return reasons.build_outside(match.area, within)
    return match


def _match_one(index: AreaIndex, level: Level, name: str, code: str | None, within: IndexedArea | None) -> PlaceMatch:
    if code and clean_text(code):
        return _match_code(index, level, name, normalise_code(level, code), within)
    return _match_name(index, level, name, within)


def _match_code(index: AreaIndex, level: Level, name: str, code: str, within: IndexedArea | None) -> PlaceMatch:
    area = index.find_area(level, code)
    by_name = index.find_by_name(level, name, within)
    if area is None:
        similar = by_name or index.rank_similar(level, name, within)
        return reasons.build_unknown_code(index.vintage_id, name, code, similar)
    if within is None or index.lies_within(area, within):
        if area in by_name:
            return PlaceMatch(MatchOutcome.MATCHED, area, MatchWay.CODE_AND_NAME)
    elif not by_name and index.agrees(area, name):
        scope = index.scope_area()
        if scope is not None and not index.lies_within(area, scope):
            return reasons.build_outside(area, scope)
        return reasons.build_wrong_parent(area, within)
    others = tuple(other for other in by_name if other != area)
    return reasons.build_clash(
        index.vintage_id, area, name, others, () if others else index.rank_similar(level, name, within)
    )


def _match_name(index: AreaIndex, level: Level, name: str, within: IndexedArea | None) -> PlaceMatch:
    found = index.search(level, name, within)
    if found is None:
        where = within.label if within else index.vintage_id
        return reasons.build_unknown_name(name, where, index.rank_similar(level, name, within))
    if len(found.areas) > 1:
        return reasons.build_several(name, found.areas)
    return PlaceMatch(MatchOutcome.MATCHED, found.areas[0], found.way)
