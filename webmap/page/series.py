"""The small series of the panel: participants by cut-off date, the plan as a line, the last value said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from services.coverage.catalogue import list_periods
from services.coverage.operands import find_sum
from services.coverage.vintage_data import VintageData, focus_vintage
from services.measures.indicators import Count, Indicator
from services.measures.schemes import Scheme
from services.measures.wording import format_date
from webmap.dated_vintages import list_own_cut_offs
from webmap.page.screen import Screen
from webmap.page.series_label import place_last_label
from webmap.translations import gettext as _

WIDTH, TOP, BASE = 260.0, 18.0, 92.0
LEAST_POINTS = 2


@dataclass(frozen=True)
class SeriesChart:
    """Coordinates in a box of 260 × 112; ``rows`` are the same numbers as a table, the newest first.

    ``converted`` are the points that were converted from other boundaries.
    """

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
    converted: tuple[tuple[str, str], ...]
    note: str


def build_series_chart(screen: Screen, area: int) -> SeriesChart | None:
    """Return the chart of an area up to the cut-off; None where there are fewer than two dates.

    The axis begins at zero, and the dates lie where they lie in time. Dates on which fewer or more areas report than
    at the cut-off are left out: their sum is of something else.
    """
    known, note = list_stock_points(screen, area)
    if len(known) < LEAST_POINTS:
        return None
    target = _find_plan(screen, area)
    highest = max(max(count for _day, count in known), target or 0) or 1
    first, last = known[0][0], known[-1][0]
    span = (last - first).days

    def place(count: float) -> float:
        return round(BASE - count / highest * (BASE - TOP), 1)

    line = [((day - first).days / span * (WIDTH - 4), place(count)) for day, count in known]
    last_y = line[-1][1]
    plan_y = None if target is None else place(target)
    plan_label = "" if target is None else _("Chỉ tiêu %(count)s", count=screen.write_count(target))
    last_label = screen.write_count(known[-1][1])
    own = list_own_cut_offs(screen.data, screen.scheme)
    marks = tuple((f"{x:.1f}", f"{y:.1f}") for (day, _count), (x, y) in zip(known, line, strict=True) if day not in own)
    if marks:
        note = " ".join(filter(None, [note, _("○ quy đổi từ ranh giới khác")]))
    return SeriesChart(
        title=_("Người tham gia theo ngày chốt"),
        base=BASE,
        points=" ".join(f"{x:.1f},{y:.1f}" for x, y in line),
        last_x=WIDTH - 4,
        last_y=last_y,
        last_label_y=place_last_label(line, last_label, plan_y, plan_label, base=BASE),
        last_label=last_label,
        first_date=format_date(first, screen.lang),
        last_date=format_date(last, screen.lang),
        plan_y=plan_y,
        plan_label=plan_label,
        rows=tuple((_write_day(screen, day, day in own), screen.write_count(count)) for day, count in known[::-1]),
        converted=marks,
        note=note,
    )


def list_stock_points(screen: Screen, area: int) -> tuple[list[tuple[date, float]], str]:
    """Return date and stock of the cut-offs that can be compared with the one shown, earliest first, and a note."""
    code = str(screen.hierarchy.codes[area])
    return _list_unit_points(screen, code) if screen.data.is_unit(code) else (_list_points(screen, area), "")


def _write_day(screen: Screen, day: date, is_own: bool) -> str:
    written = format_date(day, screen.lang)
    return written if is_own else _("%(date)s (quy đổi)", date=written)


def _find_plan(screen: Screen, area: int) -> float | None:
    """Return the target of just the areas whose stock the line adds up; None where they have not all got one."""
    plan = screen.find_value(Indicator.PLAN_COMPLETION_RATIO, area)
    stock = screen.find_value(Indicator.ENROLLED_COUNT, area)
    return plan.denominator if plan.reporting_count == stock.reporting_count else None


def _list_points(screen: Screen, area: int) -> list[tuple[date, float]]:
    """Return date and stock of the cut-offs, earliest first, on which as many areas report as on the one shown."""
    code = str(screen.hierarchy.codes[area])
    periods = {
        one.as_of: one.area_count for one in list_periods(screen.snapshot, screen.request.vintage, screen.scheme, code)
    }
    wanted = periods.get(screen.as_of)
    days = [day for day, count in periods.items() if day <= screen.as_of and count == wanted]
    focused = focus_vintage(screen.data, area)
    points = [(day, _read(focused, screen.scheme, day)) for day in days]
    return [(day, count) for day, count in points if count is not None]


def _list_unit_points(screen: Screen, code: str) -> tuple[list[tuple[date, float]], str]:
    """Return the same of a managing unit, each date with the communes it had then, and a note where they changed.

    Left out are dates on which not as many of its communes are missing as at the cut-off.
    """
    points, members, missing = [], [], {}
    periods = list_periods(screen.snapshot, screen.request.vintage, screen.scheme, code)
    for period in [one for one in periods if one.as_of <= screen.as_of]:
        data = screen.data.on(period.as_of)
        area = data.hierarchy.find(code)
        count = find_sum(data, screen.scheme, Count.ENROLLED, period.as_of)[area]
        missing[period.as_of] = int(data.hierarchy.leaf_counts[area]) - period.area_count
        points.append((period.as_of, float(count)))
        members.append(data.hierarchy.list_children(area).tolist())
    kept = [
        place
        for place, (day, count) in enumerate(points)
        if missing[day] == missing.get(screen.as_of) and np.isfinite(count)
    ]
    changes = any(members[place] != members[kept[-1]] for place in kept)
    note = _("Các xã của đơn vị có thay đổi: mỗi ngày tính theo các xã khi đó.") if changes else ""
    return [points[place] for place in kept], note


def _read(data: VintageData, scheme: Scheme, day: date) -> float | None:
    """Return the stock of the area that a vintage is cut out around."""
    count = find_sum(data, scheme, Count.ENROLLED, day)[0]
    return float(count) if np.isfinite(count) else None
