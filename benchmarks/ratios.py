"""How often faster, said the same way by each benchmark."""

from __future__ import annotations


def tell_ratio(ratio: float, least: float) -> None:
    """Print a ratio, and whether it is at least what is asked for."""
    print(f"\n{ratio:.1f} times as fast (at least {least}: {'reached' if ratio >= least else 'MISSED'})")
