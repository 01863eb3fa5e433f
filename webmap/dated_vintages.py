"""Which boundaries a cut-off date has of its own, and which dates can be shown on which boundaries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.measures.schemes import Measure, Scheme


@dataclass(frozen=True)
class DatedChoice:
    """A cut-off date that can be shown on some boundaries; ``vintage_id`` are its own, where it was counted."""

    day: date
    vintage_id: str
    is_converted: bool


def list_cut_offs(data: VintageData, scheme: Scheme) -> tuple[date, ...]:
    """Return the dates with participants of a scheme, converted ones too, earliest first.

    Of BHXH also those that all its parts share.
    """
    return _join_parts(scheme, lambda one: set(data.list_dates(one.value, Measure.ENROLLED)))


def list_all_cut_offs(data: VintageData) -> tuple[date, ...]:
    """Return the dates with participants of any scheme, converted ones too, earliest first."""
    return tuple(sorted({day for scheme in Scheme for day in list_cut_offs(data, scheme)}))


def list_own_cut_offs(data: VintageData, scheme: Scheme | None = None) -> frozenset[date]:
    """Return the dates on which participants (of a scheme, or of any) were counted on these boundaries."""
    return data.views.recall(("own_cut_offs", scheme), lambda: _find_own_cut_offs(data, scheme))


def find_own_vintages(snapshot: Snapshot, day: date) -> list[VintageData]:
    """Return the vintages on which a date was counted: those that hold it first, then the newest first."""
    own = [data for data in snapshot.vintages.values() if day in list_own_cut_offs(data)]
    return sorted(own, key=lambda data: not data.vintage.holds_on(day))


def is_own_vintage(snapshot: Snapshot, data: VintageData, day: date) -> bool:
    """Tell whether a date was counted on these boundaries, and they held then (or none did on which it was)."""
    own = find_own_vintages(snapshot, day)
    if data.vintage not in {one.vintage for one in own}:
        return False
    return data.vintage.holds_on(day) or not own[0].vintage.holds_on(day)


def list_choices(snapshot: Snapshot, data: VintageData, scheme: Scheme, *, by_date: bool) -> list[DatedChoice]:
    """Return the dates of a scheme that can be chosen, the newest first.

    On these boundaries: those that were counted on them or can be converted. ``by_date``: each on its own
    boundaries, of the whole store (of the demonstration alone while that is shown, and never of it elsewhere).
    """
    days = set(list_cut_offs(data, scheme))
    if not by_date:
        own = list_own_cut_offs(data)
        return [DatedChoice(day, data.vintage.vintage_id, day not in own) for day in sorted(days, reverse=True)]
    others = [one for one in snapshot.vintages.values() if one.vintage.is_demo is data.vintage.is_demo]
    days.update(*(list_own_cut_offs(one, scheme) for one in others))
    return [_choose_own(snapshot, data, day) for day in sorted(days, reverse=True)]


def _choose_own(snapshot: Snapshot, data: VintageData, day: date) -> DatedChoice:
    """Return a date on its own boundaries: on those shown, where they are among them."""
    if is_own_vintage(snapshot, data, day):
        return DatedChoice(day, data.vintage.vintage_id, is_converted=False)
    own = [one for one in find_own_vintages(snapshot, day) if one.vintage.is_demo is data.vintage.is_demo]
    chosen = own[0] if own else data
    return DatedChoice(day, chosen.vintage.vintage_id, is_converted=not own)


def _find_own_cut_offs(data: VintageData, scheme: Scheme | None) -> frozenset[date]:
    schemes = list(Scheme) if scheme is None else [scheme]
    return frozenset(day for one in schemes for day in _join_parts(one, lambda part: _read_own_days(data, part)))


def _join_parts(scheme: Scheme, read: Callable[[Scheme], set[date]]) -> tuple[date, ...]:
    days = read(scheme)
    if scheme.parts:
        days = days | set.intersection(*(read(part) for part in scheme.parts))
    return tuple(sorted(days))


def _read_own_days(data: VintageData, scheme: Scheme) -> set[date]:
    return {day for one, measure, day in data.own_facts if (one, measure) == (scheme.value, Measure.ENROLLED.value)}
