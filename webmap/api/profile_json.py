"""The profile of an area and the counts behind a view, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np

from geodata.gazetteer import Unit
from services.coverage.ancestry import Ancestry
from services.coverage.counts import AreaCounts
from services.coverage.profile import Profile, ProfileIndicator
from services.coverage.profile_parts import SchemeStanding
from services.coverage.vintage_data import VintageData
from services.measures.periods import find_last_year_end, find_year_before, find_year_end
from services.measures.states import State
from services.store.outreach import EventTotals
from webmap.api import unit_json
from webmap.api.meeting_json import build_outlook
from webmap.api.view_json import build_area_value, build_source, in_both, tidy, whole_numbers
from webmap.catalogues import build_area


def build_counts_columns(counts: AreaCounts, as_of: date | None) -> dict[str, Any]:
    """Return the counts as arrays by position, whole numbers, None where unknown, with the dates they are of."""
    return {
        "as_of": as_of,
        "year_before_date": find_year_before(as_of) if as_of else None,
        "year_end_date": find_last_year_end(as_of) if as_of else None,
        "target_date": find_year_end(as_of) if as_of else None,
        "counts": {kind.value: whole_numbers(numbers) for kind, numbers in counts.counts.items()},
        "withheld": np.flatnonzero(counts.withheld).tolist(),
    }


def build_profile(
    profile: Profile, data: VintageData, ancestries: Sequence[Ancestry] = (), unit: Unit | None = None
) -> dict[str, Any]:
    """Return the documented answer of /api/v1/areas/<vintage>/<code>; ``unit`` is what the code meant on the date."""
    return {
        "vintage_id": profile.vintage_id,
        "scheme": profile.scheme,
        "as_of": profile.as_of,
        "area": build_area(data, data.hierarchy.find(profile.area_code)),
        **in_both("answer", profile.answer),
        "counts": {kind.value: tidy(count) for kind, count in profile.counts.items()},
        "indicators": {one.value: _build_indicator(found) for one, found in profile.indicators.items()},
        "series": [asdict(point) for point in profile.series],
        "children": [
            build_area_value(child) | {"rank": rank}
            for child, rank in zip(profile.children, profile.child_ranks, strict=True)
        ],
        "neighbours": [
            build_area_value(one.value) | {"rank": one.rank, "is_self": one.is_self} for one in profile.neighbours
        ],
        "schemes": [_build_standing(one) for one in profile.schemes],
        "outlook": build_outlook(profile.outlook),
        "pilots": [asdict(pilot) for pilot in profile.pilots],
        "events": [asdict(event) for event in profile.events],
        "month_events": _build_event_totals(profile.month_events),
        "sources": [build_source(note) for note in profile.sources],
        "ancestry": [unit_json.build_ancestry(one) for one in ancestries],
        "unit_on_date": unit_json.build_term(unit) if unit else None,
    }


def _build_indicator(found: ProfileIndicator) -> dict[str, Any]:
    return {
        **build_area_value(found.value),
        "parent": build_area_value(found.parent) if found.parent else None,
        "parent_rank": found.parent_rank or None,
        "parent_ranked_count": found.parent_ranked_count,
        "child_states": {state.value: count for state, count in _present(found.child_states)},
    }


def _build_standing(standing: SchemeStanding) -> dict[str, Any]:
    values = ("enrolled", "coverage", "completion", "plan_gap", "growth", "growth_ratio")
    return {
        "scheme": standing.scheme,
        **in_both("scheme_label", standing.scheme.label),
        "state": standing.state,
        **in_both("state_label", standing.state.label),
        **{name: build_area_value(getattr(standing, name)) for name in values},
    }


def _build_event_totals(totals: EventTotals) -> dict[str, Any]:
    """Return the totals of events: joint ones once in all, once for each of their organisers."""
    return {
        "event_count": totals.event_count,
        "participation_count": totals.participation_count,
        "organisers": [{"name": name, "event_count": count} for name, count in totals.organiser_counts.items()],
        "attendee_count": totals.attendee_count,
        "enrolled_count": totals.enrolled_count,
    }


def _present(states: dict[State, int]) -> list[tuple[State, int]]:
    return [(state, count) for state, count in states.items() if count]
