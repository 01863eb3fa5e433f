"""The log: one JSON object per line on standard error, each line of a request with the id of that request."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from typing import Any, TextIO

import orjson
import structlog
from flask import Flask, Response, g, request

HEADER = "X-Request-ID"
# A proxy may give the id; anything else in its header would let a client write into the log.
REQUEST_ID_PATTERN = re.compile(r"[A-Za-z0-9._-]{1,64}")
# Asked every few seconds by whoever watches the service.
WATCHED_PATHS = frozenset({"/healthz", "/readyz"})

log = structlog.get_logger("webmap.request")


def configure_log(level: str, stream: TextIO | None = None) -> None:
    """Send every log of the process, of our modules and of libraries, to ``stream`` as JSON lines."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
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
    g.request_began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end_request(response: Response) -> Response:
    if "request_id" not in g:
        return response
    response.headers[HEADER] = g.request_id
    log_request(request.method, request.path, response.status_code, response.content_length, g.request_began)
    return response


def log_request(method: str, path: str, status: int, size: int | None, began: float) -> None:
    """Log how a request ended that began at ``began`` (``time.perf_counter``)."""
    weight = logging.DEBUG if path in WATCHED_PATHS else logging.INFO
    # The path without its parameters: what a colleague looks at is nobody's business.
    log.log(
        weight,
        "request",
        method=method,
        path=path,
        status=status,
        bytes=size,
        duration_ms=round((time.perf_counter() - began) * 1000, 1),
    )


def log_replay(path: str, status: int, size: int, request_id: str) -> None:
    """Log an answer given again from memory, at DEBUG: the line would cost more than the answer."""
    if logging.getLogger("webmap.request").isEnabledFor(logging.DEBUG):
        log.debug("replay", method="GET", path=path, status=status, bytes=size, request_id=request_id)


def _dump(event: Any, **_options: Any) -> str:
    return orjson.dumps(event, default=str).decode()
