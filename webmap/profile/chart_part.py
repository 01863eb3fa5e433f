"""The series of an area with plan, pace and projection: what the chart draws, and the same as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.coverage.catalogue import PilotArea
from services.coverage.events import OutreachEvent
from services.coverage.outlooks import AreaOutlook
from services.coverage.profile import StockPoint, build_stock_series
from services.measures.periods import find_year_end
from services.measures.wording import format_date
from webmap.dated_vintages import list_own_cut_offs
from webmap.page.screen import Screen
from webmap.page.series import list_stock_points
from webmap.translations import gettext as _

LEAST_POINTS = 2


@dataclass(frozen=True)
class SeriesRow:
    """One date of the table."""

    day: str
    count: str
    pace: str
    target: str
    change: str
    is_ahead_of_now: bool = False


@dataclass(frozen=True)
class ChartPart:
    """A title as a finding, the data of the chart, the rows of the table beside it, the newest first."""

    title: str
    note: str
    data: dict[str, Any]
    rows: tuple[SeriesRow, ...]
    has_plan: bool


def build_chart_part(
    screen: Screen,
    area: int,
    outlook: AreaOutlook,
    pilots: Sequence[PilotArea],
    events: Sequence[OutreachEvent],
) -> ChartPart | None:
    """Return the chart of an area up to the cut-off; None where there are fewer than two dates to compare."""
    known, note = list_stock_points(screen, area)
    if len(known) < LEAST_POINTS:
        return None
    code = str(screen.hierarchy.codes[area])
    points = build_stock_series(screen.snapshot, screen.request.vintage, code, screen.scheme)
    told = {point.as_of: point for point in points}
    own = list_own_cut_offs(screen.data, screen.scheme)
    data = {
        "points": [[day.isoformat(), int(count), day in own] for day, count in known],
        "plans": _list_plans(told, known),
        "pace": _list_pace(told, known, outlook),
        "projection": _tell_projection(outlook),
        "pilots": _count_days(pilot.started_on for pilot in pilots),
        "events": _count_months(events),
        "as_of": screen.as_of.isoformat(),
    }
    if any(day not in own for day, _count in known):
        note = " ".join(filter(None, [note, _("○ quy đổi từ ranh giới khác")]))
    rows = tuple(_list_rows(screen, known, told, own))
    return ChartPart(_say_finding(screen, outlook), note, data, rows, bool(data["plans"]))


def _say_finding(screen: Screen, outlook: AreaOutlook) -> str:
    """Return what the line says: where the year is heading against the plan, else what is drawn."""
    projection, target = outlook.projection, outlook.target_count
    if not outlook.months_left or projection is None:
        return _("Người tham gia theo ngày chốt")
    expected = screen.write_count(projection.expected_count)
    if target is None:
        return _("Giữ đà này, cuối năm khoảng %(count)s người", count=expected)
    gap = projection.expected_count - target
    if gap >= 0:
        more = screen.write_count(gap)
        return _("Giữ đà này, cuối năm khoảng %(count)s người: vượt kế hoạch %(more)s", count=expected, more=more)
    return _(
        "Giữ đà này, cuối năm khoảng %(count)s người: thiếu %(less)s so với kế hoạch",
        count=expected,
        less=screen.write_count(-gap),
    )


def _list_plans(told: dict[date, StockPoint], known: Sequence[tuple[date, float]]) -> list[list[Any]]:
    """Return (first day, last day, target) of each year that has one: what the last of its dates says."""
    plans = {}
    for day, _count in known:
        point = told.get(day)
        if point is not None and point.target_count is not None:
            plans[day.year] = point.target_count
    return [[f"{year - 1}-12-31", f"{year}-12-31", count] for year, count in sorted(plans.items())]


def _list_pace(
    told: dict[date, StockPoint], known: Sequence[tuple[date, float]], outlook: AreaOutlook
) -> list[list[Any]]:
    """Return the pace of the year shown, from last year's end to the plan."""
    year_end = find_year_end(outlook.as_of)
    start = [[day.isoformat(), int(count)] for day, count in known if day == date(year_end.year - 1, 12, 31)]
    days = sorted(day for day in told if day.year == year_end.year and day <= outlook.as_of)
    between = [[day.isoformat(), told[day].pace_count] for day in days if told[day].pace_count is not None]
    if outlook.pace_count is None or outlook.target_count is None:
        return []
    end = [[year_end.isoformat(), outlook.target_count]]
    return [*start, *between, *(end if outlook.as_of < year_end else [])]


def _tell_projection(outlook: AreaOutlook) -> dict[str, Any] | None:
    projection = outlook.projection
    if projection is None or not outlook.months_left:
        return None
    return {
        "day": outlook.year_end.isoformat(),
        "expected": projection.expected_count,
        "low": projection.low_count,
        "high": projection.high_count,
    }


def _count_days(days: Any) -> list[list[Any]]:
    return [[day.isoformat(), count] for day, count in sorted(Counter(days).items())]


def _count_months(events: Sequence[OutreachEvent]) -> list[list[Any]]:
    """Return (middle of the month, events, people won or None) of each month with events."""
    months: dict[date, list[OutreachEvent]] = {}
    for event in events:
        months.setdefault(event.held_on.replace(day=15), []).append(event)
    return [
        [month.isoformat(), len(held), sum(one.enrolled_count or 0 for one in held)]
        for month, held in sorted(months.items())
    ]


def _list_rows(
    screen: Screen, known: Sequence[tuple[date, float]], told: dict[date, StockPoint], own: frozenset[date]
) -> list[SeriesRow]:
    rows = []
    before: float | None = None
    for day, count in known:
        point = told.get(day)
        written = format_date(day, screen.lang)
        rows.append(
            SeriesRow(
                day=written if day in own else _("%(date)s (quy đổi)", date=written),
                count=screen.write_count(count),
                pace=screen.write_count(point.pace_count) if point else "",
                target=screen.write_count(point.target_count) if point else "",
                change="" if before is None else screen.write_count(count - before, is_signed=True),
            )
        )
        before = count
    return rows[::-1]
