"""Outlines of another vintage over the areas of a figure: dashed lines.

Those of smaller areas lie below the borders of the figure's own, those of larger ones above: most of these are borders
of both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geodata.areas import Level
from geodata.errors import Bilingual
from services.reporting.figure_frame import PATH_STEP, Box, Frame, build_line_path
from services.reporting.figure_geometry import FigureGeometry
from services.reporting.svg import build_element, build_rect

MOST_OUTLINES = 2500  # more of them would be a carpet: provinces alone are drawn then
INK, CASING = "#14191e", "#ffffff"
DASHES, DASHES_ABOVE = "4 3", "7 3"
FEWER = 0.8  # than own areas: those of the other vintage are larger


@dataclass(frozen=True)
class FigureOverlay:
    """Files of another vintage, each drawn whole, and the title of that vintage."""

    geometries: tuple[FigureGeometry, ...]
    title: Bilingual

    @property
    def label(self) -> Bilingual:
        """What the legend calls the dashed lines."""
        return Bilingual(f"Ranh giới «{self.title.vi}»", f"Boundaries «{self.title.en}»")

    def lies_above(self, area_count: int) -> bool:
        """Whether its areas are larger than those of a figure with so many."""
        return sum(len(one.lowest.codes) for one in self.geometries) < FEWER * area_count


def render_overlay(overlay: FigureOverlay, level: Level, frame: Frame, *, is_above: bool = False) -> str:
    """Return the outlines of ``level`` (of the lowest where the other vintage has none such) as dashed paths."""
    is_crowded = sum(len(one.lowest.codes) for one in overlay.geometries) > MOST_OUTLINES
    line = ""
    for geometry in overlay.geometries:
        drawn = Level.PROVINCE if is_crowded and Level.PROVINCE in geometry.parents else level
        outlines = geometry.build_outlines(drawn, np.ones(len(geometry.lowest.codes), dtype=np.bool_))
        line += build_line_path(outlines.geometry, frame)
    step = 1 / PATH_STEP
    dashes = " ".join(f"{float(part) * step:g}" for part in (DASHES_ABOVE if is_above else DASHES).split())
    casing, ink = (3.2, 1.7) if is_above else (1.8, 0.9)
    return build_element(
        "g",
        build_element("path", d=line, stroke=CASING, stroke_width=casing * step, stroke_opacity=0.75)
        + build_element("path", d=line, stroke=INK, stroke_width=ink * step, stroke_dasharray=dashes),
        transform=f"scale({PATH_STEP})", fill="none", stroke_linejoin="round", pointer_events="none",
    )  # fmt: skip


def render_overlay_swatch(box: Box) -> str:
    """Return the dashed line as the legend shows it."""
    middle = box.y + box.height / 2
    line = build_element(
        "path", d=f"M{box.x + 2:g} {middle:g}h{box.width - 4:g}", stroke=INK, stroke_width=1.2, stroke_dasharray=DASHES
    )
    return build_rect(box, fill=CASING) + line
