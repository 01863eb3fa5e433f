"""The real service of the benchmark: its store, its processes, copies of the store at each publication."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from flask.testing import FlaskClient

from benchmarks.load.client import ACCEPT_ENCODING
from benchmarks.load.officer import NAME, PASSWORD
from benchmarks.load.witness import Content, Oracle, Question, read_content
from benchmarks.serving import WORKERS, find_free_port, wait_for
from services.accounts.accounts import create_account
from services.accounts.roles import Role
from services.demo.build import build_demo
from services.store.backups import write_backup
from services.store.engine import migrate, open_engine
from services.store.publication import read_publication_id
from webmap import create_app
from webmap.settings import Settings


@dataclass(frozen=True)
class Store:
    """The store that is served, and the folder for copies of it."""

    settings: Settings
    copies: Path

    def fill(self) -> None:
        """Build the demonstration, and an account for the officer."""
        engine = open_engine(self.settings.database_url)
        migrate(engine)
        build_demo(engine, datetime.now(UTC))
        create_account(engine, NAME, Role.OFFICER, PASSWORD, by="benchmark", now=datetime.now(UTC))
        engine.dispose()
        self.copies.mkdir()

    def copy(self) -> int:
        """Copy the store as it is; return its publication number."""
        engine = open_engine(self.settings.database_url)
        try:
            with engine.connect() as connection:
                publication_id = read_publication_id(connection)
            path = self._name_copy(publication_id)
            if path.exists():
                return publication_id
            if engine.dialect.name == "sqlite":
                file = str(self.settings.database_url).removeprefix("sqlite:///")
                with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(path)) as target:
                    source.backup(target)
            else:
                write_backup(engine, path, datetime.now(UTC))
        finally:
            engine.dispose()
        return publication_id

    def build_oracle(self, host: str) -> Oracle:
        """Return what a quiet process answers from the copy of the publication that is asked for."""
        apps: dict[int, FlaskClient] = {}
        newest = max(int(path.stem) for path in self.copies.glob("*.sqlite"))

        def answer(question: Question) -> Content:
            number = question.publication_id or newest
            if number not in apps:
                apps.clear()  # asked one publication after another
                apps[number] = create_app(Settings(database_url=f"sqlite:///{self._name_copy(number)}")).test_client()
            return ask_quietly(apps[number], host, question.path)

        return answer

    def _name_copy(self, publication_id: int) -> Path:
        return self.copies / f"{publication_id}.sqlite"


@dataclass(frozen=True)
class Service:
    """The running service."""

    process: subprocess.Popen[bytes]
    port: int

    def list_workers(self) -> list[psutil.Process]:
        """Return the workers, the oldest first."""
        children: list[psutil.Process] = psutil.Process(self.process.pid).children()
        return sorted(children, key=lambda one: one.create_time())

    def measure_processor(self) -> float:
        """Return the seconds of the processor that the living workers have used."""
        times = [one.cpu_times() for one in self.list_workers()]
        return float(sum(one.user + one.system + one.children_user + one.children_system for one in times))


def ask_quietly(client: FlaskClient, host: str, path: str) -> Content:
    """Return what an application answers within this process, asked as browsers ask."""
    given = client.get(path, headers={"Host": host, "Accept-Encoding": ACCEPT_ENCODING})
    told = {name.lower(): value for name, value in given.headers}
    return read_content(given.status_code, told, given.get_data())


def build_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of the service and of commands beside it."""
    own = {"BAOPHU_HOME": str(settings.home), "DATABASE_URL": settings.database_url, "BAOPHU_WORKERS": str(WORKERS)}
    return os.environ | own


@contextmanager
def serve(settings: Settings, log: Path) -> Iterator[Service]:
    """Serve the store as an operator does, ``webmap serve``, while the block runs."""
    port = find_free_port()
    command = [sys.executable, "-m", "webmap", "serve", "--port", str(port)]
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=build_environment(settings), stdout=file, stderr=file)
        try:
            wait_for(port, process)
            yield Service(process, port)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
