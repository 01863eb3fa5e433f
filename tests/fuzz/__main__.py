"""Look for findings as long as told: ``python -m tests.fuzz [--seconds 60] [--atheris NAME] [NAME …]``.

Hypothesis draws from what the parsers know; ``--atheris`` (installed by hand, it is no dependency) follows the
branches of one parser that takes bytes instead. A finding ends the run with its shortest example: it is kept in
tests/properties/test_fuzzed_parsers.py.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.inputs import build_contents, build_documents, build_texts
from tests.fuzz.targets import CONTENTS, TEXTS

EXAMPLES_AT_ONCE = 500


def choose_inputs(name: str) -> st.SearchStrategy[Any]:
    """Return what a parser is given."""
    if name in CONTENTS:
        return build_contents(name)
    return build_texts() | build_documents() if name in ("documents", "scopes") else build_texts()


def try_out(name: str, count: int, number: int) -> None:
    """Give a parser so many inputs; raise what it raises, with the shortest input that makes it."""
    target: Callable[[Any], None] = {**TEXTS, **CONTENTS}[name]

    @seed(number)
    @settings(max_examples=count, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(choose_inputs(name))
    def run(drawn: Any) -> None:
        target(drawn)

    run()


def main() -> None:
    """Run as the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*TEXTS, *CONTENTS]))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--atheris", metavar="NAME", choices=[*TEXTS, *CONTENTS])
    asked = parser.parse_args()
    if asked.atheris:
        follow_branches(asked.atheris, asked.seconds)
        return
    end, number = time.monotonic() + asked.seconds, 0
    while time.monotonic() < end:
        number += 1
        for name in asked.names or [*TEXTS, *CONTENTS]:
            try_out(name, EXAMPLES_AT_ONCE, number)
    sys.stdout.write(f"{number * EXAMPLES_AT_ONCE} inputs each, nothing found\n")


def follow_branches(name: str, seconds: float) -> None:
    """Let atheris look for inputs that reach what none has reached before."""
    import atheris

    target: Callable[[Any], None] = {**TEXTS, **CONTENTS}[name]

    def run(content: bytes) -> None:
        target(content if name in CONTENTS else content.decode("utf-8", "ignore"))

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], f"-max_total_time={int(seconds)}"], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
