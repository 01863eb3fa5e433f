"""Outlook: what a plan still asks for each month, where a stock is heading, and whether the plan can be reached.

The method is meant to be said in one breath (``PROJECTION_METHOD``). Nothing is fitted: every number is a mean, a
least or a greatest of changes that were reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from geodata.errors import Bilingual
from services.measures.periods import measure_elapsed_year
from services.measures.rounding import NOISE_DECIMALS, round_to_scale

Counts = NDArray[np.float64]
StateNumbers = NDArray[np.int8]
LEAST_CHANGES = 3  # known changes that a projection stands on
TOLERANCE_MONTHS = 0.5  # of the growth that the plan still expects: nearer than that is on pace

PROJECTION_METHOD = Bilingual(
    "Dự báo: số người tham gia tại ngày chốt cộng mức tăng thuần bình quân tháng của các tháng có số liệu trong 12 "
    "tháng gần nhất, nhân với số tháng còn lại của năm. Khoảng dự báo lấy theo tháng thấp nhất và tháng cao nhất trong "
    "các tháng ấy. Cần ít nhất ba lần thay đổi có số liệu.",
    "Projection: participants on the cut-off plus the mean monthly net change of the known months of the last twelve, "
    "times the months left in the year. The band takes the slowest and the fastest of these months. At least three "
    "known changes are needed.",
)
TOLERANCE_METHOD = Bilingual(
    "Đúng tiến độ: chênh không quá nửa tháng so với mức tăng mà kế hoạch còn đòi hỏi.",
    "On pace: no more than half a month away, by the growth that the plan still expects.",
)


class OutlookState(StrEnum):
    """Where an area stands on the way to its plan of the year."""

    REACHED = "reached"
    AHEAD = "ahead"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    OUT_OF_REACH = "out_of_reach"
    MISSED = "missed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Bilingual:
        """The state in words."""
        return _LABELS[self]

    @property
    def definition(self) -> Bilingual:
        """One sentence on when an area is in this state."""
        return _DEFINITIONS[self]

    @property
    def number(self) -> int:
        """The place of this state in the enumeration: what arrays hold."""
        return OUTLOOK_STATES.index(self)


OUTLOOK_STATES: tuple[OutlookState, ...] = tuple(OutlookState)
_LABELS = {
    OutlookState.REACHED: Bilingual("đã đạt kế hoạch", "plan reached"),
    OutlookState.AHEAD: Bilingual("nhanh hơn tiến độ", "ahead of pace"),
    OutlookState.ON_PACE: Bilingual("đúng tiến độ", "on pace"),
    OutlookState.BEHIND: Bilingual("chậm hơn tiến độ", "behind pace"),
    OutlookState.OUT_OF_REACH: Bilingual(
        "khó đạt kế hoạch dù theo tháng cao nhất", "out of reach at the best month so far"
    ),
    OutlookState.MISSED: Bilingual("hết năm chưa đạt kế hoạch", "plan missed at year end"),
    OutlookState.UNKNOWN: Bilingual("chưa đủ số liệu để xét tiến độ", "pace unknown"),
}
_DEFINITIONS = {
    OutlookState.REACHED: Bilingual(
        "Số người tham gia đã bằng hoặc vượt chỉ tiêu năm.", "Participants have met or exceeded the year's target."
    ),
    OutlookState.AHEAD: Bilingual(
        "Nhanh hơn tiến độ quá nửa tháng.", "More than half a month ahead of where the plan expects the stock."
    ),
    OutlookState.ON_PACE: TOLERANCE_METHOD,
    OutlookState.BEHIND: Bilingual(
        "Chậm hơn tiến độ quá nửa tháng.", "More than half a month behind where the plan expects the stock."
    ),
    OutlookState.OUT_OF_REACH: Bilingual(
        "Dù mỗi tháng còn lại đều tăng như tháng cao nhất trong 12 tháng qua, cuối năm vẫn dưới chỉ tiêu.",
        "Even if each month left rose like the best of the last twelve, the year would end below its target.",
    ),
    OutlookState.MISSED: Bilingual(
        "Đã hết năm và số người tham gia dưới chỉ tiêu.", "The year is over and participants are below the target."
    ),
    OutlookState.UNKNOWN: Bilingual(
        "Thiếu số người tham gia, chỉ tiêu hoặc số cuối năm trước.",
        "Participants, the target or last year end's stock are missing.",
    ),
}


@dataclass(frozen=True)
class Projection:
    """Where n stocks are heading by the year's end, NaN where too little is known; whole numbers, none below 0.

    ``mean``, ``slowest`` and ``fastest`` are net changes per month, exact; ``month_counts`` how many months they
    stand on.
    """

    expected: Counts
    low: Counts
    high: Counts
    mean: Counts
    slowest: Counts
    fastest: Counts
    month_counts: Counts


def measure_months_left(as_of: date) -> float:
    """Return the months from the end of ``as_of`` to the end of its year: 9 on 31 March, 8,5 on 15 April."""
    return float(12 * (1 - measure_elapsed_year(as_of)))


def require_per_month(as_of: date, gaps: Counts) -> Counts:
    """Return the net change that each month left must bring to fill the gap to the target, in whole people.

    Rounded up, for rounded down it would not suffice; 0 where the target is met. In December and at the year's end
    it is all that is missing: there is no part of a month to share it out over.
    """
    months = max(1.0, measure_months_left(as_of))
    return np.ceil(np.round(np.maximum(gaps, 0) / months, NOISE_DECIMALS)) + 0.0


def build_projection(as_of: date, enrolled: Counts, changes: Sequence[tuple[float, Counts]]) -> Projection:
    """Return where the stocks are heading; ``changes`` are (months, net change), NaN where not known."""
    months_left = measure_months_left(as_of)
    blank = np.full((0, *enrolled.shape), np.nan)
    steps = np.stack([change for _months, change in changes]) if changes else blank
    months = np.array([length for length, _change in changes]).reshape(-1, *([1] * enrolled.ndim))
    known = np.isfinite(steps)
    enough = known.sum(axis=0) >= LEAST_CHANGES
    lengths = np.where(known, months, 0).sum(axis=0)
    totals = np.where(known, steps, 0).sum(axis=0)
    rates = steps / months
    mean = np.where(enough, totals / np.where(lengths > 0, lengths, 1), np.nan)
    slowest = np.where(enough, np.where(known, rates, np.inf).min(axis=0, initial=np.inf), np.nan)
    fastest = np.where(enough, np.where(known, rates, -np.inf).max(axis=0, initial=-np.inf), np.nan)
    expected, low, high = (_carry(enrolled, rate, months_left) for rate in (mean, slowest, fastest))
    return Projection(expected, low, high, mean, slowest, fastest, np.where(enough, lengths, 0.0))


def build_outlook_states(
    as_of: date, enrolled: Counts, targets: Counts, paces: Counts, highest: Counts
) -> StateNumbers:
    """Return the state number of each stock; ``paces`` as printed, ``highest`` the upper ends of projections.

    Who is on pace or ahead by the schedule is not out of reach, even where the schedule leaves most to the end.
    """
    months_left = measure_months_left(as_of)
    gaps, tolerance = enrolled - paces, measure_tolerance(as_of, targets, paces)
    known = np.isfinite(enrolled) & np.isfinite(targets)
    findings = (
        (~known, OutlookState.UNKNOWN),
        (enrolled >= targets, OutlookState.REACHED),
        (np.full(enrolled.shape, months_left == 0), OutlookState.MISSED),
        (np.abs(gaps) <= tolerance, OutlookState.ON_PACE),
        (gaps > 0, OutlookState.AHEAD),
        (highest < targets, OutlookState.OUT_OF_REACH),
        (gaps < 0, OutlookState.BEHIND),
    )
    numbers = [np.int8(state.number) for _, state in findings]
    unknown = np.int8(OutlookState.UNKNOWN.number)
    return np.select([mask for mask, _ in findings], numbers, default=unknown).astype(np.int8)


def measure_tolerance(as_of: date, targets: Counts, paces: Counts) -> Counts:
    """Return how many people off the pace still count as on pace: half a month of what the plan still expects."""
    months_left = measure_months_left(as_of)
    return np.abs(targets - paces) / max(months_left, TOLERANCE_MONTHS) * TOLERANCE_MONTHS


def _carry(enrolled: Counts, rate: Counts, months: float) -> Counts:
    return np.maximum(round_to_scale(enrolled + rate * months, 1), 0)
