"""Why a commune stands where it stands: its three strongest reasons in words and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from geodata.errors import Bilingual
from services.coverage.columns import Counts
from services.measures.rounding import round_decimal
from services.measures.wording import format_count, format_decimal, format_points, format_ratio
from services.planning.criteria import Criterion, Measured
from services.planning.ranking import Ranking

REASON_COUNT = 3
LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Reason:
    """One reason for a commune: the value in its own unit, its place among those known, what it adds to the score.

    ``rank`` 1 of ``known_count`` speaks most for the commune; ``contribution`` is above the middle of the scale, in
    parts of the score (0–1). ``text`` is the sentence.
    """

    criterion: Criterion
    value: float
    rank: int
    known_count: int
    contribution: float
    text: Bilingual


def list_reasons(ranking: Ranking, place: int, count: int = REASON_COUNT) -> tuple[Reason, ...]:
    """Return the strongest reasons for the commune at ``place``, the strongest first; fewer where fewer speak for it.

    A criterion is a reason where it lifts the score above the middle of the scale and, being a gap, is above zero;
    what is missing is none. Equal ones stand in the order of the criteria.
    """
    found = []
    for order, criterion in enumerate(Criterion):
        contribution = float(ranking.contribute(criterion)[place]) if criterion in ranking.weights else 0.0
        value = float(ranking.values[criterion][place])
        if contribution > 0 and not (criterion.definition.is_gap and value <= 0):
            found.append((-round(contribution, 12), order, criterion))
    return tuple(_build_reason(ranking, place, criterion, -less) for less, _, criterion in sorted(found)[:count])


def _build_reason(ranking: Ranking, place: int, criterion: Criterion, contribution: float) -> Reason:
    value = float(ranking.values[criterion][place])
    rank, known = _find_rank(ranking.scaled[criterion], place)
    return Reason(criterion, value, rank, known, contribution, write_reason(criterion, value, rank, known))


def _find_rank(scaled: Counts, place: int) -> tuple[int, int]:
    known = scaled[np.isfinite(scaled)]
    return 1 + int(np.count_nonzero(known > scaled[place])), int(known.size)


def write_reason(criterion: Criterion, value: float, rank: int, known_count: int) -> Bilingual:
    """Return a reason in words: «còn 4.190 người chưa tham gia (thứ 3 trong 130 xã)»."""
    definition = criterion.definition
    phrase = definition.reason_of_none if definition.reason_of_none and value == 0 else definition.reason
    vi, en = (phrase.in_language(lang).format(value=write_value(criterion, value, lang)) for lang in LANGUAGES)
    count_vi, count_en = (format_count(known_count, lang) for lang in LANGUAGES)
    rank_vi, rank_en = (format_count(rank, lang) for lang in LANGUAGES)
    return Bilingual(f"{vi} (thứ {rank_vi} trong {count_vi} xã)", f"{en} (no. {rank_en} of {count_en} communes)")


def write_value(criterion: Criterion, value: float, lang: str) -> str:
    """Return the value of a criterion as it is printed."""
    measured = criterion.definition.measured
    if measured is Measured.POINTS:
        return format_points(value, lang, 2, is_signed=False)
    if measured is Measured.RATIO:
        return format_ratio(value, lang, 1, is_signed=criterion is Criterion.SLOW_GROWTH)
    if measured is Measured.KILOMETRES:
        return f"{format_decimal(Decimal(round_decimal(value, 1)), lang)} km"
    return format_count(value, lang)
