"""One area's value with all that must travel with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from geodata.areas import Level
from services.coverage.evaluation import Evaluation
from services.coverage.hierarchy import NO_PARENT, Hierarchy
from services.measures.indicators import IndicatorDefinition
from services.measures.states import STATES, State
from services.measures.wording import format_shown


@dataclass(frozen=True)
class AreaValue:
    """The value of an area: None where there is nothing.

    ``value`` is exact, ``shown`` the whole number printed (× ``value_scale``). ``reporting_count`` of
    ``area_count`` areas without children took part. ``difference_count`` is the stock reported for the area itself
    minus the sum of its children, ``denominator_difference_count`` the same of the second count.
    ``base_date_first`` and ``_last``, ``base_release_first`` and ``_last`` say where the second count comes from
    (of the stock itself where there is no second one). ``estimated_share`` (0–1) is the largest share of estimation
    among the counts of the value, None where there is no value.
    """

    definition: IndicatorDefinition
    level: Level
    area_code: str
    name: str
    parent_code: str | None
    state: State
    value: float | None
    shown: int | None
    numerator: float | None
    denominator: float | None
    reporting_count: int
    area_count: int
    difference_count: float | None
    denominator_difference_count: float | None
    base_date_first: date | None
    base_date_last: date | None
    base_release_first: int | None
    base_release_last: int | None
    estimated_share: float | None

    def text(self, lang: str) -> str:
        """Return the value as printed everywhere, or the words of its state."""
        if self.shown is None:
            return self.state.label.in_language(lang)
        return format_shown(self.definition, self.shown, lang)


def build_area_value(hierarchy: Hierarchy, found: Evaluation, area: int) -> AreaValue:
    """Return the value of one area, known by its number."""
    parent = int(hierarchy.parents[area])
    shown = _give(found.shown[area])
    complete = found.complete
    return AreaValue(
        definition=found.definition,
        level=hierarchy.level_of(area),
        area_code=str(hierarchy.codes[area]),
        name=str(hierarchy.names[area]),
        parent_code=None if parent == NO_PARENT else str(hierarchy.codes[parent]),
        state=STATES[int(found.states[area])],
        value=_give(found.values[area]),
        shown=None if shown is None else int(shown),
        numerator=_give(found.numerators[area]),
        denominator=_give(found.denominators[area]),
        reporting_count=int(complete.reporting_counts[area]),
        area_count=int(hierarchy.leaf_counts[area]),
        difference_count=_give(found.differences[area]),
        denominator_difference_count=_give(found.denominator_differences[area]),
        base_date_first=_give_date(complete.date_first[area]),
        base_date_last=_give_date(complete.date_last[area]),
        base_release_first=int(complete.release_first[area]) or None,
        base_release_last=int(complete.release_last[area]) or None,
        estimated_share=_give(found.estimated_shares[area]),
    )


def _give(number: np.float64) -> float | None:
    return float(number) if np.isfinite(number) else None


def _give_date(ordinal: np.int32) -> date | None:
    return date.fromordinal(int(ordinal)) if ordinal else None
