"""Columns of facts: built of rows, and chosen, joined and renumbered with all that is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from typing import cast

import numpy as np
import pandas as pd

from services.coverage.columns import ConvertedPart, FactColumn, FactKey, Mask, Numbers
from services.coverage.hierarchy import NO_PARENT, Hierarchy

_ENTRIES = ("areas", "counts", "estimated", "withheld", "releases", "hidden", "totals", "given")
_PARTIAL = ("partial_areas", "partial_reported")


def number_areas(hierarchy: Hierarchy) -> dict[tuple[str, str], int]:
    """Return the number of each area by its level and code."""
    keys = zip(hierarchy.frame["level"].astype(str), hierarchy.frame["area_code"].astype(str), strict=True)
    return {key: number for number, key in enumerate(keys)}


def find_numbers(rows: pd.DataFrame, number: dict[tuple[str, str], int]) -> Numbers:
    """Return the number of the area of each row; each pair of level and code is looked up once.

    A KeyError means that the store holds a count of an area that the vintage lacks: its writer refuses that.
    """
    levels, codes = (pd.Categorical(rows[name]) for name in ("level", "area_code"))
    pairs = levels.codes.astype(np.int64) * len(codes.categories) + codes.codes
    distinct, place = np.unique(pairs, return_inverse=True)
    level_of, code_of = np.divmod(distinct, max(1, len(codes.categories)))
    level_names, code_names = ([str(one) for one in column.categories] for column in (levels, codes))
    found = [
        number[level_names[level], code_names[code]]
        for level, code in zip(level_of.tolist(), code_of.tolist(), strict=True)
    ]
    return np.array(found, dtype=np.int32)[place]


def build_fact_columns(facts: pd.DataFrame | None, number: dict[tuple[str, str], int]) -> dict[FactKey, FactColumn]:
    """Return the rows of facts in force of one vintage (as ``read_facts_in_force`` has them) by their key."""
    if facts is None:
        return {}
    numbered = facts[["scheme", "measure", "as_of", "count", "status", "release_id"]].assign(
        area=find_numbers(facts, number)
    )
    columns: dict[FactKey, FactColumn] = {}
    for key, rows in numbered.groupby(["scheme", "measure", "as_of"], observed=True):
        scheme, measure, day = cast(FactKey, key)
        columns[str(scheme), str(measure), day] = _build_column(day, rows)
    return columns


def _build_column(as_of: date, rows: pd.DataFrame) -> FactColumn:
    status = rows["status"].to_numpy(object)
    return FactColumn(
        as_of,
        rows["area"].to_numpy(np.int32),
        pd.to_numeric(rows["count"]).to_numpy(np.float64, na_value=np.nan),
        status == "estimated",
        status == "withheld",
        rows["release_id"].to_numpy(np.int32),
    )


def mark_origin(column: FactColumn, origin: int) -> FactColumn:
    """Return a column whose counts all say where they come from: 0 for the vintage itself."""
    origins = np.full(column.areas.size, origin, dtype=np.int8)
    if column.converted is not None:
        return replace(column, converted=replace(column.converted, origins=origins))
    counts = np.where(column.withheld, np.nan, column.counts)
    part = ConvertedPart(
        reported=counts,
        estimated_counts=np.where(column.estimated, np.nan_to_num(counts), 0),
        release_lasts=column.releases,
        origins=origins,
        partial_areas=np.empty(0, dtype=np.int32),
        partial_reported=np.empty(0),
    )
    return replace(column, converted=part)


def select_facts(column: FactColumn, entries: Mask, areas: Mask) -> FactColumn:
    """Return some entries of a column, and what is known in part of some areas of the vintage."""
    chosen = {name: getattr(column, name)[entries] for name in _ENTRIES}
    part = column.converted
    if part is None:
        return replace(column, **chosen)
    kept = areas[part.partial_areas]
    rest = {one.name: getattr(part, one.name)[kept if one.name in _PARTIAL else entries] for one in fields(part)}
    return replace(column, **chosen, converted=ConvertedPart(**rest))


def join_columns(columns: Sequence[FactColumn]) -> FactColumn:
    """Return the entries of several columns, which all say where they come from, one after the other."""
    joined = {name: np.concatenate([getattr(one, name) for one in columns]) for name in _ENTRIES}
    parts = [one.converted for one in columns if one.converted is not None]
    rest = {one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(ConvertedPart)}
    return FactColumn(columns[-1].as_of, **joined, converted=ConvertedPart(**rest))


def renumber_facts(column: FactColumn, renumbered: Numbers) -> FactColumn:
    """Return the entries of areas that have a new number (not −1) under it."""
    inside: Mask = renumbered != NO_PARENT
    cut = select_facts(column, inside[column.areas], inside)
    part = cut.converted
    if part is not None:
        part = replace(part, partial_areas=renumbered[part.partial_areas])
    return replace(cut, areas=renumbered[cut.areas], converted=part)
