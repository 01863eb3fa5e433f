"""What is in force, checked for each area against the rule in plain words: the newest release about it decides."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.engine import Engine

from services.coverage.kept_facts import KeptFacts
from services.intake.publication.history import Standing, list_history
from services.store import intake_tables, tables
from services.store.boundaries import list_vintages
from services.store.engine import begin_write, migrate, open_engine
from services.store.publication import read_publication_id
from services.store.release_draft import CoveredUnits
from services.store.releases import publish_release, read_facts_in_force, read_pilots_in_force, rollback_release
from tests.fixtures.many_units import NOW, PLACES, UNITS, build_draft, write_vintage

DAYS = (date(2018, 12, 31), date(2019, 3, 31))
PROVINCES = tuple(UNITS)
_numbers = itertools.count()
Key = tuple[str, str, date]  # level, area, day


@dataclass(frozen=True)
class Publication:
    """One file: its counts by level, area and day, its pilots, and the units it speaks for, where but some."""

    counts: tuple[tuple[Key, int], ...]
    pilots: tuple[str, ...]
    covered: tuple[CoveredUnits, ...]

    def covers(self, level: str, code: str) -> bool:
        """Whether it speaks for an area, where it has anything of its level and province at all."""
        province, unit = PLACES[level, code]
        parts = [one for one in self.covered if (one.level, one.province_code) == (level, province)]
        return not parts or unit in parts[0].unit_codes


@dataclass(frozen=True)
class Rollback:
    """Taking back the n-th of the releases still published."""

    position: int


@st.composite
def _publications(draw: st.DrawFn) -> Publication:
    """Draw what a file speaks for first, then counts within it: communes, units and provinces, on two days."""
    covered = []
    for level, province in itertools.product(("commune", "managing_unit"), PROVINCES):
        if draw(st.booleans()):
            units = draw(st.sets(st.sampled_from(UNITS[province]), min_size=1))
            covered.append(CoveredUnits(level, province, tuple(sorted(units))))
    spoken = Publication((), (), tuple(covered))
    areas = [place for place in PLACES if spoken.covers(*place)]
    keys = st.tuples(st.sampled_from(areas), st.sampled_from(DAYS))
    counts = draw(st.dictionaries(keys, st.integers(0, 10**12), min_size=1, max_size=9))
    communes = [code for level, code in areas if level == "commune"]
    pilots = draw(st.sets(st.sampled_from(communes), max_size=3)) if communes else set()
    listed = tuple(((level, code, day), count) for ((level, code), day), count in counts.items())
    return Publication(listed, tuple(sorted(pilots)), tuple(covered))


STEPS = st.lists(st.one_of(_publications(), st.integers(0, 4).map(Rollback)), max_size=7)


def _find_decider(published: dict[int, Publication], level: str, code: str, day: date) -> int | None:
    """Ask the releases, the newest first, whether they speak for an area on a day."""
    province = PLACES[level, code][0]
    for release_id, one in sorted(published.items(), reverse=True):
        stated = {(its, PLACES[its, area][0], on) for (its, area, on), _ in one.counts}
        if (level, province, day) in stated and one.covers(level, code):
            return release_id
    return None


def _build_expected(published: dict[int, Publication]) -> dict[Key, tuple[int, int]]:
    expected = {}
    for (level, code), day in itertools.product(PLACES, DAYS):
        decider = _find_decider(published, level, code, day)
        counts = dict(published[decider].counts) if decider is not None else {}
        if (level, code, day) in counts:
            expected[level, code, day] = (decider, counts[level, code, day])
    return expected


def _build_expected_pilots(published: dict[int, Publication]) -> dict[str, int]:
    expected = {}
    for (level, code), (province, _) in PLACES.items():
        for release_id, one in sorted(published.items(), reverse=True):
            lists = province in {PLACES["commune", pilot][0] for pilot in one.pilots}
            if level == "commune" and lists and one.covers(level, code):
                if code in one.pilots:
                    expected[code] = release_id
                break
    return expected


def _build_expected_standing(published: dict[int, Publication], release_id: int) -> Standing:
    """Of all areas for which a release speaks: does it decide for all of them, for some, for none?"""
    own, decided = published[release_id], []
    stated = {(level, PLACES[level, code][0], day) for (level, code, day), _ in own.counts}
    for (level, code), day in itertools.product(PLACES, DAYS):
        if (level, PLACES[level, code][0], day) in stated and own.covers(level, code):
            decided.append(_find_decider(published, level, code, day) == release_id)
    if all(decided):
        return Standing.IN_FORCE
    return Standing.PARTLY_IN_FORCE if any(decided) else Standing.SUPERSEDED


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stores")


@pytest.fixture(scope="module")
def template(folder: Path) -> bytes:
    """A store with the vintage and nothing published, as bytes: each example begins with a copy."""
    path = folder / "template.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    write_vintage(engine)
    engine.dispose()
    return path.read_bytes()


def _open_copy(folder: Path, template: bytes) -> Iterator[Engine]:
    path = folder / f"{next(_numbers)}.sqlite"
    path.write_bytes(template)
    engine = open_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


def _publish(engine: Engine, step: Publication) -> int:
    shared = {"scheme": "BHYT", "measure": "enrolled", "status": "reported"}
    facts = pd.DataFrame(
        [{"level": level, "area_code": code, "as_of": day, "count": count} | shared
         for (level, code, day), count in step.counts]
    )  # fmt: skip
    names = ["scheme", "level", "area_code", "started_on"]
    pilots = pd.DataFrame([("BHYT", "commune", code, DAYS[0]) for code in step.pilots], columns=names)
    return publish_release(engine, build_draft(facts, pilots=pilots, covered=step.covered), by="x", now=NOW)


def _take(engine: Engine, steps: list[Publication | Rollback], published: dict[int, Publication]) -> int:
    """Do the steps, note what stays published, and return how many there were."""
    changes = 0
    for step in steps:
        if isinstance(step, Publication):
            published[_publish(engine, step)] = step
            changes += 1
        elif step.position < len(published):
            release_id = sorted(published)[step.position]
            rollback_release(engine, release_id, NOW)
            del published[release_id]
            changes += 1
    return changes


def _check_in_force(engine: Engine, published: dict[int, Publication]) -> None:
    with engine.connect() as connection:
        facts, pilots = read_facts_in_force(connection), read_pilots_in_force(connection)
    columns = (facts[name] for name in ("level", "area_code", "as_of", "release_id", "count"))
    found = {(level, code, day): (its, count) for level, code, day, its, count in zip(*columns, strict=True)}
    assert len(found) == len(facts)
    assert found == _build_expected(published)
    assert dict(zip(pilots["area_code"], pilots["release_id"], strict=True)) == _build_expected_pilots(published)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_any_order_of_publishing_and_rolling_back_leaves_in_force_what_the_rule_says(
    steps: list[Publication | Rollback], folder: Path, template: bytes
) -> None:
    published: dict[int, Publication] = {}
    for engine in _open_copy(folder, template):
        changes = _take(engine, steps, published)
        with engine.connect() as connection:
            assert read_publication_id(connection) == changes
            history = {entry.release_id: entry for entry in list_history(connection)}
        _check_in_force(engine, published)
        for release_id, one in published.items():
            if not one.pilots:
                assert history[release_id].standing == _build_expected_standing(published, release_id)


@settings(max_examples=15, deadline=None)
@given(before=st.lists(_publications(), max_size=4), last=_publications())
def test_rolling_back_the_last_release_gives_back_exactly_what_was_before(
    before: list[Publication], last: Publication, folder: Path, template: bytes
) -> None:
    for engine in _open_copy(folder, template):
        _take(engine, list(before), {})
        with engine.connect() as connection:
            first = read_facts_in_force(connection)
        rollback_release(engine, _publish(engine, last), NOW)
        with engine.connect() as connection:
            again = read_facts_in_force(connection)
    pd.testing.assert_frame_equal(_sort(first), _sort(again))


def _sort(facts: pd.DataFrame) -> pd.DataFrame:
    plain = facts.astype({name: str for name in facts.columns if name not in ("count", "release_id")})
    return plain.sort_values(list(plain.columns), ignore_index=True)


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_reading_on_from_what_was_kept_gives_what_reading_anew_does(
    steps: list[Publication | Rollback], folder: Path, template: bytes
) -> None:
    published: dict[int, Publication] = {}
    for engine in _open_copy(folder, template):
        kept = KeptFacts()
        for step in steps:
            _take(engine, [step], published)
            assert _read_columns(engine, kept) == _read_columns(engine, KeptFacts())


def _read_columns(engine: Engine, kept: KeptFacts) -> dict[object, object]:
    with engine.connect() as connection:
        (facts,) = kept.read(connection, list_vintages(connection)).values()
    return {
        key: sorted(zip(column.areas.tolist(), column.counts.tolist(), column.releases.tolist(), strict=True))
        for key, column in facts.columns.items()
    }


@pytest.fixture(scope="module")
def postgresql_store(postgresql_uri: str) -> Iterator[Engine]:
    """One store on PostgreSQL, emptied of releases before each example."""
    engine = open_engine(postgresql_uri)
    migrate(engine)
    write_vintage(engine)
    yield engine
    engine.dispose()


def _empty(engine: Engine) -> None:
    listed = (tables.fact, tables.release_scope, tables.pilot, intake_tables.list_scope, tables.release)
    with begin_write(engine) as connection:
        for table in listed:
            connection.execute(delete(table))


@settings(max_examples=12, deadline=None)
@given(steps=STEPS)
def test_the_rule_holds_on_postgresql_as_well(steps: list[Publication | Rollback], postgresql_store: Engine) -> None:
    _empty(postgresql_store)
    published: dict[int, Publication] = {}
    _take(postgresql_store, steps, published)
    _check_in_force(postgresql_store, published)
