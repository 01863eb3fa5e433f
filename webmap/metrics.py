"""Counters of all workers in memory that they share, and what Prometheus is told of them.

No files: each worker writes into a slot of its own of one anonymous mapping, made before the workers are forked; one
that takes the place of a dead worker counts on in its slot. Whichever worker is asked answers for all.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Lock

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector, CollectorRegistry

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1.0, 3.0, 10.0)
STATUSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
FAILURES = ("store_full", "store_away", "store_read_only", "store_damaged", "unexpected")
OTHER = "other"  # what is no route of ours: addresses that nobody knows stay out of the labels
EXTENSION = "baophu_metrics"  # where an application keeps its own
MEDIA_TYPE = CONTENT_TYPE_LATEST

_PROCESS, _PUBLICATION, _FAILED = 0, 1, 2
_HEAD = _FAILED + len(FAILURES)
_WIDTH = len(STATUSES) + len(BUCKETS) + 2  # and the bucket above all, and the seconds
_BYTES = 8


class Metrics(Collector):
    """What the workers of one service have done; ``routes`` are the templates of its addresses.

    ``read_publication`` says which publication the present worker shows, ``about`` which version runs.
    """

    def __init__(
        self, routes: Iterable[str], slot_count: int, read_publication: Callable[[], int], about: dict[str, str]
    ) -> None:
        self._names = [OTHER, *sorted(set(routes))]
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._slot_count = slot_count
        self._read_publication = read_publication
        self._about = about
        self._span = _HEAD + len(self._names) * _WIDTH
        self._cells = memoryview(mmap.mmap(-1, slot_count * self._span * _BYTES)).cast("d")
        self._lock = Lock()
        self.take_slot(0)

    def take_slot(self, slot: int) -> None:
        """Count into a slot from now on: called in a worker that has just been forked."""
        self._lock = Lock()  # the one of before may have been held at the fork
        self._start = slot % self._slot_count * self._span
        self._cells[self._start + _PROCESS] = os.getpid()

    def count_request(self, route: str, status: int, seconds: float) -> None:
        """Count an answered request."""
        start = self._start + _HEAD + self._numbers.get(route, 0) * _WIDTH
        bucket = next((at for at, most in enumerate(BUCKETS) if seconds <= most), len(BUCKETS))
        with self._lock:
            self._cells[start + min(max(status // 100, 1), len(STATUSES)) - 1] += 1
            self._cells[start + len(STATUSES) + bucket] += 1
            self._cells[start + _WIDTH - 1] += seconds
            self._cells[self._start + _PUBLICATION] = self._read_publication()

    def count_failure(self, code: str) -> None:
        """Count what the store lacked, or a defect."""
        with self._lock:
            self._cells[self._start + _FAILED + FAILURES.index(code if code in FAILURES else "unexpected")] += 1

    def render(self) -> bytes:
        """Return all of it as Prometheus reads it."""
        registry = CollectorRegistry()
        registry.register(self)
        return generate_latest(registry)

    def describe(self) -> Iterable[Metric]:
        """Return nothing: what there is, ``collect`` says."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Give each metric with the numbers of all workers."""
        about = GaugeMetricFamily("baophu_info", "Version and commit that run", labels=list(self._about))
        about.add_metric(list(self._about.values()), 1)
        yield about
        yield from self._collect_requests()
        failures = CounterMetricFamily("baophu_failures", "What the store lacked, and defects", labels=["code"])
        for number, code in enumerate(FAILURES):
            failures.add_metric([code], self._add_up(_FAILED + number))
        yield failures
        yield from self._collect_workers()

    def _collect_requests(self) -> Iterator[Metric]:
        answered = CounterMetricFamily("baophu_requests", "Answered requests", labels=["route", "status"])
        lasted = HistogramMetricFamily("baophu_request_seconds", "Seconds to answer", labels=["route"])
        for number, name in enumerate(self._names):
            start = _HEAD + number * _WIDTH
            sums = [self._add_up(start + at) for at in range(_WIDTH)]
            if not any(sums):
                continue
            for status, count in zip(STATUSES, sums[: len(STATUSES)], strict=True):
                answered.add_metric([name, status], count)
            lasted.add_metric([name], _cumulate(sums[len(STATUSES) : -1]), sums[-1])
        yield answered
        yield lasted

    def _collect_workers(self) -> Iterator[Metric]:
        shown = GaugeMetricFamily("baophu_publication", "Publication that a worker shows", labels=["worker"])
        memory = GaugeMetricFamily("baophu_worker_memory_bytes", "Resident memory of a worker", labels=["worker"])
        for slot in range(self._slot_count):
            process = int(self._cells[slot * self._span + _PROCESS])
            resident = _read_memory(process) if process else None
            if resident is not None:
                shown.add_metric([str(slot)], self._cells[slot * self._span + _PUBLICATION])
                memory.add_metric([str(slot)], resident)
        yield shown
        yield memory

    def _add_up(self, place: int) -> float:
        return sum(self._cells[slot * self._span + place] for slot in range(self._slot_count))


def _cumulate(counts: list[float]) -> list[tuple[str, float]]:
    bounds = [*(str(bound) for bound in BUCKETS), "+Inf"]
    return [(bound, sum(counts[: at + 1])) for at, bound in enumerate(bounds)]


def _read_memory(process: int) -> int | None:
    """Return the resident bytes of a process, None where it has ended or the system does not tell."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return None
    return int(pages) * mmap.PAGESIZE
