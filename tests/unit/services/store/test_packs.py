from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from services.store import packs
from services.store.packs import PackStatus, StoredPack
from services.store.tables import blob

NOW = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
QUERY = "within=11"
PACK_ID = packs.build_pack_id(1, QUERY)


def read(engine: Engine) -> StoredPack:
    with engine.connect() as connection:
        found = packs.read_pack(connection, PACK_ID)
    assert found is not None
    return found


def read_files(engine: Engine) -> list[bytes | None]:
    with engine.connect() as connection:
        return [packs.read_pack_file(connection, PACK_ID, kind) for kind in (packs.PDF, packs.XLSX)]


def test_one_worker_makes_a_pack_and_others_wait_for_it(engine: Engine) -> None:
    assert packs.claim_pack(engine, 1, QUERY, "first", NOW)
    assert not packs.claim_pack(engine, 1, QUERY, "second", NOW + packs.SILENT_AFTER)
    assert packs.claim_pack(engine, 2, QUERY, "second", NOW)  # another publication is another pack


def test_nothing_is_served_before_both_files_are_whole(engine: Engine) -> None:
    packs.claim_pack(engine, 1, QUERY, "worker", NOW)
    packs.beat(engine, PACK_ID, "worker", 3, 12, NOW)
    assert (read(engine).status, read(engine).done_count, read(engine).step_count) == (PackStatus.MAKING, 3, 12)
    assert read_files(engine) == [None, None]
    assert packs.finish_pack(engine, PACK_ID, "worker", b"pages", b"sheets", NOW)
    assert read(engine).status is PackStatus.READY
    assert read_files(engine) == [b"pages", b"sheets"]


def test_a_worker_that_fell_silent_is_replaced_and_writes_nothing_any_more(engine: Engine) -> None:
    packs.claim_pack(engine, 1, QUERY, "killed", NOW)
    later = NOW + packs.SILENT_AFTER + timedelta(seconds=1)
    assert read(engine).is_abandoned(later)
    assert packs.claim_pack(engine, 1, QUERY, "next", later)
    assert not packs.beat(engine, PACK_ID, "killed", 9, 12, later)
    assert not packs.finish_pack(engine, PACK_ID, "killed", b"old", b"old", later)
    assert read_files(engine) == [None, None]
    with engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(blob)).scalar_one() == 0
    assert packs.finish_pack(engine, PACK_ID, "next", b"pages", b"sheets", later)
    assert read_files(engine) == [b"pages", b"sheets"]


def test_a_pack_that_failed_may_be_asked_for_again(engine: Engine) -> None:
    packs.claim_pack(engine, 1, QUERY, "worker", NOW)
    packs.fail_pack(engine, PACK_ID, "worker", NOW)
    assert read(engine).status is PackStatus.FAILED
    assert packs.claim_pack(engine, 1, QUERY, "next", NOW)


def test_old_packs_go_with_their_files(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "KEPT_PACKS", 2)
    for number in range(4):
        moment = NOW + timedelta(minutes=number)
        packs.claim_pack(engine, number, QUERY, "worker", moment)
        pack_id = packs.build_pack_id(number, QUERY)
        packs.finish_pack(engine, pack_id, "worker", b"p%d" % number, b"x%d" % number, moment)
    with engine.connect() as connection:
        assert sorted(connection.execute(sa.select(blob.c.content)).scalars()) == [b"p2", b"p3", b"x2", b"x3"]
