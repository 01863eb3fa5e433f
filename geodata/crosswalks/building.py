"""A crosswalk built from an official list, from the outlines of two vintages, or from both checked by each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.crosswalks.bridging import Bridge, build_bridge
from geodata.crosswalks.crosswalk import Crosswalk, WeightBasis
from geodata.crosswalks.ends import VintageAreas
from geodata.crosswalks.faults import Fault, FaultKind
from geodata.crosswalks.gaps import GapTask, check_gaps
from geodata.crosswalks.list_checks import ListTask, check_list
from geodata.crosswalks.official_list import OfficialPairs
from geodata.crosswalks.outline_checks import OutlineTask, check_outlines
from geodata.crosswalks.overlaps import OVERLAP_COLUMNS, measure_overlaps
from geodata.crosswalks.scope import find_scope
from geodata.crosswalks.slivers import find_slivers
from geodata.crosswalks.weighing import Weighed, WeighTask, weigh_pairs
from geodata.crosswalks.weights_list import GivenSizes, GivenWeights
from geodata.gazetteer import Gazetteer
from geodata.progress import Progress, ignore_progress

__all__ = ["BuiltCrosswalk", "CrosswalkTask", "VintageAreas", "build_crosswalk"]

_KEYS = ["from_code", "to_code"]


@dataclass(frozen=True, eq=False)
class CrosswalkTask:
    """What a crosswalk is built from: a list, the outlines of both vintages (``use_outlines``), or both.

    ``weights`` say how split units are shared out and ``sizes`` what whole ones count for; without them it is by area.
    ``fill_sizes`` gives units that ``sizes`` lacks their share by area (``sizing.measure_units``).
    A ``gazetteer`` tells for which communes of an earlier vintage the list speaks.
    """

    from_end: VintageAreas
    to_end: VintageAreas
    pairs: OfficialPairs | None = None
    use_outlines: bool = True
    weights: GivenWeights | None = None
    sizes: GivenSizes | None = None
    fill_sizes: bool = False
    gazetteer: Gazetteer | None = None


@dataclass(frozen=True, eq=False)
class BuiltCrosswalk:
    """What came of building: the crosswalk without its faulty pairs, its faults and how many of what.

    ``crosswalk`` is None where a fault must be settled first (``FaultKind.must_be_settled``) or nothing is left.
    ``outlined_codes`` are the from units for which the outlines decide because the list does not speak of them, or
    only wrongly, ``filled_codes`` those that count by their area because the source of sizes lacks them. ``summary``
    is plain JSON.
    """

    crosswalk: Crosswalk | None
    faults: tuple[Fault, ...]
    outlined_codes: tuple[str, ...]
    summary: Mapping[str, int | str | dict[str, int]]
    filled_codes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Evidence:
    """What is known of the pairs: the list as written (None without one), its rows that hold, and the overlaps."""

    written: pd.DataFrame | None
    listed: pd.DataFrame
    overlaps: pd.DataFrame
    real: pd.DataFrame
    bridge: Bridge | None
    faults: tuple[Fault, ...]


def build_crosswalk(task: CrosswalkTask, *, progress: Progress = ignore_progress) -> BuiltCrosswalk:
    """Return the crosswalk of two vintages and all faults of what it is built from.

    A from unit goes where the sound rows of the list put it. Where the list does not speak of it, or a row of it is
    at fault, the outlines decide: its real pieces (``find_slivers``). ValueError without a list and outlines.
    """
    if task.pairs is None and not task.use_outlines:
        raise ValueError("a crosswalk needs a list or outlines")
    evidence = _gather(task, progress)
    chosen, outlined = _choose_pairs(task, evidence)
    list_source = task.pairs.source if task.pairs else ""
    weighed = weigh_pairs(
        WeighTask(chosen, list_source, task.from_end, task.to_end, task.weights, task.sizes, task.fill_sizes)
    )
    gaps = check_gaps(GapTask(weighed.pairs, evidence.written, evidence.bridge, task.from_end, task.to_end))
    faults = (*evidence.faults, *gaps, *weighed.faults)
    is_settled = len(weighed.pairs) > 0 and not any(fault.kind.must_be_settled for fault in faults)
    return BuiltCrosswalk(
        _build(task, weighed) if is_settled else None,
        faults,
        outlined,
        _summarise(task, evidence, weighed, outlined, faults),
        weighed.filled_codes,
    )


def _gather(task: CrosswalkTask, progress: Progress) -> _Evidence:
    overlaps = pd.DataFrame(columns=list(OVERLAP_COLUMNS))
    real = overlaps
    if task.use_outlines:
        overlaps = measure_overlaps(task.from_end.areas, task.to_end.areas, progress=progress)
        real = overlaps[~find_slivers(overlaps, task.from_end.provinces, task.to_end.provinces)]
    if task.pairs is None:
        return _Evidence(None, pd.DataFrame(columns=["row", *_KEYS, "kind", "weight"]), overlaps, real, None, ())
    bridge = build_bridge(task.from_end, task.to_end, task.gazetteer)
    written = task.pairs.frame[find_scope(task.pairs.frame, task.from_end, task.to_end, bridge)]
    faults = check_list(ListTask(written, task.from_end, task.to_end, bridge))
    sound = _leave_out(written, faults)
    listed = sound[sound["from_code"].isin(list(bridge.continued))]
    if task.use_outlines:
        # A unit that lost a row to a fault is decided by the outlines: they have nothing left to contradict.
        whole = listed[~listed["from_code"].isin(_list_shaken(written, faults))]
        found = check_outlines(OutlineTask(whole, overlaps, real, task.from_end, task.to_end))
        listed, faults = _leave_out(whole, found), (*faults, *found)
    return _Evidence(written, listed, overlaps, real, bridge, faults)


def _leave_out(frame: pd.DataFrame, faults: tuple[Fault, ...]) -> pd.DataFrame:
    rows = {row for fault in faults for row in fault.left_out}
    return frame[~frame["row"].isin(list(rows))]


def _list_shaken(frame: pd.DataFrame, faults: tuple[Fault, ...]) -> list[str]:
    """Return the from units of which a row is left out for another reason than standing twice."""
    rows = {row for fault in faults if fault.kind is not FaultKind.PAIR_REPEATED for row in fault.left_out}
    return sorted(set(frame["from_code"][frame["row"].isin(list(rows))]))


def _choose_pairs(task: CrosswalkTask, evidence: _Evidence) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the pairs of the crosswalk, and the units whose pairs come from the outlines though a list is there."""
    listed = evidence.listed[["row", *_KEYS, "weight"]]
    listed = listed.merge(evidence.overlaps[[*_KEYS, "area_km2"]], on=_KEYS, how="left", validate="one_to_one")
    drawn = evidence.real[~evidence.real["from_code"].isin(listed["from_code"])]
    drawn = drawn[[*_KEYS, "area_km2"]].assign(row=np.nan, weight=np.nan)
    kept = [frame for frame in (listed, drawn) if len(frame)] or [listed]
    chosen = pd.concat([frame.astype({"row": "float64", "weight": "float64", "area_km2": "float64"}) for frame in kept])
    outlined = tuple(sorted(set(drawn["from_code"]))) if task.pairs else ()
    return chosen.sort_values(_KEYS, ignore_index=True), outlined


def _build(task: CrosswalkTask, weighed: Weighed) -> Crosswalk:
    ends = (task.from_end.vintage_id, task.to_end.vintage_id)
    return Crosswalk(*ends, weighed.basis, _describe_source(task, weighed), weighed.pairs[[*_KEYS, "size"]])


def _describe_source(task: CrosswalkTask, weighed: Weighed) -> str:
    """Return where pairs and weights come from, and by what units are sized and split where it is not one basis."""
    given = [one.source for one in (task.pairs, task.weights, task.sizes) if one is not None]
    overlay = [f"{task.from_end.vintage_id} ∩ {task.to_end.vintage_id}"] if task.use_outlines else []
    return "; ".join([*given, *overlay, *_describe_bases(task, weighed)])


def _describe_bases(task: CrosswalkTask, weighed: Weighed) -> list[str]:
    mixed = [f"{basis.label.vi} · {basis.label.en}: {count}" for basis, count in weighed.basis_counts.items()]
    if task.sizes is None:
        return mixed if len(mixed) > 1 else []
    told = []
    if weighed.basis is WeightBasis.GIVEN:
        label = task.sizes.basis.label
        told += [f"quy mô xã theo {label.vi} · communes by {label.en}"]
        told += [f"xã bị chia theo {one}" for one in (", ".join(mixed),) if one]
    if weighed.filled_codes:
        told.append(f"{len(weighed.filled_codes)} xã theo mật độ của tỉnh · communes by the density of their province")
    return told


def _summarise(
    task: CrosswalkTask, evidence: _Evidence, weighed: Weighed, outlined: tuple[str, ...], faults: tuple[Fault, ...]
) -> dict[str, int | str | dict[str, int]]:
    pairs = weighed.pairs
    piece_counts = pairs.groupby("from_code").size()
    compared, agreeing = _compare(evidence)
    return {
        "from_vintage_id": task.from_end.vintage_id,
        "to_vintage_id": task.to_end.vintage_id,
        "from_count": len(task.from_end.names),
        "to_count": len(task.to_end.names),
        "pair_count": len(pairs),
        "whole_count": int((piece_counts == 1).sum()),
        "split_count": int((piece_counts > 1).sum()),
        "listed_row_count": 0 if task.pairs is None else len(task.pairs.frame),
        "rows_beyond_count": _count_beyond(task, evidence),
        "listed_count": int(evidence.listed["from_code"].nunique()),
        "outlined_count": len(outlined) if task.pairs else int(pairs["from_code"].nunique()),
        "sliver_count": len(evidence.overlaps) - len(evidence.real),
        "compared_count": compared,
        "agreeing_count": agreeing,
        "basis": weighed.basis.value,
        "filled_count": len(weighed.filled_codes),
        "split_by_basis": {basis.value: count for basis, count in weighed.basis_counts.items()},
        "faults": dict(sorted(Counter(fault.kind.value for fault in faults).items())),
    }


def _count_beyond(task: CrosswalkTask, evidence: _Evidence) -> int:
    """Return how many rows of the list concern other provinces than those of the two vintages."""
    return 0 if task.pairs is None or evidence.written is None else len(task.pairs.frame) - len(evidence.written)


def _compare(evidence: _Evidence) -> tuple[int, int]:
    """Return for how many units list and outlines both speak, and for how many of them they tell the same."""
    both = set(evidence.listed["from_code"]) & set(evidence.real["from_code"])
    told = evidence.listed[evidence.listed["from_code"].isin(list(both))]
    drawn = evidence.real[evidence.real["from_code"].isin(list(both))]
    joined = told[_KEYS].merge(drawn[_KEYS], on=_KEYS, how="outer", indicator=True)
    differing = set(joined["from_code"][joined["_merge"] != "both"])
    return len(both), len(both) - len(differing)
