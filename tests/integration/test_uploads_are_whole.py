"""Killed at any instant of any step, the last published state stands, and the upload goes on or is discarded."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from services.intake.publication.stored_uploads import StoredUpload, list_uploads
from services.intake.publication.uploads import discard_upload
from services.store.aliases import read_aliases
from services.store.engine import migrate, open_engine
from services.store.publication import read_publication_id
from services.store.releases import list_releases, publish_release, read_facts_in_force
from services.store.tables import blob
from tests.fixtures.halting_process import kill_at
from tests.fixtures.halting_uploader import BEFORE_COMMIT, COMMITTED, STEPS, WRITES, step_and_halt, take_step
from tests.fixtures.intake_tables import AS_OF, OLD_VINTAGE, write_small_vintages
from tests.fixtures.small_vintages import NOW, build_draft, build_facts

PATIENCE = 60  # seconds, for a slow machine
ORDER = list(WRITES)[:4]  # the way of an upload that is not discarded
PUBLISHED = 110 + 44


def _read(engine: Engine) -> tuple[list[StoredUpload], int, float, int, int, int]:
    """Return open uploads, publication number, sum in force, and how many releases, aliases and blobs there are."""
    with engine.connect() as connection:
        return (
            list_uploads(connection),
            read_publication_id(connection),
            float(read_facts_in_force(connection)["count"].sum()),
            len(list_releases(connection)),
            len(read_aliases(connection, OLD_VINTAGE)),
            int(connection.execute(sa.select(sa.func.count()).select_from(blob)).scalar_one()),
        )


def _fill(engine: Engine, step: str) -> None:
    """Publish something, and bring an upload as far as the step needs it."""
    write_small_vintages(engine)
    facts = build_facts(7, provinces=("11",), as_of=AS_OF).assign(area_code=["03158", "03160"])
    publish_release(engine, build_draft(facts, vintage_id=OLD_VINTAGE), by="officer", now=NOW)
    earlier = ORDER[:2] if step == "discard" else ORDER[: ORDER.index(step)]
    for one in earlier:
        take_step(engine, one)


@pytest.mark.parametrize(("step", "point"), STEPS, ids=[f"{step}: {point}" for step, point in STEPS])
def test_an_upload_killed_on_the_way_can_be_resumed_and_the_published_state_stands(
    tmp_path: Path, step: str, point: str
) -> None:
    _check_killed(f"sqlite:///{tmp_path / 'store.sqlite'}", step, point)


# The two databases differ in how they commit; what is written before is the same.
@pytest.mark.parametrize("step", WRITES)
def test_the_same_on_postgresql_at_the_end_of_each_step(postgresql_url: str, step: str) -> None:
    _check_killed(postgresql_url, step, BEFORE_COMMIT)


@pytest.mark.parametrize("point", ["INSERT INTO release_scope", "UPDATE publication", COMMITTED])
def test_the_same_on_postgresql_while_publishing(postgresql_url: str, point: str) -> None:
    _check_killed(postgresql_url, "publish", point)


def _check_killed(database_url: str, step: str, point: str) -> None:
    engine = open_engine(database_url)
    migrate(engine)
    _fill(engine, step)
    before = _read(engine)
    engine.dispose()

    kill_at(point, step_and_halt, database_url, step)

    reopened = open_engine(database_url)
    after = _read(reopened)
    if point != COMMITTED:
        assert after == before
        take_step(reopened, step)
    elif step in ("create", "decide", "preview"):
        assert after[1:4] == before[1:4]
        assert [one.version for one in after[0]] == [1 + sum(one.version for one in before[0])]
    _finish(reopened, step)
    reopened.dispose()


def _finish(engine: Engine, step: str) -> None:
    """Go on from where the step ended; nobody is locked out, and what comes out is what one undisturbed would get."""
    if step == "discard":
        assert _read(engine)[0] == []
        assert _read(engine)[2:4] == (14.0, 1)
        return
    for one in ORDER[ORDER.index(step) + 1 :]:
        take_step(engine, one)
    uploads, publication_id, total, releases, aliases, blobs = _read(engine)
    assert (uploads, publication_id, total, releases, aliases) == ([], 2, PUBLISHED, 2, 1)
    assert blobs == 2  # the geometry both vintages share, and the file


@pytest.mark.parametrize("step", ["create", "decide", "preview"])
def test_an_upload_left_by_a_killed_process_can_be_discarded(sqlite_engine: Engine, step: str) -> None:
    _fill(sqlite_engine, step)
    kill_at(COMMITTED, step_and_halt, str(sqlite_engine.url), step)
    (stored,) = _read(sqlite_engine)[0]
    discard_upload(sqlite_engine, stored.upload_id, stored.version, by="lan", now=NOW)
    uploads, publication_id, total, releases, _, blobs = _read(sqlite_engine)
    assert (uploads, publication_id, total, releases, blobs) == ([], 1, 14.0, 1, 1)
