"""Why a place was not matched, in words that name both sides of the doubt, each place with what it lies in."""

from __future__ import annotations

from collections.abc import Sequence

from geodata.area_index import AreaIndex
from geodata.areas import LEVEL_WORDS, Level
from geodata.errors import Bilingual
from geodata.places import IndexedArea, MatchOutcome, PlaceMatch


def build_nameless(coded: IndexedArea | None) -> PlaceMatch:
    """Return the refusal of a row without a name; a code alone proves nothing across vintages."""
    candidates = (coded,) if coded else ()
    return _refuse(
        MatchOutcome.UNKNOWN,
        "Dòng không có tên để đối chiếu với mã",
        "The row has no name to check the code against",
        candidates,
    )


def build_outside(index: AreaIndex, area: IndexedArea, scope: IndexedArea) -> PlaceMatch:
    """Return the outcome of a place that lies outside the scope."""
    label = index.label(area)
    return _refuse(
        MatchOutcome.OUTSIDE_SCOPE,
        f"{label} nằm ngoài {scope.label}",
        f"{label} lies outside {scope.label}",
        (area,),
    )


def build_wrong_parent(index: AreaIndex, area: IndexedArea, within: IndexedArea) -> PlaceMatch:
    """Return the doubt where code and name agree but the parent of the row does not."""
    label, place = index.label(area), index.label(within)
    return PlaceMatch(
        MatchOutcome.AMBIGUOUS,
        reason=Bilingual(
            f"Mã {area.area_code} là {label}, không thuộc {place} như dòng này ghi",
            f"The code {area.area_code} is {label}, which does not lie in {place} as the row says",
        ),
        candidates=(area,),
        clash=area,
    )


def build_clash(
    index: AreaIndex,
    area: IndexedArea,
    name: str,
    bearers: tuple[IndexedArea, ...],
    similar: tuple[IndexedArea, ...],
) -> PlaceMatch:
    """Return the doubt where the code means ``area`` and the name means others or nobody."""
    labels, vintage_id = _list_labels(index, bearers), index.vintage_id
    tail_vi = f"; tên này là của {labels}" if labels else ""
    tail_en = f"; that name belongs to {labels}" if labels else ""
    return PlaceMatch(
        MatchOutcome.AMBIGUOUS if bearers else MatchOutcome.UNKNOWN,
        reason=Bilingual(
            f"Mã {area.area_code} trong {vintage_id} là {index.label(area)}, không phải «{name}»{tail_vi}",
            f"The code {area.area_code} in {vintage_id} is {index.label(area)}, not «{name}»{tail_en}",
        ),
        candidates=tuple(dict.fromkeys((area, *bearers, *similar))),
        clash=area,
    )


def build_unknown_code(index: AreaIndex, name: str, code: str, candidates: tuple[IndexedArea, ...]) -> PlaceMatch:
    """Return the doubt where the vintage has no such code; the name alone does not overrule it."""
    labels = _list_labels(index, candidates)
    tail_vi = f"; tên «{name}» giống {labels}" if labels else ""
    tail_en = f"; the name «{name}» resembles {labels}" if labels else ""
    return _refuse(
        MatchOutcome.AMBIGUOUS if candidates else MatchOutcome.UNKNOWN,
        f"Mã «{code}» không có trong {index.vintage_id}{tail_vi}",
        f"The code «{code}» is not in {index.vintage_id}{tail_en}",
        candidates,
    )


def build_unknown_parent_code(index: AreaIndex, level: Level, code: str) -> PlaceMatch:
    """Return the refusal of a row whose parent code the vintage does not have."""
    word = LEVEL_WORDS[level]
    return _refuse(
        MatchOutcome.UNKNOWN,
        f"Mã {word.vi} «{code}» không có trong {index.vintage_id}",
        f"The {word.en} code «{code}» is not in {index.vintage_id}",
    )


def build_several(index: AreaIndex, name: str, areas: tuple[IndexedArea, ...]) -> PlaceMatch:
    """Return the doubt where several areas bear the name."""
    labels = _list_labels(index, areas)
    return _refuse(MatchOutcome.AMBIGUOUS, f"«{name}» có thể là: {labels}", f"«{name}» may mean: {labels}", areas)


def build_contradiction(
    index: AreaIndex, name: str, told: tuple[IndexedArea, ...], official: tuple[IndexedArea, ...]
) -> PlaceMatch:
    """Return the doubt where an alias tells one area and the official list another."""
    told_labels, official_labels = _list_labels(index, told), _list_labels(index, official)
    return _refuse(
        MatchOutcome.AMBIGUOUS,
        f"«{name}» đã được ghi nhớ là {told_labels}, nhưng trong danh mục là tên của {official_labels}",
        f"«{name}» is remembered as {told_labels}, but officially it is the name of {official_labels}",
        tuple(dict.fromkeys((*official, *told))),
    )


def build_unknown_name(
    index: AreaIndex, name: str, within: IndexedArea | None, candidates: tuple[IndexedArea, ...]
) -> PlaceMatch:
    """Return the refusal of a name that nobody bears, with the names most like it."""
    where = index.label(within) if within else index.vintage_id
    labels = _list_labels(index, candidates)
    tail_vi = f"; gần giống: {labels}" if labels else ""
    tail_en = f"; close to it: {labels}" if labels else ""
    return _refuse(
        MatchOutcome.UNKNOWN,
        f"Không có «{name}» trong {where}{tail_vi}",
        f"There is no «{name}» in {where}{tail_en}",
        candidates,
    )


def _list_labels(index: AreaIndex, areas: Sequence[IndexedArea]) -> str:
    return "; ".join(index.label(area) for area in areas)


def _refuse(outcome: MatchOutcome, vi: str, en: str, candidates: tuple[IndexedArea, ...] = ()) -> PlaceMatch:
    return PlaceMatch(outcome, reason=Bilingual(vi, en), candidates=candidates)
