"""Run all benchmarks, or those named: ``python -m benchmarks [boundaries] [values] [series] [matching] …``."""

from __future__ import annotations

import importlib
import sys

NAMES = ("boundaries", "values", "series", "matching", "intake", "map", "play", "exports", "planning", "history")


def main(names: list[str]) -> int:
    """Run the named benchmarks in the order of ``NAMES`` and return the exit code."""
    unknown = set(names) - set(NAMES)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
        return 2
    for name in NAMES:
        if not names or name in names:
            print(f"\n## {name}\n", flush=True)
            importlib.import_module(f"benchmarks.bench_{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
