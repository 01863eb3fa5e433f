"""One column of counts carried over to the areas of another vintage: counts only, rates are formed from them later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geodata.crosswalks.apportioning import apportion
from services.coverage.columns import NOTHING, Column, Complete, ConvertedPart, Counts, FactColumn, Mask, Numbers
from services.coverage.conversion import Conversion
from services.coverage.hierarchy import NO_PARENT, Hierarchy

_HIGHEST = np.iinfo(np.int32).max


@dataclass(frozen=True)
class _PartCounts:
    """What is known of each part of a conversion, in the order of its parts.

    ``reported`` are the people known of a part whose count is not; ``hides`` tells that a count within is withheld.
    ``hidden`` and ``totals`` are as in a column.
    """

    counts: Counts
    reported: Counts
    estimated: Mask
    estimated_counts: Counts
    withheld: Mask
    hides: Mask
    hidden: Mask
    totals: Counts


def convert(conversion: Conversion, as_of: date, whole: Column, shown: Complete) -> FactColumn:
    """Return the counts of the areas of the target; entries stand for the areas that are known or withheld.

    ``whole`` is a column of the source's own facts as known for whole areas (``roll_up``), ``shown`` the same as a
    reader of the source sees it (``sum_complete``). An area is known where all its parts are, withheld where one is;
    of other areas with children the people known are kept beside (``partial_reported``).
    """
    parts, targets, size = _read_parts(conversion, whole, shown), conversion.part_targets, conversion.target.size

    def total(weights: NDArray[np.generic]) -> Counts:
        return np.bincount(targets, weights=weights.astype(np.float64), minlength=size).astype(np.float64)

    known_parts = np.isfinite(parts.counts)
    withheld = total(parts.withheld) > 0
    known = conversion.covered & ~withheld & (np.bincount(targets, minlength=size) > 0) & (total(~known_parts) == 0)
    # Withheld here and not by the source: its count would be known.
    hidden = conversion.covered & (total(parts.hidden) > 0) & (total(~known_parts & ~parts.hidden) == 0)
    counts = np.where(known, total(np.nan_to_num(parts.counts)), np.nan)
    estimated_counts = np.where(known, total(np.where(known_parts, parts.estimated_counts, 0)), 0)
    people, has_people = total(np.nan_to_num(parts.reported)), total(np.isfinite(parts.reported)) > 0
    partial = np.flatnonzero(_find_parents(conversion.target) & has_people & ~known & ~withheld).astype(np.int32)
    areas = np.flatnonzero(known | withheld).astype(np.int32)
    least, greatest = _bound_releases(conversion, whole)
    return FactColumn(
        as_of=as_of,
        areas=areas,
        counts=counts[areas],
        estimated=(known & (total(parts.estimated) > 0))[areas],
        withheld=withheld[areas],
        releases=least[areas],
        converted=ConvertedPart(
            reported=np.where(total(parts.hides) > 0, counts, people)[areas],
            estimated_counts=estimated_counts[areas],
            release_lasts=greatest[areas],
            origins=np.ones(areas.size, dtype=np.int8),
            partial_areas=partial,
            partial_reported=people[partial],
        ),
        hidden=hidden[areas],
        totals=np.where(known & (total(np.isfinite(parts.totals)) > 0), counts, np.nan)[areas],
    )


def _read_parts(conversion: Conversion, whole: Column, shown: Complete) -> _PartCounts:
    # A figure of a larger area that readers of the source do not see, for it would give a count within away, is
    # withheld from readers of the target as well.
    withheld = whole.withheld & ~(whole.counts == shown.counts[0])
    counts = np.where(withheld, np.nan, whole.counts)
    reported = np.where(np.isfinite(whole.reported), whole.reported, np.where(whole.known, counts, shown.counts[0]))
    reported = np.where(whole.withheld, np.where(whole.known, counts, shown.counts[0]), reported)
    split, sources = conversion.split, conversion.part_sources
    starts = _find_starts(split.sources)
    pieces = apportion(counts[split.sources[starts]], split.sizes, starts)[conversion.part_pieces]
    wholes, commune = sources[: conversion.whole_count], sources[conversion.whole_count :]
    return _PartCounts(
        counts=np.concatenate([counts[wholes], pieces]),
        reported=np.concatenate([reported[wholes], pieces]),
        estimated=np.concatenate([whole.estimated[wholes], counts[commune] > 0]),
        estimated_counts=np.concatenate([whole.estimated_counts[wholes], pieces]),
        withheld=withheld[sources],
        hides=whole.withheld[sources],
        hidden=whole.hidden[sources],
        totals=whole.totals[sources],
    )


def _find_starts(sources: Numbers) -> NDArray[np.int64]:
    """Return where the pieces of each commune begin; those of one stand together."""
    begins = np.ones(sources.size, dtype=np.bool_)
    begins[1:] = sources[1:] != sources[:-1]
    return np.flatnonzero(begins)


def _find_parents(hierarchy: Hierarchy) -> Mask:
    has_children: Mask = np.zeros(hierarchy.size, dtype=np.bool_)
    has_children[hierarchy.parents[hierarchy.parents != NO_PARENT]] = True
    return has_children


def _bound_releases(conversion: Conversion, whole: Column) -> tuple[Numbers, Numbers]:
    """Return the least and the greatest release of the parts of each area, 0 for none."""
    first, last = whole.release_first[conversion.part_sources], whole.release_last[conversion.part_sources]
    least = np.full(conversion.target.size, _HIGHEST, dtype=np.int32)
    greatest = np.full(conversion.target.size, NOTHING, dtype=np.int32)
    np.minimum.at(least, conversion.part_targets, np.where(first == NOTHING, _HIGHEST, first))
    np.maximum.at(greatest, conversion.part_targets, last)
    return np.where(least == _HIGHEST, NOTHING, least).astype(np.int32), greatest
