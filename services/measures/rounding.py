"""Rounding to the digits shown: one rule for map, table, export and legend."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import NDArray

# Sums of straight-line paces carry noise near 1e-9; a pace is a multiple of 1/372 of a person on a straight line.
NOISE_DECIMALS = 6


def round_to_scale(values: NDArray[np.float64], scale: int) -> NDArray[np.float64]:
    """Return ``values`` × ``scale`` as whole numbers, halves away from zero; NaN stays NaN."""
    scaled = np.round(values * scale, NOISE_DECIMALS)
    return np.copysign(np.floor(np.abs(scaled) + 0.5), scaled) + 0.0


def round_quotient(numerator: NDArray[np.float64], denominator: NDArray[np.float64], scale: int) -> NDArray[np.float64]:
    """Return numerator × ``scale`` / denominator as whole numbers, halves away from zero; NaN where it is undefined.

    Of whole counts below 2^53 / scale this is exact: the product is whole, and a quotient that is no half differs
    from one by more than a float loses.
    """
    safe = np.where(denominator == 0, np.nan, denominator)
    return round_to_scale(numerator * scale / safe, 1)


def round_decimal(value: float, decimals: int) -> Decimal:
    """Return the decimal that ``value`` prints as, rounded half away from zero: 0.685 → 0.69, never 0.68."""
    return round_exact(Decimal(repr(value)), decimals)


def round_exact(value: Decimal, decimals: int) -> Decimal:
    """Return ``value`` with ``decimals`` digits, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
