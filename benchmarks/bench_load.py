"""The load of an office on two cores, against the real service: what must hold while everything happens at once.

Two hundred viewers with seconds of thought between what they do, a thousand embeds opened in a minute, an officer who
publishes through the pages of the intake, boundaries imported by a command, workers killed. Every answer is compared,
byte by byte, with what a quiet process gives from a copy of the store as it was at the publication that it names.

``python -m benchmarks load [--minutes 30] [--viewers 200] [--database-url postgresql://…]``
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import multiprocessing
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from sqlalchemy import Connection

from benchmarks.load.disturbance import MOST_GROWTH, Importer, Memory
from benchmarks.load.officer import Report, fill_reports
from benchmarks.load.run import EMBEDS_PER_SECOND, LAST_STRETCH, Outcome, Plan, Run
from benchmarks.load.service import Service, Store, serve
from benchmarks.load.witness import Witness
from services.coverage.catalogue import list_periods, list_schemes
from services.coverage.snapshot import read_snapshot
from services.demo.cases import BEFORE_2025, SINCE_2025
from services.demo.tour import TOUR
from services.store.boundaries import read_areas, read_geometry
from services.store.engine import open_engine
from services.store.in_force import read_facts_in_force
from webmap.request_log import configure_log
from webmap.settings import Settings

MOST_MILLISECONDS = 300
PROVINCES = ["11", "01", "96", "24"]
AS_OF = date(2025, 12, 31)
SHOWN_FAULTS = 20


def main(arguments: Sequence[str] = ()) -> None:
    """Run it and print what held."""
    given = _read(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(home=folder, database_url=given.database_url)
        store = Store(settings, folder / "copies")
        store.fill()
        plan, reports = _prepare(settings, folder / "outlines.parquet", given)
        with serve(settings, folder / "log") as service:
            run = Run(plan, store, service, reports, Importer(settings, folder / "outlines.parquet"))
            outcome = asyncio.run(run.go())
            _report_times(plan, outcome)
            _report_rest(plan, run, service)
            host = f"127.0.0.1:{service.port}"
        _report_faults(folder / "log")
        _report_bytes(outcome, store, host)
        _report_publications(settings, outcome)


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks load")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--fill-minutes", type=float, default=None)
    parser.add_argument("--viewers", type=int, default=200)
    parser.add_argument("--embed-seconds", type=float, default=60.0, help="of a thousand a minute")
    parser.add_argument("--database-url", default="", help="an empty PostgreSQL database; default: SQLite")
    return parser.parse_args(arguments)


def _prepare(settings: Settings, outlines: Path, given: argparse.Namespace) -> tuple[Plan, list[Report]]:
    """Write the file to import, and return the plan with the reports to publish."""
    seconds = given.minutes * 60
    fill_minutes = given.fill_minutes if given.fill_minutes is not None else max(0.3, min(3.0, given.minutes * 0.3))
    engine = open_engine(settings.database_url)
    with engine.connect() as connection:
        outlines.write_bytes(read_geometry(connection, BEFORE_2025))
        areas = read_areas(connection, SINCE_2025)
        fillings = _list_fillings(connection)
    engine.dispose()
    plan = Plan(
        seconds=seconds,
        fill_seconds=fill_minutes * 60,
        viewers=given.viewers,
        embed_seconds=min(given.embed_seconds, seconds * 0.5),
        starts=tuple(dict(stop.parameters) for stop in TOUR),
        fillings=fillings,
    )
    count = int((plan.fill_seconds + seconds + LAST_STRETCH) / plan.publish_every) + 2
    return plan, fill_reports(areas, PROVINCES, AS_OF, count)


def _list_fillings(connection: Connection) -> tuple[str, ...]:
    """Return addresses of many different views, large answers among them, so that what is kept comes to its bound."""
    snapshot = read_snapshot(connection.engine)
    codes = [code for code in snapshot.find_vintage(SINCE_2025).hierarchy.codes if len(code) == 2]
    addresses = []
    for scheme, indicator in itertools.product(
        list_schemes(snapshot, SINCE_2025), ("coverage_ratio", "enrolled_count")
    ):
        for period, within in itertools.product(list_periods(snapshot, SINCE_2025, scheme), ["VN", *codes]):
            fields = {"vintage": SINCE_2025, "level": "commune", "within": within, "scheme": scheme.value}
            query = urlencode(fields | {"indicator": indicator, "as_of": period.as_of.isoformat()})
            addresses += [f"/map/parts?{query}", f"/map.svg?{query}", f"/api/v1/values?{query}&format=columns"]
    return tuple(addresses[number] for number in np.random.default_rng(20).permutation(len(addresses)))


def _report_times(plan: Plan, outcome: Outcome) -> None:
    print("| answers | number | median ms | 95 % ms | 99 % ms | longest | within 300 ms |")
    print("|---|---|---|---|---|---|---|")
    groups = dict(sorted(outcome.witness.seconds.items()))
    embeds = [one for kind, seconds in groups.items() if kind.startswith("embed") for one in seconds]
    viewers = [one for kind, seconds in groups.items() if not kind.startswith("embed") for one in seconds]
    for name, seconds in {f"**{plan.viewers} viewers**": viewers, "**embeds**": embeds, **groups}.items():
        if seconds:
            print(_tell_times(name, np.array(seconds) * 1000))
    rate = (len(viewers) + len(embeds)) / outcome.wall_seconds
    print(f"\n{rate:,.0f} answers a second, {outcome.witness.byte_count / outcome.wall_seconds / 2**20:.1f} MiB/s")


def _tell_times(name: str, milliseconds: np.ndarray) -> str:
    median, most, nearly_all = np.percentile(milliseconds, (50, 95, 99))
    share = (milliseconds <= MOST_MILLISECONDS).mean()
    numbers = f"{median:,.0f} | {most:,.0f} | {nearly_all:,.0f} | {milliseconds.max():,.0f} | {share:.1%}"
    return f"| {name} | {len(milliseconds):,} | {numbers} |"


def _report_rest(plan: Plan, run: Run, service: Service) -> None:
    outcome, wall = run.outcome, run.outcome.wall_seconds
    print(f"\nfilled beforehand with {outcome.filled} views in {plan.fill_seconds:.0f} s")
    _report_memory(outcome.memory)
    print(f"embeds: {outcome.embeds} opened in {outcome.embeds / EMBEDS_PER_SECOND:.0f} s")
    print(f"killed: {run.killer.killed} workers; sent again: {dict(outcome.lines.lost)}")
    print(f"imports: {', '.join(f'{one:.0f} s' for one in run.importer.seconds)}")
    seconds = run.officer.seconds
    print(
        f"publications: {run.officer.began} begun, {len(outcome.published)} done, median {np.median(seconds):.1f} s, "
        f"longest {max(seconds):.1f} s; steps taken again: {run.officer.repeated}"
    )
    client = outcome.client_processor
    print(f"processor: client {client:.0f} s of {wall:.0f} s; living workers {service.measure_processor():.0f} s")


def _report_memory(memory: Memory) -> None:
    minutes = (memory.seconds[-1] - memory.seconds[0]) / 60
    for name, measured in (("all that it holds", memory.held), ("shared with no other process", memory.own)):
        mean, growth = memory.fit(measured)
        verdict = "held" if growth <= MOST_GROWTH * mean else "MISSED"
        print(
            f"memory of a worker, {name}: {mean:.0f} MiB, growth over {minutes:.1f} min {growth:+.1f} MiB "
            f"({growth / mean:+.1%}; at most {MOST_GROWTH:.0%}: {verdict})"
        )


def _report_bytes(outcome: Outcome, store: Store, host: str) -> None:
    witness = outcome.witness
    wrong = [*witness.wrong, *_ask_quiet_processes(witness, store, host)]
    print(f"statuses: {dict(sorted(witness.statuses.items()))}")
    questions = len({*witness.seen, *witness.confirmed})
    print(f"different answers compared: {questions:,} of {len(witness.in_force)} publications; wrong: {len(wrong)}")
    late = f", the latest by {max(witness.late):.1f} s" if witness.late else ""
    print(f"of a state whose successor was in force for over two seconds: {len(witness.late)}{late}")
    for one in wrong[:SHOWN_FAULTS]:
        print(f"- {one}")


def _ask_quiet_processes(witness: Witness, store: Store, host: str) -> list[str]:
    """Return what was wrong by what as many quiet processes answer as there are cores."""
    parts = os.cpu_count() or 1
    with ProcessPoolExecutor(parts, multiprocessing.get_context("fork")) as pool:
        asked = [pool.submit(_ask_quiet_process, witness, store, host, part, parts) for part in range(parts)]
        return [one for part in asked for one in part.result()]


def _ask_quiet_process(witness: Witness, store: Store, host: str, part: int, parts: int) -> list[str]:
    configure_log("WARNING")
    return witness.check(store.build_oracle(host), part, parts)


def _report_faults(log: Path) -> None:
    """Tell what the service itself calls a defect: the lines of its log, which go with the folder."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    found = [line for line in lines if '"level":"error"' in line and "was sent SIGKILL" not in line]
    print(f"defects in the log: {len(found)}")
    for line in found[:SHOWN_FAULTS]:
        print(f"- {line[:2000]}")


def _report_publications(settings: Settings, outcome: Outcome) -> None:
    """Tell whether what was published is in force, to the person."""
    engine = open_engine(settings.database_url)
    with engine.connect() as connection:
        facts = read_facts_in_force(connection)
    engine.dispose()
    last = {one.province_code: one for one in outcome.published}
    is_right = []
    own = facts[(facts["vintage_id"] == SINCE_2025) & (facts["as_of"] == AS_OF) & (facts["measure"] == "enrolled")]
    own = own[own["scheme"] == "BHXH_TN"]
    for report in last.values():
        sums = own[own["area_code"].isin(report.area_codes)]["count"].sum()
        is_right.append(int(sums) == report.total)
        if not is_right[-1]:
            print(f"- {report.name}: {sums:.0f} in force, {report.total} published")
    print(f"provinces with the counts that were published last: {sum(is_right)} of {len(last)}")


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
