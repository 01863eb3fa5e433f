"""Laws of classes and rounding, for any values."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from services.measures.class_methods import ClassMethod
from services.measures.classes import build_classes
from services.measures.indicators import Indicator
from services.measures.rounding import round_decimal, round_quotient, round_to_scale

FINITE = st.floats(-5_000, 5_000, allow_nan=False)
SMALL = st.integers(-30, 30).map(float)
METHODS = st.sampled_from([ClassMethod.JENKS, ClassMethod.QUANTILES, ClassMethod.EQUAL, ClassMethod.PRETTY])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(FINITE, SMALL, st.just(float("nan"))), max_size=60),
    METHODS,
    st.integers(1, 9),
    st.sampled_from(list(Indicator)),
)
def test_classes_share_out_the_values_and_follow_one_another(
    values: list[float], method: ClassMethod, count: int, indicator: Indicator
) -> None:
    definition = indicator.definition
    numbers = np.array(values, dtype=float)
    classes = build_classes(numbers, method, count, definition)
    shown = round_to_scale(numbers, definition.value_scale)
    assigned = classes.assign(shown)
    assert (assigned >= 0).tolist() == np.isfinite(numbers).tolist()
    assert [one.count for one in classes.classes] == [int((assigned == n).sum()) for n in range(len(classes.classes))]
    for one, following in pairwise(classes.classes):
        assert one.interval.last < following.interval.lower
        assert not one.interval.is_closed or one.interval.lower == one.interval.upper == 0
    if classes.classes:
        last = classes.classes[-1].interval
        assert last.is_closed or last.upper == 0
    assert len({one.color for one in classes.classes}) == len(classes.classes)
    if method in (ClassMethod.JENKS, ClassMethod.QUANTILES):
        assert all(one.count for one in classes.classes)


@settings(max_examples=200, deadline=None)
@given(st.lists(SMALL, min_size=1, max_size=40), METHODS, st.integers(2, 9))
def test_an_order_of_values_is_an_order_of_classes(values: list[float], method: ClassMethod, count: int) -> None:
    numbers = np.sort(np.array(values))
    for indicator in (Indicator.UNREACHED_COUNT, Indicator.NET_CHANGE_COUNT):
        assigned = build_classes(numbers, method, count, indicator.definition).assign(numbers)
        assert (np.diff(assigned) >= 0).all()


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9), st.sampled_from([1, 10, 100, 1_000, 10_000]))
def test_a_quotient_of_counts_is_rounded_exactly(numerator: int, denominator: int, scale: int) -> None:
    exact = Fraction(numerator * scale, denominator)
    whole = int(abs(exact) + Fraction(1, 2)) * (1 if exact >= 0 else -1)
    found = round_quotient(np.array([float(numerator)]), np.array([float(denominator)]), scale)
    assert int(found[0]) == whole


@given(st.decimals(-1000, 1000, places=4), st.integers(0, 3))
def test_a_printed_decimal_is_rounded_as_printed(number: Decimal, decimals: int) -> None:
    expected = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert round_decimal(float(number), decimals) == expected
