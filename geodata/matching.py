"""Which area of one vintage a row means: by code and name together, or by name within its parent; never by guess.

The degrees, the strictest first: code and agreeing name; the name as written; the name folded; an alias that a person
told; the name without accents where one area is left; a numeral or blanks written otherwise where one area is left.
The mark of a footnote behind a name is no part of it, where the name has no other bearer with it.
"""

from __future__ import annotations

from dataclasses import replace

from geodata import match_reasons as reasons
from geodata.area_index import AreaIndex
from geodata.areas import CODE_DIGITS, Level
from geodata.footnotes import list_unmarked
from geodata.names import fold_name
from geodata.places import IndexedArea, MatchOutcome, MatchWay, PlaceMatch, PlaceText, normalise_code
from geodata.spelling import is_blank


def match_place(index: AreaIndex, place: PlaceText) -> PlaceMatch:
    """Return the one area that ``place`` means, or why there is none.

    A code counts only together with a name that agrees; without a code the name must have exactly one
    bearer within the narrowest parent given. Accents count as dropped only where one bearer remains.
    """
    if place.name is None or is_blank(place.name):
        return reasons.build_nameless(index.find_coded(place.level, place.code))
    parent = find_parent(index, place)
    if isinstance(parent, PlaceMatch):
        return _match_in_doubtful_parent(index, place, place.name, parent)
    return _match_one(index, place.level, place.name, place.code, parent)


def find_parent(index: AreaIndex, place: PlaceText) -> IndexedArea | PlaceMatch | None:
    """Return the narrowest parent that ``place`` names, the scope where it names none, or why a parent is in doubt."""
    key = (
        *(place.level, place.province_name, place.province_code),
        *(place.managing_unit_name, place.managing_unit_code),
    )
    return index.remember(key, lambda: _match_parents(index, place))


def list_coded(index: AreaIndex, level: Level, parent: IndexedArea | None) -> dict[str, IndexedArea]:
    """Return the areas of ``level`` within ``parent`` (None: all) by their codes of full length.

    Beside such a code as it stands here the very name of its area leaves no doubt: ``match_place`` says the same. Most
    rows of most files are told by this alone. Names that might end in the mark of a footnote are left out.
    """
    areas = index.list_areas(level, parent)
    return {
        area.area_code: area
        for area in areas
        if len(area.area_code) == CODE_DIGITS.get(level) and area.area_code.isdecimal() and not list_unmarked(area.name)
    }


def _match_in_doubtful_parent(index: AreaIndex, place: PlaceText, name: str, doubt: PlaceMatch) -> PlaceMatch:
    """Return the match where all but one of the parents in doubt lack the place; else the doubt, with candidates."""
    scope = index.scope_area()
    if doubt.outcome == MatchOutcome.AMBIGUOUS and doubt.clash is None:
        fence = _find_fence(index, place, doubt)
        if fence is not None:
            return _match_one(index, place.level, name, place.code, fence)
        if all(map(is_blank, (place.code, place.managing_unit_code, place.province_code))):
            found = [match for parent in doubt.candidates if (match := _match_found(index, place.level, name, parent))]
            if len(found) == 1:
                return found[0]
            if found:
                areas = dict.fromkeys(area for match in found for area in _list_meant(match))
                return reasons.build_several(index, name, tuple(areas))
    if doubt.outcome == MatchOutcome.OUTSIDE_SCOPE:
        return doubt
    # People decide about the row, not about its parent: what they choose from are areas of the row's own level.
    bearers = index.find_by_name(place.level, name, scope)
    return replace(doubt, candidates=bearers or index.rank_similar(place.level, name, scope))


def _match_found(index: AreaIndex, level: Level, name: str, within: IndexedArea) -> PlaceMatch | None:
    match = _match_one(index, level, name, None, within)
    return None if match.outcome == MatchOutcome.UNKNOWN else match


def _list_meant(match: PlaceMatch) -> tuple[IndexedArea, ...]:
    return (match.area,) if match.area else match.candidates


def _find_fence(index: AreaIndex, place: PlaceText, doubt: PlaceMatch) -> IndexedArea | None:
    """Return the one of several parents of a name that the row's own code lies in; its name must agree all the same."""
    area = index.find_coded(place.level, place.code)
    if area is None:
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
        if is_blank(name) and is_blank(code):
            continue
        if level.rank >= place.level.rank or not index.has_level(level):
            continue
        match = _match_parent_once(index, level, name, code, parent)
        if match.area is None:
            return match
        parent = match.area
    return parent


def _match_parent_once(
    index: AreaIndex, level: Level, name: str | None, code: str | None, within: IndexedArea | None
) -> PlaceMatch:
    if level is not Level.PROVINCE:
        return _match_parent(index, level, name, code, within)
    # All districts of a report name the same few provinces.
    return index.remember((level, name, code), lambda: _match_parent(index, level, name, code, within))


def _match_parent(
    index: AreaIndex, level: Level, name: str | None, code: str | None, within: IndexedArea | None
) -> PlaceMatch:
    if name is None or is_blank(name):
        # A parent's code without a name is only a fence: the row itself still needs an agreeing name inside it.
        area = index.find_coded(level, code)
        match = (
            PlaceMatch(MatchOutcome.MATCHED, area, MatchWay.CODE_AND_NAME)
            if area
            else reasons.build_unknown_parent_code(index, level, code or "")
        )
    else:
        match = _match_one(index, level, name, code, None if level == Level.PROVINCE else within)
        if match.outcome == MatchOutcome.UNKNOWN and match.clash is None:
            elsewhere = index.find_by_name(level, name, None)
            match = reasons.build_outside(index, elsewhere[0], within) if len(elsewhere) == 1 and within else match
    if match.area is not None and within is not None and not index.lies_within(match.area, within):
        return reasons.build_outside(index, match.area, within)
    return match


def _match_one(index: AreaIndex, level: Level, name: str, code: str | None, within: IndexedArea | None) -> PlaceMatch:
    match = _match_written(index, level, name, code, within)
    unmarked = list_unmarked(name)
    if unmarked and match.area is not None and match.area in index.list_told(level, name, within):
        return match  # a person told what the name means, mark and all
    for bare in unmarked:
        match = _weigh_mark(index, name, match, _match_written(index, level, bare, code, within))
    return match


def _weigh_mark(index: AreaIndex, name: str, match: PlaceMatch, bare: PlaceMatch) -> PlaceMatch:
    """Return what a name means whose end may be the mark of a footnote: ``match`` with it, ``bare`` without."""
    if match.area is not None and bare.area not in (None, match.area):
        return reasons.build_several(index, name, tuple(area for area in (bare.area, match.area) if area))
    if match.area is not None or (bare.outcome is MatchOutcome.UNKNOWN and bare.area is None and bare.clash is None):
        return match
    if match.outcome is MatchOutcome.AMBIGUOUS and match.clash is None:
        return match
    return replace(bare, way=MatchWay.FOLDED_NAME) if bare.way is MatchWay.EXACT_NAME else bare


def _match_written(
    index: AreaIndex, level: Level, name: str, code: str | None, within: IndexedArea | None
) -> PlaceMatch:
    if code is not None and not is_blank(code):
        return _match_code(index, level, name, normalise_code(level, code), within)
    return _match_name(index, level, name, within)


def _match_code(index: AreaIndex, level: Level, name: str, code: str, within: IndexedArea | None) -> PlaceMatch:
    area = index.find_area(level, code)
    if area is not None and area.name == name and (within is None or index.lies_within(area, within)):
        # Whoever bears a name to the letter is among those found by it: the search below would say the same.
        return PlaceMatch(MatchOutcome.MATCHED, area, MatchWay.CODE_AND_NAME)
    by_name = index.find_by_name(level, name, within)
    told = index.list_told(level, name, within)
    if area is None:
        similar = tuple(dict.fromkeys((*by_name, *told))) or index.rank_similar(level, name, within)
        return reasons.build_unknown_code(index, name, code, similar)
    if within is None or index.lies_within(area, within):
        if area in by_name:
            return PlaceMatch(MatchOutcome.MATCHED, area, MatchWay.CODE_AND_NAME)
        if told == (area,) and not by_name:
            return PlaceMatch(MatchOutcome.ALIAS, area, MatchWay.ALIAS)
        # With its code beside it a name may lack some of its accents, as long as nobody else bears what is written.
        if not by_name and not told and index.agrees(area, name):
            return PlaceMatch(MatchOutcome.MATCHED, area, MatchWay.CODE_AND_NAME)
    elif not by_name and index.agrees(area, name):
        scope = index.scope_area()
        if scope is not None and not index.lies_within(area, scope):
            return reasons.build_outside(index, area, scope)
        return reasons.build_wrong_parent(index, area, within)
    others = tuple(other for other in dict.fromkeys((*by_name, *told)) if other != area)
    return reasons.build_clash(index, area, name, others, () if others else index.rank_similar(level, name, within))


def _match_name(index: AreaIndex, level: Level, name: str, within: IndexedArea | None) -> PlaceMatch:
    found = index.search(level, name, within)
    official = found.areas if found else ()
    # «Xã Tủa Chùa» keeps its official meaning whatever «Tủa Chùa», without a type, was told to mean.
    told = index.list_told(level, name, within, same_type=bool(official))
    if told and told != official:
        return _match_told(index, name, told, official)
    if not told and (found is None or found.way is MatchWay.PLAIN_NAME or _lacks_accents(level, name)):
        told = tuple(area for area in index.list_told_plain(level, name, within) if area not in official)
    meant = tuple(dict.fromkeys((*official, *told)))
    if not meant:
        return reasons.build_unknown_name(index, name, within, index.rank_similar(level, name, within))
    if len(meant) > 1:
        return reasons.build_several(index, name, meant)
    if found is None:
        return PlaceMatch(MatchOutcome.ALIAS, meant[0], MatchWay.ALIAS)
    return PlaceMatch(MatchOutcome.MATCHED, meant[0], found.way)


def _match_told(
    index: AreaIndex, name: str, told: tuple[IndexedArea, ...], official: tuple[IndexedArea, ...]
) -> PlaceMatch:
    """Return what an alias says: it names what nobody else bears, or settles a doubt among official bearers."""
    if len(told) > 1:
        return reasons.build_several(index, name, tuple(dict.fromkeys((*official, *told))))
    if official and told[0] not in official:
        return reasons.build_contradiction(index, name, told, official)
    return PlaceMatch(MatchOutcome.ALIAS, told[0], MatchWay.ALIAS)


def _lacks_accents(level: Level, name: str) -> bool:
    whole = fold_name(name, level)[0]
    return whole.core == whole.plain
