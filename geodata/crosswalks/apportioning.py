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
    sources = np.repeat(np.arange(len(totals)), piece_counts)
    known = np.nan_to_num(totals, nan=0.0)
    quotas = known[sources] * (shares / np.add.reduceat(shares, firsts)[sources])
    pieces = np.floor(quotas)
    # Rounding of very large quotas can leave more than one person per piece, or less than none: all are shared out.
    left = known - np.add.reduceat(pieces, firsts)
    each, rest = np.divmod(left, piece_counts)
    pieces += each[sources] + (_rank_remainders(quotas - pieces, sources, firsts) < rest[sources])
    pieces[np.isnan(totals)[sources]] = np.nan
    return pieces


def _rank_remainders(
    remainders: NDArray[np.float64], sources: NDArray[np.int64], firsts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the rank of each piece within its source, 0 for the largest remainder."""
    order = np.lexsort((-np.round(remainders, _TIE_DIGITS), sources))
    ranks = np.empty(len(remainders), dtype=np.int64)
    ranks[order] = np.arange(len(remainders))
    return ranks - firsts[sources]
