"""Servers of the benchmarks, each in a process of its own on a free port of this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from webmap.server import KEEPALIVE_SECONDS, THREADS

START_SECONDS = 60
WORKERS = 2


@contextmanager
def serve_bao_phu(home: Path) -> Iterator[str]:
    """Serve the store under ``home`` while the block runs, with ``/bare`` besides; gives the address."""
    port = find_free_port()
    options = [
        "--workers",
        str(WORKERS),
        "--worker-class",
        "webmap.worker.StayingWorker",
        "--threads",
        str(THREADS),
        "--preload",
    ]
    address = ["--bind", f"127.0.0.1:{port}", "--keep-alive", str(KEEPALIVE_SECONDS)]
    command = [sys.executable, "-m", "gunicorn", *options, *address, "benchmarks.map_app:build_application()"]
    with run_server(command, port, {"BAOPHU_HOME": str(home), "DATABASE_URL": ""}):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def serve_files(folder: Path) -> Iterator[str]:
    """Serve the files of ``folder`` while the block runs; gives the address."""
    port = find_free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
    with run_server(command, port, {}):
        yield f"http://127.0.0.1:{port}"


def find_free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def run_server(command: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    """Run a server while the block runs, from the moment it listens on ``port``."""
    process = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port, process)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the process listens on ``port``; RuntimeError where it ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"no server on port {port}")
