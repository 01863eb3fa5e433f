"""Answers given before, given again in front of the application: a dictionary look-up instead of a request.

Flask takes some 200 µs around a view that does nothing. What ``answering.answer`` has answered from a snapshot is
remembered here as it was sent, by address and by what the client accepts, for as long as that publication is in force.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webmap.account_cookie import COOKIE_NAME
from webmap.encoding import AnswerCache
from webmap.hosts import is_host_known
from webmap.request_log import HEADER, ROUTE, choose_request_id, log_replay

if TYPE_CHECKING:
    from services.coverage.holder import SnapshotHolder
    from webmap.metrics import Metrics

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

PUBLICATION = "baophu.publication"  # in the environ of a request that was answered from a snapshot
REPLAYED_PREFIXES = ("/api/v1/", "/map.svg", "/ancestry.svg", "/table.csv")
MOST_BYTES = 32 * 2**20
# What an answer depends on besides its address and the publication.
KEY = (
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT",
    "HTTP_IF_NONE_MATCH",
    "SCRIPT_NAME",
    "HTTP_X_FORWARDED_PROTO",
)


@dataclass(frozen=True)
class Sent:
    """A response as it was sent, without its request id."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    route: str

    @property
    def size(self) -> int:
        """Bytes of memory that it may take."""
        return len(self.body) + 2000


class Replay:
    """A WSGI application in front of ours that gives again what was given before."""

    def __init__(
        self,
        application: Application,
        snapshots: SnapshotHolder,
        metrics: Metrics | None = None,
        hosts: Collection[str] = (),
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._application = application
        self._snapshots = snapshots
        self._metrics = metrics
        self._hosts = hosts
        self._sent: AnswerCache[Sent] = AnswerCache(most_bytes)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        if not _may_be_kept(environ) or not is_host_known(environ.get("HTTP_HOST", ""), self._hosts):
            return self._application(environ, start_response)
        key = tuple(environ.get(name, "") for name in KEY)
        sent = self._sent.get((self._read_publication(), key))
        if sent is None:
            return self._pass_on(environ, start_response, key)
        began = time.perf_counter()
        request_id = choose_request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        start_response(sent.status, [*sent.headers, (HEADER, request_id)])
        log_replay(sent.route, int(sent.status[:3]), len(sent.body), request_id)
        if self._metrics is not None:
            self._metrics.count_request(sent.route, int(sent.status[:3]), time.perf_counter() - began)
        return [sent.body]

    def _read_publication(self) -> int | None:
        try:
            return self._snapshots.current().publication_id
        except Exception:  # the application meets it again, and says so
            return None

    def _pass_on(self, environ: Environ, start_response: Callable[..., Any], key: tuple[str, ...]) -> Iterable[bytes]:
        """Let the application answer; remember what it answered from a snapshot."""
        seen: list[tuple[str, list[tuple[str, str]]]] = []

        def listen(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            seen.append((status, headers))
            return start_response(status, headers, *rest)

        body = self._application(environ, listen)
        publication = environ.get(PUBLICATION)
        if publication is None or not seen or not seen[-1][0].startswith(("200", "304")):
            return body
        parts = list(body)
        if hasattr(body, "close"):
            body.close()
        status, headers = seen[-1]
        kept = tuple((name, value) for name, value in headers if name != HEADER)
        self._sent.keep((publication, key), Sent(status, kept, b"".join(parts), environ.get(ROUTE, "")))
        return parts


def _may_be_kept(environ: Environ) -> bool:
    is_plain = environ["REQUEST_METHOD"] == "GET" and environ.get("CONTENT_LENGTH", "") in {"", "0"}
    # Whoever is signed in may be shown more: the application decides.
    is_anonymous = f"{COOKIE_NAME}=" not in environ.get("HTTP_COOKIE", "")
    return is_plain and is_anonymous and environ["PATH_INFO"].startswith(REPLAYED_PREFIXES)
