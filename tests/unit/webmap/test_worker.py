"""Threads that stay with the connection they have just answered."""

import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.workers.gthread import ThreadWorker

from webmap.worker import MOST_IN_A_ROW, StayingWorker


class _Unread:
    def __init__(self, ahead: bytes) -> None:
        self.ahead = ahead

    def getvalue(self) -> bytes:
        return self.ahead


def _build_connection(sock: socket.socket, ahead: bytes = b"") -> Any:
    return SimpleNamespace(
        sock=sock, is_http2=False, parser=SimpleNamespace(unreader=SimpleNamespace(buf=_Unread(ahead)))
    )


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Each answer that the worker of gunicorn was asked for; it reads one byte of the request and keeps on."""
    calls: list[Any] = []

    def handle(_worker: ThreadWorker, conn: Any) -> bool:
        calls.append(conn)
        return conn.sock.recv(1) != b"x"

    monkeypatch.setattr(ThreadWorker, "handle", handle)
    return calls


def _build_worker(*, alive: bool = True) -> StayingWorker:
    worker = StayingWorker.__new__(StayingWorker)
    worker.alive = alive
    return worker


def test_requests_that_follow_at_once_are_answered_by_the_same_thread(pair: Any, answered: list[Any]) -> None:
    pair[1].sendall(b"abc")

    assert _build_worker().handle(_build_connection(pair[0])) is True

    assert len(answered) == 3


def test_a_connection_that_ends_is_not_waited_for(pair: Any, answered: list[Any]) -> None:
    pair[1].sendall(b"axb")

    assert _build_worker().handle(_build_connection(pair[0])) is False

    assert len(answered) == 2


def test_a_connection_that_never_pauses_leaves_others_their_turn(pair: Any, answered: list[Any]) -> None:
    pair[1].sendall(b"a" * (MOST_IN_A_ROW + 10))

    assert _build_worker().handle(_build_connection(pair[0])) is True

    assert len(answered) == MOST_IN_A_ROW


def test_a_worker_told_to_stop_waits_for_nobody(pair: Any, answered: list[Any]) -> None:
    pair[1].sendall(b"ab")

    assert _build_worker(alive=False).handle(_build_connection(pair[0])) is True

    assert len(answered) == 1


def test_bytes_read_ahead_count_as_a_request_that_is_there(pair: Any, answered: list[Any]) -> None:
    pair[1].sendall(b"ax")

    assert _build_worker().handle(_build_connection(pair[0], ahead=b"GET")) is False

    assert len(answered) == 2
