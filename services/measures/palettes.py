"""Colours of classes and looks of states: safe for the colour-blind, and told apart in grey.

Sequential: one blue hue, lightness L* in even steps. Diverging: orange behind, blue ahead, light grey at zero; the
two sides take different lightness, so that a print in grey still tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin

from services.measures.states import State

MIDDLE_COLOR = "#f0f0ee"  # a value of zero on a diverging scale
OUTLINE_COLOR = "#6b6f76"


@dataclass(frozen=True)
class Ramp:
    """Colours from light to dark at one hue of CIELCh (D65); chroma grows from ``chroma_light`` to ``chroma_dark``."""

    hue_degrees: float
    light: float
    dark: float
    chroma_light: float
    chroma_dark: float


# The ends lie inside sRGB, and above_100 is darker than any class.
SEQUENTIAL_RAMP = Ramp(hue_degrees=274, light=92, dark=32, chroma_light=8, chroma_dark=40)
BEHIND_RAMP = Ramp(hue_degrees=62, light=88, dark=64, chroma_light=20, chroma_dark=72)
AHEAD_RAMP = Ramp(hue_degrees=274, light=82, dark=30, chroma_light=14, chroma_dark=40)
ABOVE_100_COLOR = "#0b1738"


@dataclass(frozen=True)
class StateLook:
    """How a state is drawn on the map, in the legend and in print.

    ``pattern`` is one of none, dots, hatch_rising, hatch_falling, hatch_dense, diagonal_overlay; the pattern is
    drawn in ``ink`` over ``fill``. An overlay has no fill: the colour of its class shows through.
    """

    pattern: str
    fill: str | None
    ink: str
    spacing_px: int
    outline: str = OUTLINE_COLOR


STATE_LOOKS: dict[State, StateLook] = {
    State.VALUE: StateLook("none", None, OUTLINE_COLOR, 0),
    State.ZERO: StateLook("none", "#ffffff", OUTLINE_COLOR, 0),
    State.ABOVE_100: StateLook("none", ABOVE_100_COLOR, OUTLINE_COLOR, 0),
    State.ESTIMATED: StateLook("diagonal_overlay", None, "#3d4148", 9),
    State.NO_DATA: StateLook("dots", "#f6f6f4", "#9a9ea5", 6),
    State.NO_DENOMINATOR: StateLook("hatch_rising", "#f6f6f4", "#7c8088", 10),
    State.NO_TARGET: StateLook("hatch_falling", "#f6f6f4", "#7c8088", 10),
    State.WITHHELD: StateLook("hatch_dense", "#e4e4e1", "#5b5f66", 4),
}


def build_sequential_colors(count: int) -> tuple[str, ...]:
    """Return ``count`` colours from light to dark in even steps of L*; one alone is the middle of the ramp."""
    return build_ramp_colors(SEQUENTIAL_RAMP, count)


def build_diverging_colors(below: int, above: int, behind_side: int, has_zero: bool) -> tuple[str, ...]:
    """Return colours for ``below`` classes under zero, zero itself if it is one, and ``above`` classes over it.

    The side that ``behind_side`` (+1 or −1) names is orange; the darkest colours lie farthest from zero.
    """
    under, over = (AHEAD_RAMP, BEHIND_RAMP) if behind_side > 0 else (BEHIND_RAMP, AHEAD_RAMP)
    middle = (MIDDLE_COLOR,) if has_zero else ()
    return build_ramp_colors(under, below)[::-1] + middle + build_ramp_colors(over, above)


@lru_cache(maxsize=64)
def build_ramp_colors(ramp: Ramp, count: int) -> tuple[str, ...]:
    """Return ``count`` colours along ``ramp`` as #rrggbb, ends included."""
    shares = [0.5] if count == 1 else [place / (count - 1) for place in range(count)]
    return tuple(
        convert_lch_to_hex(
            ramp.light + (ramp.dark - ramp.light) * share,
            ramp.chroma_light + (ramp.chroma_dark - ramp.chroma_light) * share,
            ramp.hue_degrees,
        )
        for share in shares
    )


def convert_lch_to_hex(lightness: float, chroma: float, hue_degrees: float) -> str:
    """Return the sRGB colour of a CIELCh one (D65, CIE 15; IEC 61966-2-1); outside the gamut it is clipped."""
    angle = radians(hue_degrees)
    y_root = (lightness + 16) / 116
    x = 0.95047 * _invert_lab(y_root + chroma * cos(angle) / 500)
    y = _invert_lab(y_root)
    z = 1.08883 * _invert_lab(y_root - chroma * sin(angle) / 200)
    linear = (
        3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
        -0.9692660 * x + 1.8760108 * y + 0.0415560 * z,
        0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
    )
    return "#" + "".join(f"{round(255 * _encode_gamma(part)):02x}" for part in linear)


def _invert_lab(root: float) -> float:
    return root**3 if root > 6 / 29 else 3 * (6 / 29) ** 2 * (root - 4 / 29)


def _encode_gamma(linear: float) -> float:
    clipped = min(max(linear, 0.0), 1.0)
    return 12.92 * clipped if clipped <= 0.0031308 else float(1.055 * clipped ** (1 / 2.4) - 0.055)
