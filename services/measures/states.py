"""The state of a value: exactly one each, decided by one precedence.

1. ``withheld``        a count it needs is withheld, and nothing else is missing
2. ``no_data``         the stock, or the earlier stock it is compared with, is missing
3. ``no_denominator``  it is a share of a denominator that is missing or zero
4. ``no_target``       it needs a target that is missing, or is a share of a target of zero
5. ``estimated``       a count it is made of is apportioned across vintages; the value is shown
6. ``above_100``       a coverage or a plan completion strictly above 1; the value is shown
7. ``zero``            nobody is enrolled and the value is 0
8. ``value``           everything else
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from geodata.errors import Bilingual


class State(StrEnum):
    """What a value is, or why there is none."""

    VALUE = "value"
    ZERO = "zero"
    ABOVE_100 = "above_100"
    ESTIMATED = "estimated"
    NO_DATA = "no_data"
    NO_DENOMINATOR = "no_denominator"
    NO_TARGET = "no_target"
    WITHHELD = "withheld"

    @property
    def label(self) -> Bilingual:
        """The state in words, as the legend and the tooltip say it."""
        return _LABELS[self]

    @property
    def definition(self) -> Bilingual:
        """One sentence on when a value has this state."""
        return _DEFINITIONS[self]

    @property
    def has_value(self) -> bool:
        """Tell whether a number is shown in this state."""
        return self in _WITH_VALUE

    @property
    def number(self) -> int:
        """The place of this state in the enumeration: what state arrays hold."""
        return _NUMBERS[self]

    @property
    def letter(self) -> str:
        """The letter of ``class_codes`` for an area painted by its state; empty where its class paints it."""
        return _LETTERS.get(self, "")


STATES: tuple[State, ...] = tuple(State)
_NUMBERS = {state: number for number, state in enumerate(State)}
_WITH_VALUE = frozenset({State.VALUE, State.ZERO, State.ABOVE_100, State.ESTIMATED})
_LETTERS = {
    State.ZERO: "z",
    State.NO_DATA: "n",
    State.NO_DENOMINATOR: "d",
    State.NO_TARGET: "t",
    State.WITHHELD: "w",
    State.ABOVE_100: "a",
}
_LABELS = {
    State.VALUE: Bilingual("có số liệu", "value"),
    State.ZERO: Bilingual("chưa có người tham gia", "nobody enrolled"),
    State.ABOVE_100: Bilingual("trên 100%", "above 100%"),
    State.ESTIMATED: Bilingual("ước tính", "estimated"),
    State.NO_DATA: Bilingual("chưa có số liệu", "no data"),
    State.NO_DENOMINATOR: Bilingual("không có mẫu số", "no denominator"),
    State.NO_TARGET: Bilingual("chưa giao chỉ tiêu", "no target"),
    State.WITHHELD: Bilingual("không công bố (số nhỏ)", "withheld (small count)"),
}
_DEFINITIONS = {
    State.VALUE: Bilingual(
        "Đủ số liệu để tính, không thuộc trạng thái nào khác.",
        "All counts are there, and no other state applies.",
    ),
    State.ZERO: Bilingual(
        "Số người tham gia bằng 0 và giá trị bằng 0.",
        "The number enrolled is 0 and the value is 0.",
    ),
    State.ABOVE_100: Bilingual(
        "Tỷ lệ bao phủ hay tỷ lệ đạt kế hoạch lớn hơn 100%; vẽ và ghi đúng giá trị.",
        "Coverage or plan completion is greater than 100%; drawn and written as it is.",
    ),
    State.ESTIMATED: Bilingual(
        "Có phần được phân bổ từ xã bị chia tách giữa hai bộ ranh giới, hay nguồn ghi là ước tính.",
        "Part of it was apportioned from a commune split between two boundary vintages, or the source calls it an "
        "estimate.",
    ),
    State.NO_DATA: Bilingual(
        "Thiếu số người tham gia (hay số tăng mới) tại ngày chốt, hoặc tại ngày dùng để so sánh.",
        "The number enrolled (or newly enrolled) is missing at the cut-off, or at the date compared with.",
    ),
    State.NO_DENOMINATOR: Bilingual(
        "Mẫu số thiếu hoặc bằng 0, nên không có tỷ lệ.",
        "The denominator is missing or zero, so there is no rate.",
    ),
    State.NO_TARGET: Bilingual(
        "Chưa có chỉ tiêu cho năm, hoặc chỉ tiêu bằng 0, nên không có tỷ lệ đạt.",
        "There is no target for the year, or it is zero, so there is no completion.",
    ),
    State.WITHHELD: Bilingual(
        "Số quá nhỏ, không công bố để không nhận ra cá nhân; hoặc số mà nếu công bố sẽ làm lộ một số như thế.",
        "The count is too small to be published without pointing at persons, or would give such a count away.",
    ),
}

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Findings:
    """What is known of each of n values before its state is decided; every field is a mask of n."""

    withheld: Mask
    no_data: Mask
    no_denominator: Mask
    no_target: Mask
    estimated: Mask
    above_100: Mask
    zero: Mask

    @property
    def hides_value(self) -> Mask:
        """Tell where no number is shown, whatever else is found."""
        return self.withheld | self.no_data | self.no_denominator | self.no_target


def build_states(findings: Findings) -> NDArray[np.int8]:
    """Return the state number of each value: the first finding that holds, in the precedence of this module."""
    ordered = (
        (findings.withheld, State.WITHHELD),
        (findings.no_data, State.NO_DATA),
        (findings.no_denominator, State.NO_DENOMINATOR),
        (findings.no_target, State.NO_TARGET),
        (findings.estimated, State.ESTIMATED),
        (findings.above_100, State.ABOVE_100),
        (findings.zero, State.ZERO),
    )
    chosen = np.full(findings.no_data.shape, State.VALUE.number, dtype=np.int8)
    for mask, state in reversed(ordered):
        chosen[mask] = state.number
    return chosen


def count_states(numbers: NDArray[np.int8]) -> dict[State, int]:
    """Return how many values have each state, all states named; the counts add up to the values."""
    counts = np.bincount(numbers, minlength=len(STATES))
    return {state: int(counts[state.number]) for state in STATES}
