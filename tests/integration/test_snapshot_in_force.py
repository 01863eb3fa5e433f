"""The snapshot read from a real store, and its holder as publications come."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.errors import Bilingual
from services.coverage import holder as holder_module
from services.coverage.holder import SnapshotHolder
from services.coverage.kept_facts import KeptFacts
from services.coverage.snapshot import Snapshot, read_snapshot
from services.coverage.view import View, ViewRequest, build_view
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.store.boundaries import mark_activated
from services.store.engine import begin_write
from services.store.publication import bump_publication
from services.store.releases import publish_release, rollback_release
from tests.fixtures.small_vintages import CUT_OFF, NOW, VINTAGE_ID, build_draft, build_facts, write_small_vintage


class Clock:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def activate(engine: Engine) -> None:
    with begin_write(engine) as connection:
        mark_activated(connection, VINTAGE_ID, NOW)
        bump_publication(connection)


def publish(engine: Engine, count: float, **given: object) -> int:
    return publish_release(engine, build_draft(build_facts(count), **given), by="test", now=NOW)


def ask(snapshot: Snapshot) -> View:
    request = ViewRequest(VINTAGE_ID, Level.COMMUNE, "VN", Scheme.BHXH_TN, Indicator.ENROLLED_COUNT, CUT_OFF)
    return build_view(snapshot, request)


def test_a_vintage_is_in_force_once_it_is_activated(engine: Engine) -> None:
    write_small_vintage(engine)
    publish(engine, 5)
    assert read_snapshot(engine).vintages == {}
    activate(engine)
    view = ask(read_snapshot(engine))
    assert view.values.tolist() == [5, 5, 5, 5]
    assert view.total.value == 20
    assert view.names[0] == "Đơn vị 03127"


def test_an_empty_store_has_an_empty_snapshot(engine: Engine) -> None:
    snapshot = read_snapshot(engine)
    assert (snapshot.publication_id, snapshot.vintages, snapshot.releases) == (0, {}, {})


def test_a_release_replaces_what_it_speaks_of_and_is_named_as_the_source(engine: Engine) -> None:
    write_small_vintage(engine)
    activate(engine)
    first = publish(engine, 5)
    note = Bilingual("Minh họa", "Illustrative")
    facts = build_facts(8, provinces=("12",))
    draft = build_draft(facts, source="Tỉnh 12", is_illustrative=True, illustrative_note=note)
    second = publish_release(engine, draft, by="test", now=NOW)
    view = ask(read_snapshot(engine))
    assert view.values.tolist() == [5, 5, 8, 8]
    assert [source.release_id for source in view.sources] == [second, first]
    assert view.illustrative_notes == (note,)
    rollback_release(engine, second, NOW)
    assert ask(read_snapshot(engine)).values.tolist() == [5, 5, 5, 5]


def test_the_holder_gives_the_same_snapshot_until_something_is_published(engine: Engine) -> None:
    write_small_vintage(engine)
    activate(engine)
    publish(engine, 5)
    clock = Clock()
    holder = SnapshotHolder(engine, check_seconds=1, clock=clock)
    first = holder.current()
    assert holder.current() is first
    publish(engine, 6)
    assert holder.current() is first  # not asked again within the second
    assert ask(holder.read_newest()).values.tolist() == [6, 6, 6, 6]  # unless somebody must know
    clock.now = 1
    second = holder.current()
    assert ask(second).values.tolist() == [6, 6, 6, 6]
    assert ask(first).values.tolist() == [5, 5, 5, 5]  # what a request has begun with stays whole
    clock.now = 2
    assert holder.current() is second


def test_while_one_thread_reads_the_others_go_on_with_the_snapshot_before(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_small_vintage(sqlite_engine)
    activate(sqlite_engine)
    holder = SnapshotHolder(sqlite_engine, check_seconds=0)
    first = holder.current()
    publish(sqlite_engine, 5)
    begun, may_end = Event(), Event()

    def read_slowly(engine: Engine, kept: KeptFacts, before: Snapshot | None) -> Snapshot:
        begun.set()
        assert may_end.wait(30)
        return read_snapshot(engine, kept, before)

    monkeypatch.setattr(holder_module, "read_snapshot", read_slowly)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(holder.current)
        assert begun.wait(30)
        assert holder.current() is first
        may_end.set()
        assert reading.result(30).publication_id == first.publication_id + 1


def test_they_go_on_no_longer_than_the_snapshot_before_is_trusted(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_small_vintage(sqlite_engine)
    activate(sqlite_engine)
    clock = Clock()
    holder = SnapshotHolder(sqlite_engine, clock=clock)
    first = holder.current()
    publish(sqlite_engine, 5)
    clock.now = 0.6
    begun, asking, may_end = Event(), Event(), Event()

    def read_slowly(engine: Engine, kept: KeptFacts, before: Snapshot | None) -> Snapshot:
        begun.set()
        assert may_end.wait(30)
        return read_snapshot(engine, kept, before)

    def ask_later() -> Snapshot:
        clock.now = 1.6
        asking.set()
        return holder.current()

    monkeypatch.setattr(holder_module, "read_snapshot", read_slowly)
    with ThreadPoolExecutor(2) as pool:
        reading = pool.submit(holder.current)
        assert begun.wait(30)
        assert holder.current() is first
        meanwhile = pool.submit(ask_later)
        assert asking.wait(30)
        may_end.set()
        assert meanwhile.result(30).publication_id == reading.result(30).publication_id == first.publication_id + 1


def test_after_an_hour_without_requests_nobody_gets_what_was_in_force_then(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    holder = SnapshotHolder(sqlite_engine, clock=clock)
    first = holder.current()
    write_small_vintage(sqlite_engine)
    activate(sqlite_engine)
    clock.now = 3600
    begun, asking, may_end = Event(), Event(), Event()

    def read_slowly(engine: Engine, kept: KeptFacts, before: Snapshot | None) -> Snapshot:
        begun.set()
        assert may_end.wait(30)
        return read_snapshot(engine, kept, before)

    def ask_meanwhile() -> Snapshot:
        asking.set()
        return holder.current()

    monkeypatch.setattr(holder_module, "read_snapshot", read_slowly)
    with ThreadPoolExecutor(2) as pool:
        reading = pool.submit(holder.current)
        assert begun.wait(30)
        meanwhile = pool.submit(ask_meanwhile)
        assert asking.wait(30)
        may_end.set()
        assert meanwhile.result(30).publication_id == reading.result(30).publication_id == first.publication_id + 1


def test_threads_that_come_first_together_get_one_and_the_same_snapshot(sqlite_engine: Engine) -> None:
    write_small_vintage(sqlite_engine)
    activate(sqlite_engine)
    holder = SnapshotHolder(sqlite_engine)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: holder.current(), range(8)))
    assert len({id(one) for one in found}) == 1


def test_a_failed_reading_leaves_the_snapshot_before_in_place(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_small_vintage(sqlite_engine)
    activate(sqlite_engine)
    clock = Clock()
    holder = SnapshotHolder(sqlite_engine, clock=clock)
    first = holder.current()
    publish(sqlite_engine, 5)

    def fail(*_given: object) -> Snapshot:
        raise OSError("disk gone")

    with monkeypatch.context() as broken:
        broken.setattr(holder_module, "read_snapshot", fail)
        clock.now = 0.6
        assert holder.current() is first  # within what it may be behind
        clock.now = 1.6
        for _ in range(2):  # found out, then told without asking again
            with pytest.raises(OSError, match="disk gone"):
                holder.current()
    clock.now = 2.2
    assert holder.current().publication_id == first.publication_id + 1


def test_a_store_that_does_not_answer_is_asked_now_and_then_and_its_error_told(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    holder = SnapshotHolder(sqlite_engine, clock=clock)
    first = holder.current()
    asked: list[float] = []

    def fail(_connection: object) -> int:
        asked.append(clock.now)
        raise OSError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(holder_module, "read_publication_id", fail)
        for now in (0.6, 0.7, 1.2):
            clock.now = now
            assert holder.current() is first
        for now in (1.8, 1.9, 60.0):
            clock.now = now
            with pytest.raises(OSError, match="gone"):
                holder.current()
    assert asked == [0.6, 1.2, 1.8, 60.0]
    clock.now = 61.0
    assert holder.current() is first
