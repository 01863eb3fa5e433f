"""All indicators in one pass are, cell by cell, what the views show of areas without children."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.coverage.evaluation import evaluate
from services.measures.one_pass import INDICATORS, measure_all
from services.measures.schemes import ANY_SCHEME, Measure, Scheme
from services.measures.states import State
from tests.fixtures.memory_snapshots import VINTAGE_ID
from tests.properties.test_view_laws import AS_OF, DAYS, SINCE, Case, cases, full_cases, snapshot_of


def read_stocks(case: Case, scheme: str, codes: list[str]) -> dict[tuple[Measure, object], np.ndarray]:
    stocks = {(Measure(one), day): np.full(len(codes), np.nan) for one, days in DAYS.items() for day in days}
    for fact in case.facts:
        if fact.scheme in (scheme, ANY_SCHEME) and fact.code in codes:
            stocks[Measure(fact.measure), fact.as_of][codes.index(fact.code)] = fact.count
    return stocks


@settings(max_examples=60, deadline=None)
@given(st.one_of(cases(), full_cases()), st.sampled_from(["BHXH_TN", "BHYT"]))
def test_one_pass_says_what_the_views_say(case: Case, scheme: str) -> None:
    facts = [replace(fact, status="reported") for fact in case.facts if fact.count is not None]
    case = replace(case, facts=tuple(facts))
    data = snapshot_of(case).find_vintage(VINTAGE_ID)
    leaves = np.flatnonzero(data.hierarchy.leaf_counts == 1)
    leaves = leaves[~np.isin(leaves, data.hierarchy.parents)]
    stocks = read_stocks(case, scheme, data.hierarchy.codes[leaves].tolist())
    measured = measure_all(stocks, Scheme(scheme), [SINCE, AS_OF], SINCE)
    for row, indicator in enumerate(INDICATORS):
        expected = evaluate(data, Scheme(scheme), indicator, AS_OF, SINCE)
        np.testing.assert_array_equal(measured.states[row, 1], expected.states[leaves], indicator)
        np.testing.assert_array_equal(measured.values[row, 1], expected.values[leaves], indicator)


@pytest.mark.parametrize("count", [0.0, 7.0])
def test_without_anything_else_a_stock_is_known_and_its_shares_are_not(count: float) -> None:
    measured = measure_all({(Measure.ENROLLED, AS_OF): np.array([count])}, Scheme.BHYT, [AS_OF])
    states = dict(zip(INDICATORS, measured.states[:, 0, 0], strict=True))
    assert states["enrolled_count"] == (State.VALUE if count else State.ZERO).number
    assert states["coverage_ratio"] == State.NO_DENOMINATOR.number
    assert states["plan_gap_count"] == states["pace_gap_count"] == State.NO_TARGET.number
    assert states["yoy_change_count"] == State.NO_DATA.number
