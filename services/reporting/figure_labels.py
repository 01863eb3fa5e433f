"""Names on a drawing: which ones find room, and how they stand out from what lies under them."""

from __future__ import annotations

from collections.abc import Iterable

from services.reporting.svg import build_element

LabelBox = tuple[float, float, float, float]  # left, top, right, bottom


def overlaps_any(label: LabelBox, taken: Iterable[LabelBox]) -> bool:
    """Tell whether a name would lie over one that is drawn."""
    return any(
        label[0] < other[2] and other[0] < label[2] and label[1] < other[3] and other[1] < label[3] for other in taken
    )


def build_label_group(names: Iterable[str]) -> str:
    """Return the names with a light edge around their letters."""
    return build_element(
        "g", "".join(names), text_anchor="middle", stroke="#ffffff", stroke_width=2.6, stroke_opacity=0.85,
        stroke_linejoin="round", paint_order="stroke", pointer_events="none",
    )  # fmt: skip
