"""The areas of one vintage in one order, with parents by number: levels from large to small, within one by position.

Units that a list puts between province and commune come after all others: the numbers of these stay what they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import Bilingual, NotFound, Place
from geodata.names import build_search_key
from services.coverage.households import Households, group_children

Numbers = NDArray[np.int32]
NO_PARENT = -1
LEVELS: tuple[Level, ...] = tuple(Level)
COUNTRY_NAME = "Việt Nam"


@dataclass(frozen=True)
class Hierarchy:
    """n areas of all levels; an area is known by its number 0 … n−1, the country is 0.

    ``codes`` and ``names`` are texts, ``ranks`` the level (0 country – 3 commune), ``positions`` those of the store,
    ``parents`` numbers of areas (−1 for the country), ``ancestors[rank]`` the number of each area's ancestor of that
    level (itself included, −1 for none), ``leaf_counts`` how many areas of no children lie within,
    ``families`` for each level that has children, lowest first, the numbers of those children.
    """

    kept_apart: ClassVar[bool] = True

    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    ranks: NDArray[np.int8]
    positions: Numbers
    parents: Numbers
    ancestors: NDArray[np.int32]
    leaf_counts: Numbers
    families: tuple[Numbers, ...]
    frame: pd.DataFrame

    @property
    def size(self) -> int:
        """How many areas there are, all levels together."""
        return len(self.codes)

    @cached_property
    def former_names(self) -> dict[int, tuple[str, ...]]:
        """Return what corrected areas were called before, by number: readers may still search for it."""
        held = self.frame.get("former_names")
        if held is None:
            return {}
        return {area: tuple(text.split("\n")) for area, text in enumerate(held) if isinstance(text, str) and text}

    @cached_property
    def search_keys(self) -> tuple[str, ...]:
        """What each area may be searched by: its name and its former ones, a line each."""
        former = self.former_names
        return tuple(
            "\n".join(_build_key(one) for one in (str(name), *former.get(area, ())))
            for area, name in enumerate(self.names)
        )

    @cached_property
    def provinces(self) -> Numbers:
        """The number of the province of each area; 0, the country, where there is none above it."""
        provinces = self.ancestors[Level.PROVINCE.rank]
        return np.where(provinces == NO_PARENT, 0, provinces).astype(np.int32)

    @cached_property
    def neighbour_groups(self) -> tuple[tuple[Numbers, NDArray[np.unsignedinteger]], ...]:
        """The circles in which the areas of one level are neighbours: the parent, the province, the country.

        Of each circle the number of the area that holds each area, and a number for the holder with the level, small
        ones from 0 on.
        """
        holders = (self.parents, self.provinces, np.zeros(self.size, dtype=np.int32))
        levels = self.ranks.astype(np.int64)
        return tuple((holder, _number_densely(holder.astype(np.int64) * 8 + levels)) for holder in holders)

    @cached_property
    def households(self) -> tuple[Households, ...]:
        """The same children as ``families``, by parent."""
        return tuple(group_children(family, self.parents[family]) for family in self.families)

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels that have areas, from large to small."""
        return tuple(LEVELS[rank] for rank in np.unique(self.ranks))

    @property
    def has_listed_units(self) -> bool:
        """Tell whether a list has put units between province and commune (``insert_units``)."""
        return bool(self.ranks[-1] == Level.MANAGING_UNIT.rank < self.ranks.max())

    def find(self, code: str) -> int:
        """Return the number of the area with this code; NotFound otherwise."""
        found = self._numbers.get(code)
        if found is None:
            raise build_area_not_found(code)
        return found

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """The number of each code, of several areas with one the first: a page asks for dozens of codes."""
        size = self.size
        return dict(zip(self.codes[::-1].tolist(), range(size - 1, -1, -1), strict=True))

    def level_of(self, area: int) -> Level:
        """Return the level of an area."""
        return LEVELS[int(self.ranks[area])]

    def select(self, level: Level, within: int) -> Numbers:
        """Return the numbers of the areas of ``level`` within an area, in the order of their positions."""
        inside = self.ancestors[self.ranks[within]] == within
        return np.flatnonzero(inside & (self.ranks == level.rank)).astype(np.int32)

    def select_all(self, within: int) -> Numbers:
        """Return the numbers of an area, itself first, and of everything within it."""
        inside = np.flatnonzero(self.ancestors[self.ranks[within]] == within)
        return np.concatenate([[within], inside[inside != within]]).astype(np.int32)

    def climb(self, area: int) -> tuple[int, ...]:
        """Return the ancestors of an area, the country first, itself left out."""
        path: list[int] = []
        while (area := int(self.parents[area])) != NO_PARENT:
            path.insert(0, area)
        return tuple(path)

    def list_children(self, area: int) -> Numbers:
        """Return the numbers of the direct children of an area."""
        return np.flatnonzero(self.parents == area).astype(np.int32)


@lru_cache(maxsize=40_000)
def _build_key(name: str) -> str:
    return build_search_key(name)


def _number_densely(values: NDArray[np.int64]) -> NDArray[np.unsignedinteger]:
    distinct, places = np.unique(values, return_inverse=True)
    return places.astype(np.min_scalar_type(len(distinct)))


def build_hierarchy(areas: pd.DataFrame) -> Hierarchy:
    """Return the hierarchy of the rows of table ``area`` of one vintage.

    What has no parent is put under the country, which is added where the rows lack it. Raises ValueError where a
    parent is missing: the store refuses such rows.
    """
    frame = _order_areas(areas)
    ranks = frame["level"].map(lambda level: Level(level).rank).to_numpy(np.int8)
    parents = _number_parents(frame)
    return Hierarchy(
        codes=frame["area_code"].to_numpy(object),
        names=frame["name"].to_numpy(object),
        ranks=ranks,
        positions=frame["position"].to_numpy(np.int32),
        parents=parents,
        ancestors=_trace_ancestors(parents, ranks),
        leaf_counts=_count_leaves(parents, ranks),
        families=_list_families(parents, ranks),
        frame=frame,
    )


def restrict_hierarchy(hierarchy: Hierarchy, inside: Numbers) -> Hierarchy:
    """Return the hierarchy of an area and all within it; ``inside`` are their numbers, the area first."""
    renumbered = np.full(hierarchy.size + 1, NO_PARENT, dtype=np.int32)
    renumbered[inside] = np.arange(inside.size, dtype=np.int32)
    parents, ranks = renumbered[hierarchy.parents[inside]], hierarchy.ranks[inside]
    return Hierarchy(
        codes=hierarchy.codes[inside],
        names=hierarchy.names[inside],
        ranks=ranks,
        positions=hierarchy.positions[inside],
        parents=parents,
        ancestors=_trace_ancestors(parents, ranks),
        leaf_counts=hierarchy.leaf_counts[inside],
        families=_list_families(parents, ranks),
        frame=hierarchy.frame.iloc[inside].reset_index(drop=True),
    )


def insert_units(hierarchy: Hierarchy, communes: Numbers, unit_of: Numbers, units: pd.DataFrame) -> Hierarchy:
    """Return the hierarchy with units between the parents of ``communes`` and these.

    ``units`` has columns ``code``, ``name`` and ``parent`` (the number of the area that a unit lies in); commune
    ``communes[i]`` is put under unit ``unit_of[i]``. All other areas keep number and parent.
    """
    count, size = len(units), hierarchy.size
    parents = np.concatenate([hierarchy.parents, units["parent"].to_numpy(np.int32)]).astype(np.int32)
    parents[communes] = size + unit_of
    ranks = np.concatenate([hierarchy.ranks, np.full(count, Level.MANAGING_UNIT.rank, dtype=np.int8)])
    return Hierarchy(
        codes=np.concatenate([hierarchy.codes, units["code"].to_numpy(object)]),
        names=np.concatenate([hierarchy.names, units["name"].to_numpy(object)]),
        ranks=ranks,
        positions=np.concatenate([hierarchy.positions, np.arange(count, dtype=np.int32)]),
        parents=parents,
        ancestors=_trace_ancestors(parents, ranks),
        leaf_counts=_count_leaves(parents, ranks),
        families=_list_families(parents, ranks),
        frame=pd.concat([hierarchy.frame, _build_unit_rows(hierarchy, units)], ignore_index=True),
    )


def build_area_not_found(code: str) -> NotFound:
    """Return the error for a code that the vintage does not have."""
    return NotFound(
        "area_not_found",
        Bilingual(f"Không có địa bàn mang mã «{code}» trong bộ ranh giới này", f"This vintage has no area «{code}»"),
        Bilingual(
            "Tìm theo tên, hoặc chọn bộ ranh giới khác: mã không dùng chung giữa các bộ.",
            "Search by name, or choose another vintage: codes are not shared between vintages.",
        ),
        Place(column="within", text=code),
    )


def _order_areas(areas: pd.DataFrame) -> pd.DataFrame:
    frame = areas
    if not (frame["level"] == Level.COUNTRY.value).any():
        frame = pd.concat([pd.DataFrame([_build_country(areas)]), areas], ignore_index=True)
    order = frame["level"].map(lambda level: Level(level).rank)
    return frame.assign(_rank=order).sort_values(["_rank", "position"], ignore_index=True).drop(columns="_rank")


def _build_country(areas: pd.DataFrame) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(areas.columns)
    row |= {"level": Level.COUNTRY.value, "area_code": COUNTRY_CODE, "name": COUNTRY_NAME, "position": 0}
    reduce = {"west": "min", "south": "min", "east": "max", "north": "max"}
    return row | {name: areas[name].agg(how) for name, how in reduce.items() if name in areas}


def _build_unit_rows(hierarchy: Hierarchy, units: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of units for ``frame``: no outline of their own, so no extent."""
    above = units["parent"].to_numpy(np.int32)
    rows = pd.DataFrame(index=units.index, columns=hierarchy.frame.columns, dtype=object)
    return rows.assign(
        level=Level.MANAGING_UNIT.value,
        area_code=units["code"],
        name=units["name"],
        position=np.arange(len(units)),
        parent_level=[hierarchy.level_of(int(one)).value for one in above],
        parent_code=hierarchy.codes[above],
    )


def _number_parents(frame: pd.DataFrame) -> Numbers:
    numbers = {key: number for number, key in enumerate(zip(frame["level"], frame["area_code"], strict=True))}
    parents = np.zeros(len(frame), dtype=np.int32)
    parents[0] = NO_PARENT
    for number, (level, code) in enumerate(zip(frame["parent_level"], frame["parent_code"], strict=True)):
        if number and not pd.isna(code):
            if (level, code) not in numbers:
                raise ValueError(f"area {frame['area_code'][number]} names a parent {code} that is not there")
            parents[number] = numbers[level, code]
    return parents


def _trace_ancestors(parents: Numbers, ranks: NDArray[np.int8]) -> NDArray[np.int32]:
    numbers = np.arange(len(parents), dtype=np.int32)
    ancestors = np.full((len(LEVELS), len(parents)), NO_PARENT, dtype=np.int32)
    climbing = numbers.copy()
    for _ in LEVELS:
        here = climbing != NO_PARENT
        ancestors[ranks[climbing[here]], numbers[here]] = climbing[here]
        climbing = np.where(here, parents[climbing], NO_PARENT).astype(np.int32)
    return ancestors


def _list_families(parents: Numbers, ranks: NDArray[np.int8]) -> tuple[Numbers, ...]:
    children = np.flatnonzero(parents != NO_PARENT)
    parent_ranks = ranks[parents[children]]
    found = (children[parent_ranks == rank].astype(np.int32) for rank in reversed(range(len(LEVELS))))
    return tuple(family for family in found if family.size)


def _count_leaves(parents: Numbers, ranks: NDArray[np.int8]) -> Numbers:
    counts = np.ones(len(parents), dtype=np.int32)
    counts[parents[parents != NO_PARENT]] = 0
    for family in _list_families(parents, ranks):
        np.add.at(counts, parents[family], counts[family])
    return counts
