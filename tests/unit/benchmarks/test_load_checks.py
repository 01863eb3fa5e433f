"""The benchmark under load finds a wrong byte, an answer of an old state and a false «unchanged»."""

from __future__ import annotations

import asyncio
import gzip
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import brotli
import pytest
from flask import Flask
from werkzeug.serving import make_server

from benchmarks.load.client import Answer, Lines
from benchmarks.load.service import ask_quietly
from benchmarks.load.viewer import Browser
from benchmarks.load.witness import Content, Witness, read_content
from tests.fixtures.toy_store import AS_OF, VINTAGE_ID

VIEW = f"vintage={VINTAGE_ID}&level=commune&within=VN&scheme=BHXH_TN&indicator=enrolled_count&as_of={AS_OF}"
SUM = re.compile(rb'("sum":\d*)(\d)')  # of the values that a map computes for itself
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Spoiler:
    """Gives what an application answers, one digit of the sum of the values another, where it is told to."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.is_spoiling = False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = b"".join(self.application(environ, start_response))
        return [SUM.sub(lambda found: found[1] + b"%d" % (9 - int(found[2])), body) if self._spoils(environ) else body]

    def _spoils(self, environ: dict[str, Any]) -> bool:
        is_values = environ["PATH_INFO"] == "/api/v1/values" and "br" not in environ["HTTP_ACCEPT_ENCODING"]
        return self.is_spoiling and is_values


@contextmanager
def _serve(application: Application) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, application, threaded=True)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def _look(port: int, witness: Witness) -> None:
    browser = Browser(port, witness, Lines())
    await browser.open_page(f"/map?{VIEW}")
    await browser.open_page(f"/map?{VIEW}")  # what was kept is asked for by its tag
    await browser.open_page(f"/embed/map?{VIEW}")


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have answers as they are, so that a digit in them can be changed."""
    for module in ("client", "service"):
        monkeypatch.setattr(f"benchmarks.load.{module}.ACCEPT_ENCODING", "identity")


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("is_spoiling", [False, True])
def test_a_wrong_digit_is_found_and_nothing_else(app: Flask, is_spoiling: bool) -> None:
    spoiler, witness = Spoiler(app.wsgi_app), Witness()
    spoiler.is_spoiling = is_spoiling
    # Apart: a browser of another test may have its loop in this thread.
    with _serve(spoiler) as port, ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(_look(port, witness))).result()
    assert witness.confirmed
    wrong = witness.check(lambda one: ask_quietly(app.test_client(), f"127.0.0.1:{port}", one.path))
    assert [one.partition("?")[0].rpartition(" ")[2] for one in wrong] == ["/api/v1/values"] * is_spoiling


def _answer(publication_id: int, body: bytes, asked_at: float, status: int = 200, etag: str = '"a"') -> Answer:
    return Answer(status, {"baophu-publication": str(publication_id), "etag": etag}, body, asked_at, 0.1)


def test_two_answers_of_one_publication_that_differ_are_wrong() -> None:
    witness = Witness()
    witness.note("values", "/v", _answer(1, b"one", 0.0))
    witness.note("values", "/v", _answer(2, b"two", 0.0))
    assert witness.wrong == []
    witness.note("values", "/v", _answer(1, b"two", 0.0))
    assert witness.wrong == ["two answers to /v from publication 1"]


def test_an_answer_of_an_old_state_is_late_two_seconds_after_the_publication() -> None:
    witness = Witness()
    witness.publish(2, at=10.0)
    witness.note("values", "/v", _answer(1, b"one", asked_at=11.75))
    assert witness.late == []
    witness.note("values", "/v", _answer(1, b"one", asked_at=12.25))
    assert witness.late == [0.25]


def test_errors_are_wrong_and_a_tag_that_is_not_of_the_publication() -> None:
    witness = Witness()
    witness.note("page", "/p", _answer(1, b"", 0.0, status=503))
    witness.note("values", "/v", _answer(1, b"", 0.0, status=304))
    witness.note("values", "/v", _answer(1, b"", 0.0, status=304, etag='"b"'))
    assert witness.wrong == ["503 for /p", "two tags of /v from publication 1"]


def test_a_page_in_another_coding_and_with_another_nonce_is_the_same_page() -> None:
    def answer(nonce: str, coding: str) -> Content:
        body = f'<script nonce="{nonce}">1</script>'.encode()
        packed = {"br": brotli.compress, "gzip": gzip.compress}.get(coding, bytes)(body)
        headers = {"content-security-policy": f"script-src 'nonce-{nonce}'", "content-encoding": coding}
        return read_content(200, headers, packed)

    assert len({answer("aaa", "br"), answer("bbb", "gzip"), answer("ccc", "")}) == 1
