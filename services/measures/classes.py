"""Class breaks and the one rule for their edges.

Everything happens on whole numbers: values and breaks in the digits shown (``value_scale``). So the numbers in the
legend are the breaks used, and no value lies on another side than its printed digits say. A class holds
``lower ≤ value < upper``; the last one of the scale is closed on both sides. Around zero, zero is a class of its own,
so that who has just met a plan is neither behind nor ahead; the classes under it end before 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geodata.errors import BadInput, Bilingual, Place
from services.measures.class_methods import ClassMethod
from services.measures.indicators import IndicatorDefinition, PaletteKind
from services.measures.natural_breaks import find_natural_starts
from services.measures.palettes import build_diverging_colors, build_sequential_colors
from services.measures.rounding import round_to_scale
from services.measures.wording import build_class_label

Scaled = NDArray[np.int64]
MIN_CLASSES, MAX_CLASSES = 1, 9  # class_codes has one digit, 0–8


@dataclass(frozen=True)
class Interval:
    """Whole numbers from ``lower`` to ``upper``, the upper one included only where ``is_closed``."""

    lower: int
    upper: int
    is_closed: bool

    @property
    def last(self) -> int:
        """The greatest whole number within."""
        return self.upper if self.is_closed else self.upper - 1


@dataclass(frozen=True)
class ValueClass:
    """One class: its edges as values, in the digits shown and as whole numbers, its look and how many it holds."""

    lower: float
    upper: float
    interval: Interval
    color: str
    label: Bilingual
    count: int


@dataclass(frozen=True)
class Classes:
    """The classes of one view from low to high; ``scale`` turns values into the whole numbers of the edges."""

    method: ClassMethod
    scale: int
    classes: tuple[ValueClass, ...]

    def assign(self, shown: NDArray[np.float64]) -> NDArray[np.int8]:
        """Return the class of each whole number of ``shown`` (value × scale); −1 for NaN and what lies in none."""
        return assign_intervals(shown, tuple(one.interval for one in self.classes))


def build_classes(
    values: NDArray[np.float64],
    method: ClassMethod,
    count: int,
    definition: IndicatorDefinition,
    thresholds: tuple[float, ...] | None = None,
) -> Classes:
    """Return at most ``count`` classes of the finite ``values`` (one more where zero is a class of its own).

    ``values`` leaves out what has a swatch of its own (zero, above 100 %). ``thresholds`` replaces the fixed ones of
    the indicator. Raises BadInput for a count out of range, or for fixed thresholds where there are none.
    """
    check_class_count(count)
    scale = definition.value_scale
    shown = round_to_scale(values[np.isfinite(values)], scale).astype(np.int64)
    if definition.palette_kind is PaletteKind.DIVERGING:
        intervals = _build_diverging_intervals(shown, _refuse_fixed(method, definition), count)
    elif method is ClassMethod.FIXED:
        fixed = definition.thresholds if thresholds is None else thresholds
        intervals = _build_fixed_intervals(shown, fixed, definition)
    else:
        intervals = _build_intervals(shown, method, count)
    return _dress_intervals(intervals, shown, method, definition)


def check_class_count(count: int) -> None:
    """Raise BadInput where ``count`` is not a number of classes that can be drawn."""
    if not MIN_CLASSES <= count <= MAX_CLASSES:
        raise BadInput(
            "class_count_out_of_range",
            Bilingual(f"Không phân được {count} bậc", f"{count} classes cannot be drawn"),
            Bilingual(f"Chọn từ {MIN_CLASSES} đến {MAX_CLASSES} bậc.", f"Choose {MIN_CLASSES} to {MAX_CLASSES}."),
            Place(column="class_count", text=str(count)),
        )


def assign_intervals(shown: NDArray[np.float64], intervals: tuple[Interval, ...]) -> NDArray[np.int8]:
    """Return the index of the interval of each whole number, −1 for NaN and for what lies in none."""
    if not intervals:
        return np.full(shown.shape, -1, dtype=np.int8)
    lowers = np.array([one.lower for one in intervals], dtype=np.float64)
    lasts = np.array([one.last for one in intervals], dtype=np.float64)
    index = np.searchsorted(lowers, shown, side="right") - 1
    inside = np.isfinite(shown) & (index >= 0)
    inside &= np.where(inside, shown, 0) <= lasts[np.where(inside, index, 0)]
    return np.where(inside, index, -1).astype(np.int8)


def list_methods(definition: IndicatorDefinition, thresholds: tuple[float, ...]) -> tuple[ClassMethod, ...]:
    """Return the methods that can class this indicator; fixed only where it has thresholds and no zero middle."""
    can_fix = bool(thresholds) and definition.palette_kind is PaletteKind.SEQUENTIAL
    return tuple(method for method in ClassMethod if can_fix or method is not ClassMethod.FIXED)


def _refuse_fixed(method: ClassMethod, definition: IndicatorDefinition) -> ClassMethod:
    if method is ClassMethod.FIXED:
        raise _build_no_thresholds(definition)
    return method


def _build_no_thresholds(definition: IndicatorDefinition) -> BadInput:
    allowed = ", ".join(list_methods(definition, ()))
    return BadInput(
        "thresholds_missing",
        Bilingual(
            f"«{definition.label.vi}» không có ngưỡng cố định", f"«{definition.label.en}» has no fixed thresholds"
        ),
        Bilingual(f"Chọn cách phân bậc khác: {allowed}.", f"Choose another class method: {allowed}."),
        Place(column="method", text=ClassMethod.FIXED),
    )


def _build_intervals(shown: Scaled, method: ClassMethod, count: int) -> tuple[Interval, ...]:
    distinct = np.unique(shown)
    if distinct.size <= 1:
        return tuple(Interval(int(only), int(only), True) for only in distinct)
    count = min(count, distinct.size)
    if method is ClassMethod.JENKS:
        return _join_edges(_find_jenks_edges(shown, distinct, count))
    if method is ClassMethod.QUANTILES:
        return _drop_empty(shown, _find_quantile_edges(shown, count))
    if method is ClassMethod.PRETTY and count > 1:
        return _trim_empty(shown, _find_pretty_edges(shown, count))
    return _join_edges(_round_edges(np.linspace(distinct[0], distinct[-1], count + 1)))


def _find_jenks_edges(shown: Scaled, distinct: Scaled, count: int) -> list[int]:
    inner = find_natural_starts(shown, count) if count > 1 else []
    return [int(distinct[0]), *inner, int(distinct[-1])]


def _find_quantile_edges(shown: Scaled, count: int) -> list[int]:
    # Closed on the left, a class begins with the first value at or above the quantile.
    return [int(edge) for edge in np.unique(np.quantile(shown, np.linspace(0, 1, count + 1), method="higher"))]


def _find_pretty_edges(shown: Scaled, count: int) -> list[int]:
    import mapclassify  # brings half of scipy, scikit-learn and Matplotlib: nobody starts with round numbers

    # The first bin of mapclassify is bounded by the data; the round number below it comes from the step.
    bins = np.asarray(mapclassify.PrettyBreaks(shown.astype(np.float64), k=max(2, count)).bins, dtype=np.float64)
    step = bins[1] - bins[0] if bins.size > 1 else bins[0] - shown.min()
    first = bins[0] - step if bins[0] - step <= shown.min() else float(shown.min())
    return _round_edges(np.concatenate([[first], bins]))


def _round_edges(edges: NDArray[np.float64]) -> list[int]:
    return [int(edge) for edge in np.unique(round_to_scale(edges, 1))]


def _join_edges(edges: list[int]) -> tuple[Interval, ...]:
    """Return the intervals between rising edges; a last edge equal to its lower one closes a class of one number."""
    pairs = list(pairwise(edges))
    return tuple(Interval(lower, upper, place == len(pairs) - 1) for place, (lower, upper) in enumerate(pairs))


def _drop_empty(shown: Scaled, edges: list[int]) -> tuple[Interval, ...]:
    """Return the intervals with each empty one joined to the one before it: tied quantiles make fewer classes."""
    if len(edges) < 2:
        return tuple(Interval(edge, edge, True) for edge in edges)
    counts = _count_within(shown, _join_edges(edges))
    kept = [edges[0]] + [edge for edge, size in zip(edges[1:-1], counts[1:], strict=True) if size] + [edges[-1]]
    return _join_edges(kept)


def _trim_empty(shown: Scaled, edges: list[int]) -> tuple[Interval, ...]:
    """Return the intervals without empty ones at either end: round numbers may reach beyond the data."""
    intervals = _join_edges(edges)
    filled = np.flatnonzero(_count_within(shown, intervals))
    kept = intervals[filled[0] : filled[-1] + 1]
    return (*kept[:-1], Interval(kept[-1].lower, kept[-1].upper, True))


def _build_fixed_intervals(
    shown: Scaled, thresholds: tuple[float, ...], definition: IndicatorDefinition
) -> tuple[Interval, ...]:
    """Return the intervals between 0, the thresholds and 1 (or the greatest value): the same legend at every date."""
    if not thresholds:
        raise _build_no_thresholds(definition)
    if shown.size == 0:
        return ()
    scale = definition.value_scale
    inner = round_to_scale(np.array(thresholds), scale).astype(np.int64)
    whole = scale if definition.can_exceed_100 else int(inner[-1])
    return _join_edges([int(edge) for edge in np.unique([min(0, shown.min()), *inner, max(whole, shown.max())])])


def _build_diverging_intervals(shown: Scaled, method: ClassMethod, count: int) -> tuple[Interval, ...]:
    """Return the intervals under zero, zero itself where it occurs, and those over zero: 0 is always a break."""
    if method is ClassMethod.PRETTY:
        under, over = _split_pretty_intervals(shown, count)
    else:
        under = _build_intervals(shown[shown < 0], method, max(1, count // 2))
        over = _build_intervals(shown[shown > 0], method, max(1, count // 2))
    middle = (Interval(0, 0, True),) if bool(np.any(shown == 0)) else ()
    if under:
        under = (*under[:-1], Interval(under[-1].lower, 0, False))
    if over:
        over = (Interval(1, over[0].upper, over[0].is_closed), *over[1:])
    return under + middle + over


def _split_pretty_intervals(shown: Scaled, count: int) -> tuple[tuple[Interval, ...], tuple[Interval, ...]]:
    """Return the intervals under and over zero between the round numbers of the whole range, zero among them."""
    if not np.any(shown):
        return (), ()
    edges = _find_pretty_edges(np.append(shown, 0), count)
    sides = []
    for side in (shown[shown < 0], shown[shown > 0]):
        bounds = [edge for edge in edges if edge * np.sign(side.sum()) > 0]
        sides.append(_trim_empty(side, sorted({0, *bounds})) if side.size else ())
    return sides[0], sides[1]


def _count_within(shown: Scaled, intervals: tuple[Interval, ...]) -> NDArray[np.int64]:
    index = assign_intervals(shown.astype(np.float64), intervals)
    return np.bincount(index[index >= 0], minlength=len(intervals)).astype(np.int64)


def _dress_intervals(
    intervals: tuple[Interval, ...], shown: Scaled, method: ClassMethod, definition: IndicatorDefinition
) -> Classes:
    counts = _count_within(shown, intervals)
    colors = _choose_colors(intervals, definition)
    scale = definition.value_scale
    dressed = tuple(
        ValueClass(
            one.lower / scale,
            one.upper / scale,
            one,
            color,
            build_class_label(definition, one.lower, one.upper, one.is_closed),
            int(size),
        )
        for one, color, size in zip(intervals, colors, counts, strict=True)
    )
    return Classes(method, scale, dressed)


def _choose_colors(intervals: tuple[Interval, ...], definition: IndicatorDefinition) -> tuple[str, ...]:
    if definition.palette_kind is PaletteKind.SEQUENTIAL:
        return build_sequential_colors(len(intervals))
    under = sum(one.last < 0 for one in intervals)
    over = sum(one.lower > 0 for one in intervals)
    return build_diverging_colors(under, over, definition.behind_side, len(intervals) > under + over)
