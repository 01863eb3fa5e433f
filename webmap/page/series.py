"""The small series of the panel: participants by cut-off date, the plan as a line, the last value said."""

from __future__ import annotations

from dataclasses import dataclass

from services.coverage.profile import SeriesPoint
from services.measures.wording import format_date
from webmap.page.screen import Screen
from webmap.translations import gettext as _

WIDTH, TOP, BASE = 260.0, 18.0, 92.0
LEAST_POINTS = 2


@dataclass(frozen=True)
class SeriesChart:
    """Coordinates in a box of 260 × 112; ``rows`` are the same numbers as a table, the newest first."""

    title: str
    base: float
    points: str
    last_x: float
    last_y: float
    last_label_y: float
    last_label: str
    first_date: str
    last_date: str
    plan_y: float | None
    plan_label: str
    rows: tuple[tuple[str, str], ...]


def build_series_chart(screen: Screen, points: tuple[SeriesPoint, ...]) -> SeriesChart | None:
    """Return the chart of the dates up to the cut-off that have a count; None where there are fewer than two.

    The axis begins at zero, and the dates lie where they lie in time.
    """
    known = [
        (point.as_of, float(point.enrolled_count), point.target_count)
        for point in points
        if point.enrolled_count is not None and point.as_of <= screen.as_of
    ]
    if len(known) < LEAST_POINTS:
        return None
    target = known[-1][2]
    highest = max(max(count for _day, count, _target in known), target or 0) or 1
    first, last = known[0][0], known[-1][0]
    span = (last - first).days

    def place(count: float) -> float:
        return round(BASE - count / highest * (BASE - TOP), 1)

    line = [((day - first).days / span * (WIDTH - 4), place(count)) for day, count, _target in known]
    last_y = line[-1][1]
    plan_y = None if target is None else place(target)
    crowded = plan_y is not None and abs(plan_y - last_y) < 26 and last_y > plan_y
    return SeriesChart(
        title=_("Người tham gia theo ngày chốt"),
        base=BASE,
        points=" ".join(f"{x:.1f},{y:.1f}" for x, y in line),
        last_x=WIDTH - 4,
        last_y=last_y,
        last_label_y=last_y + 17 if crowded and last_y + 17 < BASE else last_y - 7,
        last_label=screen.write_count(known[-1][1]),
        first_date=format_date(first, screen.lang),
        last_date=format_date(last, screen.lang),
        plan_y=plan_y,
        plan_label="" if target is None else _("Chỉ tiêu %(count)s", count=screen.write_count(target)),
        rows=tuple((format_date(day, screen.lang), screen.write_count(count)) for day, count, _target in known[::-1]),
    )
