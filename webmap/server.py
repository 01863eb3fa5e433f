"""gunicorn around the application: one master that loads it, workers that share its memory."""

from __future__ import annotations

import gc
import logging
from contextlib import suppress
from functools import partial
from itertools import count, product
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.http import wsgi
from structlog.contextvars import clear_contextvars

from webmap.arbiter import PreparingArbiter
from webmap.kept_memory import trim_now_and_then
from webmap.metrics import EXTENSION
from webmap.request_log import configure_log

if TYPE_CHECKING:
    from flask import Flask

    from webmap.settings import Settings

THREADS = 40  # per worker: most wait for their turn (``lanes``) or for slow readers; the others give what is kept
# What a start waits for, and what the master opens in idle moments. None that starts threads or processes: they would
# not survive the fork. The drawing brings the country's outlines.
FIRST_PAGES = ("/map",)
LATER_PAGES = ("/map.svg", "/embed/map", "/leaders")
# A full look for cycles goes through all that is kept and holds the interpreter for 0.2 s: it comes less often than
# Python would have it; what a request leaves behind is found by the small ones.
SEARCHES_FOR_CYCLES = (10_000, 10, 20)
FAILED = 500  # an answer from here on: the store is away, or a page is wrong
GRACE_SECONDS = 20  # for requests under way when told to stop
SILENCE_SECONDS = 120  # after which a worker counts as stuck
KEEPALIVE_SECONDS = 15


class Server(BaseApplication):  # type: ignore[misc]
    """The settings as gunicorn wants them, and the application."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand the settings to gunicorn."""
        for name, value in build_options(self.settings).items():
            self.cfg.set(name, value)

    def run(self) -> None:
        """Answer requests until told to stop."""
        PreparingArbiter(self, [partial(self._open_pages, path) for path in LATER_PAGES]).run()

    def load(self) -> Flask:
        """Return the application, its snapshot read; in the master, before it forks."""
        from webmap import create_app

        configure_log(self.settings.log_level)
        app = create_app(self.settings)
        app.extensions["baophu"].snapshots.current()
        warm_up(app, self._host, *FIRST_PAGES)
        # What is loaded by now stays; the collector need not touch, and so copy, its pages in every worker.
        gc.freeze()
        gc.enable()  # switched off by the command while everything was loaded
        return app

    @property
    def _host(self) -> str:
        return self.settings.hosts[0] if self.settings.hosts else "127.0.0.1"

    def _open_pages(self, *paths: str) -> None:
        warm_up(self.wsgi(), self._host, *paths)


def warm_up(app: Flask, host: str, *paths: str) -> None:
    """Open pages that readers begin with, in the master: what they compile and sort once is then shared by all workers.

    A worker that takes the place of a killed one would else do it anew while readers wait.
    """
    client = app.test_client()
    metrics = app.extensions.pop(EXTENSION)
    logging.disable(logging.WARNING)  # nobody asked for these, and nobody counts them
    try:
        with suppress(Exception):  # of a store that is empty or away the first reader is told
            for path, lang in product(paths, ("vi", "en")):
                query = {"lang": lang}
                answer = client.get(path, query_string=query, headers={"Host": host}, follow_redirects=True)
                if answer.status_code >= FAILED:
                    break  # a store that is away keeps the master from its workers once, not with every page
    finally:
        logging.disable(logging.NOTSET)
        clear_contextvars()  # lines of the master bear the id of none of these requests
        app.extensions[EXTENSION] = metrics
        # Connections do not survive a fork: each worker opens its own.
        app.extensions["baophu"].engine.dispose()


class ServerLog(Logger):  # type: ignore[misc]
    """What gunicorn tells, through the log of the process."""

    def setup(self, cfg: Any) -> None:
        """Leave handlers and form to the log of the process."""
        super().setup(cfg)
        self.error_log.handlers = []
        self.error_log.propagate = True
        self.error_log.setLevel(logging.NOTSET)


def hide_server_name() -> None:
    """Leave out of every answer which server it comes from; what a proxy says of itself is its own."""
    told = wsgi.Response.default_headers

    def tell_less(response: Any) -> list[str]:
        return [line for line in told(response) if not line.startswith("Server:")]

    wsgi.Response.default_headers = tell_less


def choose_slot(server: Any, worker: Any) -> None:
    """Give a worker that is about to be forked the lowest number that no living one has."""
    taken = {getattr(one, "baophu_slot", None) for one in server.WORKERS.values()}
    worker.baophu_slot = next(number for number in count() if number not in taken)


def begin_work(_server: Any, worker: Any) -> None:
    """Let a worker count into its own slot, and read what is in force before anybody asks it.

    One that takes the place of a killed one was forked from what the master read at its start.
    """
    gc.set_threshold(*SEARCHES_FOR_CYCLES)
    trim_now_and_then()
    app = worker.app.callable
    app.extensions[EXTENSION].take_slot(worker.baophu_slot)
    with suppress(Exception):  # of a store that is away the first request tells
        app.extensions["baophu"].snapshots.current()


def build_options(settings: Settings) -> dict[str, Any]:
    """Return the options of gunicorn by their names."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return {
        "bind": f"{host}:{settings.port}",
        "workers": settings.workers,
        "worker_class": "webmap.worker.StayingWorker",
        "threads": THREADS,
        "preload_app": True,
        "timeout": SILENCE_SECONDS,
        "graceful_timeout": GRACE_SECONDS,
        "keepalive": KEEPALIVE_SECONDS,
        "logger_class": ServerLog,
        "loglevel": settings.log_level.lower(),
        "proc_name": "baophu",
        "control_socket_disable": True,
        "pre_fork": choose_slot,
        "post_fork": begin_work,
        # Which proxies to believe is not ours to take from the environment.
        "forwarded_allow_ips": "127.0.0.1",
    }


def run_server(settings: Settings) -> None:
    """Answer requests until told to stop (SIGTERM, SIGINT); then finish what is under way."""
    configure_log(settings.log_level)
    hide_server_name()
    Server(settings).run()
