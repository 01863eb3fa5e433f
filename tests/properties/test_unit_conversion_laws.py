"""Managing units of a list over counts that come from another vintage."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.areas import Level
from services.coverage.evaluation import evaluate
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from tests.fixtures.joined_vintages import Layer, build_crosswalk, build_joined_snapshot
from tests.fixtures.memory_snapshots import Fact
from tests.properties.conversion_cases import NEW, OLD, Case, hiding_cases, list_communes, shared_cases

BEFORE, NOW = date(2024, 12, 31), date(2025, 12, 31)
COLUMNS = ["vintage_id", "release_id", "level", "area_code", "unit_code", "unit_name", "valid_from", "valid_to"]


@settings(max_examples=40, deadline=None)
@given(st.one_of(shared_cases(), hiding_cases()), st.data())
def test_a_list_changes_no_converted_count_and_a_unit_has_those_within_it(case: Case, data: st.DataObject) -> None:
    old = [Fact("BHXH_TN", "enrolled", BEFORE, code, count) for code, count in case.counts.items()]
    new = [Fact("BHXH_TN", "enrolled", NOW, code, place) for place, code in enumerate(list_communes(case.new))]
    held = data.draw(
        st.fixed_dictionaries({code: st.sampled_from(["A", "B", None]) for code in list_communes(case.new)})
    )
    rows = [
        (NEW, 1, "commune", code, f"{unit}-{code[0]}", unit, date(2025, 7, 1), None)
        for code, unit in held.items()
        if unit
    ]
    layers = (Layer(OLD, case.old, old), Layer(NEW, case.new, new))
    crosswalks = [build_crosswalk(OLD, NEW, case.pairs)]
    plain, listed = (
        build_joined_snapshot(layers, crosswalks, pd.DataFrame(terms, columns=COLUMNS, dtype=object))
        .find_vintage(NEW)
        .on(NOW)
        for terms in ([], rows)
    )
    size = plain.hierarchy.size
    found = {}
    for name, one in (("plain", plain), ("listed", listed)):
        found[name] = evaluate(one, Scheme.BHXH_TN, Indicator.CHANGE_COUNT, NOW, BEFORE)
    for name in ("values", "numerators", "denominators", "states", "estimated_shares"):
        np.testing.assert_array_equal(getattr(found["listed"], name)[:size], getattr(found["plain"], name), name)
    counts = found["listed"].complete
    for unit in range(size, listed.hierarchy.size):
        assert listed.hierarchy.level_of(unit) is Level.MANAGING_UNIT
        communes = listed.hierarchy.list_children(unit)
        known = communes[counts.known[communes]]
        if known.size:
            np.testing.assert_array_equal(counts.counts[:, unit], counts.counts[:, known].sum(axis=1))
        province = int(listed.hierarchy.parents[unit])
        if communes.size == listed.hierarchy.leaf_counts[province] and set(case.counts) == set(list_communes(case.old)):
            # It is the province: no more of it is estimated, whatever pieces its communes are made of.
            for name in ("values", "states", "estimated_shares"):
                np.testing.assert_array_equal(
                    getattr(found["listed"], name)[unit], getattr(found["plain"], name)[province]
                )
