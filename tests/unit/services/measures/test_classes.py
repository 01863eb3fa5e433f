from __future__ import annotations

import time

import jenkspy
import numpy as np
import pytest

from geodata.errors import BadInput
from services.measures.class_methods import ClassMethod
from services.measures.classes import Classes, build_classes
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme

COVERAGE = Indicator.COVERAGE_RATIO.definition
COMPLETION = Indicator.PLAN_COMPLETION_RATIO.definition
GAP = Indicator.PLAN_GAP_COUNT.definition
UNREACHED = Indicator.UNREACHED_COUNT.definition
METHODS = [ClassMethod.JENKS, ClassMethod.QUANTILES, ClassMethod.EQUAL, ClassMethod.PRETTY]


def edges(classes: Classes) -> list[tuple[int, int]]:
    return [(one.interval.lower, one.interval.upper) for one in classes.classes]


def counts(classes: Classes) -> list[int]:
    return [one.count for one in classes.classes]


def test_fixed_classes_of_plan_completion_break_at_50_and_80_percent() -> None:
    values = np.array([0.499, 0.5, 0.799, 0.8, 1.0])
    classes = build_classes(values, ClassMethod.FIXED, 5, COMPLETION)
    assert edges(classes) == [(0, 500), (500, 800), (800, 1000)]
    assert counts(classes) == [1, 2, 2]
    assert [one.label.vi for one in classes.classes] == [
        "0,0 đến dưới 50,0%",
        "50,0 đến dưới 80,0%",
        "80,0 đến 100,0%",
    ]


def test_a_value_lies_on_the_side_of_a_break_that_its_printed_digits_say() -> None:
    # 49.96 % prints as 50,0% and so belongs to the class that begins with 50,0%.
    classes = build_classes(np.array([0.4996, 0.4994]), ClassMethod.FIXED, 5, COMPLETION)
    assert counts(classes) == [1, 1, 0]


def test_fixed_thresholds_of_coverage_are_those_of_the_scheme() -> None:
    values = np.array([0.009, 0.01, 0.03, 0.2])
    classes = build_classes(values, ClassMethod.FIXED, 5, COVERAGE, Scheme.BHXH_TN.coverage_thresholds)
    assert edges(classes) == [(0, 100), (100, 250), (250, 500), (500, 10_000)]
    assert counts(classes) == [1, 1, 1, 1]


@pytest.mark.parametrize("definition", [COVERAGE, GAP])
def test_fixed_thresholds_where_there_are_none_are_refused(definition: object) -> None:
    with pytest.raises(BadInput) as caught:
        build_classes(np.array([0.1]), ClassMethod.FIXED, 5, definition, ())  # type: ignore[arg-type]
    assert "jenks" in caught.value.hint.vi


@pytest.mark.parametrize("count", [0, 10, -1])
def test_a_number_of_classes_that_cannot_be_drawn_is_refused(count: int) -> None:
    with pytest.raises(BadInput):
        build_classes(np.array([0.1]), ClassMethod.JENKS, count, COVERAGE)


def test_natural_breaks_are_those_of_fisher_and_jenks() -> None:
    values = np.array([1, 2, 2, 3, 40, 41, 43, 90, 95], dtype=float)
    classes = build_classes(values, ClassMethod.JENKS, 3, UNREACHED)
    assert edges(classes) == [(1, 40), (40, 90), (90, 95)]
    assert jenkspy.jenks_breaks(values, n_classes=3) == [1, 3, 43, 95]


def test_quantiles_hold_as_many_areas_each_as_ties_allow() -> None:
    classes = build_classes(np.arange(1, 101, dtype=float), ClassMethod.QUANTILES, 5, UNREACHED)
    assert counts(classes) == [20, 20, 20, 20, 20]
    tied = build_classes(np.array([5.0] * 90 + [7.0] * 5 + [9.0] * 5), ClassMethod.QUANTILES, 5, UNREACHED)
    assert 0 not in counts(tied)
    assert sum(counts(tied)) == 100


def test_equal_intervals_are_equal_and_keep_a_gap_in_the_data_as_an_empty_class() -> None:
    classes = build_classes(np.array([0.0, 1, 2, 99, 100]), ClassMethod.EQUAL, 4, UNREACHED)
    assert edges(classes) == [(0, 25), (25, 50), (50, 75), (75, 100)]
    assert counts(classes) == [3, 0, 0, 2]


def test_pretty_breaks_are_round_numbers() -> None:
    classes = build_classes(np.array([3.0, 180, 555, 700, 918]), ClassMethod.PRETTY, 5, UNREACHED)
    assert edges(classes) == [(0, 200), (200, 400), (400, 600), (600, 800), (800, 1000)]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("definition", [COVERAGE, GAP, UNREACHED])
@pytest.mark.parametrize(
    ("values", "most"),
    [([], 0), ([np.nan], 0), ([0.25], 1), ([7.0], 1), ([0.25] * 9, 1), ([0.1, 0.2], 2), ([0.1, 0.1, 0.2, 0.3], 3)],
)
def test_degenerate_values_make_fewer_classes(
    method: ClassMethod, definition: object, values: list[float], most: int
) -> None:
    classes = build_classes(np.array(values, dtype=float), method, 5, definition)  # type: ignore[arg-type]
    assert len(classes.classes) <= most
    assert sum(counts(classes)) == np.isfinite(values).sum()


@pytest.mark.parametrize("method", METHODS)
def test_zero_is_always_a_break_and_a_class_of_its_own_where_it_occurs(method: ClassMethod) -> None:
    values = np.array([-900, -40, -3, 0, 0, 1, 25, 700], dtype=float)
    classes = build_classes(values, method, 6, GAP)
    for one in classes.classes:
        assert one.interval.last < 0 or one.interval.lower > 0 or (one.interval.lower, one.interval.last) == (0, 0)
    assert sum(one.count for one in classes.classes if one.interval.last < 0) == 3
    assert sum(one.count for one in classes.classes if one.interval.lower == 0) == 2
    assert sum(one.count for one in classes.classes if one.interval.lower > 0) == 3


def test_a_met_plan_is_called_exceeded_in_words() -> None:
    classes = build_classes(np.array([-587.0, -2, 0, 3]), ClassMethod.JENKS, 2, GAP)
    assert [one.label.vi for one in classes.classes] == ["vượt 1 đến 587", "vừa đủ kế hoạch", "1 đến 3"]
    assert classes.classes[0].label.en == "exceeded by 1 to 587"


def test_no_area_of_a_value_outside_the_classes_is_put_into_one() -> None:
    classes = build_classes(np.array([10.0, 20, 30]), ClassMethod.JENKS, 3, UNREACHED)
    assert classes.assign(np.array([9.0, 10, 30, 31, np.nan])).tolist() == [-1, 0, 2, -1, -1]


@pytest.mark.parametrize("definition", [COVERAGE, GAP])
def test_breaks_of_11163_communes_take_well_under_a_second(definition: object) -> None:
    values = np.random.default_rng(11163).gamma(2, 2, 11_163)
    begun = time.process_time()
    classes = build_classes(values, ClassMethod.JENKS, 5, definition)  # type: ignore[arg-type]
    assert time.process_time() - begun < 1
    assert sum(counts(classes)) == 11_163
