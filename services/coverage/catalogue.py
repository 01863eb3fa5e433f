"""What can be asked of a snapshot: cut-off dates, schemes with data, methods, pilots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from geodata.areas import COUNTRY_CODE, Level
from services.coverage.columns import FactColumn, FactKey, Mask, Numbers, find_above
from services.coverage.hierarchy import Hierarchy
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.measures.class_methods import ClassMethod
from services.measures.classes import list_methods
from services.measures.indicators import Indicator
from services.measures.schemes import Measure, Scheme


@dataclass(frozen=True)
class Period:
    """A cut-off date with participants of a scheme; ``area_count`` of the areas in scope have a count of their own."""

    as_of: date
    area_count: int


@dataclass(frozen=True)
class PilotArea:
    """A pilot area of a scheme, with its first day as one and its last, None while it is one."""

    scheme: Scheme
    level: Level
    area_code: str
    name: str
    started_on: date
    ended_on: date | None = None


def list_periods(snapshot: Snapshot, vintage_id: str, scheme: Scheme, within: str = COUNTRY_CODE) -> list[Period]:
    """Return the cut-off dates with participants of the scheme (or all its parts) in an area, earliest first."""
    data = snapshot.find_vintage(vintage_id)
    return list(data.periods.recall(("dates", scheme, within), lambda: _list_periods(data, scheme, within)))


def _list_periods(data: VintageData, scheme: Scheme, within: str) -> tuple[Period, ...]:
    inside = _read_scope(data, within)
    own = _count_by_date(data, scheme, inside)
    parts = [_count_by_date(data, part, inside) for part in scheme.parts]
    derived = (
        {day: min(part[day] for part in parts) for day in parts[0] if all(day in one for one in parts)} if parts else {}
    )
    days = sorted(own.keys() | derived.keys())
    return tuple(Period(day, max(own.get(day, 0), derived.get(day, 0))) for day in days)


def list_schemes(snapshot: Snapshot, vintage_id: str, within: str = COUNTRY_CODE) -> list[Scheme]:
    """Return the schemes that have participants in an area on some date."""
    return [scheme for scheme in Scheme if list_periods(snapshot, vintage_id, scheme, within)]


def find_latest_date(snapshot: Snapshot, vintage_id: str, scheme: Scheme, within: str = COUNTRY_CODE) -> date | None:
    """Return the newest cut-off date with data of a scheme in an area, None where there is none."""
    periods = list_periods(snapshot, vintage_id, scheme, within)
    return periods[-1].as_of if periods else None


def list_class_methods(scheme: Scheme, indicator: Indicator) -> tuple[ClassMethod, ...]:
    """Return the class methods that can be asked for."""
    definition = indicator.definition
    fixed = scheme.coverage_thresholds if indicator is Indicator.COVERAGE_RATIO else definition.thresholds
    return list_methods(definition, fixed)


def list_pilots(
    snapshot: Snapshot, vintage_id: str, scheme: Scheme, within: str = COUNTRY_CODE, on: date | None = None
) -> list[PilotArea]:
    """Return the pilot areas of a scheme within an area by code: those of any time, or those that are ``on`` a day."""
    data = snapshot.find_vintage(vintage_id).on(on)
    inside, hierarchy = _mask_within(data.hierarchy, within), data.hierarchy
    found = [
        PilotArea(
            scheme,
            hierarchy.level_of(pilot.area),
            str(hierarchy.codes[pilot.area]),
            str(hierarchy.names[pilot.area]),
            pilot.started_on,
            pilot.ended_on,
        )
        for pilot in data.pilots
        if pilot.scheme == scheme and inside[pilot.area] and (on is None or pilot.holds_on(on))
    ]
    return sorted(found, key=lambda pilot: pilot.area_code)


def list_begun_pilots(snapshot: Snapshot, vintage_id: str, scheme: Scheme, within: str, by: date) -> list[PilotArea]:
    """Return the pilot areas of a scheme within an area that began by a day, those that have ended too, by code."""
    return [one for one in list_pilots(snapshot, vintage_id, scheme, within) if one.started_on <= by]


def _read_scope(data: VintageData, within: str) -> Callable[[date], Mask]:
    """Return what tells which areas lie within one on a day: a unit has the communes that it has then."""
    if data.is_unit(within):
        return lambda day: _mask_unit(data.on(day).hierarchy, within)
    mask = _mask_within(data.hierarchy, within)
    return lambda _day: mask


def _mask_unit(hierarchy: Hierarchy, code: str) -> Mask:
    here = bool(np.any(hierarchy.codes == code))
    return _mask_within(hierarchy, code) if here else np.zeros(hierarchy.size, dtype=np.bool_)


def _mask_within(hierarchy: Hierarchy, within: str) -> Mask:
    mask = np.zeros(hierarchy.size, dtype=np.bool_)
    mask[hierarchy.select_all(hierarchy.find(within))] = True
    return mask


def _count_by_date(data: VintageData, scheme: Scheme, inside: Callable[[date], Mask]) -> dict[date, int]:
    counts = {
        day: int(np.count_nonzero(inside(day)[_list_counted(data, (scheme.value, Measure.ENROLLED.value, day))]))
        for day in data.list_dates(scheme, Measure.ENROLLED)
    }
    return {day: count for day, count in counts.items() if count}


def _list_counted(data: VintageData, key: FactKey) -> Numbers:
    """Return the areas with a count of their own; a count converted for what holds others of them is none."""
    column = data.facts[key]
    return data.counted.recall_of(key, (column,), lambda: _read_counted(data, column))


def _read_counted(data: VintageData, column: FactColumn) -> Numbers:
    if column.converted is None:
        return column.areas[column.given]
    above = find_above(data.hierarchy, column.areas)
    counted: Numbers = column.areas[column.given & ((column.converted.origins == 0) | ~above[column.areas])]
    return counted
