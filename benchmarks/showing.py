"""Figures of one whole run written where readers look: a table and a picture for the README, and what they stand on."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from benchmarks.figures import TARGETS, Figure

HOUSE = Path(__file__).resolve().parents[1]
PACKAGES = ("folium", "geopandas", "pandas", "numpy", "duckdb", "flask", "gunicorn", "matplotlib")
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
INK, ACCENT, SHORT, LINE = "#17212b", "#0b6157", "#b3541e", "#d9dee2"


@dataclass(frozen=True)
class Run:
    """One run: its figures in the order of ``TARGETS``, the day, the command, the machine and the versions."""

    figures: list[Figure]
    day: date
    command: str
    machine: str
    versions: dict[str, str]


def describe_run(figures: list[Figure], day: date, command: str) -> Run:
    """Return what this run stands on: processor, cores, memory, and the versions of what was measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{_find_processor()}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, {platform.system()}"
    versions = {"Python": platform.python_version(), "Chromium": _find_chromium()}
    return Run(figures, day, command, machine, versions | {name: version(name) for name in PACKAGES})


def write_run(run: Run, house: Path = HOUSE) -> None:
    """Write the table into the README, the picture, and the figures as JSON; ValueError unless all are there."""
    missing = set(TARGETS) - {figure.key for figure in run.figures}
    if missing:
        raise ValueError(f"not measured in this run: {', '.join(sorted(missing))}")
    (house / "docs" / "figures.json").write_text(_write_json(run), encoding="utf-8")
    draw_picture(run, house / "docs" / "images" / "figures.svg")
    page = house / "README.md"
    page.write_text(replace_table(page.read_text(encoding="utf-8"), build_table(run)), encoding="utf-8")


def read_run(house: Path = HOUSE) -> Run:
    """Return the run that is shown now."""
    told = json.loads((house / "docs" / "figures.json").read_text(encoding="utf-8"))
    figures = [Figure(one["key"], one["ours"], one["theirs"]) for one in told["figures"]]
    return Run(figures, date.fromisoformat(told["day"]), told["command"], told["machine"], told["versions"])


def build_table(run: Run) -> str:
    """Return the table in Markdown, with what was measured where; a figure that falls short says so."""
    lines = ["| | ours | instead | ratio | aim |", "|---|---|---|---|---|"]
    lines += [_build_line(figure) for figure in run.figures]
    versions = ", ".join(f"{name} {number}" for name, number in run.versions.items())
    reached = sum(figure.is_reached for figure in run.figures)
    told = f"`{run.command}`, one run, medians, {run.day.isoformat()}: {run.machine}; {versions}."
    return "\n".join([*lines, "", f"{told} {reached} of {len(run.figures)} reached; ✗ marks what falls short."])


def replace_table(page: str, table: str) -> str:
    """Return a page with the table between its two marks; ValueError where a mark is missing."""
    before, after = page.split(BEGIN)[0], page.split(END)[1] if END in page else None
    if after is None or BEGIN not in page:
        raise ValueError(f"the page lacks {BEGIN} or {END}")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def draw_picture(run: Run, path: Path) -> None:
    """Draw the ratios as bars on a logarithmic scale, each with its aim as a tick, as an SVG with no date."""
    figures = [figure for figure in run.figures if figure.theirs is not None]
    mpl.rcParams |= {"svg.hashsalt": "figures", "svg.fonttype": "path", "font.size": 9, "text.color": INK}
    canvas = Canvas(figsize=(9, 0.36 * len(figures) + 0.9), layout="constrained", facecolor="white")
    axes = canvas.subplots()
    _draw_bars(axes, figures)
    _dress(axes, figures)
    title = "Times better than what a user would do instead; the black mark is the aim"
    canvas.suptitle(title, x=0.01, ha="left", fontsize=11, color=INK)
    canvas.savefig(path, metadata={"Date": None})


def _draw_bars(axes: Axes, figures: list[Figure]) -> None:
    for row, figure in enumerate(figures):
        axes.barh(row, figure.ratio - 1, left=1, height=0.62, color=ACCENT if figure.is_reached else SHORT)
        axes.plot([figure.target.least] * 2, [row - 0.42, row + 0.42], color=INK, linewidth=2)
        told = f"{tell_ratio(figure.ratio)}×" + ("" if figure.is_reached else f" (aim {figure.target.least:g})")
        axes.annotate(told, (max(figure.ratio, figure.target.least), row), (6, 0),
                      textcoords="offset points", va="center", color=INK if figure.is_reached else SHORT)  # fmt: skip


def _dress(axes: Axes, figures: list[Figure]) -> None:
    axes.set_xscale("log")
    axes.set_xlim(1, 4 * max(figure.ratio for figure in figures))
    axes.set_yticks(range(len(figures)), [figure.target.name for figure in figures])
    axes.invert_yaxis()
    axes.set_xticks([1, 3, 10, 30, 100, 300, 1000], ["1×", "3×", "10×", "30×", "100×", "300×", "1,000×"])
    axes.minorticks_off()
    axes.tick_params(length=0, colors=INK)
    axes.grid(axis="x", color=LINE)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)


def _build_line(figure: Figure) -> str:
    target = figure.target
    aim = f"{target.least:g}{'' if figure.is_reached else ' ✗'}"
    if figure.theirs is None:
        return f"| {target.name} | {_tell(figure.ours)} {target.unit} | | | {aim} |"
    sides = (f"{_tell(side)} {target.unit}" for side in (figure.ours, figure.theirs))
    return f"| {target.name} | {' | '.join(sides)} | **{tell_ratio(figure.ratio)}** | {aim} |"


def _tell(number: float) -> str:
    """Three digits that mean something: 1,234 · 123 · 12.3 · 1.23."""
    digits = 0 if number >= 100 else 1 if number >= 10 else 2
    return f"{number:,.{digits}f}"


def tell_ratio(ratio: float) -> str:
    """Return a ratio as readers are told it."""
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.1f}"


def _write_json(run: Run) -> str:
    figures = [{"key": one.key, "ours": one.ours, "theirs": one.theirs} for one in run.figures]
    told = {
        "day": run.day.isoformat(),
        "command": run.command,
        "machine": run.machine,
        "versions": run.versions,
        "figures": figures,
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _find_processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _find_chromium() -> str:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        return "none"
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    return next((word for word in told.split() if word[:1].isdigit()), "unknown")
