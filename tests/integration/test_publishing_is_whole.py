"""Killed at any instant, the store keeps the last published state; several publishers do not disturb one another."""

import threading
from collections import Counter

import pytest
from sqlalchemy.engine import Engine

from services.store.engine import is_schema_newest, open_engine
from services.store.publication import read_publication_id
from services.store.releases import list_releases, publish_release, read_facts_in_force
from tests.fixtures.halting_process import kill_at
from tests.fixtures.halting_publisher import COUNT, DAYS, POINTS, build_large_facts, publish_and_halt
from tests.fixtures.small_vintages import NOW, build_draft, build_facts, write_small_vintage

PATIENCE = 60  # seconds, for a slow machine


@pytest.mark.parametrize("point", POINTS)
def test_a_publisher_killed_on_the_way_leaves_the_state_before_and_one_killed_after_the_whole(
    engine: Engine, database_url: str, point: str
) -> None:
    write_small_vintage(engine)
    publish_release(engine, build_draft(build_facts(7)), by="officer", now=NOW)
    engine.dispose()

    kill_at(point, publish_and_halt, database_url)

    reopened = open_engine(database_url)
    assert is_schema_newest(reopened)
    with reopened.connect() as connection:
        counts = Counter(read_facts_in_force(connection)["count"])
        publication_id = read_publication_id(connection)
        release_count = len(list_releases(connection))
    if point == "committed":
        assert (counts[COUNT], publication_id, release_count) == (4 * DAYS, 2, 2)
    else:
        assert (counts, publication_id, release_count) == (Counter({7.0: 4}), 1, 1)
    # No lock is left behind: the next one publishes.
    publish_release(reopened, build_draft(build_facts(8)), by="officer", now=NOW)
    with reopened.connect() as connection:
        assert read_publication_id(connection) == publication_id + 1
    reopened.dispose()


def test_two_publishers_at_once_both_publish_and_the_later_is_in_force(engine: Engine, database_url: str) -> None:
    write_small_vintage(engine)
    ready = threading.Barrier(2)
    published: list[tuple[int, int]] = []

    def publish(count: int) -> None:
        own = open_engine(database_url)
        facts = build_large_facts().assign(count=count)
        ready.wait(PATIENCE)
        published.append((publish_release(own, build_draft(facts), by=str(count), now=NOW), count))
        own.dispose()

    threads = [threading.Thread(target=publish, args=(count,)) for count in (3, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    assert sorted(release_id for release_id, _ in published) == [1, 2]
    with engine.connect() as connection:
        facts = read_facts_in_force(connection)
        assert read_publication_id(connection) == 2
    assert len(facts) == 4 * DAYS
    assert {2: set(facts["count"])} == {release_id: {count} for release_id, count in published if release_id == 2}
