"""How the areas of one vintage are made of those of another; built once for two vintages, applied to every column.

An area of the target is made of the largest areas of the source, of its own level or below, that lie wholly in it, and
of pieces of communes that lie across its border. A province that holds all pieces of a commune takes it whole: so the
totals of whatever both vintages share stay what they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.areas import Level
from geodata.crosswalks.composing import compose
from geodata.crosswalks.crosswalk import Crosswalk
from geodata.vintages import Vintage
from services.coverage.columns import Counts, Mask, Numbers
from services.coverage.hierarchy import LEVELS, NO_PARENT, Hierarchy

# An area above communes lies where these lie, and is covered, while so many of its communes are in the crosswalk: a
# list lacks a few of a province, a vintage of one province lacks whole others.
LEAST_JOINED = 0.9
NOWHERE = -1  # in no area of the target, or in several
NOWHERE_CODE = ""
_HIGHEST = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Pieces:
    """Pieces of communes of the source, those of one commune together; ``targets`` −1 outside of the target."""

    sources: Numbers
    targets: Numbers
    sizes: Counts

    def select(self, chosen: Mask) -> Pieces:
        """Return some of the pieces."""
        return Pieces(self.sources[chosen], self.targets[chosen], self.sizes[chosen])


@dataclass(frozen=True, eq=False)
class Conversion:
    """How the areas of ``target`` are made of those of ``source``, all by number.

    The parts are pairs of ``part_sources`` and ``part_targets``: first the ``whole_count`` largest areas that lie
    wholly in their target, then pieces of split communes, whose places among the pieces ``split`` are ``part_pieces``.
    ``covered`` tells which areas of the target the source covers.
    """

    from_vintage: Vintage
    to_vintage: Vintage
    way: tuple[Crosswalk, ...]
    source: Hierarchy
    target: Hierarchy
    pieces: Pieces
    split: Pieces
    part_sources: Numbers
    part_targets: Numbers
    part_pieces: Numbers
    whole_count: int
    covered: Mask

    @cached_property
    def source_sizes(self) -> Counts:
        """How much of the basis lies in each area of the source."""
        source, pieces = self.source, self.pieces
        sizes: Counts = np.bincount(pieces.sources, weights=pieces.sizes, minlength=source.size).astype(np.float64)
        for family in source.families:
            np.add.at(sizes, source.parents[family], sizes[family])
        return sizes

    def trace(self, targets: Mask) -> Mask:
        """Tell of each area of the source whether it lies, wholly or with a piece, in one of ``targets``."""
        traced: Mask = np.zeros(self.source.size, dtype=np.bool_)
        traced[self.part_sources[targets[self.part_targets]]] = True
        for ancestors in self.source.ancestors:
            traced |= (ancestors != NO_PARENT) & traced[ancestors]
        return traced


def build_conversion(
    from_vintage: Vintage, to_vintage: Vintage, source: Hierarchy, target: Hierarchy, way: Sequence[Crosswalk]
) -> Conversion:
    """Return the conversion between two vintages along a way of crosswalks, each turned to be applied."""
    pieces, unknown = _number_pieces(join_way(way), source, target)
    split = pieces.select(np.bincount(pieces.sources, minlength=source.size)[pieces.sources] > 1)
    joined, reached = np.zeros(source.size, dtype=np.bool_), np.zeros(target.size, dtype=np.bool_)
    joined[pieces.sources] = True
    reached[pieces.targets[pieces.targets != NOWHERE]] = True
    reached[unknown] = False
    whole_sources, whole_targets, split_places, split_targets = [], [], [], []
    for rank in range(len(LEVELS)):
        eligible = _find_joined(source, joined) & (source.ranks >= rank)
        homes = _find_homes(pieces, source, _find_places(target, pieces.targets, rank), eligible)
        largest = np.flatnonzero((homes != NOWHERE) & ~_lies_higher(source, homes))
        places = _find_places(target, split.targets, rank)
        across = np.flatnonzero((homes[split.sources] == NOWHERE) & (places != NOWHERE))
        whole_sources.append(largest)
        whole_targets.append(homes[largest])
        split_places.append(across)
        split_targets.append(places[across])
    wholes, part_pieces = np.concatenate(whole_sources), np.concatenate(split_places)
    return Conversion(
        *(from_vintage, to_vintage, tuple(way), source, target, pieces, split),
        part_sources=np.concatenate([wholes, split.sources[part_pieces]]).astype(np.int32),
        part_targets=np.concatenate([*whole_targets, *split_targets]).astype(np.int32),
        part_pieces=part_pieces.astype(np.int32),
        whole_count=wholes.size,
        covered=_find_joined(target, reached),
    )


def join_way(way: Sequence[Crosswalk]) -> Crosswalk:
    """Return the crosswalk of a whole way; what a vintage in the middle does not lead on has the code ``""``."""
    joined = way[0]
    for step in way[1:]:
        joined = _keep_lost(joined, compose(joined, step))
    return joined


def _keep_lost(before: Crosswalk, joined: Crosswalk) -> Crosswalk:
    """Return ``joined`` with a piece to nowhere for what of each commune was lost in the middle."""
    sizes = before.pairs.groupby("from_code")["size"].sum()
    lost = sizes - joined.pairs.groupby("from_code")["size"].sum().reindex(sizes.index, fill_value=0.0)
    lost = lost[lost > 1e-9 * sizes]
    if lost.empty:
        return joined
    rows = lost.rename("size").rename_axis("from_code").reset_index().assign(to_code=NOWHERE_CODE)
    pairs = rows if joined.pairs.empty else pd.concat([joined.pairs, rows], ignore_index=True)
    return Crosswalk(joined.from_vintage_id, joined.to_vintage_id, joined.basis, joined.source, pairs)


def _number_pieces(crosswalk: Crosswalk, source: Hierarchy, target: Hierarchy) -> tuple[Pieces, Numbers]:
    """Return the pieces of communes of the source, and the areas of the target with pieces of communes unknown."""
    sources = _number_communes(source, crosswalk.pairs["from_code"])
    targets = _number_communes(target, crosswalk.pairs["to_code"])
    pieces = Pieces(sources, targets, crosswalk.pairs["size"].to_numpy(np.float64))
    return pieces.select(sources != NOWHERE), targets[(sources == NOWHERE) & (targets != NOWHERE)]


def _number_communes(hierarchy: Hierarchy, codes: pd.Series[str]) -> Numbers:
    communes = np.append(np.flatnonzero(hierarchy.ranks == Level.COMMUNE.rank), NOWHERE)
    places = np.asarray(pd.Index(hierarchy.codes[communes[:-1]]).get_indexer(codes.to_numpy(object)), dtype=np.int64)
    numbers: Numbers = communes[places].astype(np.int32)  # the last one stands for a code that is not there
    return numbers


def _find_places(target: Hierarchy, communes: Numbers, rank: int) -> Numbers:
    """Return the area of a level that each commune lies in."""
    return np.where(communes == NOWHERE, NOWHERE, target.ancestors[rank][communes]).astype(np.int32)


def _find_homes(pieces: Pieces, source: Hierarchy, places: Numbers, eligible: Mask) -> Numbers:
    """Return for each eligible area of the source the one area in ``places`` that all its pieces lie in."""
    lowest, highest = np.full(source.size, _HIGHEST), np.full(source.size, NOWHERE)
    np.minimum.at(lowest, pieces.sources, places)
    np.maximum.at(highest, pieces.sources, places)
    for family in source.families:
        np.minimum.at(lowest, source.parents[family], lowest[family])
        np.maximum.at(highest, source.parents[family], highest[family])
    return np.where((lowest == highest) & eligible, lowest, NOWHERE).astype(np.int32)


def _lies_higher(source: Hierarchy, homes: Numbers) -> Mask:
    """Tell of each area whether its parent lies wholly in one area as well."""
    higher: Mask = (source.parents != NO_PARENT) & (homes[source.parents] != NOWHERE)
    return higher


def _find_joined(hierarchy: Hierarchy, communes: Mask) -> Mask:
    """Tell of each area whether it is among ``communes``, or nearly all of its areas without children are."""
    counts: NDArray[np.int64] = communes.astype(np.int64)
    for family in hierarchy.families:
        np.add.at(counts, hierarchy.parents[family], counts[family])
    joined: Mask = (counts > 0) & (counts >= LEAST_JOINED * hierarchy.leaf_counts)
    return joined
