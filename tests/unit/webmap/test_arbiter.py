from __future__ import annotations

import importlib.util
import queue
import signal
import sys
from collections import deque
from types import SimpleNamespace

import pytest

from webmap import arbiter
from webmap.arbiter import NEEDED_LATER, PreparingArbiter


@pytest.fixture
def master(monkeypatch: pytest.MonkeyPatch) -> PreparingArbiter:
    monkeypatch.setattr(arbiter, "NEEDED_LATER", ("antigravity_that_is_not", "this_module_of_ours"))
    made: PreparingArbiter = PreparingArbiter.__new__(PreparingArbiter)
    made._waiting = deque(arbiter.NEEDED_LATER)
    made.SIG_QUEUE = queue.SimpleQueue()
    return made


def test_what_is_needed_later_can_be_loaded() -> None:
    assert [name for name in NEEDED_LATER if importlib.util.find_spec(name) is None] == []


def test_an_idle_master_loads_one_after_another_and_goes_on_where_one_is_missing(
    master: PreparingArbiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = SimpleNamespace()
    found: list[str] = []

    def load(name: str) -> SimpleNamespace:
        if name.startswith("antigravity"):
            raise ImportError(name)
        found.append(name)
        return loaded

    monkeypatch.setattr(arbiter.importlib, "import_module", load)
    monkeypatch.setattr(arbiter, "gc", SimpleNamespace(collect=lambda: 0, freeze=lambda: found.append("frozen")))
    assert master.wait_for_signals(0.001) == []
    assert found == []
    assert master.wait_for_signals(0.001) == []
    assert found == ["this_module_of_ours", "frozen"]
    assert master.wait_for_signals(0.001) == []
    assert found == ["this_module_of_ours", "frozen"]


def test_a_signal_goes_before_loading(master: PreparingArbiter) -> None:
    master.SIG_QUEUE.put(signal.SIGCHLD)
    assert master.wait_for_signals(0.001) == [signal.SIGCHLD]
    assert len(master._waiting) == 2
    assert "this_module_of_ours" not in sys.modules
