"""The figures that the benchmarks aim at: each recorded where it is measured, in the order in which they are shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """One figure to reach.

    ``name`` says what is measured and beside what; ``unit`` is that of both sides; ``least`` is the ratio to reach,
    or, where nothing stands beside it (``alone``), the figure itself. ``fewer`` tells that fewer of the unit are
    better (milliseconds, bytes): the ratio is theirs by ours; otherwise ours by theirs.
    """

    name: str
    unit: str
    least: float
    fewer: bool = True
    alone: bool = False


TARGETS: dict[str, Target] = {
    "first_map_2025_x1": Target("First national map, 3,321 communes", "ms", 8),
    "first_map_2025_x4": Target("First national map, 3,321, browser slowed ×4", "ms", 8),
    "first_map_2016_x1": Target("First national map, 11,163 communes", "ms", 10),
    "first_map_2016_x4": Target("First national map, 11,163, browser slowed ×4", "ms", 10),
    "change_2025": Target("Change of indicator through the server, 3,321", "ms", 100),
    "change_2016": Target("Change of indicator through the server, 11,163", "ms", 150),
    "change_bytes_2025": Target("Bytes of a change of indicator, 3,321", "kB", 300),
    "change_bytes_2016": Target("Bytes of a change of indicator, 11,163", "kB", 300),
    "view_bytes_2025": Target("Geometry and values of the first view, 3,321, islets kept", "kB", 10),
    "view_bytes_2016": Target("Geometry and values of the first view, 11,163, islets kept", "kB", 10),
    "heap_2025": Target("JavaScript heap, 3,321", "MiB", 20),
    "heap_2016": Target("JavaScript heap, 11,163", "MiB", 20),
    "play": Target("36 months played, 3,321, browser slowed ×4", "frames/s", 45, fewer=False, alone=True),
    "values_merge": Target("Cached values of 3,321, beside a pandas merge", "requests/s", 50, fewer=False),
    "values_sql": Target("Cached values of 3,321, beside SQL per request", "requests/s", 50, fewer=False),
    "indicators": Target("All indicators of 2 million cells, beside pandas", "s", 5),
    "picture": Target("PNG of 3,321, beside GeoDataFrame.plot", "s", 5),
    "participants_parquet": Target("20 million participants to counts, Parquet, beside pandas in chunks", "s", 8),
    "participants_csv": Target("20 million participants to counts, CSV, beside pandas in chunks", "s", 8),
    "import": Target("Import and activation of 3,321, beside the same steps with GeoPandas", "s", 1.5),
}


@dataclass(frozen=True)
class Figure:
    """What was measured for a target: ours, and what a user would do instead (None where nothing stands beside it)."""

    key: str
    ours: float
    theirs: float | None = None

    @property
    def target(self) -> Target:
        """What it should reach."""
        return TARGETS[self.key]

    @property
    def ratio(self) -> float:
        """How many times better than theirs; the figure itself where nothing stands beside it."""
        if self.theirs is None:
            return self.ours
        return self.theirs / self.ours if self.target.fewer else self.ours / self.theirs

    @property
    def is_reached(self) -> bool:
        """Whether the ratio is at least what is aimed at."""
        return self.ratio >= self.target.least


_recorded: dict[str, Figure] = {}


def record(key: str, ours: float, theirs: float | None = None) -> Figure:
    """Keep a figure of this run under its key in ``TARGETS`` (KeyError for another), print how it did, return it."""
    figure = Figure(key, ours, theirs)
    target = figure.target
    if (theirs is None) != target.alone:
        raise ValueError(f"{key}: a figure stands {'alone' if target.alone else 'beside another'}")
    _recorded[key] = figure
    verdict = "reached" if figure.is_reached else "MISSED"
    print(f"\n→ {target.name}: {figure.ratio:,.1f} (at least {target.least:g}: {verdict})", flush=True)
    return figure


def list_recorded() -> list[Figure]:
    """Return the figures of this run in the order of ``TARGETS``."""
    return [_recorded[key] for key in TARGETS if key in _recorded]
