"""Where the last value of the small series stands: clear of its line, of the plan's line and of the plan's label."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Points = Sequence[tuple[float, float]]

LETTER_WIDTH, ASCENT, DESCENT = 6.6, 10.0, 2.5
ABOVE, BELOW, ABOVE_PLAN = 7.0, 17.0, 4.0
_SAMPLES = 24


def place_last_label(line: Points, label: str, plan_y: float | None, plan_label: str, *, base: float) -> float:
    """Return the baseline of a label that ends at the last point of ``line``; y grows downward, ``base`` is the axis.

    Above the point if nothing is in the way there, else beside the plan's label, else below; above where all are taken.
    """
    last_x, last_y = line[-1]
    left = last_x - LETTER_WIDTH * len(label)
    places = [last_y - ABOVE, *([] if plan_y is None else [plan_y - ABOVE_PLAN]), last_y + BELOW]
    for baseline in places:
        top, bottom = baseline - ASCENT, baseline + DESCENT
        is_within = top >= 0 and bottom <= base and abs(baseline - last_y) <= 2 * BELOW
        meets_plan = plan_y is not None and (
            top < plan_y < bottom or _meets_label(plan_y, plan_label, left, top, bottom)
        )
        if is_within and not meets_plan and not _meets_line(line, left, top, bottom):
            return round(baseline, 1)
    return round(last_y - ABOVE, 1)


def _meets_label(plan_y: float, plan_label: str, left: float, top: float, bottom: float) -> bool:
    baseline = plan_y - ABOVE_PLAN
    overlaps = top < baseline + DESCENT and baseline - ASCENT < bottom
    return overlaps and LETTER_WIDTH * len(plan_label) > left


def _meets_line(line: Points, left: float, top: float, bottom: float) -> bool:
    xs, ys = zip(*line, strict=True)
    sampled = np.interp(np.linspace(max(left, xs[0]), xs[-1], _SAMPLES), xs, ys)
    corners = [y for x, y in line if x >= left]
    return any(top < y < bottom for y in (*sampled.tolist(), *corners))
