from __future__ import annotations

import sys
from datetime import date
from subprocess import run

import numpy as np

from services.measures.schemes import Scheme
from services.planning.candidates import build_candidates
from tests.fixtures.memory_snapshots import VINTAGE_ID, Area, Fact, build_memory_snapshot

DAY, BEFORE, YEAR_END = date(2021, 6, 30), date(2020, 6, 30), date(2021, 12, 31)
AREAS = [Area("01", None), Area("001", "01"), Area("00001", "001"), Area("00004", "001"), Area("00007", "001")]


def test_the_numbers_are_those_of_the_map_and_what_is_missing_stays_missing() -> None:
    facts = [
        Fact("BHXH_TN", "enrolled", DAY, "00001", 30),
        Fact("BHXH_TN", "enrolled", BEFORE, "00001", 20),
        Fact("BHXH_TN", "target", YEAR_END, "00001", 50),
        Fact("ANY", "labour_force", DAY, "00001", 200),
        Fact("BHXH_TN", "enrolled", DAY, "00004", 5),
        Fact("BHXH_TN", "enrolled", DAY, "00007", None),
    ]
    pilots = [("BHXH_TN", "00004", date(2021, 6, 1)), ("BHXH_TN", "00001", date(2021, 7, 1))]
    snapshot = build_memory_snapshot(AREAS, facts, pilots=pilots)
    found = build_candidates(snapshot, VINTAGE_ID, "01", Scheme.BHXH_TN, DAY)
    assert found.codes.tolist() == ["00001", "00004", "00007"]
    assert set(found.unit_codes) == {"001"}
    assert set(found.province_codes) == {"01"}
    np.testing.assert_array_equal(found.enrolled, [30, 5, np.nan])
    np.testing.assert_array_equal(found.unreached, [170, np.nan, np.nan])
    np.testing.assert_array_equal(found.plan_gaps, [20, np.nan, np.nan])
    np.testing.assert_array_equal(found.growths, [0.5, np.nan, np.nan])
    assert found.is_pilot.tolist() == [False, True, False]  # the other one begins later


def test_heavy_libraries_are_loaded_when_they_are_needed_and_not_before() -> None:
    lines = "import pkgutil, importlib, sys, services.planning as room\n"
    lines += (
        "for one in pkgutil.iter_modules(room.__path__): importlib.import_module('services.planning.' + one.name)\n"
    )
    lines += "print(sorted({'esda', 'libpysal'} & set(sys.modules)))"
    assert run([sys.executable, "-c", lines], capture_output=True, text=True, check=True).stdout.strip() == "[]"
