"""What happens meanwhile: workers are killed, boundaries imported; and what the memory of a worker does."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from benchmarks.load.service import Service, build_environment
from webmap.settings import Settings

SAMPLE_SECONDS = 2.0
MOST_GROWTH = 0.05  # of a worker's memory, over the time measured
MEBIBYTE = 2**20


@dataclass
class Memory:
    """The memory of one worker, from moment to moment: all that it holds, and what it shares with no other process.

    The second grows without anything being kept, where a worker writes to pages that it had in common with the master.
    """

    seconds: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)

    async def watch(self, worker: psutil.Process, until: Callable[[], bool]) -> None:
        """Measure a worker until told to stop."""
        while not until() and worker.is_running():
            measured = worker.memory_full_info()
            self.seconds.append(time.perf_counter())
            self.held.append(measured.rss / MEBIBYTE)
            self.own.append(measured.uss / MEBIBYTE)
            await asyncio.sleep(SAMPLE_SECONDS)

    def fit(self, mebibytes: Sequence[float]) -> tuple[float, float]:
        """Return the mean, and by how much it grew over the time, by a straight line of least squares."""
        slope, _ = np.polyfit(self.seconds, mebibytes, 1)
        return float(np.mean(mebibytes)), float(slope) * (self.seconds[-1] - self.seconds[0])


@dataclass
class Killer:
    """Kills workers; spares the one whose memory is watched until told otherwise."""

    service: Service
    pause: float
    killed: int = 0

    async def go(self, spared: int | None, until: Callable[[], bool]) -> None:
        """Kill a worker again and again, as the kernel does where memory is short."""
        while not until():
            await asyncio.sleep(self.pause)
            preys = [one for one in self.service.list_workers() if one.pid != spared]
            if preys and not until():
                preys[0].send_signal(signal.SIGKILL)
                self.killed += 1


@dataclass
class Importer:
    """Imports boundaries as an operator does, by commands beside the service."""

    settings: Settings
    file: Path
    seconds: list[float] = field(default_factory=list)

    async def load(self, vintage_id: str) -> None:
        """Check and store the file as a vintage that nobody sees yet."""
        started = time.perf_counter()
        await self._run("import", str(self.file), "--vintage", vintage_id, "--leave-out-uncoded", "--commit")
        self.seconds.append(time.perf_counter() - started)

    async def activate(self, vintage_id: str) -> None:
        """Show the vintage to readers."""
        await self._run("activate", vintage_id)

    async def _run(self, *arguments: str) -> None:
        command = (sys.executable, "-m", "webmap", "boundaries", *arguments)
        process = await asyncio.create_subprocess_exec(
            *command,
            env=build_environment(self.settings),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        told, _ = await process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(command[3:])}: {told.decode()[-2000:]}")
