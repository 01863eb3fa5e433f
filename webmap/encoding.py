"""Answers as bytes: made once per publication and request, encoded once, sent with an ETag."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Generic, Protocol, TypeVar

import brotli
from flask import Response, request
from werkzeug.exceptions import NotAcceptable

from webmap.lanes import LONGEST_WAIT, Lane, Lanes

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"  # kept by the browser, asked for again with its ETag

# The best first. Brotli at 6 is as small as at 9 on arrays of numbers, in a fifth of the time (`make bench`).
ENCODINGS = ("br", "gzip")
COMPRESSIBLE = (
    *("text/", "application/json", "application/geo+json", "application/topo+json", "application/vnd.baophu.arcs"),
    "image/svg+xml",
)
LEAST_COMPRESSED_SIZE = 256  # bytes; below, the header costs what is won


def compress(body: bytes, encoding: str) -> bytes:
    """Return ``body`` in a content coding: ``br``, ``gzip`` or ``""`` (as it is)."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=6 if len(body) < 200_000 else 5))
    if encoding == "gzip":
        return gzip.compress(body, compresslevel=6, mtime=0)
    return body


def hash_content(body: bytes) -> str:
    """Return what names a content in entity tags."""
    return hashlib.sha256(body).hexdigest()[:32]


class Answer:
    """The bytes of an answer in the codings that were asked for so far; each coding is made once."""

    def __init__(
        self,
        body: bytes,
        media_type: str,
        *,
        file_name: str | None = None,
        encoded: Mapping[str, bytes] | None = None,
    ) -> None:
        self.media_type = media_type
        self.file_name = file_name
        self.content_hash = hash_content(body)
        self._bodies: dict[str, bytes] = {"": body, **(encoded or {})}
        self._compressible = len(body) >= LEAST_COMPRESSED_SIZE and media_type.startswith(COMPRESSIBLE)

    @property
    def size(self) -> int:
        """Bytes of memory that the answer may take, all codings together."""
        return len(self._bodies[""]) * 2 + 1000

    def codings(self) -> tuple[str, ...]:
        """Content codings in which the answer can be sent besides as it is, the best first."""
        return ENCODINGS if self._compressible else ()

    def body_in(self, encoding: str) -> bytes:
        """Return the bytes in one coding."""
        body = self._bodies.get(encoding)
        if body is None:  # two threads may both compress; they store the same bytes
            body = self._bodies[encoding] = compress(self._bodies[""], encoding)
        return body

    def etag(self, encoding: str) -> str:
        """Return the entity tag of one coding, quoted."""
        return f'"{self.content_hash}-{encoding}"' if encoding else f'"{self.content_hash}"'


def build_answer(
    body: bytes, media_type: str, *, file_name: str | None = None, encoded: Mapping[str, bytes] | None = None
) -> Answer:
    """Return an answer; ``encoded`` holds codings that exist already, ``file_name`` makes it a download."""
    return Answer(body, media_type, file_name=file_name, encoded=encoded)


class Sized(Protocol):
    """What knows how many bytes of memory it may take."""

    @property
    def size(self) -> int:
        """Bytes of memory, at most."""


Kept = TypeVar("Kept", bound=Sized)


class AnswerCache(Generic[Kept]):
    """Answers in memory, the least recently used forgotten first; ``most_bytes`` bounds them, ``lanes`` give turns."""

    def __init__(self, most_bytes: int, lanes: Lanes | None = None) -> None:
        self._most_bytes = most_bytes
        self._lanes = lanes or Lanes()
        self._bytes = 0
        self._answers: OrderedDict[Hashable, Kept] = OrderedDict()
        self._making: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Kept | None:
        """Return the answer kept under ``key``."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def keep(self, key: Hashable, answer: Kept) -> None:
        """Keep an answer, unless it is so large that it would push out most others."""
        if answer.size > self._most_bytes // 4:
            return
        with self._lock:
            previous = self._answers.pop(key, None)
            self._bytes += answer.size - (previous.size if previous else 0)
            self._answers[key] = answer
            while self._bytes > self._most_bytes:
                _key, oldest = self._answers.popitem(last=False)
                self._bytes -= oldest.size

    def get_or_build(self, key: Hashable, build: Callable[[], Kept], lane: Lane = Lane.QUICK) -> Kept:
        """Return the answer kept under ``key``, made by ``build`` where there is none.

        Who asks for what another thread is making waits for it. Each lane has its own turns, so that what is quick goes
        on beside what is long.
        """
        answer = self.get(key)
        if answer is not None:
            return answer
        with self._lock:
            making, is_mine = self._making.get(key), key not in self._making
            if making is None:
                making = self._making[key] = threading.Event()
        if not is_mine:
            making.wait(LONGEST_WAIT)
            answer = self.get(key)
            return build() if answer is None else answer  # it failed, or was too large to be kept
        try:
            with self._lanes.enter(lane):
                answer = build()
            self.keep(key, answer)
            return answer
        finally:
            with self._lock:
                del self._making[key]
            making.set()

    @property
    def bytes_kept(self) -> int:
        """How many bytes are kept."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._answers)


def choose_encoding(accept_encoding: str, codings: tuple[str, ...]) -> str:
    """Return the best coding that a client takes; ``""`` is the plain one. RFC 9110, section 12.5.3.

    Raises NotAcceptable where the client refuses the plain bytes and takes none of ``codings``.
    """
    weights: dict[str, float] = {}
    for part in accept_encoding.split(","):
        name, _, parameter = part.strip().partition(";")
        weight = parameter.strip().removeprefix("q=")
        try:
            weights[name.strip().lower()] = float(weight) if weight else 1.0
        except ValueError:
            weights[name.strip().lower()] = 0.0
    rest = weights.get("*", 0.0)
    taken = [coding for coding in codings if weights.get(coding, rest) > 0]
    if taken:
        return max(taken, key=lambda coding: weights.get(coding, rest))
    if weights.get("identity", weights.get("*", 1.0)) == 0:
        raise NotAcceptable
    return ""


def _check_media_type(media_type: str) -> None:
    accepted = request.headers.get("Accept", "")
    if accepted and "*/*" not in accepted and not request.accept_mimetypes[media_type.partition(";")[0]]:
        raise NotAcceptable


def render_answer(answer: Answer, *, cache_control: str) -> Response:
    """Return the response: the coding that the client likes best, or 304 where it has it already."""
    _check_media_type(answer.media_type)
    encoding = choose_encoding(request.headers.get("Accept-Encoding", ""), answer.codings())
    etag = answer.etag(encoding)
    known = request.headers.get("If-None-Match")
    if known is not None and (known.strip() == "*" or answer.content_hash in known):
        response = Response(status=304)
    else:
        response = Response(answer.body_in(encoding), content_type=answer.media_type)
        if encoding:
            response.headers["Content-Encoding"] = encoding
        if answer.file_name:
            response.headers.set("Content-Disposition", "attachment", filename=answer.file_name)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = cache_control
    response.headers["Vary"] = "Accept, Accept-Encoding"
    return response
