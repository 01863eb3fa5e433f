"""The service as an operator runs it: started, asked, disturbed, stopped."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from services.store.engine import open_engine
from services.store.releases import publish_release
from tests.fixtures.running_service import PATIENCE, RunningService, find_free_port, run_service, start_service
from tests.fixtures.small_vintages import NOW, build_draft, build_facts, write_small_vintage


def _publish(database_url: str) -> int:
    engine = open_engine(database_url)
    write_small_vintage(engine)
    release_id = publish_release(engine, build_draft(build_facts(7)), by="officer", now=NOW)
    engine.dispose()
    return release_id


@pytest.fixture
def service(database_url: str, tmp_path: Path) -> Iterator[RunningService]:
    """A service on an empty database that nobody has migrated, with two workers."""
    with run_service(database_url, tmp_path) as running:
        yield running


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
    port = find_free_port()
    with start_service(service.database_url, tmp_path, port) as process:
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
        with start_service(f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path, other.getsockname()[1]) as process:
            _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 4
    assert "address_not_free" in told
    assert not (tmp_path / "store.sqlite").exists()
