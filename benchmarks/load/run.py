"""One run: viewers, embeds, an officer, an importer and a killer together for as long as asked."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode

from benchmarks.load.client import Lines
from benchmarks.load.disturbance import Importer, Killer, Memory
from benchmarks.load.officer import Officer, Report
from benchmarks.load.service import Service, Store
from benchmarks.load.viewer import Browser, Place, Refused, Shelf, Viewer, open_embed
from benchmarks.load.witness import Witness

EMBEDS_PER_SECOND = 1000 / 60
LAST_STRETCH = 15.0  # seconds after the memory was watched, in which every worker may be killed
FILLERS = 3  # browsers that ask for many different views before anything is measured


@dataclass(frozen=True)
class Plan:
    """How much of everything."""

    seconds: float
    fill_seconds: float
    viewers: int = 200
    embed_seconds: float = 60.0
    publish_every: float = 60.0
    kill_every: float = 30.0
    starts: tuple[dict[str, str], ...] = ()
    fillings: tuple[str, ...] = ()
    seed: int = 20


@dataclass
class Outcome:
    """What came of it."""

    witness: Witness = field(default_factory=Witness)
    lines: Lines = field(default_factory=Lines)
    memory: Memory = field(default_factory=Memory)
    embeds: int = 0
    published: list[Report] = field(default_factory=list)
    wall_seconds: float = 0.0
    client_processor: float = 0.0
    filled: int = 0


class Run:
    """Everything that happens at once, and the clock that all go by."""

    def __init__(self, plan: Plan, store: Store, service: Service, reports: list[Report], importer: Importer) -> None:
        self._plan = plan
        self._store = store
        self._service = service
        self._reports = reports
        self.importer = importer
        self.outcome = Outcome()
        self.officer = Officer(service.port, self.outcome.lines)
        self.killer = Killer(service, plan.kill_every)
        self._changing = asyncio.Lock()  # one publication after another, so that each can be copied
        self._memory_ends_at = self._ends_at = float("inf")

    async def go(self) -> Outcome:
        """Fill what is kept, then measure under load, and let the last worker be killed too."""
        plan, witness = self._plan, self.outcome.witness
        witness.is_measuring = False
        await self._note_publication()
        place = await self._look_around()
        await self.officer.sign_in()
        viewers = [asyncio.create_task(self._sit_down(place, number)) for number in range(plan.viewers)]
        # What is kept of two publications is filled too, and one worker answers while another one begins.
        elder = self._service.list_workers()[0]
        beginning = [asyncio.create_task(self._publish()), asyncio.create_task(self._kill(elder.pid))]
        await self._fill(place)
        witness.is_measuring = True
        client, began = time.process_time(), time.perf_counter()
        self._memory_ends_at = began + plan.seconds
        self._ends_at = self._memory_ends_at + LAST_STRETCH
        watching = self.outcome.memory.watch(elder, self._memory_is_over)
        await asyncio.gather(watching, self._import(), self._embed(place), *beginning)
        self.outcome.client_processor = time.process_time() - client
        self.outcome.wall_seconds = time.perf_counter() - began
        await asyncio.gather(*viewers)
        return self.outcome

    async def _kill(self, spared: int) -> None:
        await self.killer.go(spared, self._memory_is_over)
        self.killer.pause = LAST_STRETCH / 4
        await self.killer.go(None, self._is_over)

    def _memory_is_over(self) -> bool:
        return time.perf_counter() > self._memory_ends_at

    def _is_over(self) -> bool:
        return time.perf_counter() > self._ends_at

    async def _sit_down(self, place: Place, number: int) -> None:
        viewer = Viewer(place, self.outcome.witness, self.outcome.lines, Random(self._plan.seed + number))
        await viewer.stay(self._is_over)

    async def _look_around(self) -> Place:
        """Open the first view and an embed once, so that the browsers of earlier days have their files."""
        shelf: Shelf = {}
        starts = tuple(f"/map?{urlencode(one)}" for one in self._plan.starts)
        witness, lines = self.outcome.witness, self.outcome.lines
        browser = Browser(self._service.port, witness, lines, shelf)
        for start in starts:
            await browser.open_page(start)
        browser.connections.close()
        place = Place(self._service.port, starts, shelf)
        await open_embed(place, witness, lines, self._choose_embed(Random(0)), is_new=False)
        kept = {path: answer for path, answer in shelf.items() if answer.is_for_ever}
        return Place(self._service.port, starts, kept)

    async def _fill(self, place: Place) -> None:
        ends_at = time.perf_counter() + self._plan.fill_seconds
        waiting = list(self._plan.fillings)

        async def ask_one_after_another() -> None:
            browser = Browser(place.port, self.outcome.witness, self.outcome.lines)
            while waiting and time.perf_counter() < ends_at:
                with suppress(Refused):
                    await browser.load(waiting.pop(0), "filling")
                browser.kept.clear()
                self.outcome.filled += 1
            browser.connections.close()

        await asyncio.gather(*(ask_one_after_another() for _ in range(FILLERS)))
        await asyncio.sleep(max(0.0, ends_at - time.perf_counter()))

    async def _publish(self) -> None:
        for report in self._reports:
            if self._is_over():
                break
            async with self._changing:
                at = await self.officer.publish(report)
                self.outcome.published.append(report)
                await self._note_publication(at)
            await asyncio.sleep(self._plan.publish_every)

    async def _note_publication(self, at: float | None = None) -> None:
        moment = time.perf_counter() if at is None else at
        number = await asyncio.to_thread(self._store.copy)
        self.outcome.witness.publish(number, moment)

    async def _import(self) -> None:
        """Import a third of the way in, and once more; the last is shown to readers at the very end."""
        name = "VN-2010-01-01-tai1"  # of a day to which no report of the officer belongs
        await asyncio.sleep(self._plan.seconds * 0.1)
        await self.importer.load(name)
        await asyncio.sleep(max(0.0, self._ends_at - LAST_STRETCH - time.perf_counter()))
        async with self._changing:
            await self.importer.activate(name)
            await self._note_publication()

    async def _embed(self, place: Place) -> None:
        """Open embeds at an even pace, whether those before are there or not."""
        await asyncio.sleep(self._plan.seconds * 0.2)
        random = Random(self._plan.seed)
        began, opened = time.perf_counter(), []
        for number in range(int(self._plan.embed_seconds * EMBEDS_PER_SECOND)):
            await asyncio.sleep(max(0.0, began + number / EMBEDS_PER_SECOND - time.perf_counter()))
            query = self._choose_embed(random)
            opening = open_embed(place, self.outcome.witness, self.outcome.lines, query, is_new=number % 2 == 0)
            opened.append(asyncio.create_task(opening))
        await asyncio.gather(*opened)
        self.outcome.embeds = len(opened)

    def _choose_embed(self, random: Random) -> str:
        start = dict(random.choice(self._plan.starts))
        start.pop("as_of", None)  # the newest, as portals show it
        return urlencode(start)
