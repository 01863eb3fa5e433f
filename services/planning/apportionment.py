"""Whole people shared out exactly: within bounds, and in tables whose rows and columns both add up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.coverage.columns import Counts
from services.measures.rounding import NOISE_DECIMALS

WholeNumbers = NDArray[np.int64]


def share_within(total: float, weights: Counts, lows: Counts, highs: Counts) -> Counts:
    """Return shares in proportion to ``weights`` held within bounds, that add up to ``total``: not whole yet.

    They are clip(λ·w, low, high) with the one λ that gives the total (water-filling: the bounded proportional share).
    What no weight may take is taken in equal parts by cells of no weight. ValueError where the bounds forbid the total.
    """
    if not lows.sum() - 1e-9 <= total <= highs.sum() + 1e-9 or (lows > highs).any():
        raise ValueError(f"{total} does not lie within {lows.sum()} and {highs.sum()}")
    weighted = weights > 0
    if not weighted.any():
        return _fill(total, np.ones(weights.shape), lows, highs)
    rest = lows[~weighted].sum()
    reachable = highs[weighted].sum()
    if total - rest <= reachable:
        shares = lows.astype(np.float64)
        shares[weighted] = _fill(total - rest, weights[weighted], lows[weighted], highs[weighted])
        return shares
    shares = highs.astype(np.float64)
    unweighted = ~weighted
    shares[unweighted] = _fill(total - reachable, np.ones(unweighted.sum()), lows[unweighted], highs[unweighted])
    return shares


def _fill(total: float, weights: Counts, lows: Counts, highs: Counts) -> Counts:
    """Return clip(λ·w, low, high) that adds up to ``total``, every w above zero."""

    def fill(level: float) -> float:
        return float(np.clip(level * weights, lows, highs).sum())

    bounded = np.isfinite(highs)
    corners = np.unique(np.concatenate([lows / weights, highs[bounded] / weights[bounded], [0.0]]))
    low, high = 0, corners.size - 1
    if fill(corners[high]) < total:
        step = (total - fill(corners[high])) / weights[~bounded].sum()
        return np.asarray(np.clip((corners[high] + step) * weights, lows, highs), dtype=np.float64)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fill(corners[middle]) < total else (low, middle)
    first, last = fill(corners[low]), fill(corners[high])
    part = (total - first) / (last - first) if last > first else 0.0
    level = corners[low] + part * (corners[high] - corners[low])
    return np.asarray(np.clip(level * weights, lows, highs), dtype=np.float64)


def apportion_within(total: int, weights: Counts, lows: Counts, highs: Counts) -> WholeNumbers:
    """Return whole numbers that add up to ``total``, each within its bounds and less than 1 from its exact share.

    Largest remainder (Hamilton) over ``share_within``; equal remainders go to the earlier cell. Bounds are whole,
    ``highs`` may be infinite. ValueError where the bounds forbid the total.
    """
    shares = np.round(share_within(float(total), weights, lows, highs), NOISE_DECIMALS)
    counts = np.floor(shares).astype(np.int64)
    left = total - int(counts.sum())
    if left:
        order = np.argsort(-(shares - counts), kind="stable")
        room = order[counts[order] < highs[order]]
        counts[room[:left]] += 1
    return counts


def round_table(table: Counts) -> WholeNumbers:
    """Return a table of whole numbers, each cell its exact value rounded down or up, that adds up both ways.

    Row sums (whole in ``table``) are kept, column sums are rounded down or up as well, the total is kept: controlled
    rounding (Cox and Ernst, INFOR 20 (1982) 423–432). Such a table always exists, for it is a flow in a network, whose
    corners are whole; among them the one that rounds up the greatest remainders.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, vstack

    exact = np.round(table, NOISE_DECIMALS)
    low = np.floor(exact)
    rows, columns = np.nonzero(exact > low)
    counts = low.astype(np.int64)
    if rows.size == 0:
        return counts
    remainders = (exact - low)[rows, columns]
    cells = np.arange(rows.size)
    by_row = csr_array((np.ones(rows.size), (rows, cells)), shape=(table.shape[0], rows.size))
    by_column = csr_array((np.ones(rows.size), (columns, cells)), shape=(table.shape[1], rows.size))
    row_sums = np.round((exact - low).sum(axis=1))
    column_sums = np.round((exact - low).sum(axis=0), 3)
    found = milp(
        c=-remainders,
        bounds=Bounds(0.0, 1.0),
        constraints=LinearConstraint(
            vstack([by_row, by_column], format="csr"),
            np.concatenate([row_sums, np.floor(column_sums)]),
            np.concatenate([row_sums, np.ceil(column_sums)]),
        ),
    )
    if found.x is None or np.abs(found.x - np.round(found.x)).max() > 1e-6:
        raise AssertionError("a flow with whole bounds has a whole corner")
    counts[rows, columns] += np.round(found.x).astype(np.int64)
    return counts
