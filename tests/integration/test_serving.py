"""The service as an operator runs it: started, asked, disturbed, stopped."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from services.store.engine import open_engine
from services.store.releases import publish_release
from tests.fixtures.small_vintages import NOW, build_draft, build_facts, write_small_vintage

PATIENCE = 60  # seconds, for a slow machine


@dataclass(frozen=True)
class RunningService:
    process: subprocess.Popen[str]
    address: str
    database_url: str

    def read_log_until(self, event: str) -> list[dict[str, Any]]:
        """Return the lines of the log up to the first one of ``event``."""
        lines = []
        assert self.process.stderr is not None
        for text in self.process.stderr:
            if text.startswith("{"):
                lines.append(json.loads(text))
                if event in lines[-1]["event"]:
                    return lines
        raise AssertionError(f"{event} never came: {lines}")

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as response:
            return json.load(response)

    def find_workers(self) -> set[int]:
        return {child.pid for child in psutil.Process(self.process.pid).children()}


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(database_url: str, home: Path, port: int) -> subprocess.Popen[str]:
    environ = {
        "PATH": os.environ["PATH"],
        "BAOPHU_HOME": str(home),
        "DATABASE_URL": database_url,
        "BAOPHU_WORKERS": "2",
    }
    command = [sys.executable, "-m", "webmap", "serve", "--port", str(port)]
    return subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)


def _publish(database_url: str) -> int:
    engine = open_engine(database_url)
    write_small_vintage(engine)
    release_id = publish_release(engine, build_draft(build_facts(7)), by="officer", now=NOW)
    engine.dispose()
    return release_id


@pytest.fixture
def service(database_url: str, tmp_path: Path) -> Iterator[RunningService]:
    """A service on an empty database that nobody has migrated, with two workers."""
    port = _find_free_port()
    process = _start(database_url, tmp_path, port)
    running = RunningService(process, f"http://127.0.0.1:{port}", database_url)
    try:
        for _ in range(2):
            running.read_log_until("Booting worker")
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
        assert process.stderr is not None
        process.stderr.close()
        process.wait(PATIENCE)


def test_a_first_start_makes_the_store_serves_what_others_publish_and_stops_when_told(
    service: RunningService,
) -> None:
    assert service.get("/readyz") == {"status": "ready"}
    assert service.get("/status")["publication_id"] == 0
    release_id = _publish(service.database_url)
    assert service.get("/status")["release"]["release_id"] == release_id
    service.process.send_signal(signal.SIGTERM)
    service.read_log_until("Shutting down")
    assert service.process.wait(PATIENCE) == 0


def test_killed_the_service_comes_back_with_the_last_published_state(service: RunningService, tmp_path: Path) -> None:
    _publish(service.database_url)
    status = service.get("/status")

    before = service.find_workers()
    assert len(before) == 2
    os.kill(min(before), signal.SIGKILL)
    service.read_log_until("Booting worker")
    assert service.get("/status") == status
    assert len(service.find_workers() - before) == 1

    workers = [psutil.Process(pid) for pid in service.find_workers()]
    for process in (service.process, *workers):
        process.kill()
    psutil.wait_procs(workers, PATIENCE)
    service.process.wait(PATIENCE)
    port = _find_free_port()
    with _start(service.database_url, tmp_path, port) as process:
        again = RunningService(process, f"http://127.0.0.1:{port}", service.database_url)
        again.read_log_until("Booting worker")
        assert again.get("/status") == status
        process.send_signal(signal.SIGTERM)
        again.read_log_until("Shutting down")
        assert process.wait(PATIENCE) == 0


def test_a_port_in_use_is_told_before_anything_begins(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with _start(f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path, other.getsockname()[1]) as process:
            _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 4
    assert "address_not_free" in told
    assert not (tmp_path / "store.sqlite").exists()
