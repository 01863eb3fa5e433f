"""Counts of split units shared out over their pieces in whole numbers, by the largest remainder."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Remainders that agree to this many digits are equal: the piece that stands first gets the person.
_TIE_DIGITS = 9


def apportion(counts: ArrayLike, weights: ArrayLike, starts: ArrayLike) -> NDArray[np.float64]:
    """Return the count of each piece, whole numbers that sum exactly to the count of their source.

    ``counts`` has one whole number (or NaN) per source, ``weights`` one number above 0 per piece (any unit: only
    their ratios within a source count), ``starts`` the position of the first piece of each source; the pieces of a
    source stand together and in its order. Hare quota and largest remainders (Hamilton's method); ties go to the
    earlier piece. The pieces of a source without a count (NaN) are NaN.
    """
    totals = np.asarray(counts, dtype=np.float64)
    shares = np.asarray(weights, dtype=np.float64)
    firsts = np.asarray(starts, dtype=np.int64)
    if len(totals) == 0:
        return np.empty(0, dtype=np.float64)
    piece_counts = np.diff(np.append(firsts, len(shares)))
    pieces = np.repeat(np.where(np.isnan(totals), np.nan, 0.0), piece_counts)
    # Most columns speak of a few sources: the others need no ranks.
    some = np.flatnonzero(np.nan_to_num(totals))
    chosen = np.repeat(np.nan_to_num(totals) != 0, piece_counts)
    sizes = piece_counts[some]
    if some.size:
        pieces[chosen] = _share_out(totals[some], shares[chosen], np.cumsum(sizes) - sizes, sizes)
    return pieces


def _share_out(
    totals: NDArray[np.float64], shares: NDArray[np.float64], firsts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the whole numbers of the pieces of sources, all of which have a count."""
    sources = np.repeat(np.arange(len(totals)), sizes)
    quotas = totals[sources] * (shares / np.add.reduceat(shares, firsts)[sources])
    pieces = np.floor(quotas)
    # Rounding of very large quotas can leave more than one person per piece, or less than none: all are shared out.
    left = totals - np.add.reduceat(pieces, firsts)
    each, rest = np.divmod(left, sizes)
    shared: NDArray[np.float64] = each[sources] + (_rank_remainders(quotas - pieces, sources, firsts) < rest[sources])
    return pieces + shared


def _rank_remainders(
    remainders: NDArray[np.float64], sources: NDArray[np.int64], firsts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the rank of each piece within its source, 0 for the largest remainder."""
    order = np.lexsort((-np.round(remainders, _TIE_DIGITS), sources))
    ranks = np.empty(len(remainders), dtype=np.int64)
    ranks[order] = np.arange(len(remainders))
    return ranks - firsts[sources]
