"""One small map: the areas of a view in a box, joined by their look, so that twelve of them stay small."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.archipelagos import ARCHIPELAGOS, Archipelago, find_inside, find_missing_archipelagos
from geodata.areas import COUNTRY_CODE, Level
from services.coverage.view import View
from services.reporting.figure_frame import PATH_STEP, Bounds, Box, Frame, build_frame, build_paths
from services.reporting.figure_geometry import FigureGeometry
from services.reporting.figure_looks import MAP_SUFFIX, Look, find_look
from services.reporting.svg import build_element, build_rect, build_text, measure_text

SEA_COLOR, SEA_INK, ISLET_COLOR, BORDER_INK = "#eef3f6", "#55707f", "#6b7278", "#3a444d"
LIGHT_INK, DARK_BELOW = "#c3cedd", 110  # luminance 0–255
MANY_AREAS = 400
COUNTRY_SPAN_DEGREES = 8.0
INSET_SHARE = 0.26
NAME_SIZE = 8.0


@dataclass(frozen=True)
class PanelMap:
    """The map of one panel; ``geometry`` may hold more areas than the view has."""

    view: View
    geometry: FigureGeometry

    @cached_property
    def wanted(self) -> NDArray[np.bool_]:
        """Which areas of the lowest level belong to the view."""
        codes = set(self.view.codes)
        return np.array([code in codes for code in self.geometry.find_groups(self.view.request.level)], dtype=np.bool_)

    @cached_property
    def insets(self) -> list[tuple[Archipelago, NDArray[np.bool_]]]:
        """The archipelagos that lie far off the rest of a province, with their areas."""
        if self.view.request.within == COUNTRY_CODE:
            return []
        centres = shapely.get_coordinates(shapely.centroid(self.geometry.lowest.geometry))
        found = [(one, find_inside(one, centres) & self.wanted) for one in ARCHIPELAGOS]
        return [(one, inside) for one, inside in found if inside.any() and (self.wanted & ~inside).any()]

    @cached_property
    def main(self) -> NDArray[np.bool_]:
        """The areas of the view that stand in no inset."""
        left = self.wanted.copy()
        for _archipelago, inside in self.insets:
            left &= ~inside
        return left

    @cached_property
    def is_country(self) -> bool:
        """Tell whether the whole country is shown, with its archipelagos at their places."""
        _west, south, _east, north = _measure_bounds(self.geometry, self.main)
        return self.view.request.within == COUNTRY_CODE and north - south > COUNTRY_SPAN_DEGREES

    @cached_property
    def bounds(self) -> Bounds:
        """What the panel shows, in degrees."""
        bounds = _measure_bounds(self.geometry, self.main)
        if not self.is_country:
            return bounds
        west, south, east, north = zip(bounds, *(one.bounds for one in ARCHIPELAGOS), strict=True)
        return min(west), min(south), max(east), max(north)

    def build_frame(self, box: Box) -> Frame:
        """Return the projection of the map into ``box``."""
        return build_frame(self.bounds, Box(box.x + 3, box.y + 3, box.width - 6, box.height - 6))

    def render(self, box: Box) -> str:
        """Return the map as SVG within ``box``."""
        frame = self.build_frame(box)
        parts = [build_rect(box, fill=SEA_COLOR), self._render_areas(self.main, frame)]
        parts += [self._render_marks(self.main, frame)]
        if self.is_country:
            parts.append(self._render_sea(frame))
        parts += [self._render_inset(one, inside, box, at) for at, (one, inside) in enumerate(self.insets)]
        return build_element("g", "".join(parts))

    def _find_look(self, place: int, suffix: str = "") -> Look:
        return find_look(self.view, self.view.class_codes[place], bool(self.view.estimated[place]), suffix)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {code: place for place, code in enumerate(self.view.codes)}

    def _render_areas(self, wanted: NDArray[np.bool_], frame: Frame) -> str:
        outlines = self.geometry.build_outlines(self.view.request.level, wanted)
        paths: dict[Look, list[str]] = {}
        for code, path in zip(outlines.codes, build_paths(outlines.geometry, frame), strict=True):
            if path:
                paths.setdefault(self._find_look(self._places[code], MAP_SUFFIX), []).append(path)
        drawn = [_render_look(look, "".join(texts), self._border_width) for look, texts in paths.items()]
        return build_element(
            "g", "".join(drawn) + self._render_borders(wanted, frame), transform=f"scale({PATH_STEP})",
            fill_rule="evenodd", stroke_linejoin="round",
        )  # fmt: skip

    @property
    def _border_width(self) -> float:
        return 0.12 if len(self.view.codes) > MANY_AREAS else 0.3

    def _render_borders(self, wanted: NDArray[np.bool_], frame: Frame) -> str:
        """Return the borders of the level above that the file knows, the outline of the whole where it knows none."""
        level = next((one for one in self._list_levels_above() if one in self.geometry.parents), Level.COUNTRY)
        outlines = self.geometry.build_outlines(level, wanted).geometry
        drawn = outlines[~shapely.is_empty(outlines)]  # what fell below the grid has a mark instead
        path = "".join(build_paths(drawn, frame)) if len(drawn) else ""
        return build_element("path", d=path, fill="none", stroke=BORDER_INK, stroke_width=0.7 / PATH_STEP)

    def _list_levels_above(self) -> list[Level]:
        is_crowded = len(self.view.codes) > MANY_AREAS
        inner = [] if is_crowded else [Level.MANAGING_UNIT]
        return [one for one in (*inner, Level.PROVINCE) if one.rank < self.view.request.level.rank]

    def _render_marks(self, wanted: NDArray[np.bool_], frame: Frame) -> str:
        groups = self.geometry.find_groups(self.view.request.level)
        drawn = []
        for area, lon, lat in self.geometry.marks:
            if wanted[area]:
                x, y = frame.place(lon, lat)
                drawn.append(
                    build_element("circle", cx=x, cy=y, r=1.3, fill=self._find_look(self._places[groups[area]]).fill)
                )
        return build_element("g", "".join(drawn), stroke=BORDER_INK, stroke_width=0.3) if drawn else ""

    def _render_sea(self, frame: Frame) -> str:
        missing = find_missing_archipelagos(self.geometry.lowest.geometry)
        drawn = []
        for one in ARCHIPELAGOS:
            x, y = frame.place(one.label_lon, one.label_lat)
            drawn.append(_write_sea_name(one.name, x, y + NAME_SIZE))
            places = [frame.place(island.lon, island.lat) for island in one.islands] if one in missing else []
            drawn += [build_element("circle", cx=x, cy=y, r=0.9, fill=ISLET_COLOR) for x, y in places]
        return "".join(drawn)

    def _render_inset(self, archipelago: Archipelago, inside: NDArray[np.bool_], box: Box, at: int) -> str:
        height = INSET_SHARE * min(box.width, box.height) + 18
        width = max(height * 1.25, measure_text(archipelago.name, NAME_SIZE) + 8)
        frame_box = Box(box.x + box.width - width - 3, box.y + box.height - (at + 1) * (height + 3), width, height)
        inner = Box(frame_box.x + 2, frame_box.y + 2, width - 4, height - NAME_SIZE - 6)
        frame = build_frame(archipelago.bounds, inner)
        name = _write_sea_name(archipelago.name, frame_box.x + width / 2, frame_box.y + height - 3)
        outline = build_rect(frame_box, fill=SEA_COLOR, stroke=BORDER_INK, stroke_width=0.6)
        return outline + self._render_areas(inside, frame) + self._render_marks(inside, frame) + name


def measure_aspect(drawing: PanelMap) -> float:
    """Return width / height of what a panel shows, on the map's projection."""
    west, south, east, north = drawing.bounds
    bottom, top = (np.log(np.tan(np.pi / 4 + np.radians(lat) / 2)) for lat in (south, north))
    return float(np.clip(np.radians(east - west) / max(float(top - bottom), 1e-9), 0.4, 2.5))


def _render_look(look: Look, path: str, border_width: float) -> str:
    stroke, width = (look.stroke, 0.8) if look.stroke else (find_border_ink(look.fill), border_width)
    drawn = build_element("path", d=path, fill=look.fill, stroke=stroke, stroke_width=width / PATH_STEP)
    return drawn + (build_element("path", d=path, fill=look.overlay) if look.overlay else "")


def find_border_ink(fill: str) -> str:
    """Return the ink of borders that stands out from a fill."""
    if not fill.startswith("#"):
        return BORDER_INK
    red, green, blue = (int(fill[place : place + 2], 16) for place in (1, 3, 5))
    return BORDER_INK if 0.299 * red + 0.587 * green + 0.114 * blue > DARK_BELOW else LIGHT_INK


def _measure_bounds(geometry: FigureGeometry, wanted: NDArray[np.bool_]) -> Bounds:
    boxes = [tuple(shapely.total_bounds(geometry.lowest.geometry[wanted]).tolist())]
    boxes += [(lon, lat, lon, lat) for area, lon, lat in geometry.marks if wanted[area]]
    west, south, east, north = zip(*(one for one in boxes if not np.isnan(one[0])), strict=True)
    return min(west), min(south), max(east), max(north)


def _write_sea_name(text: str, x: float, y: float) -> str:
    return build_text(text, x, y, NAME_SIZE, fill=SEA_INK, text_anchor="middle", font_style="italic", font_weight=600)
