"""Pages that gunicorn's master opens before readers do: it forks afterwards, and must stay there for its workers."""

from __future__ import annotations

import logging
import multiprocessing
import threading
from types import SimpleNamespace

import pytest
from flask import Flask, request

from webmap import create_app
from webmap.metrics import EXTENSION
from webmap.server import FIRST_PAGES, LATER_PAGES, warm_up
from webmap.settings import Settings


def test_what_the_master_opens_leaves_nothing_that_a_fork_would_break_and_counts_as_no_request(
    toy_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(toy_settings)
    services, metrics = app.extensions["baophu"], app.extensions[EXTENSION]
    pool, threads = services.engine.pool, threading.enumerate()
    answers: list[tuple[str, int]] = []
    app.after_request(lambda response: answers.append((request.path, response.status_code)) or response)
    warm_up(app, "127.0.0.1", *FIRST_PAGES, *LATER_PAGES)
    assert [path for path, status in answers if status == 200] == [
        path for path in (*FIRST_PAGES, *LATER_PAGES) for _lang in ("vi", "en")
    ]
    assert threading.enumerate() == threads
    assert multiprocessing.active_children() == []
    assert services.engine.pool is not pool, "connections are not shared with those who are forked"
    assert services.engine.pool.checkedin() == 0
    assert app.extensions[EXTENSION] is metrics
    assert b"baophu_requests_total{" not in metrics.render()
    services.engine.dispose()


@pytest.mark.parametrize("raises", [False, True])
def test_a_store_that_is_away_keeps_the_master_once_and_not_with_every_page(raises: bool) -> None:
    app, asked, disposed, metrics = Flask("away"), [], [], object()
    app.testing = raises  # what the page raises reaches its caller
    app.extensions.update({EXTENSION: metrics, "baophu": SimpleNamespace(engine=SimpleNamespace())})
    app.extensions["baophu"].engine.dispose = lambda: disposed.append(True)

    @app.get("/map")
    def show_map() -> str:
        asked.append(request.query_string)
        raise ConnectionError

    app.logger.disabled = True
    warm_up(app, "127.0.0.1", "/map", "/map")
    assert len(asked) == len(disposed) == 1
    assert app.extensions[EXTENSION] is metrics
    assert logging.root.manager.disable == logging.NOTSET
