from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from geodata.errors import Bilingual
from services.coverage.snapshot import read_snapshot
from services.store.engine import begin_write
from services.store.release_notes import ReleaseNote, list_release_notes
from services.store.releases import publish_release
from services.store.tables import release
from tests.fixtures.small_vintages import build_draft, build_facts, write_small_vintage

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def test_the_notes_of_releases_tell_their_sources_the_newest_first(engine: Engine) -> None:
    write_small_vintage(engine)
    for source in ("Tỉnh", "Trung ương"):
        draft = build_draft(build_facts(7), source=source, is_illustrative=True, illustrative_note=Bilingual("a", "b"))
        publish_release(engine, draft, by="officer", now=NOW)
    with engine.connect() as connection:
        notes = list_release_notes(connection)
    assert [note.source for note in notes] == ["Trung ương", "Tỉnh"]
    assert notes[1] == ReleaseNote(
        1, "Tỉnh", draft.target_source, draft.target_version, draft.denominator_source, True, Bilingual("a", "b"), NOW
    )


def test_a_snapshot_is_read_without_the_reports_which_grow_with_every_file(engine: Engine) -> None:
    write_small_vintage(engine)
    publish_release(engine, build_draft(build_facts(7)), by="officer", now=NOW)
    with begin_write(engine) as connection:
        connection.execute(sa.update(release).values(report="{ whoever parses this fails"))
    assert list(read_snapshot(engine).releases) == [1]
