"""A worker keeps what its settings allow, whatever is asked of it."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from flask import Flask

from services.coverage.memo import PROCESS
from services.demo.cases import SINCE_2025
from tests.fixtures.running_service import find_free_port
from webmap import create_app, kept_memory
from webmap.bundling import ROOT
from webmap.kept_memory import share_memory, trim_memory, trim_now_and_then
from webmap.settings import Settings

MOST = 128
PATHS = ("/map.svg", "/api/v1/values", "/map", "/map.png")


@pytest.fixture
def small_app(demo_home: Path) -> Iterator[Flask]:
    before = PROCESS.most_bytes
    app = create_app(Settings(home=demo_home, kept_megabytes=MOST))
    yield app
    app.extensions["baophu"].engine.dispose()
    PROCESS.limit(before)


def test_the_shares_come_to_the_whole() -> None:
    shares = share_memory(MOST)
    assert shares.answers + shares.sent + shares.computed == MOST * 2**20


def test_many_views_take_no_more_than_the_bound(small_app: Flask) -> None:
    client, shares = small_app.test_client(), share_memory(MOST)
    kept = small_app.extensions["baophu"].answers
    most = 0
    for within, path, day in itertools.product(("VN", "11", "01"), PATHS, ("2025-12-31", "2020-12-31")):
        query = (
            f"vintage={SINCE_2025}&level=commune&within={within}&scheme=BHXH_TN&indicator=enrolled_count&as_of={day}"
        )
        assert client.get(f"{path}?{query}").status_code == 200
        most = max(most, PROCESS.bytes_kept)
        assert PROCESS.bytes_kept <= PROCESS.most_bytes == shares.computed
        assert kept.bytes_kept <= shares.answers
    assert most > 20 * 2**20  # outlines, layers, columns are counted


def test_memory_is_trimmed_again_and_again_until_told_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    trimmed = threading.Semaphore(0)
    monkeypatch.setattr(kept_memory, "trim_memory", trimmed.release)
    ended = trim_now_and_then(0.001)
    for _ in range(3):
        assert trimmed.acquire(timeout=30)
    ended.set()


def test_free_memory_between_pieces_in_use_is_given_back() -> None:
    process = psutil.Process()
    pieces = [bytearray(20_000) for _ in range(8_000)]
    held = process.memory_info().rss
    del pieces[::2]
    trim_memory()
    assert process.memory_info().rss < held - 40 * 2**20


SERVE = """
from webmap import server
server.run_server = lambda settings: print(__import__("pyarrow").default_memory_pool().backend_name)
from webmap.__main__ import command_line
command_line(["serve"])
"""


def test_what_arrow_needs_once_a_server_gets_from_malloc(demo_home: Path) -> None:
    environment = {"BAOPHU_HOME": str(demo_home), "BAOPHU_PORT": str(find_free_port()), "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", SERVE], env=environment, capture_output=True, text=True, check=False)
    assert run.stdout.split() == ["system"], run.stderr[-2000:]
