"""Outlines of another vintage over the areas of a figure: dashed lines below the borders of the areas themselves."""

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
DASHES = "4 3"


@dataclass(frozen=True)
class FigureOverlay:
    """Files of another vintage, each drawn whole, and the title of that vintage."""

    geometries: tuple[FigureGeometry, ...]
    title: Bilingual

    @property
    def label(self) -> Bilingual:
        """What the legend calls the dashed lines."""
        return Bilingual(f"Ranh giới «{self.title.vi}»", f"Boundaries «{self.title.en}»")


def render_overlay(overlay: FigureOverlay, level: Level, frame: Frame) -> str:
    """Return the outlines of ``level`` (of the lowest where the other vintage has none such) as dashed paths."""
    is_crowded = sum(len(one.lowest.codes) for one in overlay.geometries) > MOST_OUTLINES
    line = ""
    for geometry in overlay.geometries:
        drawn = Level.PROVINCE if is_crowded and Level.PROVINCE in geometry.parents else level
        outlines = geometry.build_outlines(drawn, np.ones(len(geometry.lowest.codes), dtype=np.bool_))
        line += build_line_path(outlines.geometry, frame)
    step = 1 / PATH_STEP
    dashes = " ".join(f"{float(part) * step:g}" for part in DASHES.split())
    return build_element(
        "g",
        build_element("path", d=line, stroke=CASING, stroke_width=1.8 * step, stroke_opacity=0.75)
        + build_element("path", d=line, stroke=INK, stroke_width=0.9 * step, stroke_dasharray=dashes),
        transform=f"scale({PATH_STEP})", fill="none", stroke_linejoin="round", pointer_events="none",
    )  # fmt: skip


def render_overlay_swatch(box: Box) -> str:
    """Return the dashed line as the legend shows it."""
    middle = box.y + box.height / 2
    line = build_element(
        "path", d=f"M{box.x + 2:g} {middle:g}h{box.width - 4:g}", stroke=INK, stroke_width=1.2, stroke_dasharray=DASHES
    )
    return build_rect(box, fill=CASING) + line
