import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from flask import Flask, g

from webmap.request_log import configure_log, log_requests


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged; the logs of the process are as before afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    written = io.StringIO()
    configure_log("INFO", written)
    yield written
    root.handlers, level = handlers, level
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def app(stream: io.StringIO) -> Flask:
    app = Flask("test")
    log_requests(app)

    @app.get("/area")
    def area() -> str:
        logging.getLogger("services.somewhere").warning("seen %s", "Điện Biên")
        return str(g.request_id)

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app


def _read_lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_every_line_of_a_request_carries_its_id(app: Flask, stream: io.StringIO) -> None:
    response = app.test_client().get("/area?within=11&token=secret")
    own, request = _read_lines(stream)
    assert response.headers["X-Request-ID"] == response.text == own["request_id"] == request["request_id"]
    assert (own["event"], own["level"], own["logger"]) == ("seen Điện Biên", "warning", "services.somewhere")
    assert (request["method"], request["path"], request["status"]) == ("GET", "/area", 200)
    assert isinstance(request["duration_ms"], float)
    assert "secret" not in stream.getvalue()


def test_a_proxy_may_give_the_id(app: Flask) -> None:
    response = app.test_client().get("/area", headers={"X-Request-ID": "proxy-1.2_3"})
    assert response.headers["X-Request-ID"] == "proxy-1.2_3"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, '"}{"'])
def test_an_id_that_is_no_id_is_replaced(app: Flask, given: str) -> None:
    client = app.test_client()
    ids = {client.get("/area", headers={"X-Request-ID": given}).headers["X-Request-ID"] for _ in range(2)}
    assert given not in ids
    assert len(ids) == 2


def test_what_is_asked_every_few_seconds_is_not_logged(app: Flask, stream: io.StringIO) -> None:
    assert app.test_client().get("/healthz").status_code == 200
    assert stream.getvalue() == ""


def test_a_missing_page_is_logged_too(app: Flask, stream: io.StringIO) -> None:
    app.test_client().get("/nowhere")
    assert [line["status"] for line in _read_lines(stream)] == [404]


def test_a_traceback_stays_within_its_line(stream: io.StringIO) -> None:
    try:
        raise ValueError("bad")
    except ValueError:
        logging.getLogger("webmap").exception("unexpected_error")
    (line,) = _read_lines(stream)
    assert "ValueError: bad" in str(line["exception"])
