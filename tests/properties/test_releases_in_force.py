"""What is in force, checked against the rule in plain words: the last published, not rolled back, decides per key."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from services.store.engine import migrate, open_engine
from services.store.publication import read_publication_id
from services.store.releases import publish_release, read_facts_in_force, rollback_release
from tests.fixtures.small_vintages import COMMUNES, NOW, VINTAGE_ID, build_draft, write_small_vintage

DAYS = (date(2018, 12, 31), date(2019, 3, 31))
_numbers = itertools.count()


@dataclass(frozen=True)
class Publication:
    """One file: its communes and days, each with its count."""

    counts: tuple[tuple[str, date, int], ...]


@dataclass(frozen=True)
class Rollback:
    """Taking back the n-th of the releases still published."""

    position: int


def _publications() -> st.SearchStrategy[Publication]:
    communes = [code for codes in COMMUNES.values() for code in codes]
    keys = st.tuples(st.sampled_from(communes), st.sampled_from(DAYS))
    counts = st.dictionaries(keys, st.integers(0, 10**12), min_size=1)
    return counts.map(lambda found: Publication(tuple((code, day, count) for (code, day), count in found.items())))


STEPS = st.lists(st.one_of(_publications(), st.integers(0, 4).map(Rollback)), max_size=7)


def _build_expected(published: dict[int, Publication]) -> dict[tuple[str, date], tuple[int, int]]:
    """Decide by reading all releases in their order: each replaces its provinces and days whole."""
    province = {code: name for name, codes in COMMUNES.items() for code in codes}
    in_force: dict[tuple[str, date], dict[str, tuple[int, int]]] = {}
    for release_id, publication in sorted(published.items()):
        for key in {(province[code], day) for code, day, _ in publication.counts}:
            in_force[key] = {}
        for code, day, count in publication.counts:
            in_force[province[code], day][code] = (release_id, count)
    return {(code, day): found for (_, day), codes in in_force.items() for code, found in codes.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stores")


@pytest.fixture(scope="module")
def template(folder: Path) -> bytes:
    """A store with the vintage and nothing published, as bytes: each example begins with a copy."""
    path = folder / "template.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    write_small_vintage(engine)
    engine.dispose()
    return path.read_bytes()


def _open_copy(folder: Path, template: bytes) -> Iterator[Engine]:
    path = folder / f"{next(_numbers)}.sqlite"
    path.write_bytes(template)
    engine = open_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_any_order_of_publishing_and_rolling_back_leaves_in_force_what_the_rule_says(
    steps: list[Publication | Rollback], folder: Path, template: bytes
) -> None:
    published: dict[int, Publication] = {}
    changes = 0
    for engine in _open_copy(folder, template):
        for step in steps:
            if isinstance(step, Publication):
                rows = [
                    {"area_code": code, "as_of": day, "count": count, "scheme": "BHYT", "measure": "enrolled"}
                    for code, day, count in step.counts
                ]
                facts = pd.DataFrame(rows).assign(level="commune", status="reported")
                published[publish_release(engine, build_draft(facts), by="x", now=NOW)] = step
                changes += 1
            elif step.position < len(published):
                release_id = sorted(published)[step.position]
                rollback_release(engine, release_id, NOW)
                del published[release_id]
                changes += 1
        with engine.connect() as connection:
            facts = read_facts_in_force(connection)
            assert read_publication_id(connection) == changes
        columns = (facts[name] for name in ("area_code", "as_of", "release_id", "count"))
        found = {(code, day): (release_id, count) for code, day, release_id, count in zip(*columns, strict=True)}
        assert len(found) == len(facts)
        assert found == _build_expected(published)
        assert set(facts["vintage_id"]) <= {VINTAGE_ID}
