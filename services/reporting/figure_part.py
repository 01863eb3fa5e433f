"""One drawing of areas in a box of the figure: its projection, outlines and looks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from geodata.areas import Level
from services.coverage.view import View
from services.measures.wording import format_estimate
from services.reporting.figure_frame import Bounds, Box, Frame, build_frame, build_paths
from services.reporting.figure_geometry import FigureGeometry, Outlines
from services.reporting.figure_looks import Look, find_look

# Widths in sheet units: province strong, unit medium, commune hairline.
BORDER_WIDTHS = {Level.COUNTRY: 1.4, Level.PROVINCE: 1.2, Level.MANAGING_UNIT: 0.7, Level.COMMUNE: 0.25}
# Where so many areas share the sheet, borders take half their width and units none, or they would hide the colours.
MANY_AREAS = 1500
BORDER_INK = "#3a444d"
MARK_RADIUS = 2.2


@dataclass(frozen=True)
class MapPart:
    """One drawing of areas in a box: the main map, or the inset of an archipelago."""

    view: View
    geometry: FigureGeometry
    lang: str
    wanted: NDArray[np.bool_]  # areas of the lowest level that are drawn
    bounds: Bounds
    box: Box
    has_titles: bool = True  # what a reader sees who points at an area; a picture and a print do without

    @cached_property
    def frame(self) -> Frame:
        """The projection into the box, with a margin."""
        margin = 0.02 * min(self.box.width, self.box.height) + 4
        inner = Box(self.box.x + margin, self.box.y + margin, self.box.width - 2 * margin, self.box.height - 2 * margin)
        return build_frame(self.bounds, inner)

    def find_width(self, level: Level) -> float:
        """Return the width of the borders of a level in sheet units."""
        return BORDER_WIDTHS[level] * (0.5 if len(self.view.codes) > MANY_AREAS else 1.0)

    @cached_property
    def outlines(self) -> Outlines:
        """The areas of the level shown."""
        return self.build_level(self.view.request.level)

    def build_paths(self, outlines: Outlines, level: Level) -> list[str]:
        """Return the path of each outline of a level on the sheet; kept with the geometry for the next view of it."""
        groups = tuple(self.geometry.find_groups(level))
        key = ("paths", level, hash(groups), self.wanted.tobytes(), self.frame)
        return self.geometry.drawn.recall(key, lambda: build_paths(outlines.geometry, self.frame))

    def build_level(self, level: Level) -> Outlines:
        """Return the areas of a level that are drawn; kept likewise."""
        key = ("outlines", level, hash(tuple(self.geometry.find_groups(level))), self.wanted.tobytes())
        return self.geometry.drawn.recall(key, lambda: self.geometry.build_outlines(level, self.wanted))

    @cached_property
    def places(self) -> dict[str, int]:
        """The place in the view of each area code."""
        return {code: place for place, code in enumerate(self.view.codes)}

    def find_look(self, code: str, suffix: str = "") -> Look:
        """Return how the area with this code is painted; see ``figure_looks.find_look`` for ``suffix``."""
        place = self.places[code]
        return find_look(self.view, self.view.class_codes[place], bool(self.view.estimated[place]), suffix)

    def render_title(self, code: str) -> str:
        """Return the tooltip of an area, nothing on a picture."""
        return f"<title>{escape(self.describe(code))}</title>" if self.has_titles else ""

    def describe(self, code: str) -> str:
        """Return name and value of an area, as its tooltip says them."""
        row = self.view.build_row(self.places[code])
        estimate = f" ({format_estimate(row.estimated_share, self.lang)})" if row.estimated_share else ""
        return f"{row.name}: {row.text(self.lang)}{estimate}"
