"""North arrow and scale bar of a figure."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians

from geodata.errors import Bilingual
from services.measures.wording import format_count
from services.reporting.figure_frame import Bounds, Box, Frame
from services.reporting.svg import INK, build_element, build_text

EARTH_RADIUS_KM = 6371.0088  # mean radius (IUGG)
LONGEST_BAR = 150.0  # sheet units
NICE_LENGTHS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
# Over so many degrees of latitude the scale of a Mercator map differs visibly, so the bar says where it holds.
WIDE_SPAN_DEGREES = 3.0
SCALE_HEIGHT = 50.0


@dataclass(frozen=True)
class ScaleBar:
    """A bar of a round number of kilometres, ``units`` long on the sheet, true at ``latitude``."""

    kilometres: int
    units: float
    latitude: float
    is_wide: bool


def build_scale_bar(frame: Frame, bounds: Bounds) -> ScaleBar:
    """Return the longest bar of a round length that has room; true in the middle of ``bounds``."""
    south, north = bounds[1], bounds[3]
    latitude = (south + north) / 2
    per_kilometre = frame.scale / (EARTH_RADIUS_KM * cos(radians(latitude)))
    fitting = [one for one in NICE_LENGTHS_KM if one * per_kilometre <= LONGEST_BAR]
    kilometres = max(fitting, default=NICE_LENGTHS_KM[0])
    return ScaleBar(kilometres, kilometres * per_kilometre, latitude, north - south > WIDE_SPAN_DEGREES)


def render_scale(bar: ScaleBar, box: Box, lang: str) -> str:
    """Return north arrow and scale bar at the foot of ``box``; the half of the bar is filled."""
    x, y = box.x, box.y + box.height
    return render_north_arrow(x + 10, y - 30, lang) + _render_bar(bar, x + 40, y - 12, lang)


def render_north_arrow(x: float, y: float, lang: str) -> str:
    """Return an arrow to the north with its letter, centred at (x, y)."""
    left, right = (f"M{x:g} {y - 14:g}L{x + side:g} {y + 10:g}L{x:g} {y + 4:g}Z" for side in (-8, 8))
    dark = build_element("path", d=left, fill=INK, stroke=INK, stroke_width=0.9)
    light = build_element("path", d=right, fill="#ffffff", stroke=INK, stroke_width=0.9)
    letter = Bilingual("B", "N").in_language(lang)
    return light + dark + build_text(letter, x, y + 24, 11, text_anchor="middle", font_weight=600)


def _render_bar(bar: ScaleBar, x: float, y: float, lang: str) -> str:
    half = bar.units / 2
    path = f"M{x:.2f} {y:.2f}h{bar.units:.2f}v-6h{-bar.units:.2f}z"
    outline = build_element("path", d=path, fill="#ffffff", stroke=INK, stroke_width=0.9)
    filled = build_element("path", d=f"M{x:.2f} {y:.2f}h{half:.2f}v-6h{-half:.2f}z", fill=INK)
    words = f"{format_count(bar.kilometres, lang)} km"
    if bar.is_wide:
        degrees = format_count(bar.latitude, lang)
        words += Bilingual(f" (ở vĩ độ {degrees}°)", f" (at latitude {degrees}°)").in_language(lang)
    return outline + filled + build_text(words, x, y - 11, 11)
