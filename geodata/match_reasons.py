"""Why a place was not matched, in words that name both sides of the doubt."""

from __future__ import annotations

from geodata.areas import LEVEL_WORDS, Level
from geodata.errors import Bilingual
from geodata.places import IndexedArea, MatchOutcome, PlaceMatch, build_labels


def build_nameless(coded: IndexedArea | None) -> PlaceMatch:
    """Return the refusal of a row without a name; a code alone proves nothing across vintages."""
    candidates = (coded,) if coded else ()
    return _refuse(
        MatchOutcome.UNKNOWN,
        "Dòng không có tên để đối chiếu với mã",
        "The row has no name to check the code against",
        candidates,
    )


def build_outside(area: IndexedArea, scope: IndexedArea) -> PlaceMatch:
    """Return the outcome of a place that lies outside the scope."""
    return _refuse(
        MatchOutcome.OUTSIDE_SCOPE,
        f"{area.label} nằm ngoài {scope.label}",
        f"{area.label} lies outside {scope.label}",
        (area,),
    )


def build_wrong_parent(area: IndexedArea, within: IndexedArea) -> PlaceMatch:
    """Return the doubt where code and name agree but the parent of the row does not."""
    return PlaceMatch(
        MatchOutcome.AMBIGUOUS,
        reason=Bilingual(
            f"Mã {area.area_code} là {area.name} nhưng không thuộc {within.label} như dòng này ghi",
            f"The code {area.area_code} is {area.name}, which does not lie in {within.label} as the row says",
        ),
        candidates=(area,),
        clash=area,
    )


def build_clash(
    vintage_id: str,
    area: IndexedArea,
    name: str,
    bearers: tuple[IndexedArea, ...],
    similar: tuple[IndexedArea, ...],
) -> PlaceMatch:
    """Return the doubt where the code means ``area`` and the name means others or nobody."""
    labels = build_labels(bearers)
    tail_vi = f"; tên này là của {labels}" if labels else ""
    tail_en = f"; that name belongs to {labels}" if labels else ""
    return PlaceMatch(
        MatchOutcome.AMBIGUOUS if bearers else MatchOutcome.UNKNOWN,
        reason=Bilingual(
            f"Mã {area.area_code} trong {vintage_id} là {area.name}, không phải «{name}»{tail_vi}",
            f"The code {area.area_code} in {vintage_id} is {area.name}, not «{name}»{tail_en}",
        ),
        candidates=tuple(dict.fromkeys((area, *bearers, *similar))),
        clash=area,
    )


def build_unknown_code(vintage_id: str, name: str, code: str, candidates: tuple[IndexedArea, ...]) -> PlaceMatch:
    """Return the doubt where the vintage has no such code; the name alone does not overrule it."""
    labels = build_labels(candidates)
    tail_vi = f"; tên «{name}» giống {labels}" if labels else ""
    tail_en = f"; the name «{name}» resembles {labels}" if labels else ""
    return _refuse(
        MatchOutcome.AMBIGUOUS if candidates else MatchOutcome.UNKNOWN,
        f"Mã «{code}» không có trong {vintage_id}{tail_vi}",
        f"The code «{code}» is not in {vintage_id}{tail_en}",
        candidates,
    )


def build_unknown_parent_code(vintage_id: str, level: Level, code: str) -> PlaceMatch:
    """Return the refusal of a row whose parent code the vintage does not have."""
    word = LEVEL_WORDS[level]
    return _refuse(
        MatchOutcome.UNKNOWN,
        f"Mã {word.vi} «{code}» không có trong {vintage_id}",
        f"The {word.en} code «{code}» is not in {vintage_id}",
    )


def build_several(name: str, areas: tuple[IndexedArea, ...]) -> PlaceMatch:
    """Return the doubt where several areas bear the name."""
    labels = build_labels(areas)
    return _refuse(MatchOutcome.AMBIGUOUS, f"«{name}» có thể là: {labels}", f"«{name}» may mean: {labels}", areas)


def build_unknown_name(name: str, where: str, candidates: tuple[IndexedArea, ...]) -> PlaceMatch:
    """Return the refusal of a name that nobody bears, with the names most like it."""
    labels = build_labels(candidates)
    tail_vi = f"; gần giống: {labels}" if labels else ""
    tail_en = f"; close to it: {labels}" if labels else ""
    return _refuse(
        MatchOutcome.UNKNOWN,
        f"Không có «{name}» trong {where}{tail_vi}",
        f"There is no «{name}» in {where}{tail_en}",
        candidates,
    )


def _refuse(outcome: MatchOutcome, vi: str, en: str, candidates: tuple[IndexedArea, ...] = ()) -> PlaceMatch:
    return PlaceMatch(outcome, reason=Bilingual(vi, en), candidates=candidates)
