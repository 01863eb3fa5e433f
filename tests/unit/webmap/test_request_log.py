import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from flask import Flask, g

from webmap.request_log import configure_log, log_requests, name_stranger


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

    @app.get("/area/<name>")
    def area(name: str) -> str:
        logging.getLogger("services.somewhere").warning("seen %s", "Điện Biên")
        return str(g.request_id)

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app


def _read_lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_every_line_of_a_request_carries_its_id(app: Flask, stream: io.StringIO) -> None:
    response = app.test_client().get("/area/lan?within=11&token=secret")
    own, request = _read_lines(stream)
    assert response.headers["X-Request-ID"] == response.text == own["request_id"] == request["request_id"]
    assert (own["event"], own["level"], own["logger"]) == ("seen Điện Biên", "warning", "services.somewhere")
    assert (request["method"], request["route"], request["status"]) == ("GET", "/area/<name>", 200)
    assert isinstance(request["duration_ms"], float)
    assert "secret" not in stream.getvalue()
    assert "lan" not in stream.getvalue()


def test_a_proxy_may_give_the_id(app: Flask) -> None:
    response = app.test_client().get("/area/x", headers={"X-Request-ID": "proxy-1.2_3"})
    assert response.headers["X-Request-ID"] == "proxy-1.2_3"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, '"}{"'])
def test_an_id_that_is_no_id_is_replaced(app: Flask, given: str) -> None:
    client = app.test_client()
    ids = {client.get("/area/x", headers={"X-Request-ID": given}).headers["X-Request-ID"] for _ in range(2)}
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
    assert "builtins.ValueError" in str(line["exception"])
    assert "test_request_log.py" in str(line["exception"])


def test_what_people_typed_is_in_no_error_of_the_log(stream: io.StringIO) -> None:
    try:
        try:
            int("Nguyễn Văn An")
        except ValueError as error:
            raise KeyError("0912345678") from error
    except KeyError:
        structlog.get_logger("webmap").exception("unexpected_error")
        logging.getLogger("gunicorn.error").warning("Invalid request from ip=10.1.2.3: Invalid HTTP Version")
    error, refused = _read_lines(stream)
    assert str(error["exception"]).splitlines()[0] == "builtins.KeyError"
    assert "builtins.ValueError" in str(error["exception"])
    assert refused["event"] == "Invalid request from a client: Invalid HTTP Version"
    for typed in ("Nguyễn", "0912345678", "10.1.2.3"):
        assert typed not in stream.getvalue()


def test_who_looks_for_a_defect_may_have_the_message(stream: io.StringIO) -> None:
    logging.getLogger().setLevel("DEBUG")
    try:
        raise ValueError("bad")
    except ValueError:
        logging.getLogger("webmap").exception("unexpected_error")
    (line,) = _read_lines(stream)
    assert "ValueError: bad" in str(line["exception"])


def test_an_address_is_told_by_a_name_that_says_nothing() -> None:
    assert name_stranger("10.1.2.3") == name_stranger("10.1.2.3") != name_stranger("10.1.2.4")
    assert re.fullmatch("[0-9a-f]{8}", name_stranger(None))
