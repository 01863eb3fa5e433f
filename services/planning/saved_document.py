"""A selection as it is kept: question, rules, list with reasons, proof and all that stands beside it, as JSON.

Page, API and annex read this document and nothing else, so that none has numbers of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual
from geodata.vintages import OutlineKind, Vintage
from services.coverage.conversion_words import list_conversion_sentences
from services.coverage.snapshot import Snapshot
from services.coverage.view import View, ViewRequest, build_view
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.planning.objectives import Objective, find_gains
from services.planning.plan import Plan
from services.planning.plan_words import name_rule, say_other, say_proof, say_stability
from services.planning.question import build_question_document
from services.planning.ranking import MISSING_RULE
from services.planning.score_view import build_score_view
from services.planning.solving import SolvedSelection


def build_selection_document(
    plan: Plan, solved: SolvedSelection, names: Mapping[str, str], vintage: Vintage
) -> dict[str, Any]:
    """Return the document of a selection on the boundaries of ``vintage``; BadInput where there is no list to keep."""
    best = solved.selection
    if best is None:
        raise _no_list()
    question = build_question_document(replace(plan.question, selection=solved.asked))
    factor = find_factor(solved.asked.objective)
    other, stability = solved.other, solved.stability
    places = sorted((int(one) for one in best.places), key=lambda one: (-np.nan_to_num(solved.gains[one]), one))
    return {
        "question": question,
        "within_name": plan.view.total.name,
        "criteria": [
            {
                "criterion": one.value,
                **_say("label", one.definition.label),
                **_say("definition", one.definition.definition),
                "weight": weight,
            }
            for one, weight in plan.question.weights
        ],
        **_say("scaling_definition", plan.question.scaling.definition),
        **_say("missing_rule", MISSING_RULE),
        "candidate_count": plan.candidates.size,
        "ranked_count": int(np.count_nonzero(plan.ranking.ranks)),
        **_say("scheme_label", plan.question.scheme.label),
        **_say("objective_label", solved.asked.objective.label),
        "rules": [_say("label", name_rule(one, names)) for one in solved.asked.list_rules()],
        "is_proven": best.is_proven,
        **_say("proof", say_proof(solved)),
        "gain_unit": "points" if factor > 1 else "people",
        "gain": _round(best.gain * factor),
        "bound": _round(best.bound * factor),
        "gap": _round(best.gap),
        "cost": _round(best.cost),
        "cost_unit": solved.asked.cost_unit.value if solved.asked.has_costs else None,
        "fingerprint": best.fingerprint,
        "next_best": None if other is None else {"gain": _round(other.gain * factor), "codes": list(other.codes)},
        **_say("next_best", say_other(solved, names)),
        "totals": [_build_total(plan, one, places) for one in Objective],
        "rule_costs": [
            {
                **_say("label", name_rule(one.rule, names)),
                "cost": None if one.cost is None else _round(one.cost * factor),
            }
            for one in solved.losses
        ],
        "tries": 0 if stability is None else stability.tries,
        **_say("stability", say_stability(stability, places)),
        "picks": [_build_pick(plan, solved, place, names) for place in places],
        "scores": {
            str(code): int(shown)
            for code, shown in zip(plan.candidates.codes, plan.ranking.shown_scores, strict=True)
            if np.isfinite(shown)
        },
        **_build_sources(plan.view, vintage),
    }


def find_factor(objective: Objective) -> int:
    """Return what a gain is multiplied by in a document: scores are kept in points of 100, as they are printed."""
    return 100 if objective is Objective.SCORE else 1


def build_stored_view(snapshot: Snapshot, document: Mapping[str, Any]) -> View:
    """Return the map of a kept selection: the scores as they were, on their boundaries; NotFound without these."""
    asked = document["question"]
    day = date.fromisoformat(asked["as_of"])
    request = ViewRequest(
        asked["vintage_id"], Level.COMMUNE, asked["within"], Scheme(asked["scheme"]), Indicator.COVERAGE_RATIO, day
    )
    view = build_view(snapshot, request)
    scores = document["scores"]
    held = [int(area) for area in view.areas if str(view.hierarchy.codes[area]) in scores]
    shown = np.array([float(scores[str(view.hierarchy.codes[area])]) for area in held])
    return build_score_view(view, np.array(held, dtype=np.int32), shown)


def _build_sources(view: View, vintage: Vintage) -> dict[str, Any]:
    """Return where the numbers come from, and what must be known before they are believed."""
    return {
        "sources": list(dict.fromkeys(note.source for note in view.sources if note.source)),
        "is_illustrative": any(note.is_illustrative for note in view.sources),
        "illustrative_notes": [_say("text", note) for note in view.illustrative_notes],
        **_say("boundaries", Bilingual(vintage.title_vi, vintage.title_en)),
        "is_approximate": vintage.outline_kind is OutlineKind.APPROXIMATE,
        "conversions": [_say("text", one) for one in list_conversion_sentences(view)],
    }


def _build_total(plan: Plan, objective: Objective, places: list[int]) -> dict[str, Any]:
    """Return what the picks come to by an objective, asked for or not; communes without a number count as none."""
    gains = find_gains(objective, plan.candidates, plan.ranking)[places]
    total = float(np.nansum(gains)) if np.isfinite(gains).any() else np.nan
    return {
        "objective": objective.value,
        **_say("label", objective.label),
        "total": _round(total * find_factor(objective)),
    }


def _build_pick(plan: Plan, solved: SolvedSelection, place: int, names: Mapping[str, str]) -> dict[str, Any]:
    unit = str(plan.candidates.unit_codes[place])
    stability = solved.stability
    return {
        "area_code": str(plan.candidates.codes[place]),
        "name": str(plan.candidates.names[place]),
        "unit_code": unit,
        "unit_name": names.get(unit, unit),
        "rank": int(plan.ranking.ranks[place]) or None,
        "score_shown": None if np.isnan(plan.ranking.scores[place]) else int(plan.ranking.shown_scores[place]),
        "gain": _round(float(solved.gains[place]) * find_factor(solved.asked.objective)),
        "cost": _round(float(solved.costs[place])),
        "unreached": _round(float(plan.candidates.unreached[place])),
        "chosen_count": None if stability is None else int(stability.picked_counts[place]),
        "reasons": [
            {"criterion": one.criterion.value, "value": _round(one.value), **_say("text", one.text)}
            for one in plan.list_reasons(place)
        ],
    }


def _say(name: str, text: Bilingual) -> dict[str, str]:
    return {f"{name}_vi": text.vi, f"{name}_en": text.en}


def _round(number: float) -> float | int | None:
    if not np.isfinite(number):
        return None
    return int(number) if float(number).is_integer() else round(float(number), 6)


def _no_list() -> BadInput:
    return BadInput(
        "no_list_to_save",
        Bilingual("Chưa có danh sách nào để lưu", "There is no list to save"),
        Bilingual(
            "Nhập số xã hay kinh phí ở trang Chọn xã, nới quy tắc nếu cần, rồi lưu.",
            "Type a number of communes or a budget on the page Pick communes, loosen rules if needed, then save.",
        ),
    )
