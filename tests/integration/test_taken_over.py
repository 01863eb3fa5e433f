"""What is taken over from the publication before is what a fresh reading gives, to staff and to the public."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy.engine import Engine

from services.coverage.catalogue import list_periods
from services.coverage.columns import FactColumn
from services.coverage.holder import SnapshotHolder
from services.coverage.kept_facts import KeptFacts
from services.coverage.protected_facts import protect_snapshot
from services.coverage.snapshot import Snapshot, read_snapshot
from services.measures.schemes import Scheme
from services.store.engine import begin_write, open_engine
from services.store.publication import bump_publication
from services.store.release_draft import TERM_COLUMNS
from services.store.releases import ReleaseDraft, publish_release, rollback_release
from tests.fixtures.small_counts import (
    LATER_VINTAGE_ID,
    VINTAGE_ID,
    build_later_release,
    build_small_release,
    fill_small_store,
)
from tests.fixtures.small_vintages import NOW

BELOW = 5


@pytest.fixture
def small_store(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'baophu.sqlite'}")
    fill_small_store(engine)
    publish_release(engine, build_unit_list(), by="test", now=NOW)
    yield engine
    engine.dispose()


def build_unit_list() -> ReleaseDraft:
    """Return a list that puts the communes of the later vintage under units, one of which takes another's commune."""
    began, moved = date(2025, 7, 1), date(2025, 10, 1)
    terms = [
        ("A", "Đơn vị A", "commune", "03127", began, None),
        ("B", "Đơn vị B", "commune", "03136", began, moved),
        ("A", "Đơn vị A", "commune", "03136", moved, None),
    ]
    later = build_later_release()
    terms_frame = pd.DataFrame(terms, columns=TERM_COLUMNS, dtype=object)
    return replace(
        later, file_sha256="3" * 64, kind="managing_units", facts=later.facts.iloc[:0], unit_terms=terms_frame
    )


def describe(one: Any) -> Any:
    """Return something as what compares equal where it says the same."""
    if isinstance(one, np.ndarray):
        return one.dtype.str, (np.nan_to_num(one, nan=-1) if one.dtype.kind == "f" else one).tolist()
    return {field.name: describe(getattr(one, field.name)) for field in fields(one)} if is_dataclass(one) else one


def read_everything(snapshot: Snapshot) -> dict[Any, Any]:
    """Ask for every column, converted ones among them, and for the dates of every scheme."""
    found: dict[Any, Any] = {}
    for vintage_id, data in snapshot.vintages.items():
        found |= {(vintage_id, key): describe(data.facts[key]) for key in data.facts}
        for change in data.unit_terms.changes if data.unit_terms else ():
            arranged = data.on(change)
            found |= {(vintage_id, change, key): describe(arranged.facts[key]) for key in arranged.facts}
        for scheme in Scheme:
            found[vintage_id, scheme] = list_periods(snapshot, vintage_id, scheme)
    return found


def count_same(one: Snapshot, other: Snapshot) -> int:
    return sum(
        one.vintages[name].facts[key] is other.vintages[name].facts[key]
        for name in (VINTAGE_ID, LATER_VINTAGE_ID)
        for key in one.vintages[name].facts.keys() & other.vintages[name].facts.keys()
    )


def list_corrections() -> Iterator[ReleaseDraft]:
    """Give releases that each correct one scheme, measure and date: every commune has what another one had."""
    for draft in (build_small_release(), build_later_release()):
        for _key, facts in draft.facts.groupby(["scheme", "measure", "as_of"], sort=True):
            moved = facts.assign(count=np.roll(facts["count"], 1))
            yield replace(draft, facts=moved, group_counts=draft.group_counts.iloc[:0])


def test_whatever_is_published_the_rest_is_taken_over_and_all_is_as_if_read_anew(small_store: Engine) -> None:
    kept = KeptFacts()
    before = read_snapshot(small_store, kept)
    shown_before = protect_snapshot(before, BELOW)
    read_everything(before)
    read_everything(shown_before)
    taken_over, differing = 0, 0

    def follow() -> None:
        nonlocal before, shown_before, taken_over, differing
        now = read_snapshot(small_store, kept, before)
        shown = protect_snapshot(now, BELOW, shown_before)
        fresh = read_snapshot(small_store)
        assert read_everything(now) == read_everything(fresh)
        public = read_everything(shown)
        assert public == read_everything(protect_snapshot(fresh, BELOW))
        taken_over += count_same(shown, shown_before)
        differing += public != read_everything(shown_before)
        before, shown_before = now, shown

    published = []
    for draft in islice(list_corrections(), 0, None, 3):
        published.append(publish_release(small_store, draft, by="test", now=NOW))
        follow()
    for release_id in (published[0], published[-1], *(one for one in sorted(before.releases) if one < published[0])):
        rollback_release(small_store, release_id, NOW)
        follow()
    assert len(published) > 4
    assert differing > 4
    assert taken_over > 50


def test_what_nobody_changed_is_the_same_object_in_the_next_publication(small_store: Engine) -> None:
    holder = SnapshotHolder(small_store, withhold_below=BELOW, check_seconds=0)
    first = holder.current()
    read_everything(first)
    with begin_write(small_store) as connection:
        bump_publication(connection)
    second = holder.current()
    assert second.publication_id == first.publication_id + 1
    assert second.conversions is first.conversions
    total = sum(len(second.vintages[name].facts) for name in (VINTAGE_ID, LATER_VINTAGE_ID))
    assert count_same(first, second) == total
    arranged = [
        (first.vintages[name].on(change), second.vintages[name].on(change))
        for name, data in first.vintages.items()
        for change in (data.unit_terms.changes if data.unit_terms else ())
    ]
    assert arranged
    for one, other in arranged:
        assert one.hierarchy is other.hierarchy
        assert all(one.facts[key] is other.facts[key] for key in one.facts)


def test_another_least_count_takes_nothing_over(small_store: Engine) -> None:
    snapshot = read_snapshot(small_store)
    shown = protect_snapshot(snapshot, BELOW)
    read_everything(shown)
    assert read_everything(protect_snapshot(snapshot, 9, shown)) == read_everything(protect_snapshot(snapshot, 9))
    assert read_everything(protect_snapshot(snapshot, 9)) != read_everything(shown)


def test_a_thread_that_still_reads_the_publication_before_gets_its_columns(small_store: Engine) -> None:
    kept = KeptFacts()
    before = read_snapshot(small_store, kept)
    first = read_everything(before)
    rollback_release(small_store, max(before.releases), NOW)
    now = read_snapshot(small_store, kept, before)
    second = read_everything(now)
    assert first != second
    for _ in range(2):
        assert read_everything(before) == first
        assert read_everything(now) == second
    assert isinstance(next(iter(now.vintages[VINTAGE_ID].facts.values())), FactColumn)
