"""A proposal of targets as it is kept: question, rule, communes, units, months and organisations, as JSON.

Page, API and workbook read this document and nothing else, so that none has numbers of its own.
"""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from datetime import date
from typing import Any

import numpy as np

from geodata.errors import Bilingual
from geodata.vintages import OutlineKind
from services.planning.apportionment import WholeNumbers
from services.planning.target_plan import TargetPlan
from services.planning.target_question import build_target_question_document
from services.planning.targets import MONTHS

Document = dict[str, Any]


def build_proposal_document(plan: TargetPlan, outline_kind: OutlineKind) -> Document:
    """Return the document of a proposal; every list adds up to the one above it."""
    question, proposal = plan.question, plan.proposal
    asked = build_target_question_document(question) | {"province_code": str(plan.candidates.province_codes[0])}
    return {
        "question": asked,
        "within_name": plan.view.total.name,
        **_say("scheme_label", question.scheme.label),
        **_say("rule", question.say_rule()),
        "target_date": question.target_date.isoformat(),
        "month_dates": [one.isoformat() for one in list_month_ends(question.year)],
        "commune_count": plan.candidates.size,
        "enrolled_count": plan.baseline_total,
        "target_count": int(proposal.targets.sum()),
        "rise_count": int(proposal.rises.sum()),
        "month_counts": plan.months.sum(axis=0).tolist(),
        "organisations": list(plan.organisations),
        "organisation_counts": plan.by_organisation.sum(axis=0).tolist(),
        "units": [_build_unit(plan, code) for code in plan.unit_order],
        "communes": [_build_commune(plan, place) for place in range(plan.candidates.size)],
        "uniform": _build_uniform(plan),
        "sources": list(dict.fromkeys(note.source for note in plan.view.sources if note.source)),
        "is_illustrative": any(note.is_illustrative for note in plan.view.sources),
        "is_approximate": outline_kind is OutlineKind.APPROXIMATE,
        "fingerprint": build_fingerprint(asked, proposal.targets),
    }


def list_month_ends(year: int) -> tuple[date, ...]:
    """Return the last days of the months of a year."""
    return tuple(date(year, month, monthrange(year, month)[1]) for month in range(1, MONTHS + 1))


def build_fingerprint(asked: Document, targets: WholeNumbers) -> str:
    """Return 16 digits that the same question with the same targets always has."""
    text = json.dumps([asked, targets.tolist()], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _build_unit(plan: TargetPlan, code: str) -> Document:
    inside = plan.candidates.unit_codes == code
    stock, target = int(plan.proposal.problem.baseline[inside].sum()), plan.proposal.unit_targets[code]
    return {
        "unit_code": code,
        "name": plan.unit_names.get(code, code),
        "commune_count": int(inside.sum()),
        "enrolled_count": stock,
        "target_count": target,
        "rise_count": target - stock,
        "required_growth_ratio": _divide(target - stock, stock),
        "is_fixed": code in dict(plan.question.unit_fixed),
        "month_counts": plan.months[inside].sum(axis=0).tolist(),
        "organisation_counts": plan.by_organisation[inside].sum(axis=0).tolist(),
    }


def _build_commune(plan: TargetPlan, place: int) -> Document:
    candidates, proposal = plan.candidates, plan.proposal
    stock, target = int(proposal.problem.baseline[place]), int(proposal.targets[place])
    return {
        "area_code": str(candidates.codes[place]),
        "name": str(candidates.names[place]),
        "unit_code": str(candidates.unit_codes[place]),
        "enrolled_count": _count(candidates.enrolled[place]),
        "denominator_count": _count(candidates.denominators[place]),
        "target_count": target,
        "rise_count": target - stock,
        "required_growth_ratio": _divide(target - stock, stock),
        "is_fixed": bool(proposal.is_fixed[place]),
        "is_beyond_denominator": bool(plan.beyond_denominator[place]),
        "month_counts": plan.months[place].tolist(),
        "organisation_counts": plan.by_organisation[place].tolist(),
    }


def _build_uniform(plan: TargetPlan) -> Document | None:
    found = plan.uniform
    if found is None:
        return None
    return {
        "each_count": found.per_commune,
        "rise_count": found.rise_total,
        "stock_count": found.stock_total,
        "coverage_ratio": None if found.coverage_ratio is None else round(found.coverage_ratio, 6),
        "beyond_codes": [str(plan.candidates.codes[place]) for place in found.over_places],
        "unknown_count": found.unknown_count,
    }


def _count(number: float) -> int | None:
    return int(number) if np.isfinite(number) else None


def _divide(rise: int, stock: int) -> float | None:
    return round(rise / stock, 6) if stock else None


def _say(name: str, text: Bilingual) -> dict[str, str]:
    return {f"{name}_vi": text.vi, f"{name}_en": text.en}
