"""Two servers on one PostgreSQL: both follow a publication within two seconds, and no answer is of two states."""

from __future__ import annotations

import re
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

from services.store.engine import open_engine
from services.store.publication import read_publication_id
from services.store.releases import ReleaseDraft, publish_release
from tests.fixtures.running_service import PATIENCE, RunningService, run_service
from tests.fixtures.toy_store import AS_OF, COMMUNES, NOW, VINTAGE_ID, fill_toy_store

COUNTS = (1013, 1103, 1201, 1301, 1409)  # of every commune, one after another; no sum of one is another
QUERY = f"vintage={VINTAGE_ID}&level=commune&within=VN&scheme=BHXH_TN&indicator=enrolled_count&as_of={AS_OF}"
PATHS = ("/api/v1/values", "/map", "/table.csv", "/map.svg")
WITHIN_SECONDS = 2.0
NONCE = re.compile(r'nonce="[\w-]+"')  # chance writes it, and at times one of the counts into it


@dataclass(frozen=True)
class Seen:
    """One answer: when it was asked for, which publication it names, and the counts that stand in it."""

    server: int
    path: str
    asked_at: float
    publication_id: int
    counts: frozenset[int]


@dataclass
class Watch:
    """Everything that was seen, and what each server answered last on each path."""

    seen: list[Seen] = field(default_factory=list)
    failed: list[BaseException] = field(default_factory=list)
    newest: dict[tuple[int, str], int] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)
    is_over: threading.Event = field(default_factory=threading.Event)

    def note(self, one: Seen) -> None:
        with self.changed:
            self.seen.append(one)
            self.newest[one.server, one.path] = one.publication_id
            self.changed.notify_all()

    def wait_for(self, publication_id: int) -> None:
        """Wait until each server has answered each path from a publication."""

        def is_there() -> bool:
            return bool(self.failed) or list(self.newest.values()).count(publication_id) == 2 * len(PATHS)

        with self.changed:
            assert self.changed.wait_for(is_there, PATIENCE)
            assert not self.failed


@pytest.fixture
def servers(postgresql_url: str, tmp_path: Path) -> Iterator[list[RunningService]]:
    """Two services with two workers each on one PostgreSQL that holds the toy country."""
    engine = open_engine(postgresql_url)
    fill_toy_store(engine)
    engine.dispose()
    with ExitStack() as stack:
        yield [stack.enter_context(run_service(postgresql_url, tmp_path)) for _ in range(2)]


def _ask(server: int, address: str, path: str) -> Seen:
    asked_at = time.monotonic()
    with urllib.request.urlopen(f"{address}{path}?{QUERY}", timeout=PATIENCE) as response:
        text = response.read().decode()
        publication_id = int(response.headers["Baophu-Publication"])
    if path == "/api/v1/values":
        assert f'"publication_id":{publication_id},' in text
    shown = NONCE.sub("", text).replace(".", "")
    digits = {int(number) for number in re.findall(r"(?<!\d)\d{4}(?!\d)", shown)}
    return Seen(server, path, asked_at, publication_id, frozenset(digits & set(COUNTS)))


def _load(watch: Watch, server: int, address: str) -> None:
    try:
        while not watch.is_over.is_set():
            for path in PATHS:
                watch.note(_ask(server, address, path))
    except BaseException as error:
        with watch.changed:
            watch.failed.append(error)
            watch.changed.notify_all()


def _build_draft(count: int) -> ReleaseDraft:
    shared = {"scheme": "BHXH_TN", "measure": "enrolled", "as_of": AS_OF, "level": "commune", "status": "reported"}
    rows = [shared | {"area_code": one.code, "count": count} for one in COMMUNES]
    return ReleaseDraft(VINTAGE_ID, "toy.csv", "0" * 64, source="tests", facts=pd.DataFrame(rows))


def _publish(watch: Watch, database_url: str) -> dict[int, tuple[int, float]]:
    """Publish one count after another; return by publication number the count and when it was in force."""
    engine = open_engine(database_url)
    published = {}
    for count in COUNTS:
        publish_release(engine, _build_draft(count), by="officer", now=NOW)
        at = time.monotonic()
        with engine.connect() as connection:
            number = read_publication_id(connection)
        published[number] = (count, at)
        watch.wait_for(number)
    engine.dispose()
    return published


def test_a_publication_is_served_by_all_within_two_seconds_and_never_mixed(servers: list[RunningService]) -> None:
    watch = Watch()
    threads = [
        threading.Thread(target=_load, args=(watch, number, server.address))
        for number, server in enumerate(servers)
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    try:
        published = _publish(watch, servers[0].database_url)
    finally:
        watch.is_over.set()
        for thread in threads:
            thread.join(PATIENCE)
    assert not watch.failed
    # Each answer holds the counts of the publication that it names and of no other.
    held = {number: frozenset({count}) for number, (count, _) in published.items()}
    assert [one for one in watch.seen if one.counts != held.get(one.publication_id, frozenset())] == []
    # What is asked for two seconds after a publication is of it, or of a later one.
    late = [
        (number, one)
        for number, (_, at) in published.items()
        for one in watch.seen
        if one.asked_at > at + WITHIN_SECONDS and one.publication_id < number
    ]
    assert late == []
