"""The list of ranked communes: score with its range, reasons in words, and a rate that owns up to chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from services.coverage.columns import Mask
from services.coverage.officers import find_officer
from services.coverage.vintage_data import VintageData
from services.measures.wording import format_count
from services.planning.plan import Plan
from services.planning.plan_words import write_rate, write_score
from webmap.planning.plan_request import PlanRequest, build_plan_url

PAGE_ROWS = 25


@dataclass(frozen=True)
class RateCell:
    """A coverage as counted, as estimated, between what it and its rank from below lie; texts, empty where unknown."""

    raw: str
    counts: str
    estimate: str
    interval: str
    ranks: str = ""


@dataclass(frozen=True)
class PlanRow:
    """One commune. ``place`` is its position in the view; ``low_x`` and ``width`` are per cent of the score's track."""

    place: int
    code: str
    name: str
    unit: str
    url: str
    rank: str
    score: str
    score_x: str
    low_x: str
    width: str
    has_range: bool
    reasons: tuple[str, ...]
    rate: RateCell
    is_chosen: bool
    is_picked: bool
    is_pilot: bool
    is_indistinct: bool


@dataclass(frozen=True)
class PlanList:
    """A page of the list; ``compared`` is the commune that marks of «cannot be told apart» are about.

    ``has_rates`` tells whether the coverage of any commune is known.
    """

    rows: tuple[PlanRow, ...]
    compared: str
    indistinct_count: int
    has_rates: bool
    page: int
    pages: int
    previous_url: str
    next_url: str
    officer: str = ""
    all_url: str = ""


def build_list(
    plan: Plan, request: PlanRequest, chosen: int, picks: frozenset[int], data: VintageData | None = None
) -> PlanList:
    """Return the page of the list that the request asks for; of an officer in charge their communes alone."""
    officer, order = _keep_own(plan, request, data)
    pages = max(1, -(-len(order) // PAGE_ROWS))
    page = min(request.page, pages)
    alike = plan.find_indistinct(chosen) if chosen >= 0 else np.zeros(plan.candidates.size, dtype=bool)
    units = name_units(plan)
    shown = order[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    return PlanList(
        rows=tuple(_build_row(plan, request, place, chosen, picks, alike, units) for place in shown),
        compared=str(plan.candidates.names[chosen]) if chosen >= 0 else "",
        indistinct_count=int(np.count_nonzero(alike)),
        has_rates=bool(np.isfinite(plan.candidates.coverages).any()),
        page=page,
        pages=pages,
        previous_url=build_plan_url(request, page=page - 1) if page > 1 else "",
        next_url=build_plan_url(request, page=page + 1) if page < pages else "",
        officer=officer,
        all_url=build_plan_url(request, officer=None, page=None),
    )


def _keep_own(plan: Plan, request: PlanRequest, data: VintageData | None) -> tuple[str, list[int]]:
    """Return the name of the officer asked for and the places of their communes by rank; "" and all without one."""
    if request.officer is None or data is None:
        return "", plan.order
    officer, areas = find_officer(data, request.officer, plan.question.as_of)
    own = set(areas.tolist())
    return officer.name, [place for place in plan.order if int(plan.candidates.areas[place]) in own]


def name_units(plan: Plan) -> dict[str, str]:
    """Return the name of each managing unit by its code."""
    hierarchy = plan.view.hierarchy
    return {
        code: str(hierarchy.names[hierarchy.find(code)]) for code in set(map(str, plan.candidates.unit_codes)) if code
    }


def name_communes(plan: Plan) -> dict[str, str]:
    """Return the name of each commune and of each unit by its code."""
    codes, names = plan.candidates.codes, plan.candidates.names
    return name_units(plan) | {str(code): str(name) for code, name in zip(codes, names, strict=True)}


def build_rate(plan: Plan, place: int, lang: str) -> RateCell:
    """Return the coverage of a commune as counted and as estimated."""
    enrolled, size = plan.candidates.enrolled[place], plan.candidates.denominators[place]
    counts = f"{format_count(enrolled, lang)} / {format_count(size, lang)}" if np.isfinite(enrolled + size) else ""
    raw = plan.candidates.coverages[place]
    if plan.rates is None or not np.isfinite(plan.rates.estimates[place]):
        return RateCell(write_rate(raw, lang) if np.isfinite(raw) else "", counts, "", "")
    low, high = (write_rate(float(one[place]), lang) for one in (plan.rates.lows, plan.rates.highs))
    estimate = write_rate(float(plan.rates.estimates[place]), lang)
    shown = write_rate(raw, lang) if np.isfinite(raw) else ""
    return RateCell(shown, counts, estimate, f"{low} – {high}", _write_ranks(plan, place, lang))


def _write_ranks(plan: Plan, place: int, lang: str) -> str:
    found = plan.rank_intervals
    if found is None or not found.lows[place]:
        return ""
    low, high = (format_count(int(one[place]), lang) for one in (found.lows, found.highs))
    return low if low == high else f"{low} – {high}"


def _build_row(
    plan: Plan,
    request: PlanRequest,
    place: int,
    chosen: int,
    picks: frozenset[int],
    alike: Mask,
    units: Mapping[str, str],
) -> PlanRow:
    ranking, candidates, lang = plan.ranking, plan.candidates, request.place.lang
    is_ranked = bool(ranking.ranks[place])
    low, score, high = (
        float(one[place]) * 100 if is_ranked else 0.0
        for one in (ranking.score_lows, ranking.scores, ranking.score_highs)
    )
    code = str(candidates.codes[place])
    return PlanRow(
        place=place,
        code=code,
        name=str(candidates.names[place]),
        unit=units.get(str(candidates.unit_codes[place]), ""),
        url=build_plan_url(request, area=code, against=None),
        rank=format_count(int(ranking.ranks[place]), lang) if is_ranked else "–",
        score=write_score(float(ranking.scores[place]), lang) if is_ranked else "",
        score_x=f"{score:.1f}",
        low_x=f"{low:.1f}",
        width=f"{max(high - low, 0.0):.1f}",
        has_range=is_ranked and high - low > 0.05,
        reasons=tuple(one.text.in_language(lang) for one in plan.list_reasons(place)),
        rate=build_rate(plan, place, lang),
        is_chosen=place == chosen,
        is_picked=place in picks,
        is_pilot=bool(candidates.is_pilot[place]),
        is_indistinct=bool(alike[place]),
    )
