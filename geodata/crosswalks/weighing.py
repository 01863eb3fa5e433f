"""How large each piece of a crosswalk is: by given weights, by the weights of the list, or by area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.crosswalks.crosswalk import WeightBasis
from geodata.crosswalks.ends import VintageAreas
from geodata.crosswalks.faults import Fault, FaultKind
from geodata.crosswalks.sizing import measure_units
from geodata.crosswalks.weights_list import GivenSizes, GivenWeights
from geodata.errors import Bilingual

# Weights are printed with a few digits: thirds as 33 %.
_SUM_TOLERANCE = 0.011


@dataclass(frozen=True, eq=False)
class WeighTask:
    """The pairs to be weighed: from_code, to_code, weight (of the list) and area_km2 (of the outlines), NaN if none."""

    pairs: pd.DataFrame
    list_source: str
    from_end: VintageAreas
    to_end: VintageAreas
    weights: GivenWeights | None
    sizes: GivenSizes | None
    fill_sizes: bool = False


@dataclass(frozen=True, eq=False)
class Weighed:
    """The pairs with their ``size``, what it is a size of, and the faults met; NaN where a fault stands.

    ``basis_counts`` says how many split units were shared out by which basis, ``filled_codes`` which units took their
    size from their area because the source of sizes lacks them.
    """

    pairs: pd.DataFrame
    basis: WeightBasis
    basis_counts: Mapping[WeightBasis, int]
    faults: tuple[Fault, ...]
    filled_codes: tuple[str, ...]


def weigh_pairs(task: WeighTask) -> Weighed:
    """Return the size of each piece: the size of its from unit, shared out over its pieces.

    A split unit takes the first of these that speaks of all of its pieces: the given weights, those of the list, the
    areas of the pieces. Without any it is a fault.
    """
    pairs = task.pairs.reset_index(drop=True)
    piece_counts = pairs.groupby("from_code")["to_code"].transform("size")
    shares = pd.Series(np.where(piece_counts == 1, 1.0, np.nan), index=pairs.index)
    faults: list[Fault] = []
    counts: dict[WeightBasis, int] = {}
    for basis, amounts in _list_bases(task, pairs, faults):
        found = _share_out(pairs["from_code"], amounts).where(shares.isna())
        counts[basis] = counts.get(basis, 0) + int(pairs["from_code"][found.notna()].nunique())
        shares = shares.fillna(found)
    faults += _list_unweighed(task, pairs[shares.isna()])
    measured = measure_units(task.from_end, pairs["from_code"], task.sizes, fill=task.fill_sizes)
    sizes = pairs["from_code"].map(measured.sizes)
    faults += _list_unsized(task, sorted(set(pairs["from_code"][sizes.isna()])))
    used = {one: count for one, count in counts.items() if count}
    weighed = pairs.assign(size=shares * sizes)
    return Weighed(weighed, _find_basis(task, list(used)), used, tuple(faults), measured.filled_codes)


def _list_bases(task: WeighTask, pairs: pd.DataFrame, faults: list[Fault]) -> Iterator[tuple[WeightBasis, pd.Series]]:
    """Give the amounts of the pieces by each basis, the most telling first; NaN for units it does not speak of."""
    if task.weights is not None:
        yield task.weights.basis, _read_given(task, task.weights, pairs, faults)
    listed = pairs["weight"].where(pairs["from_code"].duplicated(keep=False))
    by_unit = listed.groupby(pairs["from_code"])
    sums = by_unit.sum()[listed.notna().groupby(pairs["from_code"]).all()]
    wrong = sums[(sums - 1.0).abs() > _SUM_TOLERANCE]
    for code, total in wrong.items():
        rows = tuple(int(row) for row in pairs["row"][pairs["from_code"] == code])
        faults.append(_build_sum_fault(task, str(code), rows, float(total), task.list_source))
    yield WeightBasis.GIVEN, listed.where(~pairs["from_code"].isin(wrong.index))
    yield WeightBasis.AREA, pairs["area_km2"]


def _read_given(task: WeighTask, weights: GivenWeights, pairs: pd.DataFrame, faults: list[Fault]) -> pd.Series:
    sound = weights.frame
    for code, group in weights.frame.groupby("from_code", sort=True):
        fault = _check_given(task, weights, str(code), group, pairs)
        if fault is not None:
            faults.append(fault)
            sound = sound[sound["from_code"] != code]
    keys = ["from_code", "to_code"]
    merged = pairs[keys].merge(sound[[*keys, "weight"]], on=keys, how="left", validate="one_to_one")
    return merged["weight"].set_axis(pairs.index)


def _check_given(
    task: WeighTask, weights: GivenWeights, code: str, group: pd.DataFrame, pairs: pd.DataFrame
) -> Fault | None:
    """Return the fault of the given weights of one unit: other pieces than it has, or shares that do not make 1."""
    rows = tuple(group["row"].tolist())
    pieces = set(pairs["to_code"][pairs["from_code"] == code])
    if pieces != set(group["to_code"]) or len(pieces) != len(group):
        return _build_pieces_fault(task, weights, code, group, pieces)
    total = float(group["weight"].sum())
    if weights.is_share and abs(total - 1.0) > _SUM_TOLERANCE:
        return _build_sum_fault(task, code, rows, total, weights.source)
    return None


def _share_out(codes: pd.Series, amounts: pd.Series) -> pd.Series:
    """Return the share of each piece in its unit, NaN where a piece of the unit has no amount."""
    totals = amounts.groupby(codes).transform("sum")
    is_whole = amounts.notna().groupby(codes).transform("all")
    return amounts / totals.where(is_whole & (totals > 0))


def _find_basis(task: WeighTask, used: Sequence[WeightBasis]) -> WeightBasis:
    """Return what all sizes are sizes of; ``given`` where there are several bases, which the source then names."""
    bases = {*used} if task.sizes is None else {*used, task.sizes.basis}
    if len(bases) > 1:
        return WeightBasis.GIVEN
    return next(iter(bases), WeightBasis.AREA)


def _list_unweighed(task: WeighTask, pairs: pd.DataFrame) -> Iterator[Fault]:
    for code, group in pairs.groupby("from_code", sort=True):
        targets = "; ".join(map(task.to_end.label, group["to_code"]))
        one = task.from_end.label(str(code))
        yield Fault(
            FaultKind.WEIGHTS_MISSING,
            tuple(int(row) for row in group["row"].dropna()),
            str(code),
            None,
            Bilingual(
                f"{one} chia cho {len(group)} đơn vị mà chưa có tỷ trọng: {targets}",
                f"{one} is split over {len(group)} units without any weights: {targets}",
            ),
            Bilingual(
                "Đưa tệp tỷ trọng (from_code, to_code, weight), nêu căn cứ và nguồn; hoặc chồng ranh giới hai bộ.",
                "Give a file of weights (from_code, to_code, weight) with basis and source, or overlay the outlines.",
            ),
        )


def _list_unsized(task: WeighTask, codes: list[str]) -> Iterator[Fault]:
    source = task.sizes.source if task.sizes else ""
    for code in codes:
        one = task.from_end.label(code)
        yield Fault(
            FaultKind.WEIGHTS_MISSING,
            (),
            code,
            None,
            Bilingual(f"{one} không có quy mô trong {source}", f"{one} has no size in {source}"),
            Bilingual(
                "Bổ sung đơn vị vào tệp quy mô, hoặc thêm --fill-sizes: diện tích nhân mật độ của tỉnh.",
                "Add the unit to the file of sizes, or --fill-sizes: its area times the density of the province.",
            ),
        )


def _build_sum_fault(task: WeighTask, code: str, rows: tuple[int, ...], total: float, source: str) -> Fault:
    one, listed = task.from_end.label(code), ", ".join(map(str, rows))
    return Fault(
        FaultKind.WEIGHTS_SUM,
        rows,
        code,
        None,
        Bilingual(
            f"Tỷ trọng của {one} cộng lại {100 * total:.1f} %, không phải 100 %: {source}, dòng {listed}",
            f"The weights of {one} add up to {100 * total:.1f} %, not 100 %: {source}, rows {listed}",
        ),
        Bilingual(
            "Sửa tỷ trọng; nếu bỏ qua, chia theo diện tích nếu có.",
            "Mend the weights; carried on without them, areas decide where known.",
        ),
    )


def _build_pieces_fault(
    task: WeighTask, weights: GivenWeights, code: str, group: pd.DataFrame, pieces: set[str]
) -> Fault:
    given, one = set(group["to_code"]), task.from_end.label(code)
    beside = ", ".join(map(task.to_end.label, sorted(given - pieces))) or "–"
    lacking = ", ".join(map(task.to_end.label, sorted(pieces - given))) or "–"
    rows = tuple(group["row"].tolist())
    return Fault(
        FaultKind.WEIGHTS_SUM,
        rows,
        code,
        None,
        Bilingual(
            f"Tỷ trọng của {one} ({weights.source}, dòng {', '.join(map(str, rows))}) không khớp các phần của đơn vị: "
            f"thừa {beside}; thiếu {lacking}",
            f"The weights of {one} ({weights.source}, rows {', '.join(map(str, rows))}) are not those of its pieces: "
            f"too many {beside}; missing {lacking}",
        ),
        Bilingual("Ghi đúng một dòng cho mỗi phần.", "Give exactly one row for each piece."),
    )
