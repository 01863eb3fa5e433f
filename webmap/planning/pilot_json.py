"""Pilots and their evaluation as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from geodata.errors import Bilingual
from services.coverage.catalogue import PilotArea
from services.planning.cohort_words import explain_programme
from services.planning.cohorts import Cohort, Pooled, Programme
from services.planning.evaluation_words import TRAIT_LABELS
from services.planning.matching import CONFIDENCE, Difference, Matching
from services.planning.pilot_details import GainPoint, PilotRow
from services.planning.pilot_results import GroupGain
from webmap.api.view_json import in_both
from webmap.map_request import MapRequest
from webmap.page.screen import Screen


def build_pilot_list(request: MapRequest, pilots: Sequence[PilotArea]) -> dict[str, Any]:
    """Return the documented answer of /api/v1/pilots."""
    return {
        "vintage_id": request.vintage,
        "within": request.within,
        "scheme": request.scheme,
        "pilots": [asdict(one) for one in pilots],
    }


def build_programme(screen: Screen, programme: Programme) -> dict[str, Any]:
    """Return the documented answer of /api/v1/pilots/evaluation."""
    request = screen.request
    notes = screen.view.illustrative_notes
    return {
        "vintage_id": request.vintage,
        "within": request.within,
        "within_name": str(screen.hierarchy.names[screen.within]),
        "scheme": request.scheme,
        **in_both("scheme_label", request.scheme.label),
        "as_of": programme.as_of,
        "confidence": CONFIDENCE,
        "cohorts": [_build_cohort(one) for one in programme.cohorts],
        "pooled": None if programme.pooled is None else _build_pooled(programme.pooled),
        "waiting": [{"started_on": day, "pilot_count": count} for day, count in programme.waiting],
        "ended_count": programme.ended_count,
        "sentences": _build_sentences(explain_programme(programme)),
        "illustrative_notes": _build_sentences(notes),
    }


def _build_cohort(cohort: Cohort) -> dict[str, Any]:
    found = cohort.evaluation
    return {
        "started_on": cohort.started_on,
        "baseline_date": found.baseline_date,
        "as_of": found.as_of,
        "months": found.months,
        "pilots": _build_group(found.pilots),
        "others": _build_group(found.others),
        "matched": None if cohort.matched is None else _build_group(cohort.matched),
        "net_ratio": found.net_ratio,
        "gross_ratio": found.gross_ratio,
        "stock_share": found.stock_share,
        "year_net_total": found.year_net_total,
        "difference": _build_difference(found.difference),
        "matching": None if found.matching is None else _build_matching(found.matching),
        "placebos": [
            {"first_date": one.first, "last_date": one.last, "difference": _build_difference(one.difference)}
            for one in found.placebos
        ],
        "points": [_build_point(one) for one in cohort.points],
        "rows": [_build_row(one) for one in cohort.rows],
        "sentences": _build_sentences(found.sentences),
    }


def _build_group(group: GroupGain) -> dict[str, Any]:
    return asdict(group) | {
        "net_total": group.net_total,
        "net_mean": _tidy(group.net_mean),
        "gross_mean": _tidy(group.gross_mean),
    }


def _build_difference(difference: Difference | None) -> dict[str, Any] | None:
    return None if difference is None else asdict(difference)


def _build_matching(matching: Matching) -> dict[str, Any]:
    traits = zip(matching.traits, matching.gaps, matching.gaps_before, strict=True)
    return {
        "match_count": int(matching.matches.shape[1]),
        "mixed_count": matching.mixed_count,
        "left_out_count": int(matching.left_out.size),
        "traits": [
            {"trait": name, **in_both("label", TRAIT_LABELS[name]), "gap": float(gap), "gap_before": float(before)}
            for name, gap, before in traits
        ],
    }


def _build_point(point: GainPoint) -> dict[str, Any]:
    return {
        "as_of": point.as_of,
        "pilots_mean": point.pilots,
        "others_mean": point.others,
        "matches_mean": point.matches,
    }


def _build_row(row: PilotRow) -> dict[str, Any]:
    return {
        "area_code": row.code,
        "name": row.name,
        "baseline_count": row.baseline_count,
        "last_count": row.last_count,
        "net_count": row.net_count,
        "gross_count": row.gross_count,
        "matches": [
            {"area_code": code, "name": name} for code, name in zip(row.match_codes, row.match_names, strict=True)
        ],
        "match_mean": row.match_mean,
        "difference": row.difference,
    }


def _build_pooled(pooled: Pooled) -> dict[str, Any]:
    return {
        "pilot_count": pooled.pilot_count,
        "pilot_months": pooled.pilot_months,
        "net_total": pooled.net_total,
        "gross_total": pooled.gross_total,
        "last_total": pooled.last_total,
        "stock_share": pooled.stock_share,
        "net_mean": pooled.net_mean,
        "gross_mean": pooled.gross_mean,
        "others_net_mean": pooled.others_net_mean,
        "others_gross_mean": pooled.others_gross_mean,
        "net_ratio": pooled.net_ratio,
        "gross_ratio": pooled.gross_ratio,
        "difference": _build_difference(pooled.difference),
        "month_difference": pooled.month_difference,
    }


def _build_sentences(texts: Sequence[Bilingual]) -> list[dict[str, str]]:
    return [in_both("text", text) for text in texts]


def _tidy(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else value
