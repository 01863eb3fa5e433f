"""A figure tells its ratio in the direction in which its unit is better, and does not pass off a shortfall."""

import pytest

from benchmarks.figures import TARGETS, Figure, record


@pytest.mark.parametrize(
    ("key", "ours", "theirs", "ratio", "is_reached"),
    [
        ("heap_2025", 2.0, 44.0, 22.0, True),
        ("heap_2025", 2.5, 44.0, 17.6, False),
        ("values_merge", 9_000.0, 100.0, 90.0, True),
        ("values_merge", 100.0, 9_000.0, 1 / 90, False),
        ("play", 44.9, None, 44.9, False),
        ("play", 45.0, None, 45.0, True),
    ],
)
def test_ratio_and_verdict(key: str, ours: float, theirs: float | None, ratio: float, is_reached: bool) -> None:
    figure = Figure(key, ours, theirs)
    assert figure.ratio == pytest.approx(ratio)
    assert figure.is_reached is is_reached


def test_a_figure_without_its_other_side_is_refused() -> None:
    with pytest.raises(ValueError, match="beside another"):
        record("heap_2025", 2.0)
    with pytest.raises(KeyError):
        record("unheard_of", 1.0, 2.0)
    assert "unheard_of" not in TARGETS
