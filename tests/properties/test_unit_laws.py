"""Laws of managing units given by a dated list, against a vintage that has them as areas of its own."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.areas import Level
from services.coverage.evaluation import evaluate
from services.coverage.profile import build_series
from services.coverage.vintage_data import VintageData
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from tests.fixtures.memory_snapshots import VINTAGE_ID, Area, Fact, Term, build_memory_snapshot

FIRST = date(2025, 7, 1)
DAYS = (date(2025, 8, 31), date(2025, 10, 31), date(2025, 12, 31))
COMMUNES = tuple(f"1100{number}" for number in range(4)) + tuple(f"1200{number}" for number in range(3))
AREAS = (Area("VN", None), Area("11", "VN"), Area("12", "VN"), *(Area(code, code[:2]) for code in COMMUNES))
UNITS = {"11": ("111", "112"), "12": ("121", "122")}


@st.composite
def lists(draw: st.DrawFn) -> tuple[Term, ...]:
    """Each commune is under a unit from some day on, moves to others, or is under none for a while."""
    terms = []
    for commune in COMMUNES:
        day = FIRST + timedelta(days=draw(st.integers(0, 90)))
        for _ in range(draw(st.integers(0, 3))):
            end = day + timedelta(days=draw(st.integers(1, 120)))
            unit = draw(st.sampled_from((*UNITS[commune[:2]], None)))
            if unit is not None:
                terms.append(Term(commune, unit, day, end))
            day = end
    return tuple(terms)


@st.composite
def facts(draw: st.DrawFn) -> tuple[Fact, ...]:
    kept = [(day, code) for day in DAYS for code in COMMUNES if draw(st.integers(0, 9))]
    counts = st.one_of(st.integers(0, 500), st.none())
    found = [Fact("BHXH_TN", "enrolled", day, code, draw(counts)) for day, code in kept]
    return (*found, *(Fact("ANY", "labour_force", DAYS[0], code, draw(st.integers(0, 900))) for code in COMMUNES))


def find_unit(terms: tuple[Term, ...], commune: str, day: date) -> str | None:
    held = (one.unit for one in terms if one.commune == commune and one.first <= day and (one.end or date.max) > day)
    return next(held, None)


def build_native(terms: tuple[Term, ...], counted: tuple[Fact, ...], day: date) -> VintageData:
    """Return the same country with the units of a day as areas of the vintage itself."""
    holders = {commune: find_unit(terms, commune, day) for commune in COMMUNES}
    units = sorted({unit for unit in holders.values() if unit})
    areas = (*AREAS[:3], *(Area(unit, unit[:2]) for unit in units))
    areas += tuple(Area(commune, holders[commune] or commune[:2]) for commune in COMMUNES)
    return build_memory_snapshot(areas, counted).find_vintage(VINTAGE_ID)


@settings(max_examples=40, deadline=None)
@given(lists(), facts(), st.sampled_from(DAYS))
def test_a_listed_unit_has_the_figures_of_one_that_the_vintage_holds(
    terms: tuple[Term, ...], counted: tuple[Fact, ...], day: date
) -> None:
    listed = build_memory_snapshot(AREAS, counted, terms=terms).find_vintage(VINTAGE_ID).on(day)
    native = build_native(terms, counted, day)
    assert sorted(listed.hierarchy.codes) == sorted(native.hierarchy.codes)
    order = [listed.hierarchy.find(code) for code in native.hierarchy.codes]
    for indicator in (Indicator.ENROLLED_COUNT, Indicator.COVERAGE_RATIO, Indicator.UNREACHED_COUNT):
        found, expected = (evaluate(one, Scheme.BHXH_TN, indicator, day) for one in (listed, native))
        for name in ("values", "shown", "numerators", "denominators", "states", "differences"):
            np.testing.assert_array_equal(getattr(found, name)[order], getattr(expected, name), name)
        np.testing.assert_array_equal(found.complete.reporting_counts[order], expected.complete.reporting_counts)


@settings(max_examples=30, deadline=None)
@given(lists(), facts())
def test_provinces_and_communes_know_nothing_of_the_list(terms: tuple[Term, ...], counted: tuple[Fact, ...]) -> None:
    """A commune that moves keeps its series, a province its sums; units and loose communes make up the province."""
    plain, listed = (build_memory_snapshot(AREAS, counted, terms=one) for one in ((), terms))
    for code in ("VN", "11", "12", *COMMUNES):
        assert build_series(listed, VINTAGE_ID, code, Scheme.BHXH_TN) == build_series(
            plain, VINTAGE_ID, code, Scheme.BHXH_TN
        )
    for day in DAYS:
        data = listed.find_vintage(VINTAGE_ID).on(day)
        counts = evaluate(data, Scheme.BHXH_TN, Indicator.ENROLLED_COUNT, day).numerators
        for province in data.hierarchy.select(Level.PROVINCE, 0):
            parts = counts[data.hierarchy.list_children(int(province))]
            assert np.nansum(parts) == np.nan_to_num(counts[province])
