from __future__ import annotations

import importlib.util
import queue
import signal
from types import SimpleNamespace

import pytest
from gunicorn.arbiter import Arbiter

from webmap import arbiter
from webmap.arbiter import NEEDED_LATER, PreparingArbiter


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What an idle master does, in turn."""
    found: list[str] = []

    def load(name: str) -> None:
        if name.startswith("antigravity"):
            raise ImportError(name)
        if name.startswith("older"):
            raise AttributeError(name)  # of a library whose parts do not fit each other
        found.append(name)

    monkeypatch.setattr(arbiter, "NEEDED_LATER", ("antigravity_that_is_not", "older_than_it", "this_module_of_ours"))
    monkeypatch.setattr(arbiter.importlib, "import_module", load)
    steps = {name: lambda name=name: found.append(name) for name in ("unfreeze", "collect", "freeze")}
    monkeypatch.setattr(arbiter, "gc", SimpleNamespace(**steps))
    return found


@pytest.fixture
def master(found: list[str], monkeypatch: pytest.MonkeyPatch) -> PreparingArbiter:
    monkeypatch.setattr(Arbiter, "__init__", lambda self, app: None)
    made: PreparingArbiter = PreparingArbiter(None, [lambda: found.append("a page")])
    made.SIG_QUEUE = queue.SimpleQueue()
    return made


def test_what_is_needed_later_can_be_loaded() -> None:
    assert [name for name in NEEDED_LATER if importlib.util.find_spec(name) is None] == []


def test_an_idle_master_takes_one_step_after_another_and_goes_on_where_a_module_is_missing(
    master: PreparingArbiter, found: list[str]
) -> None:
    after = []
    for _ in range(6):
        assert master.wait_for_signals(0.001) == []
        after.append(len(found))
    assert after == [1, 1, 1, 2, 5, 5]
    assert found == ["a page", "this_module_of_ours", "unfreeze", "collect", "freeze"]


def test_a_signal_goes_before_a_step(master: PreparingArbiter, found: list[str]) -> None:
    master.SIG_QUEUE.put(signal.SIGCHLD)
    assert master.wait_for_signals(0.001) == [signal.SIGCHLD]
    assert found == []


def test_a_step_that_fails_does_not_end_the_service(
    master: PreparingArbiter, found: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise OSError("No space left")

    master._waiting.appendleft(fail)
    assert [master.wait_for_signals(0.001) for _ in range(2)] == [[], []]
    assert found == ["a page"]
    assert "the master could not prepare" in caplog.text
