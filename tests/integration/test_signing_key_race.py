"""Processes that start together on a new store sign with one key."""

from multiprocessing.connection import Connection

from sqlalchemy.engine import Engine

from services.accounts.signing_key import read_signing_key
from services.store.engine import open_engine
from tests.fixtures.halting_process import PATIENCE, fork_server

PROCESSES = 4


def _read_when_told(url: str, parent: Connection) -> None:
    engine = open_engine(url)
    engine.connect().close()
    parent.send("ready")
    parent.recv()
    parent.send(read_signing_key(engine))
    engine.dispose()


def test_all_get_the_key_that_the_first_one_made(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    context = fork_server()
    ends = [context.Pipe() for _ in range(PROCESSES)]
    started = [context.Process(target=_read_when_told, args=(url, theirs)) for _, theirs in ends]
    for process in started:
        process.start()
    for ours, _ in ends:
        assert ours.poll(PATIENCE)
        assert ours.recv() == "ready"
    for ours, _ in ends:  # as nearly at once as can be
        ours.send("now")
    keys = [ours.recv() for ours, _ in ends if ours.poll(PATIENCE)]
    for process in started:
        process.join(PATIENCE)
        assert process.exitcode == 0
        process.close()
    for pair in ends:
        for end in pair:
            end.close()
    assert len(keys) == PROCESSES
    assert len(set(keys)) == 1
    assert len(keys[0]) >= 43
