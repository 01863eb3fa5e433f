"""The map of a figure: areas, borders, marks, names, the sea and its archipelagos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import escape

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.archipelagos import ARCHIPELAGOS, SEA_LABEL, SEA_NAME, Archipelago, find_inside, find_missing_archipelagos
from geodata.areas import COUNTRY_CODE, Level
from geodata.dissolving import build_label_points
from services.coverage.view import View
from services.measures.wording import format_estimate
from services.reporting.figure_frame import PATH_STEP, Bounds, Box, Frame, build_frame, build_line_path, build_paths
from services.reporting.figure_geometry import FigureGeometry, Outlines
from services.reporting.figure_labels import build_label_group, overlaps_any
from services.reporting.figure_looks import MAP_SUFFIX, Look, find_look
from services.reporting.figure_overlay import FigureOverlay, render_overlay
from services.reporting.svg import build_element, build_rect, build_text, measure_text

SEA_COLOR = "#eaf1f4"
SEA_INK = "#55707f"
ISLET_COLOR = "#6b7278"
BORDER_INK = "#3a444d"
# Widths in sheet units: province strong, unit medium, commune hairline.
BORDER_WIDTHS = {Level.COUNTRY: 1.4, Level.PROVINCE: 1.2, Level.MANAGING_UNIT: 0.7, Level.COMMUNE: 0.25}
# Where so many areas share the sheet, borders take half their width and units none, or they would hide the colours.
MANY_AREAS = 1500
MARK_RADIUS = 2.2
NAME_SIZE = 10.5
MOST_NAMES = 150
NAME_FIT = 0.78  # part of a name's box that must lie within its area
# A map that reaches this far from south to north shows the country's outline.
COUNTRY_SPAN_DEGREES = 8.0
INSET_WIDTH, INSET_HEIGHT = 190.0, 150.0


@dataclass(frozen=True)
class MapPart:
    """One drawing of areas in a box: the main map, or the inset of an archipelago."""

    view: View
    geometry: FigureGeometry
    lang: str
    wanted: NDArray[np.bool_]  # areas of the lowest level that are drawn
    bounds: Bounds
    box: Box

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
        return self.geometry.build_outlines(self.view.request.level, self.wanted)

    @cached_property
    def places(self) -> dict[str, int]:
        """The place in the view of each area code."""
        return {code: place for place, code in enumerate(self.view.codes)}

    def find_look(self, code: str, suffix: str = "") -> Look:
        """Return how the area with this code is painted; see ``figure_looks.find_look`` for ``suffix``."""
        place = self.places[code]
        return find_look(self.view, self.view.class_codes[place], bool(self.view.estimated[place]), suffix)

    def describe(self, code: str) -> str:
        """Return name and value of an area, as its tooltip says them."""
        row = self.view.build_row(self.places[code])
        estimate = f" ({format_estimate(row.estimated_share, self.lang)})" if row.estimated_share else ""
        return f"{row.name}: {row.text(self.lang)}{estimate}"


def render_map(view: View, geometry: FigureGeometry, box: Box, lang: str, overlay: FigureOverlay | None = None) -> str:
    """Return the map of a view as SVG, in ``box``: the areas of the view alone, on plain sea.

    Archipelagos stand at their places on a map of the country, and in insets on the map of their province.
    """
    wanted = _find_wanted(view, geometry)
    main, insets = _split_archipelagos(view, geometry, wanted)
    bounds = _measure_bounds(geometry, main)
    is_country = view.request.within == COUNTRY_CODE and bounds[3] - bounds[1] > COUNTRY_SPAN_DEGREES
    if is_country:
        bounds = _widen(bounds, [archipelago.bounds for archipelago in ARCHIPELAGOS])
    part = MapPart(view, geometry, lang, main, bounds, box)
    drawn = [build_rect(box, fill=SEA_COLOR), _render_areas(part)]
    if overlay is not None:
        drawn += [render_overlay(overlay, view.request.level, part.frame), _render_own_borders(part)]
    drawn += [_render_borders(part), _render_marks(part)]
    if is_country:
        drawn.append(_render_sea(part))
    drawn.append(_render_names(part))
    drawn += [_render_inset(view, geometry, lang, inset, number, box) for number, inset in enumerate(insets)]
    return build_element("g", "".join(drawn))


def _find_wanted(view: View, geometry: FigureGeometry) -> NDArray[np.bool_]:
    codes = set(view.codes)
    groups = geometry.find_groups(view.request.level)
    return np.array([code in codes for code in groups], dtype=np.bool_)


def _split_archipelagos(
    view: View, geometry: FigureGeometry, wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], list[tuple[Archipelago, NDArray[np.bool_]]]]:
    """Return what the main map draws, and the archipelagos that get an inset: those of a province's map."""
    if view.request.within == COUNTRY_CODE:
        return wanted, []
    centres = shapely.get_coordinates(shapely.centroid(geometry.lowest.geometry))
    insets, main = [], wanted.copy()
    for archipelago in ARCHIPELAGOS:
        inside = find_inside(archipelago, centres)
        if (inside & wanted).any() and (wanted & ~inside).any():
            insets.append((archipelago, inside & wanted))
            main &= ~inside
    return main, insets


def _measure_bounds(geometry: FigureGeometry, wanted: NDArray[np.bool_]) -> Bounds:
    boxes = [tuple(shapely.total_bounds(geometry.lowest.geometry[wanted]).tolist())]
    boxes += [(lon, lat, lon, lat) for area, lon, lat in geometry.marks if wanted[area]]
    known = [one for one in boxes if not np.isnan(one[0])]
    return _widen(known[0], known[1:])


def _widen(bounds: Bounds, others: Iterable[Bounds]) -> Bounds:
    west, south, east, north = zip(bounds, *others, strict=True)
    return min(west), min(south), max(east), max(north)


def _render_areas(part: MapPart) -> str:
    width = part.find_width(part.view.request.level) / PATH_STEP
    fills, overlays = [], []
    for code, path in zip(part.outlines.codes, build_paths(part.outlines.geometry, part.frame), strict=True):
        if not path:
            continue
        look = part.find_look(code, MAP_SUFFIX)
        title = f"<title>{escape(part.describe(code))}</title>"
        stroke, own_width = (look.stroke, 0.9 / PATH_STEP) if look.stroke else (BORDER_INK, width)
        fills.append(build_element("path", title, d=path, fill=look.fill, stroke=stroke, stroke_width=own_width))
        if look.overlay:
            overlays.append(build_element("path", d=path, fill=look.overlay, pointer_events="none"))
    return build_element(
        "g", "".join(fills + overlays), transform=f"scale({PATH_STEP})", fill_rule="evenodd", stroke_linejoin="round"
    )


def _render_borders(part: MapPart) -> str:
    drawn = []
    for level in _list_levels_above(part):
        outlines = part.geometry.build_outlines(level, part.wanted)
        path = "".join(build_paths(outlines.geometry, part.frame))
        drawn.append(build_element("path", d=path, stroke_width=part.find_width(level) / PATH_STEP))
    return build_element(
        "g", "".join(drawn), transform=f"scale({PATH_STEP})", fill="none", stroke=BORDER_INK, pointer_events="none"
    )


def _render_own_borders(part: MapPart) -> str:
    """Return the borders of the areas once more, strong enough to stand out from the dashes below them."""
    width = (0.35 if len(part.view.codes) > MANY_AREAS else 1.1) / PATH_STEP
    path = build_line_path(part.outlines.geometry, part.frame)
    return build_element(
        "path", d=path, transform=f"scale({PATH_STEP})", fill="none", stroke=BORDER_INK, stroke_width=width,
        pointer_events="none",
    )  # fmt: skip


def _list_levels_above(part: MapPart) -> list[Level]:
    """Return the levels whose borders are drawn over the areas, thin ones first; the country's are its provinces'."""
    level, is_crowded = part.view.request.level, len(part.view.codes) > MANY_AREAS
    above = []
    if level.rank > Level.MANAGING_UNIT.rank and Level.MANAGING_UNIT in part.geometry.parents and not is_crowded:
        above.append(Level.MANAGING_UNIT)
    if level.rank > Level.PROVINCE.rank:
        above.append(Level.PROVINCE if Level.PROVINCE in part.geometry.parents else Level.COUNTRY)
    return above


def _render_marks(part: MapPart) -> str:
    """Return a dot of least size for each islet that needs one, painted as its area is."""
    groups = part.geometry.find_groups(part.view.request.level)
    drawn = []
    for area, lon, lat in part.geometry.marks:
        if not part.wanted[area]:
            continue
        x, y = part.frame.place(lon, lat)
        look = part.find_look(groups[area])
        title = f"<title>{escape(part.describe(groups[area]))}</title>"
        drawn.append(build_element("circle", title, cx=x, cy=y, r=MARK_RADIUS, fill=look.fill))
    return build_element("g", "".join(drawn), stroke=BORDER_INK, stroke_width=0.4) if drawn else ""


def _render_sea(part: MapPart) -> str:
    """Return the sea's name, both archipelagos' names, and their islands where the vintage has no outline there."""
    drawn = [_write_sea_name(part, SEA_NAME, *SEA_LABEL, 20)]
    missing = find_missing_archipelagos(part.geometry.lowest.geometry)
    for archipelago in ARCHIPELAGOS:
        drawn.append(_write_sea_name(part, archipelago.name, archipelago.label_lon, archipelago.label_lat, 13))
        if archipelago in missing:
            drawn.append(_render_islands(part, archipelago))
    return "".join(drawn)


def _write_sea_name(part: MapPart, text: str, lon: float, lat: float, size: float) -> str:
    x, y = part.frame.place(lon, lat)
    return build_text(text, x, y, size, fill=SEA_INK, text_anchor="middle", font_style="italic", font_weight=600)


def _render_islands(part: MapPart, archipelago: Archipelago) -> str:
    dots = []
    for island in archipelago.islands:
        x, y = part.frame.place(island.lon, island.lat)
        dots.append(build_element("circle", f"<title>{escape(island.name)}</title>", cx=x, cy=y, r=MARK_RADIUS))
    return build_element("g", "".join(dots), fill=ISLET_COLOR)


def _render_inset(
    view: View,
    geometry: FigureGeometry,
    lang: str,
    inset: tuple[Archipelago, NDArray[np.bool_]],
    number: int,
    box: Box,
) -> str:
    archipelago, wanted = inset
    x, y = box.x + box.width - INSET_WIDTH - 8, box.y + box.height - (number + 1) * (INSET_HEIGHT + 8)
    frame_box = Box(x, y, INSET_WIDTH, INSET_HEIGHT)
    map_box = Box(x, y, INSET_WIDTH, INSET_HEIGHT - 22)
    part = MapPart(view, geometry, lang, wanted, archipelago.bounds, map_box)
    name = build_text(
        archipelago.name, x + INSET_WIDTH / 2, y + INSET_HEIGHT - 8, 12,
        fill=SEA_INK, text_anchor="middle", font_style="italic", font_weight=600,
    )  # fmt: skip
    outline = build_rect(frame_box, fill=SEA_COLOR, stroke=BORDER_INK, stroke_width=0.8)
    return outline + _render_areas(part) + _render_marks(part) + name


def _render_names(part: MapPart) -> str:
    """Return the names that fit within their areas and touch no other name, the largest areas first."""
    if len(part.outlines.codes) > MOST_NAMES:
        return ""
    sheet = shapely.transform(part.outlines.geometry, part.frame.project)
    known = ~shapely.is_empty(sheet)
    outlines, codes = shapely.make_valid(sheet[known]), part.outlines.codes[known]
    points = build_label_points(sheet[known])
    taken: list[tuple[float, float, float, float]] = []
    drawn = []
    for place in np.argsort(-shapely.area(outlines), kind="stable"):
        name = part.view.names[part.places[codes[place]]]
        (x, y), width = points[place], measure_text(name, NAME_SIZE)
        label = (x - width / 2, y - NAME_SIZE * 0.6, x + width / 2, y + NAME_SIZE * 0.6)
        inside = shapely.intersection(shapely.box(*label), outlines[place]).area
        if inside < NAME_FIT * width * NAME_SIZE * 1.2 or overlaps_any(label, taken):
            continue
        taken.append(label)
        drawn.append(build_text(name, float(x), float(y) + NAME_SIZE * 0.35, NAME_SIZE))
    return build_label_group(drawn)
