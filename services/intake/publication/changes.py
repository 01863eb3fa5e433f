"""What a release would change, scope by scope: totals before and after, areas added, changed, lost, unchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from geodata.areas import Level
from services.coverage.columns import Counts, FactColumn, FactKey, Numbers
from services.coverage.hierarchy import LEVELS, Hierarchy
from services.coverage.vintage_data import VintageData
from services.intake.publication.trial import find_covered, number_places, read_province_code
from services.store.coded_facts import list_distinct
from services.store.release_draft import CoveredUnits

_NO_RELEASE = 0


class AreaStatus(IntEnum):
    """How a count is known: reported, estimated, withheld; absent where it is not known at all."""

    ABSENT = 0
    REPORTED = 1
    ESTIMATED = 2
    WITHHELD = 3


class ChangeKind(IntEnum):
    """What becomes of the count of an area."""

    UNCHANGED = 0
    ADDED = 1
    CHANGED = 2
    LOST = 3  # in force now and not in the file: the count would vanish


@dataclass(frozen=True)
class AreaChange:
    """One area: its count before and after (None where absent or withheld) and their difference where both are."""

    level: Level
    area_code: str
    name: str
    parent_name: str
    kind: ChangeKind
    before_count: int | None
    after_count: int | None
    before_status: AreaStatus
    after_status: AreaStatus

    @property
    def difference_count(self) -> int | None:
        """After minus before."""
        if self.before_count is None or self.after_count is None:
            return None
        return self.after_count - self.before_count


@dataclass(frozen=True)
class LevelTotal:
    """The sums over the areas of one level, before and after, with how many areas each is over."""

    level: Level
    before_count: int
    after_count: int
    before_area_count: int
    after_area_count: int


@dataclass(frozen=True, eq=False)
class ScopeChange:
    """One level of a province, scheme, measure and date; arrays have one entry per area with a count before or after.

    ``unit_codes`` and ``unit_names`` are the units that the release speaks for, empty where for the province whole.
    ``replaced_release_id`` is the release in force now, None where there is none. ``earlier`` is the last day before
    with counts of the same areas, with the sums over the areas that have both: like for like.
    """

    province_code: str
    province_name: str
    level: Level
    unit_codes: tuple[str, ...]
    unit_names: tuple[str, ...]
    scheme: str
    measure: str
    as_of: date
    replaced_release_id: int | None
    totals: tuple[LevelTotal, ...]
    earlier: EarlierTotal | None
    hierarchy: Hierarchy
    areas: Numbers
    before: Counts
    after: Counts
    before_status: NDArray[np.int8]
    after_status: NDArray[np.int8]
    kinds: NDArray[np.int8]

    def count(self, kind: ChangeKind) -> int:
        """Return how many areas the change happens to."""
        return int(np.count_nonzero(self.kinds == kind))

    @property
    def total(self) -> LevelTotal:
        """The total of its level."""
        return self.totals[-1]

    def list_changes(self, kind: ChangeKind, limit: int | None = None) -> list[AreaChange]:
        """Return the areas that a change happens to, the greatest difference first, at most ``limit``."""
        places = np.flatnonzero(self.kinds == kind)
        sizes = np.abs(np.nan_to_num(self.after[places]) - np.nan_to_num(self.before[places]))
        ordered = places[np.argsort(-sizes, kind="stable")]
        return [self._build_area(int(place)) for place in ordered[:limit]]

    def _build_area(self, place: int) -> AreaChange:
        area, hierarchy = int(self.areas[place]), self.hierarchy
        parent = int(hierarchy.parents[area])
        return AreaChange(
            hierarchy.level_of(area),
            str(hierarchy.codes[area]),
            str(hierarchy.names[area]),
            str(hierarchy.names[parent]) if parent >= 0 else "",
            ChangeKind(int(self.kinds[place])),
            _read_count(self.before[place]),
            _read_count(self.after[place]),
            AreaStatus(int(self.before_status[place])),
            AreaStatus(int(self.after_status[place])),
        )


@dataclass(frozen=True)
class EarlierTotal:
    """The sums of an earlier day and of this one over the areas that have a count on both."""

    as_of: date
    earlier_count: int
    after_count: int
    area_count: int


def build_scope_changes(
    before: VintageData, after: VintageData, stated: dict[FactKey, FactColumn], covered: Sequence[CoveredUnits] = ()
) -> tuple[ScopeChange, ...]:
    """Return the changes of every scope that ``stated`` (the facts of the draft) replaces, by measure, province, level.

    ``covered``: as the draft has it. ``before`` is in force, ``after`` the trial: what publishing would leave in force.
    """
    places = number_places(before.hierarchy)
    found = [
        scope
        for key, column in sorted(stated.items(), key=lambda item: (item[0][0], item[0][1], item[0][2]))
        for scope in _list_scopes(before, after, key, column, places, covered)
    ]
    return tuple(found)


def spread(column: FactColumn | None, size: int) -> tuple[Counts, NDArray[np.int8], Numbers]:
    """Return counts (NaN where none), statuses and releases of a column over all areas."""
    counts = np.full(size, np.nan)
    status = np.zeros(size, dtype=np.int8)
    releases = np.full(size, _NO_RELEASE, dtype=np.int32)
    if column is not None:
        counts[column.areas] = np.where(column.withheld, np.nan, column.counts)
        known = np.where(column.estimated, AreaStatus.ESTIMATED, AreaStatus.REPORTED)
        status[column.areas] = np.where(column.withheld, AreaStatus.WITHHELD, known)
        releases[column.areas] = column.releases
    return counts, status, releases


def _list_scopes(
    before: VintageData,
    after: VintageData,
    key: FactKey,
    column: FactColumn,
    places: NDArray[np.int64],
    covered: Sequence[CoveredUnits],
) -> Iterator[ScopeChange]:
    hierarchy, size = before.hierarchy, before.hierarchy.size
    counts_before, status_before, releases = spread(before.own_facts.get(key), size)
    counts_after, status_after, _ = spread(after.own_facts.get(key), size)
    there = (status_before > 0) | (status_after > 0)
    there &= find_covered(hierarchy, column.areas, covered)
    # One after the other, those of a scope side by side: what holds of each area is told for all of them at once.
    areas = np.flatnonzero(there).astype(np.int32)
    areas = areas[np.argsort(places[areas], kind="stable")]
    old, new = counts_before[areas], counts_after[areas]
    old_status, new_status = status_before[areas], status_after[areas]
    kinds = _find_kinds(old, new, old_status, new_status)
    sums = _Sums.build(old, new)
    stated = list_distinct(places[column.areas])
    earlier = _find_earlier(after, key, places, stated, np.where(there, counts_after, np.nan))
    edges = zip(*(np.searchsorted(places[areas], stated, side).tolist() for side in ("left", "right")), strict=True)
    for place, (first, last) in zip(stated.tolist(), edges, strict=True):
        province, level = place // len(LEVELS), LEVELS[place % len(LEVELS)]
        inside = slice(first, last)
        province_code = read_province_code(hierarchy, province)
        unit_codes = _find_unit_codes(covered, level, province_code)
        replaced = releases[areas[inside]].max(initial=_NO_RELEASE)
        yield ScopeChange(
            province_code=province_code,
            province_name=str(hierarchy.names[province]),
            level=level,
            unit_codes=unit_codes,
            unit_names=_name_units(hierarchy, unit_codes),
            scheme=key[0],
            measure=key[1],
            as_of=key[2],
            replaced_release_id=int(replaced) or None,
            totals=(LevelTotal(level, *sums.add(first, last)),) if last > first else (),
            earlier=earlier.get(place),
            hierarchy=hierarchy,
            areas=areas[inside],
            before=old[inside],
            after=new[inside],
            before_status=old_status[inside],
            after_status=new_status[inside],
            kinds=kinds[inside],
        )


@dataclass(frozen=True)
class _Sums:
    """The counts before and after up to each place of an array, and how many there are; exact below 2⁵³."""

    parts: tuple[NDArray[np.float64], ...]

    @classmethod
    def build(cls, before: Counts, after: Counts) -> _Sums:
        known = [np.isfinite(one) for one in (before, after)]
        counts = [np.where(there, one, 0) for there, one in zip(known, (before, after), strict=True)]
        return cls(tuple(np.concatenate([[0], np.cumsum(one, dtype=np.float64)]) for one in (*counts, *known)))

    def add(self, first: int, last: int) -> tuple[int, int, int, int]:
        """Return the sum before, the sum after, and the number of areas of each, from one place to another."""
        before, after, before_areas, after_areas = (int(part[last] - part[first]) for part in self.parts)
        return before, after, before_areas, after_areas


def _find_unit_codes(covered: Sequence[CoveredUnits], level: Level, province_code: str) -> tuple[str, ...]:
    found = (one.unit_codes for one in covered if (one.level, one.province_code) == (level, province_code))
    return next(found, ())


def _name_units(hierarchy: Hierarchy, codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(hierarchy.names[hierarchy.find(code)]) for code in codes)


def _find_kinds(
    before: Counts, after: Counts, before_status: NDArray[np.int8], after_status: NDArray[np.int8]
) -> NDArray[np.int8]:
    same = (before_status == after_status) & ((before == after) | (np.isnan(before) & np.isnan(after)))
    kinds = np.where(same, ChangeKind.UNCHANGED, ChangeKind.CHANGED)
    kinds = np.where(before_status == AreaStatus.ABSENT, ChangeKind.ADDED, kinds)
    return np.where(after_status == AreaStatus.ABSENT, ChangeKind.LOST, kinds).astype(np.int8)


def _find_earlier(
    data: VintageData, key: FactKey, places: NDArray[np.int64], stated: NDArray[np.intp], after: Counts
) -> dict[int, EarlierTotal]:
    """Return the last earlier day of the same scheme and measure with counts of the same areas, by place.

    ``places``: the place of each area; ``stated``: those asked for, in order; ``after``: the counts compared with.
    """
    scheme, measure, day = key
    days = sorted((one for name, what, one in data.own_facts if (name, what) == (scheme, measure) and one < day))
    is_stated = np.zeros(int(places.max()) + 1, dtype=np.bool_)
    is_stated[stated] = True
    found: dict[int, EarlierTotal] = {}
    for one in reversed(days):
        column = data.own_facts[scheme, measure, one]
        both = ~column.withheld & np.isfinite(column.counts) & np.isfinite(after[column.areas])
        areas, counts = column.areas[both], column.counts[both]
        at = np.searchsorted(stated, places[areas])
        asked = is_stated[places[areas]]
        areas, counts, at = areas[asked], counts[asked], at[asked]
        sums = [np.bincount(at, weights, len(stated)).tolist() for weights in (counts, after[areas], None)]
        for place, before, now, number in zip(stated.tolist(), *sums, strict=True):
            if number and place not in found:
                found[place] = EarlierTotal(one, int(before), int(now), int(number))
    return found


def _read_count(count: np.float64) -> int | None:
    return int(count) if np.isfinite(count) else None
