"""The chart of pilots, others and matched communes: the mean change since the baseline, drawn by the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from services.measures.wording import format_count, format_date
from services.planning.cohorts import Cohort
from services.planning.evaluation_words import write_mean
from services.planning.pilot_details import GainPoint
from webmap.translations import gettext as _

WIDTH, HEIGHT = 600.0, 320.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 518.0, 34.0, 286.0
MOST_TICKS = 6
LABEL_GAP = 24.0  # between the values at the ends of lines
LEAST_DAY_GAP = 140.0  # between dates on the axis


@dataclass(frozen=True)
class ChartLine:
    """A line with its marks; ``kind`` names its look, ``label_y`` where its last value stands."""

    kind: str
    label: str
    path: str
    marks: tuple[tuple[float, float], ...]
    last: str
    label_y: float


@dataclass(frozen=True)
class Tick:
    """A place on an axis with its text."""

    at: float
    text: str


@dataclass(frozen=True)
class PilotChart:
    """All that the template draws."""

    lines: tuple[ChartLine, ...]
    days: tuple[Tick, ...]
    counts: tuple[Tick, ...]
    zero: float
    start: Tick
    start_is_left: bool


def build_pilot_chart(cohort: Cohort, lang: str) -> PilotChart:
    """Return the chart of a cohort."""
    points = cohort.points
    values = [value for point in points for value in (point.pilots, point.others, point.matches) if value is not None]
    ticks = list_ticks(min([0.0, *values]), max([0.0, *values]))
    low, high = ticks[0], ticks[-1]
    first, last = points[0].as_of.toordinal(), points[-1].as_of.toordinal()

    def find_x(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day.toordinal() - first) / max(last - first, 1), 1)

    def find_y(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low), 1)

    drawn = []
    for kind, label in (("others", _("Các xã khác")), ("matches", _("Xã tương tự")), ("pilots", _("Xã điểm"))):
        known = [(point.as_of, value) for point in points if (value := _read(point, kind)) is not None]
        if known:
            marks = tuple((find_x(day), find_y(value)) for day, value in known)
            text = write_mean(known[-1][1], lang, is_signed=True)
            drawn.append(ChartLine(kind, label, _build_path(marks), marks, text, marks[-1][1]))
    start = find_x(cohort.started_on)
    return PilotChart(
        lines=_part_labels(drawn),
        days=tuple(_list_days([point.as_of for point in points], find_x, lang)),
        counts=tuple(Tick(find_y(one), format_count(one, lang, is_signed=one != 0)) for one in ticks),
        zero=find_y(0.0),
        start=Tick(start, _("bắt đầu %(day)s", day=format_date(cohort.started_on, lang))),
        start_is_left=start > (LEFT + RIGHT) / 2,
    )


def list_ticks(low: float, high: float) -> list[float]:
    """Return round values that hold both ends, zero among them where it lies between: steps of 1, 2 or 5 × 10ⁿ."""
    span = max(high - low, 1.0)
    rough = span / (MOST_TICKS - 1)
    power = 10.0 ** floor(log10(rough))
    step = max(1.0, next(one * power for one in (1, 2, 5, 10) if one * power >= rough))
    first, last = floor(low / step), ceil(high / step)
    return [step * place for place in range(first, max(last, first + 1) + 1)]


def _read(point: GainPoint, kind: str) -> float | None:
    found: float | None = getattr(point, kind)
    return found


def _build_path(marks: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in marks)


def _part_labels(lines: Sequence[ChartLine]) -> tuple[ChartLine, ...]:
    """Return the lines with their values moved apart where they would stand on each other, the last line drawn last."""
    ordered = sorted(lines, key=lambda line: line.label_y)
    places = [line.label_y for line in ordered]
    for place in range(1, len(places)):
        places[place] = max(places[place], places[place - 1] + LABEL_GAP)
    surplus = max(0.0, places[-1] - BOTTOM) if places else 0.0
    moved = {line.kind: y - surplus for line, y in zip(ordered, places, strict=True)}
    return tuple(
        ChartLine(line.kind, line.label, line.path, line.marks, line.last, round(moved[line.kind], 1)) for line in lines
    )


def _list_days(days: Sequence[date], find_x: Callable[[date], float], lang: str) -> list[Tick]:
    """Return the dates that have room on the axis, the last always."""
    kept: list[Tick] = []
    for day in reversed(days):
        at = find_x(day)
        if not kept or kept[-1].at - at >= LEAST_DAY_GAP:
            kept.append(Tick(at, format_date(day, lang)))
    return kept[::-1]
