"""A browser's way of asking: few kept connections, a cache with entity tags, requests sent again where none answered.

Answers are read as bytes and looked at only where a link in them is followed, so that two hundred browsers in one
process cost little beside the server; the benchmark prints how much.
"""

from __future__ import annotations

import asyncio
import gzip
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import brotli

MOST_CONNECTIONS = 6  # of one browser to one host
MOST_ATTEMPTS = 60
PAUSE_SECONDS = 0.1  # before a refused connection is tried again
LONGEST_ANSWER = 60.0  # seconds; whoever waits longer has failed
ACCEPT_ENCODING = "gzip, br"
LOST = (ConnectionError, asyncio.IncompleteReadError)
NO_ANSWER = 599  # noted where the longest time has passed


def decode(body: bytes, coding: str) -> bytes:
    """Return what a body says in its content coding."""
    if coding == "br":
        return bytes(brotli.decompress(body))
    return gzip.decompress(body) if coding == "gzip" else body


@dataclass(frozen=True)
class Answer:
    """One answer; header names in lower case. ``seconds`` from the wish to the last byte, requests sent again too."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    asked_at: float
    seconds: float

    @property
    def text(self) -> str:
        """The body as text."""
        coding = self.headers.get("content-encoding", "")
        return decode(self.body, coding).decode()

    @property
    def publication_id(self) -> int | None:
        """The publication that the answer names."""
        told = self.headers.get("baophu-publication")
        return None if told is None else int(told)

    @property
    def is_for_ever(self) -> bool:
        """Tell whether a browser keeps it without asking again."""
        kept = self.headers.get("cache-control", "")
        return "immutable" in kept or "max-age=86400" in kept


@dataclass
class Lines:
    """What became of connections, for all browsers together."""

    lost: Counter[str] = field(default_factory=Counter)

    def count(self, error: Exception, *, was_kept: bool) -> None:
        """Count a request that is sent again: why, and whether its connection had answered before."""
        kind = "refused" if isinstance(error, ConnectionRefusedError) else "reset or cut off"
        self.lost[f"{kind}, a connection {'kept' if was_kept else 'just opened'}"] += 1


@dataclass(frozen=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    is_kept: bool = False


class Connections:
    """The connections of one browser."""

    def __init__(self, port: int, lines: Lines) -> None:
        self._port = port
        self._lines = lines
        self._idle: list[_Connection] = []
        self._places = asyncio.Semaphore(MOST_CONNECTIONS)

    async def ask(
        self, path: str, headers: Mapping[str, str], *, body: bytes | None = None, again: bool = True
    ) -> Answer:
        """Return the answer; a request that nobody answered is sent again unless it must not be (``again``)."""
        asked_at = time.perf_counter()
        request = self._build_request(path, headers, body)
        async with self._places:
            try:
                async with asyncio.timeout(LONGEST_ANSWER):
                    status, told, content = await self._insist(path, request, again=again)
            except TimeoutError:
                status, told, content = NO_ANSWER, {"cookies": ""}, b""
        return Answer(status, told, content, asked_at, time.perf_counter() - asked_at)

    async def _insist(self, path: str, request: bytes, *, again: bool) -> tuple[int, dict[str, str], bytes]:
        for _attempt in range(MOST_ATTEMPTS):
            connection = None
            try:
                connection = await self._open()
                return await self._exchange(connection, request)
            except LOST as error:
                await self._note(error, connection)
                if not again and connection is not None and not connection.is_kept:
                    raise
        raise ConnectionError(f"nobody answers {path}")

    def close(self) -> None:
        """Close what is open, as a browser that is shut."""
        for connection in self._idle:
            connection.writer.close()
        self._idle.clear()

    async def _open(self) -> _Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.reader.at_eof():  # the server closes what is idle: no request is lost by that
                return connection
            connection.writer.close()
        return _Connection(*await asyncio.open_connection("127.0.0.1", self._port, limit=2**18))

    async def _exchange(self, connection: _Connection, request: bytes) -> tuple[int, dict[str, str], bytes]:
        connection.writer.write(request)
        head = (await connection.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        cookies = []
        for line in head[1:-2]:
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                cookies.append(value.strip().partition(";")[0])
            headers[name.lower()] = value.strip()
        headers["cookies"] = "; ".join(cookies)
        size = int(headers.get("content-length", "0"))
        content = await connection.reader.readexactly(size) if size else b""
        if headers.get("connection", "").lower() == "close":
            connection.writer.close()
        else:
            self._idle.append(_Connection(connection.reader, connection.writer, is_kept=True))
        return int(head[0].split(" ", 2)[1]), headers, content

    async def _note(self, error: Exception, connection: _Connection | None) -> None:
        self._lines.count(error, was_kept=connection is not None and connection.is_kept)
        if connection is not None:
            connection.writer.close()
        else:
            await asyncio.sleep(PAUSE_SECONDS)

    def _build_request(self, path: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        told = {"Host": f"127.0.0.1:{self._port}", "Accept-Encoding": ACCEPT_ENCODING, **headers}
        if body is not None:
            told["Content-Length"] = str(len(body))
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        return f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\n{lines}\r\n".encode() + (body or b"")


def build_form(fields: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a form that is sent."""
    return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(fields).encode()


def build_upload(fields: Mapping[str, str], name: str, content: bytes) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a form with a file."""
    boundary = "----baophu-benchmark-7MA4YWxk"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field_name}"\r\n\r\n{value}\r\n'.encode()
        for field_name, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = b"".join([*parts, head, content, f"\r\n--{boundary}--\r\n".encode()])
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}, body
