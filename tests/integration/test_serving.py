"""The service as an operator runs it: started, asked, disturbed, stopped."""

import os
import signal
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from services.store.engine import open_engine
from services.store.releases import publish_release
from tests.fixtures.running_service import PATIENCE, RunningService, run_service, start_service
from tests.fixtures.small_vintages import NOW, build_draft, build_facts, write_small_vintage


def _publish(database_url: str) -> int:
    engine = open_engine(database_url)
    write_small_vintage(engine)
    release_id = publish_release(engine, build_draft(build_facts(7)), by="officer", now=NOW)
    engine.dispose()
    return release_id


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """What systemd listens on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(PATIENCE)
        yield listening


@pytest.fixture
def service(database_url: str, tmp_path: Path, manager: socket.socket) -> Iterator[RunningService]:
    """A service on an empty database that nobody has migrated, with two workers."""
    with run_service(database_url, tmp_path, NOTIFY_SOCKET=manager.getsockname()) as running:
        yield running


def test_a_first_start_makes_the_store_serves_what_others_publish_and_stops_when_told(
    service: RunningService, manager: socket.socket
) -> None:
    assert manager.recv(1000).startswith(b"READY=1")
    assert service.get("/readyz") == {"status": "ready"}
    assert service.get("/status")["publication_id"] == 0
    release_id = _publish(service.database_url)
    assert service.get("/status")["release"]["release_id"] == release_id
    assert _read_metrics(service)["baophu_requests_total", "/status", "2xx"] == 2  # whichever workers answered
    with _begin_request(service) as under_way:
        service.process.send_signal(signal.SIGTERM)
        service.read_log_until("Handling signal: term")
        under_way.sendall(b"name=")
        assert under_way.makefile("rb").readline().startswith(b"HTTP/1.1 4")  # refused in words, not cut off
    service.read_log_until("Shutting down")
    assert service.process.wait(PATIENCE) == 0


def _read_metrics(service: RunningService) -> dict[tuple[str, ...], float]:
    with urllib.request.urlopen(service.address + "/metrics", timeout=PATIENCE) as response:
        assert "Server" not in response.headers
        families = text_string_to_metric_families(response.read().decode())
        return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def _begin_request(service: RunningService) -> socket.socket:
    """Return a connection on which a worker waits for the last bytes of a request."""
    connection = socket.create_connection(("127.0.0.1", urlsplit(service.address).port or 0), timeout=PATIENCE)
    head = "POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\nContent-Type: {}\r\n\r\n"
    connection.sendall(head.format("application/x-www-form-urlencoded").encode())
    assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    return connection


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
    with run_service(service.database_url, tmp_path) as again:
        assert again.get("/status") == status
        again.process.send_signal(signal.SIGTERM)
        again.read_log_until("Shutting down")
        assert again.process.wait(PATIENCE) == 0


def test_a_port_in_use_is_told_before_anything_begins(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with start_service(f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path, other.getsockname()[1]) as process:
            _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 4
    assert "address_not_free" in told
    assert not (tmp_path / "store.sqlite").exists()
