"""All dates of a view at once, in classes that hold for the whole period: one colour means one thing on every date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from services.coverage.area_value import AreaValue, build_area_value
from services.coverage.catalogue import list_periods
from services.coverage.class_codes import write_class_codes
from services.coverage.columns import Counts
from services.coverage.evaluation import Evaluation, StateNumbers, evaluate
from services.coverage.hierarchy import Hierarchy
from services.coverage.kept_classes import recall_classes
from services.coverage.memo import Memo
from services.coverage.shared_classes import give_classes
from services.coverage.snapshot import Snapshot
from services.coverage.view import View, ViewRequest, build_view
from services.coverage.vintage_data import VintageData, focus_vintage
from services.measures.classes import Classes
from services.measures.indicators import Indicator
from services.measures.states import State

# Natural breaks of n values take n² steps; of more than this, as many order statistics, evenly spaced, are classed.
MOST_CLASSED = 4096


class DateStatus(StrEnum):
    """What there is of one date: values, nothing, or managing units of other communes than the view's."""

    VALUES = "values"
    NO_DATA = "no_data"
    OTHER_UNITS = "other_units"


@dataclass(frozen=True)
class SeriesFrame:
    """One date of a series; arrays in the order of the view's areas, None and empty where there are no values.

    ``shown`` are whole numbers (value × ``value_scale``), ``class_codes`` one letter per area as in a view.
    """

    as_of: date
    status: DateStatus
    shown: Counts
    states: StateNumbers
    class_index: NDArray[np.int8]
    class_codes: str
    total: AreaValue | None


@dataclass(frozen=True)
class ValueSeries:
    """The dates of a view from ``first`` to ``last``, earliest first; None where there are no dates at all.

    ``view`` is the view of its own date in the classes of the period.
    """

    view: View
    classes: Classes
    first: date | None
    last: date | None
    frames: tuple[SeriesFrame, ...]


@dataclass(frozen=True)
class _Period:
    """The frames of a period and their classes, apart from the date of the view that asks for them."""

    classes: Classes
    frames: tuple[SeriesFrame, ...]


def build_value_series(
    snapshot: Snapshot, request: ViewRequest, first: date | None = None, last: date | None = None
) -> ValueSeries:
    """Return the series of a view: every month end between the first and the last date with data, and these.

    ``first`` and ``last`` narrow it. Raises what ``build_view`` raises, BadInput where ``last`` lies before ``first``.
    """
    view = build_view(snapshot, request)
    period = _find_period(snapshot, view, first, last)
    days = [frame.as_of for frame in period.frames]
    return ValueSeries(
        view=give_classes(view, period.classes),
        classes=period.classes,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        frames=period.frames,
    )


def fix_classes(snapshot: Snapshot, view: View, first: date | None = None, last: date | None = None) -> View:
    """Return a view in the classes of its period: as the same date of its series shows it."""
    data = snapshot.find_vintage(view.request.vintage_id).on(view.request.as_of)
    key = (replace(view.request, as_of=None), first, last)
    return give_classes(view, data.periods.recall(key, lambda: _find_period(snapshot, view, first, last).classes))


def _find_period(snapshot: Snapshot, view: View, first: date | None, last: date | None) -> _Period:
    if first and last and last < first:
        raise _build_backward(first, last)
    data = snapshot.find_vintage(view.request.vintage_id).on(view.request.as_of)
    asked = replace(view.request, as_of=None)
    return data.series.recall((asked, first, last), lambda: _build_period(snapshot, data, asked, first, last))


def _build_period(
    snapshot: Snapshot, data: VintageData, asked: ViewRequest, first: date | None, last: date | None
) -> _Period:
    known = [one.as_of for one in list_periods(snapshot, asked.vintage_id, asked.scheme, asked.within)]
    inside = [day for day in known if (first is None or day >= first) and (last is None or day <= last)]
    focused = _detach(focus_vintage(data, data.hierarchy.find(asked.within)))
    found = {
        day: evaluate(focused, asked.scheme, asked.indicator, day, asked.since)
        for day in inside
        if not _has_other_units(data, asked, day) and (asked.since is None or day > asked.since)
    }
    areas = focused.hierarchy.select(asked.level, 0)
    classes = _build_classes(asked, [_read_classed(one)[areas] for one in found.values()])
    days = list_series_dates(known, first, last)
    frames = [
        _build_frame(day, found.get(day), focused.hierarchy, areas, classes)
        if day in found or day not in inside or not _has_other_units(data, asked, day)
        else _build_empty(day, DateStatus.OTHER_UNITS)
        for day in days
    ]
    return _Period(classes, tuple(frames))


def _detach(data: VintageData) -> VintageData:
    """Return the vintage with memories of its own: a series would push out all that others keep."""
    return replace(data, columns=Memo(64, None), evaluations=Memo(1, None))


def list_series_dates(known: list[date], first: date | None = None, last: date | None = None) -> list[date]:
    """Return the dates with data and the month ends between them, earliest first, from ``first`` to ``last``."""
    if not known:
        return []
    days = {*known, *_list_month_ends(known[0], known[-1])}
    return sorted(day for day in days if (first is None or day >= first) and (last is None or day <= last))


def _list_month_ends(first: date, last: date) -> Iterator[date]:
    day = first
    while (day := _find_month_end(day)) <= last:
        yield day
        day += timedelta(days=1)


def _find_month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _has_other_units(data: VintageData, asked: ViewRequest, day: date) -> bool:
    """Tell whether managing units are shown that a list puts together otherwise on a day."""
    shows_units = asked.level is Level.MANAGING_UNIT or data.is_unit(asked.within)
    return shows_units and data.on(day).arranged_on != data.arranged_on


def _build_classes(asked: ViewRequest, shown: list[Counts]) -> Classes:
    """Return the classes of the values of all dates together; each counts the values of all dates."""
    definition = asked.indicator.definition
    pool = np.concatenate([np.zeros(0), *shown])
    pool = np.sort(pool[np.isfinite(pool)])
    sample = pool
    if pool.size > MOST_CLASSED:
        sample = pool[np.linspace(0, pool.size - 1, MOST_CLASSED).round().astype(np.int64)]
    classes = recall_classes(
        sample / definition.value_scale,
        asked.method or definition.default_method,
        asked.class_count or definition.default_class_count,
        definition,
        asked.scheme.coverage_thresholds if asked.indicator is Indicator.COVERAGE_RATIO else None,
    )
    index = classes.assign(pool)
    counted = tuple(replace(one, count=int(np.count_nonzero(index == n))) for n, one in enumerate(classes.classes))
    return replace(classes, classes=counted)


def _read_classed(found: Evaluation) -> Counts:
    return np.where(found.paints == State.VALUE.number, found.shown, np.nan)


def _build_frame(
    day: date, found: Evaluation | None, hierarchy: Hierarchy, areas: NDArray[np.int32], classes: Classes
) -> SeriesFrame:
    if found is None or bool(np.all(found.states[[0, *areas]] == State.NO_DATA.number)):
        return _build_empty(day, DateStatus.NO_DATA)
    index = classes.assign(_read_classed(found)[areas])
    return SeriesFrame(
        as_of=day,
        status=DateStatus.VALUES,
        shown=found.shown[areas],
        states=found.states[areas],
        class_index=index,
        class_codes=write_class_codes(found.paints[areas], index),
        total=build_area_value(hierarchy, found, 0),
    )


def _build_empty(day: date, status: DateStatus) -> SeriesFrame:
    none = np.zeros(0, dtype=np.int8)
    return SeriesFrame(day, status, np.zeros(0), none, none, "", None)


def _build_backward(first: date, last: date) -> BadInput:
    return BadInput(
        "period_backward",
        Bilingual(f"Khoảng thời gian kết thúc ({last}) trước khi bắt đầu ({first})", f"{last} lies before {first}"),
        Bilingual("Đổi chỗ «from» và «to».", "Exchange «from» and «to»."),
        Place(column="to", text=last.isoformat()),
    )
