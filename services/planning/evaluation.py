"""What the pilots achieved: against all others, against communes like them, and on dates when nothing had begun."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from services.coverage.columns import Mask
from services.planning.evaluation_words import explain_evaluation
from services.planning.matching import match_communes, measure_difference
from services.planning.pilot_results import GroupGain, Placebo
from services.planning.pilot_results import PilotEvaluation as PilotEvaluation
from services.planning.pilot_study import PilotStudy, count_months

MOST_PLACEBOS = 12


def evaluate_pilots(study: PilotStudy, taken: frozenset[int] = frozenset()) -> PilotEvaluation:
    """Return the evaluation of a study, with plain sentences on what it shows and what it cannot.

    ``taken`` are places of communes that are compared with pilots of an earlier start, and so with none of these.
    """
    free = _leave_out(study, taken)
    pilots, others = (sum_group(study, members) for members in (study.is_pilot, study.is_other))
    matching = match_communes(free, study.baseline, study.last)
    difference = None if matching is None else measure_difference(study, matching, study.baseline, study.last)
    found = PilotEvaluation(
        baseline_date=study.dates[study.baseline],
        as_of=study.dates[study.last],
        months=study.months,
        pilots=pilots,
        others=others,
        net_ratio=_divide(pilots.net_mean, others.net_mean),
        gross_ratio=_divide(pilots.gross_mean, others.gross_mean),
        stock_share=float(np.nansum(study.stocks[-1][study.is_pilot]) / max(np.nansum(study.stocks[-1]), 1.0)),
        year_net_total=_sum_year(study),
        matching=matching,
        difference=difference,
        placebos=list_placebos(free),
        sentences=(),
    )
    return replace(found, sentences=explain_evaluation(found))


def sum_group(study: PilotStudy, members: Mask) -> GroupGain:
    """Return the gain of the members that have both stocks."""
    first, last = study.stocks[study.baseline], study.stocks[study.last]
    used = members & np.isfinite(first) & np.isfinite(last)
    gross = study.gross_new[used]
    return GroupGain(
        commune_count=int(np.count_nonzero(used)),
        baseline_total=int(first[used].sum()),
        last_total=int(last[used].sum()),
        gross_total=int(gross.sum()) if gross.size and np.isfinite(gross).all() else None,
    )


def list_placebos(study: PilotStudy) -> tuple[Placebo, ...]:
    """Return the differences had the pilots begun on each earlier date, the latest ``MOST_PLACEBOS``, earliest first.

    Communes are matched anew by what was known then; the period is as long as the pilots' own, or ends with their
    baseline. Where matching works these lie around zero.
    """
    found = []
    for first in range(study.baseline):
        ends = [
            end
            for end in range(first + 1, study.baseline + 1)
            if count_months(study.dates[first], study.dates[end]) <= study.months
        ]
        matching = match_communes(study, first, ends[-1]) if ends else None
        if matching is not None:
            difference = measure_difference(study, matching, first, ends[-1])
            found.append(Placebo(study.dates[first], study.dates[ends[-1]], difference))
    return tuple(found[-MOST_PLACEBOS:])


def _leave_out(study: PilotStudy, taken: frozenset[int]) -> PilotStudy:
    if not taken:
        return study
    is_other = study.is_other.copy()
    is_other[list(taken)] = False
    return replace(study, is_other=is_other)


def _divide(first: float | None, second: float | None) -> float | None:
    if first is None or second is None or not np.isfinite(first) or not second > 0:
        return None
    return first / second


def _sum_year(study: PilotStudy) -> int | None:
    place = study.find_year_end()
    if place is None:
        return None
    change = (study.stocks[study.last] - study.stocks[place])[study.is_pilot]
    return int(change.sum()) if np.isfinite(change).all() else None
