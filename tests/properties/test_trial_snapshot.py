"""The trial of a draft is exactly what publishing it gives, whatever is in force before."""

import itertools
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.coverage.snapshot import Snapshot, read_snapshot
from services.coverage.view import View, ViewRequest, build_view
from services.intake.publication.preview import build_draft_preview, build_trial_snapshot
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.store.boundaries import mark_activated
from services.store.engine import begin_write, migrate, open_engine
from services.store.release_draft import CoveredUnits, ReleaseDraft
from services.store.releases import publish_release
from tests.fixtures import many_units
from tests.fixtures.many_units import NOW, UNITS, VINTAGE_ID, build_draft, write_vintage

DAYS = (date(2018, 12, 31), date(2019, 3, 31))
PLACES = [("country", "VN"), *many_units.PLACES]
SORTS = (("BHXH_TN", "enrolled"), ("BHXH_BB", "enrolled"), ("BHXH_TN", "target"), ("ANY", "labour_force"))
INDICATORS = (
    Indicator.COVERAGE_RATIO, Indicator.PLAN_COMPLETION_RATIO, Indicator.NET_CHANGE_COUNT, Indicator.PACE_GAP_COUNT,
    Indicator.ENROLLED_COUNT,
)  # fmt: skip
ARRAYS = (
    "areas", "values", "shown", "numerators", "denominators", "states", "estimated", "reporting_counts", "area_counts",
    "differences", "denominator_differences", "ranks", "parent_ranks", "class_index",
)  # fmt: skip
_numbers = itertools.count()

COUNTS = st.one_of(
    st.tuples(st.integers(0, 9_999), st.sampled_from(["reported", "estimated"])), st.just((None, "withheld"))
)
KEYS = st.tuples(st.sampled_from(SORTS), st.sampled_from(DAYS), st.sampled_from(PLACES))
FACTS = st.dictionaries(KEYS, COUNTS, min_size=1, max_size=25)
# What a draft speaks for, where but some units: of a level and province.
COVERED = st.dictionaries(
    st.sampled_from([(level, province) for level in ("commune", "managing_unit") for province in UNITS]),
    st.sets(st.sampled_from(sorted(code for codes in UNITS.values() for code in codes)), min_size=1),
)
PILOTS = st.dictionaries(st.sampled_from([place for place in PLACES if place[0] == "commune"]), st.sampled_from(DAYS))


def build_random_draft(facts: dict, pilots: dict, covered: dict | None = None) -> ReleaseDraft:
    spoken = {
        (level, province): codes & set(UNITS[province])
        for (level, province), codes in (covered or {}).items()
        if codes & set(UNITS[province])
    }

    def is_spoken_for(place: tuple[str, str]) -> bool:
        province, unit = many_units.PLACES.get(place, ("VN", ""))
        return (place[0], province) not in spoken or unit in spoken[place[0], province]

    rows = [
        (*sort, date(day.year, 12, 31) if sort[1] == "target" else day, *place, *count)
        for (sort, day, place), count in facts.items()
        if is_spoken_for(place)
    ]
    columns = ["scheme", "measure", "as_of", "level", "area_code", "count", "status"]
    frame = pd.DataFrame(rows, columns=columns).drop_duplicates(columns[:5]).astype({"count": "Int64"})
    listed = pd.DataFrame(
        [("BHXH_TN", *place, day) for place, day in pilots.items() if is_spoken_for(place)],
        columns=["scheme", "level", "area_code", "started_on"],
    )
    units = tuple(CoveredUnits(*key, tuple(sorted(codes))) for key, codes in sorted(spoken.items()))
    return build_draft(frame, pilots=listed, covered=units)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("trials")


@pytest.fixture(scope="module")
def template(folder: Path) -> Path:
    """A store with the vintage and nothing published: each example begins with a copy."""
    path = folder / "template.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    write_vintage(engine)
    with begin_write(engine) as connection:
        mark_activated(connection, VINTAGE_ID, NOW)
    engine.dispose()
    return path


def _open_copy(folder: Path, template: Path) -> Iterator[Engine]:
    path = folder / f"{next(_numbers)}.sqlite"
    path.write_bytes(template.read_bytes())
    engine = open_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


def _assert_same_view(trial: View, published: View) -> None:
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(trial, name), getattr(published, name), err_msg=name)
    assert trial.class_codes == published.class_codes
    assert trial.state_counts == published.state_counts
    assert trial.total == published.total
    assert trial.ancestors == published.ancestors
    assert [one.release_id for one in trial.sources] == [one.release_id for one in published.sources]
    assert [one.source for one in trial.sources] == [one.source for one in published.sources]


def _assert_same(trial: Snapshot, published: Snapshot) -> None:
    for indicator, (level, within) in itertools.product(
        INDICATORS, [(Level.COMMUNE, "VN"), (Level.PROVINCE, "VN"), (Level.COMMUNE, "11")]
    ):
        for scheme, day in itertools.product((Scheme.BHXH_TN, Scheme.BHXH), DAYS):
            request = ViewRequest(VINTAGE_ID, level, within, scheme, indicator, day)
            _assert_same_view(build_view(trial, request), build_view(published, request))
    first, last = (sorted(one.vintages[VINTAGE_ID].pilots, key=repr) for one in (trial, published))
    assert first == last


@settings(max_examples=20, deadline=None)
@given(before=st.lists(st.tuples(FACTS, PILOTS, COVERED), max_size=3), last=st.tuples(FACTS, PILOTS, COVERED))
def test_the_trial_snapshot_is_the_one_read_after_publishing(
    before: list, last: tuple, folder: Path, template: Path
) -> None:
    drafts = [draft for one in (*before, last) if (draft := build_random_draft(*one)).row_count]
    assume(drafts)
    for engine in _open_copy(folder, template):
        for one in drafts[:-1]:
            publish_release(engine, one, by="x", now=NOW)
        draft = drafts[-1]
        in_force = read_snapshot(engine)
        trial = build_trial_snapshot(in_force, draft)
        with engine.connect() as connection:
            preview = build_draft_preview(connection, draft, in_force)
        publish_release(engine, draft, by="x", now=NOW)
        published = read_snapshot(engine)
        _assert_same(trial, published)
        _assert_totals_add_up(preview.scopes, in_force, published)


def _assert_totals_add_up(scopes: tuple, in_force: Snapshot, published: Snapshot) -> None:
    """Every scope's areas are those that change hands; what is lost stood in force and stands nowhere after."""
    for scope in scopes:
        key = (scope.scheme, scope.measure, scope.as_of)
        before = in_force.vintages[VINTAGE_ID].facts.get(key)
        after = published.vintages[VINTAGE_ID].facts[key]
        old = set() if before is None else {str(scope.hierarchy.codes[area]) for area in before.areas}
        new = {str(scope.hierarchy.codes[area]) for area in after.areas}
        by_kind = {kind: {one.area_code for one in scope.list_changes(kind)} for kind in (1, 2, 3)}
        assert by_kind[1] <= new - old
        assert by_kind[2] <= new & old
        assert by_kind[3] <= old - new
        assert sum(scope.count(kind) for kind in range(4)) == len(scope.areas)
    lost = sum(scope.count(3) for scope in scopes)
    counts = [{k: v.areas.size for k, v in one.vintages[VINTAGE_ID].facts.items()} for one in (in_force, published)]
    gained = sum(scope.count(1) for scope in scopes)
    assert sum(counts[1].values()) - sum(counts[0].values()) == gained - lost


def test_a_vintage_that_is_not_on_the_map_is_compared_all_the_same(folder: Path, template: Path) -> None:
    for engine in _open_copy(folder, template):
        with begin_write(engine) as connection:
            connection.exec_driver_sql("UPDATE vintage SET activated_at = NULL")
        publish_release(
            engine,
            build_random_draft({(SORTS[0], DAYS[0], ("commune", "03127")): (7, "reported")}, {}),
            by="x",
            now=NOW,
        )
        draft = build_random_draft({(SORTS[0], DAYS[0], ("commune", "03130")): (9, "reported")}, {})
        snapshot = read_snapshot(engine)
        with engine.connect() as connection:
            preview = build_draft_preview(connection, draft, snapshot)
        assert not preview.is_on_map
        assert preview.trial is snapshot
        (scope,) = preview.scopes
        assert [scope.count(kind) for kind in range(4)] == [0, 1, 0, 1]
        assert (scope.total.before_count, scope.total.after_count) == (7, 9)
