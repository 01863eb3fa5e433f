"""How far long work has come, told to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

from geodata.errors import Bilingual

# Called with the steps done, the steps in all and what is being done.
Progress = Callable[[int, int, Bilingual], None]


def ignore_progress(done: int, total: int, what: Bilingual) -> None:
    """Show nothing; for callers without a screen."""
