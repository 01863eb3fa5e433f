"""Views that share their classes: one colour means one thing on all of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.coverage.shared_classes import MOST_CLASSED, give_classes, share_classes, thin_values
from services.measures.indicators import Indicator
from tests.fixtures.published_view import FACTS, YEAR_END, ask


def test_all_views_have_the_same_edges_and_colours_and_each_its_own_counts() -> None:
    views = [ask(FACTS, Indicator.ENROLLED_COUNT), ask(FACTS, Indicator.ENROLLED_COUNT, as_of=YEAR_END)]
    shared = share_classes(*views)
    looks = [[(one.interval, one.color) for one in view.classes.classes] for view in shared]
    assert looks[0] == looks[1]
    for view in shared:
        painted = sum(view.painted_counts.values())
        assert sum(one.count for one in view.classes.classes) + painted == len(view.codes)


def test_an_area_of_equal_value_has_equal_colour_on_both() -> None:
    first, second = share_classes(
        ask(FACTS, Indicator.ENROLLED_COUNT), ask(FACTS, Indicator.ENROLLED_COUNT, as_of=YEAR_END)
    )
    seen: dict[float, str] = {}
    for view in (first, second):
        for shown, letter in zip(view.shown.tolist(), view.class_codes, strict=True):
            if np.isfinite(shown):
                assert seen.setdefault(shown, letter) == letter


def test_classes_of_a_larger_view_leave_nothing_of_a_smaller_one_unpainted() -> None:
    whole = ask(FACTS, Indicator.ENROLLED_COUNT)
    part = give_classes(ask(FACTS, Indicator.ENROLLED_COUNT, within="094"), whole.classes)
    assert [one.interval for one in part.classes.classes] == [one.interval for one in whole.classes.classes]
    assert part.class_codes.isdigit()


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=40), st.integers(1, 1200))
def test_thinned_values_are_some_of_them_with_both_ends(values: list[int], times: int) -> None:
    shown = np.array(values * times, dtype=np.float64)
    thinned = thin_values(np.append(shown, np.nan))
    assert thinned.size == min(shown.size, MOST_CLASSED)
    assert (thinned[0], thinned[-1]) == (min(values), max(values))
    assert set(thinned.tolist()) <= set(map(float, values))
