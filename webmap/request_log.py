"""The log: one JSON object per line on standard error, each line of a request with the id of that request.

Nobody is named in it: no account, no address, no parameters of an address, nothing of what was typed or uploaded.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import sys
import time
import traceback
from typing import Any, TextIO

import orjson
import structlog
from flask import Flask, Response, current_app, g, request

from webmap.metrics import EXTENSION

HEADER = "X-Request-ID"
# A proxy may give the id; anything else in its header would let a client write into the log.
REQUEST_ID_PATTERN = re.compile(r"[A-Za-z0-9._-]{1,64}")
# Asked every few seconds by whoever watches the service.
WATCHED_PATHS = frozenset({"/healthz", "/readyz"})

MOST_FRAMES = 200
ROUTE = "baophu.route"  # in the environ of a request that was answered: the template of its address
_CLIENT_ADDRESS = re.compile(r"ip=\S+:")  # as gunicorn tells of a request that it cannot read
_NAMING_KEY = secrets.token_bytes(16)

log = structlog.get_logger("webmap.request")


def configure_log(level: str, stream: TextIO | None = None) -> None:
    """Send every log of the process, of our modules and of libraries, to ``stream`` as JSON lines."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(allow=["code"]),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _render_errors,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    final: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(_dump),
    ]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=final, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # Alembic tells the kind of database each time the schema is looked at.
    logging.getLogger("alembic").setLevel("WARNING")


def log_requests(app: Flask) -> None:
    """Give every request of ``app`` an id, ``g.request_id``, sent back as X-Request-ID, and log how it ended."""
    app.before_request(_begin_request)
    app.after_request(_end_request)


def choose_request_id(given: str) -> str:
    """Return the id that a proxy gave, where it is one; else a new one."""
    return given if REQUEST_ID_PATTERN.fullmatch(given) else secrets.token_hex(8)


def _begin_request() -> None:
    g.request_id = choose_request_id(request.headers.get(HEADER, ""))
    g.request_began, g.processor_began = time.perf_counter(), time.thread_time()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end_request(response: Response) -> Response:
    if "request_id" not in g:
        return response
    response.headers[HEADER] = g.request_id
    # The template, not the address: whose page or upload somebody looks at is nobody's business.
    route = request.url_rule.rule if request.url_rule is not None else ""
    request.environ[ROUTE] = route
    seconds = time.perf_counter() - g.request_began
    log.log(
        logging.DEBUG if route in WATCHED_PATHS else logging.INFO,
        "request",
        method=request.method,
        route=route,
        status=response.status_code,
        bytes=response.content_length,
        duration_ms=round(seconds * 1000, 1),
        processor_ms=round((time.thread_time() - g.processor_began) * 1000, 1),
    )
    metrics = current_app.extensions.get(EXTENSION)
    if metrics is not None:
        metrics.count_request(route, response.status_code, seconds)
    return response


def log_replay(route: str, status: int, size: int, request_id: str) -> None:
    """Log an answer given again from memory, at DEBUG: the line would cost more than the answer."""
    if logging.getLogger("webmap.request").isEnabledFor(logging.DEBUG):
        log.debug("replay", method="GET", route=route, status=status, bytes=size, request_id=request_id)


def name_stranger(address: str | None) -> str:
    """Return a name for an address, the same until the service is started again, that does not tell the address."""
    return hashlib.blake2b((address or "").encode(), key=_NAMING_KEY, digest_size=4).hexdigest()


def render_error(error: BaseException) -> str:
    """Return where an error came from and of which kinds it and its causes are; without their messages.

    A message may quote what people have typed or uploaded. At DEBUG it is there.
    """
    if logging.getLogger().isEnabledFor(logging.DEBUG):
        return "".join(traceback.format_exception(error))
    parts: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(parts) < MOST_FRAMES:
        parts.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        parts += [f"  {one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(seen.__traceback__)]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(parts)


def _render_errors(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Put the error that a line of the log is about in words."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = render_error(error)
    if isinstance(event.get("event"), str):
        event["event"] = _CLIENT_ADDRESS.sub("a client:", event["event"])
    return event


def _dump(event: Any, **_options: Any) -> str:
    return orjson.dumps(event, default=str).decode()
