"""Potential groups in the memory of a snapshot: how many people of a group each area has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from services.coverage.columns import Counts, Numbers
from services.coverage.fact_columns import find_numbers

if TYPE_CHECKING:
    from services.coverage.vintage_data import VintageData


@dataclass(frozen=True)
class GroupColumn:
    """The people of one group on one day: ``areas`` are numbers in the hierarchy, each with its count.

    ``withheld`` are areas that have a count which the public is not told (``protected_groups``).
    """

    name: str
    as_of: date
    areas: Numbers
    counts: Counts
    release_ids: frozenset[int]
    withheld: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int32))


def build_group_columns(counts: pd.DataFrame | None, number: Mapping[tuple[str, str], int]) -> tuple[GroupColumn, ...]:
    """Return the groups of one vintage, by name and day; rows as ``read_group_counts_in_force`` gives them."""
    if counts is None or counts.empty:
        return ()
    located = counts.assign(area=find_numbers(counts, dict(number)))
    return tuple(_build_column(own) for _key, own in located.groupby(["group_name", "as_of"], sort=True))


def _build_column(own: pd.DataFrame) -> GroupColumn:
    return GroupColumn(
        str(own["group_name"].iloc[0]),
        own["as_of"].iloc[0],
        own["area"].to_numpy(np.int32),
        pd.to_numeric(own["count"]).to_numpy(np.float64),
        frozenset(int(one) for one in own["release_id"].unique()),
    )


def list_groups(data: VintageData) -> list[str]:
    """Return the names of the groups, the one with most people first."""
    people: dict[str, float] = {}
    for one in data.groups:
        people[one.name] = max(people.get(one.name, 0.0), float(np.nansum(one.counts)))
    return sorted(people, key=lambda name: (-people[name], name))


def find_group(data: VintageData, name: str, day: date) -> GroupColumn | None:
    """Return a group as of the newest day not after one, else as of the first after it; None where it was not loaded.

    Such counts come once in years, like a denominator: those nearest before serve.
    """
    own = [one for one in data.groups if one.name == name]
    before = [one for one in own if one.as_of <= day]
    if before:
        return max(before, key=lambda one: one.as_of)
    return min(own, key=lambda one: one.as_of, default=None)


def measure_shares(column: GroupColumn, areas: Numbers, denominators: Counts) -> Counts:
    """Return the share of a group among the people of each area, NaN where either is not known or there are none."""
    known = dict(zip(column.areas.tolist(), column.counts.tolist(), strict=True))
    counts = np.array([known.get(int(area), np.nan) for area in areas], dtype=np.float64)
    return counts / np.where(denominators > 0, denominators, np.nan)
