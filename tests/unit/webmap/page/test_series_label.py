"""The last value of the small series is read without a line through it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from webmap.page.series_label import ASCENT, DESCENT, LETTER_WIDTH, place_last_label

BASE = 92.0


def meets(line: list[tuple[float, float]], label: str, baseline: float) -> bool:
    """Tell whether a point of the line, every hundredth of it, lies in the label's box."""
    left = line[-1][0] - LETTER_WIDTH * len(label)
    for (x0, y0), (x1, y1) in pairwise(line):
        for step in range(101):
            x, y = x0 + (x1 - x0) * step / 100, y0 + (y1 - y0) * step / 100
            if x > left and baseline - ASCENT + 1 < y < baseline + DESCENT - 1:
                return True
    return False


@pytest.mark.parametrize(
    ("line", "plan_y"),
    [
        ([(0.0, 61.0), (21.0, 67.0), (50.0, 54.0), (256.0, 24.0)], 18.0),  # rises to just below the plan
        ([(0.0, 84.0), (25.0, 77.0), (256.0, 23.0)], 18.0),
        ([(0.0, 80.0), (215.0, 57.0), (234.0, 31.0), (247.0, 18.0), (256.0, 70.0)], 60.0),  # falls steeply
        ([(0.0, 40.0), (256.0, 20.0)], None),
        ([(0.0, 30.0), (256.0, 60.0)], None),  # comes down through where the label would stand
    ],
)
def test_no_line_runs_through_the_last_value(line: list[tuple[float, float]], plan_y: float | None) -> None:
    baseline = place_last_label(line, "128.809", plan_y, "Chỉ tiêu 140.574" if plan_y else "", base=BASE)
    assert not meets(line, "128.809", baseline)
    assert baseline - ASCENT >= 0
    assert baseline + DESCENT <= BASE
    if plan_y is not None:
        assert not baseline - ASCENT < plan_y < baseline + DESCENT


def test_two_labels_do_not_share_a_place() -> None:
    line = [(0.0, 60.0), (256.0, 24.0)]
    assert place_last_label(line, "128.809", 18.0, "Chỉ tiêu 140.574", base=BASE) == 14.0
    assert place_last_label(line, "128.809", 18.0, "Chỉ tiêu rất dài đến tận mép phải 1", base=BASE) != 14.0
