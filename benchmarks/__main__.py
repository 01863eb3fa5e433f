"""Run all benchmarks, or those named: ``python -m benchmarks [boundaries] [values] [series] [matching] …``.

A run in which all figures are measured writes them into the README, as table and picture (``benchmarks.showing``).
What follows a name and begins with dashes is for that benchmark: ``python -m benchmarks load --minutes 30``.
"""

from __future__ import annotations

import importlib
import sys
from datetime import UTC, datetime

from benchmarks.figures import TARGETS, list_recorded
from benchmarks.showing import describe_run, write_run

NAMES = (
    "boundaries",
    "values",
    "indicators",
    "start",
    "series",
    "matching",
    "intake",
    "map",
    "play",
    "exports",
    "planning",
    "history",
    "load",
    "aggregate",
    "scale",
)


def main(arguments: list[str]) -> int:
    """Run the named benchmarks in the order of ``NAMES`` and return the exit code."""
    begin = next((number for number, one in enumerate(arguments) if one.startswith("--")), len(arguments))
    names, options = arguments[:begin], arguments[begin:]
    if options and len(names) != 1:
        print("options are for one benchmark that is named before them")
        return 2
    unknown = set(names) - set(NAMES)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
        return 2
    for name in NAMES:
        if not names or name in names:
            print(f"\n## {name}\n", flush=True)
            importlib.import_module(f"benchmarks.bench_{name}").main(*([options] if options else []))
    if len(figures := list_recorded()) == len(TARGETS):
        command = " ".join(["python -m benchmarks", *names]) if names else "make bench"
        write_run(describe_run(figures, datetime.now(UTC).date(), command))
        print("\nwritten: the table of the README, docs/images/figures.svg, docs/figures.json")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
