"""One drawing of areas in a box of the figure: its projection, outlines and looks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from geodata.areas import Level
from services.coverage.view import View
from services.measures.states import STATES
from services.measures.wording import format_estimate, format_shown
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

    @cached_property
    def looks(self) -> dict[tuple[str, bool, str], Look]:
        """How areas are painted, by letter of their class, estimate and set of patterns: thousands share a few."""
        return {}

    def find_look(self, code: str, suffix: str = "") -> Look:
        """Return how the area with this code is painted; see ``figure_looks.find_look`` for ``suffix``."""
        place = self.places[code]
        key = (self.view.class_codes[place], bool(self.view.estimated[place]), suffix)
        look = self.looks.get(key)
        if look is None:
            look = self.looks[key] = find_look(self.view, *key)
        return look

    def render_title(self, code: str) -> str:
        """Return the tooltip of an area, nothing on a picture."""
        return f"<title>{escape(self.descriptions[self.places[code]])}</title>" if self.has_titles else ""

    @cached_property
    def descriptions(self) -> list[str]:
        """Name and value of each area of the view, as its tooltip says them."""
        view = self.view
        columns = (view.names, view.shown.tolist(), view.states.tolist(), view.estimated_shares.tolist())
        values: dict[float, str] = {}
        shares: dict[float, str] = {}
        return [
            f"{name}: {self._write_value(shown, state, values)}{self._write_share(share, shares)}"
            for name, shown, state, share in zip(*columns, strict=True)
        ]

    def _write_value(self, shown: float, state: int, written: dict[float, str]) -> str:
        if not isfinite(shown):
            return STATES[state].label.in_language(self.lang)
        if shown not in written:
            written[shown] = format_shown(self.view.definition, int(shown), self.lang)
        return written[shown]

    def _write_share(self, share: float, written: dict[float, str]) -> str:
        if not isfinite(share) or not share:
            return ""
        if share not in written:
            written[share] = f" ({format_estimate(share, self.lang)})"
        return written[share]
