"""The units that a preview shows are those that readers get once the list is published, whatever list holds before."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.boundaries.activation import activate_vintage
from services.boundaries.importing import import_boundaries
from services.coverage.snapshot import Snapshot, read_snapshot
from services.coverage.view import ViewRequest, build_view
from services.intake.publication.preview import build_trial_snapshot
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.store.engine import migrate, open_engine
from services.store.release_draft import TERM_COLUMNS, ReleaseDraft
from services.store.releases import publish_release
from tests.fixtures.listed_units import (
    MOVED,
    SPRING,
    SUMMER,
    VINTAGE_ID,
    WINTER,
    build_counts,
    build_list,
    build_listed_boundaries,
)
from tests.fixtures.toy_store import COMMUNES, NOW

_numbers = itertools.count()
UNITS = st.sampled_from(["U1", "U 2", "U-3"])
# Of some communes of a province: the unit from July, and another one from October, if any.
HELD = st.tuples(UNITS, st.none() | UNITS)
LISTS = st.sampled_from(["11", "12"]).flatmap(
    lambda province: st.dictionaries(
        st.sampled_from([one.code for one in COMMUNES if one.province == province]), HELD, min_size=1
    )
)


def build_terms(held: dict[str, tuple[str, str | None]]) -> ReleaseDraft:
    rows: list[tuple[object, ...]] = []
    for code, (first, later) in sorted(held.items()):
        rows.append((first, f"BHXH cơ sở {first}", "commune", code, SUMMER, MOVED if later else None))
        if later:
            rows.append((later, f"BHXH cơ sở {later}", "commune", code, MOVED, None))
    return replace(build_list(), unit_terms=pd.DataFrame(rows, columns=TERM_COLUMNS), file_sha256="3" * 64)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("unit_trials")


@pytest.fixture(scope="module")
def template(folder: Path) -> Path:
    """A store with counts and no list: each example begins with a copy."""
    path = folder / "template.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    import_boundaries(engine, build_listed_boundaries(), NOW)
    activate_vintage(engine, VINTAGE_ID, NOW)
    publish_release(engine, build_counts(), by="x", now=NOW)
    engine.dispose()
    return path


def open_copy(folder: Path, template: Path) -> Iterator[Engine]:
    path = folder / f"{next(_numbers)}.sqlite"
    path.write_bytes(template.read_bytes())
    engine = open_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


def assert_same_units(trial: Snapshot, published: Snapshot) -> None:
    for day in (SPRING, SUMMER, date(2025, 9, 30), MOVED, WINTER):
        first, last = (one.find_vintage(VINTAGE_ID).on(day).hierarchy for one in (trial, published))
        np.testing.assert_array_equal(first.codes, last.codes)
        np.testing.assert_array_equal(first.parents, last.parents)
    for level, day in ((Level.MANAGING_UNIT, WINTER), (Level.COMMUNE, WINTER)):
        request = ViewRequest(VINTAGE_ID, level, "VN", Scheme.BHXH_TN, Indicator.ENROLLED_COUNT, day)
        shown = [build_view(one, request) for one in (trial, published)]
        np.testing.assert_array_equal(shown[0].values, shown[1].values)
        assert shown[0].total == shown[1].total


@settings(max_examples=25, deadline=None)
@given(st.lists(LISTS, max_size=2), LISTS)
def test_the_units_of_the_trial_are_those_read_after_publishing(
    folder: Path,
    template: Path,
    before: list[dict[str, tuple[str, str | None]]],
    last: dict[str, tuple[str, str | None]],
) -> None:
    for engine in open_copy(folder, template):
        for held in before:
            publish_release(engine, build_terms(held), by="x", now=NOW)
        trial = build_trial_snapshot(read_snapshot(engine), build_terms(last))
        publish_release(engine, build_terms(last), by="x", now=NOW)
        assert_same_units(trial, read_snapshot(engine))
