"""Natural breaks of many values beside those of jenkspy."""

from __future__ import annotations

import jenkspy
import numpy as np
import pytest

from services.measures.natural_breaks import FEW, find_natural_starts


def measure_spread(values: np.ndarray, starts: list[int]) -> float:
    """Return the sum of squared distances from the means of the classes that begin at ``starts``."""
    place = np.searchsorted(np.array(starts), values, side="right")
    return float(sum(((part := values[place == one]) - part.mean()) @ (part - part.mean()) for one in np.unique(place)))


@pytest.mark.parametrize(("seed", "highest", "count"), [(1, 30, 2), (2, 900, 5), (3, 40_000, 9), (4, 12, 7)])
def test_many_values_have_the_breaks_of_jenkspy(seed: int, highest: int, count: int) -> None:
    random = np.random.default_rng(seed)
    values = random.integers(-highest, highest, FEW + 150) * 7
    distinct = np.unique(values)
    greatest = np.asarray(jenkspy.jenks_breaks(values.astype(float), n_classes=count))[1:-1]
    theirs = [int(start) for start in distinct[np.searchsorted(distinct, greatest, side="right")]]
    ours = find_natural_starts(values, count)
    assert len(set(ours)) == count - 1
    assert measure_spread(values, ours) == pytest.approx(measure_spread(values, theirs), rel=1e-9)


def test_as_many_classes_as_values_hold_one_each() -> None:
    values = np.repeat(np.array([-4, 0, 9, 50]), FEW)
    assert find_natural_starts(values, 4) == [0, 9, 50]
