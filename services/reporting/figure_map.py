"""The map of a figure: areas, borders, marks, names, the sea and its archipelagos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.archipelagos import ARCHIPELAGOS, Archipelago, find_inside
from geodata.areas import COUNTRY_CODE, Level
from geodata.dissolving import build_label_points
from services.coverage.view import View
from services.reporting.figure_frame import PATH_STEP, Bounds, Box, build_line_path, measure_ratio
from services.reporting.figure_geometry import FigureGeometry
from services.reporting.figure_labels import build_label_group, overlaps_any
from services.reporting.figure_looks import MAP_SUFFIX, Look
from services.reporting.figure_marks import FigureMarks, render_marked
from services.reporting.figure_overlay import FigureOverlay, render_overlay
from services.reporting.figure_part import BORDER_INK, MANY_AREAS, MARK_RADIUS, MapPart
from services.reporting.figure_pilots import render_pilots
from services.reporting.figure_sea import SEA_COLOR, SEA_INK, render_sea
from services.reporting.svg import build_element, build_rect, build_text, measure_text, write_attributes

NAME_SIZE = 10.5
MOST_NAMES = 150
NAME_FIT = 0.78  # part of a name's box that must lie within its area
# A map that reaches this far from south to north shows the country's outline.
COUNTRY_SPAN_DEGREES = 8.0
INSET_WIDTH, INSET_HEIGHT = 190.0, 150.0


@dataclass(frozen=True)
class MapPlan:
    """What a map shows: its main part, and the archipelagos that stand in insets of a province's map."""

    part: MapPart
    insets: tuple[tuple[Archipelago, NDArray[np.bool_]], ...]
    is_country: bool

    @property
    def shape(self) -> float:
        """How many times as wide as high the map is."""
        return measure_ratio(self.part.bounds)


def plan_map(view: View, geometry: FigureGeometry, box: Box, lang: str, *, has_titles: bool = True) -> MapPlan:
    """Return what the map of a view shows in ``box``: the areas of the view alone.

    Archipelagos stand at their places on a map of the country, and in insets on the map of their province.
    """
    main, insets = _split_archipelagos(view, geometry, find_wanted(view, geometry))
    bounds, is_country = _measure_extent(view, geometry, main)
    return MapPlan(MapPart(view, geometry, lang, main, bounds, box, has_titles), tuple(insets), is_country)


def render_map(view: View, geometry: FigureGeometry, box: Box, lang: str, overlay: FigureOverlay | None = None) -> str:
    """Return the map of a view as SVG, in ``box``, on plain sea."""
    return render_plan(plan_map(view, geometry, box, lang), overlay)


def render_plan(plan: MapPlan, overlay: FigureOverlay | None = None, marks: FigureMarks | None = None) -> str:
    """Return a planned map as SVG."""
    part = plan.part
    drawn = [build_rect(part.box, fill=SEA_COLOR), _render_areas(part)]
    is_above = overlay is not None and overlay.lies_above(int(np.count_nonzero(part.wanted)))
    if overlay is not None and not is_above:
        drawn += [render_overlay(overlay, part.view.request.level, part.frame), _render_own_borders(part)]
    drawn += [_render_borders(part), _render_marks(part), render_pilots(part)]
    if overlay is not None and is_above:
        drawn.append(render_overlay(overlay, part.view.request.level, part.frame, is_above=True))
    if plan.is_country:
        drawn.append(render_sea(part))
    if marks is not None:
        drawn.append(render_marked(part, marks))
    if marks is None or not marks.numbers:
        drawn.append(_render_names(part))
    drawn += [_render_inset(part, inset, number) for number, inset in enumerate(plan.insets)]
    return build_element("g", "".join(drawn))


def _measure_extent(view: View, geometry: FigureGeometry, main: NDArray[np.bool_]) -> tuple[Bounds, bool]:
    """Return the bounds of a map, and whether it is one of the country, on which the archipelagos have their places."""
    bounds = _measure_bounds(geometry, main)
    is_country = view.request.within == COUNTRY_CODE and bounds[3] - bounds[1] > COUNTRY_SPAN_DEGREES
    return (_widen(bounds, [one.bounds for one in ARCHIPELAGOS]) if is_country else bounds), is_country


def find_wanted(view: View, geometry: FigureGeometry) -> NDArray[np.bool_]:
    """Return which areas of the lowest level the view shows."""
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
    drawn = _render_each_area(part) if part.has_titles else _render_looks(part)
    return build_element(
        "g", drawn, transform=f"scale({PATH_STEP})", fill_rule="evenodd", stroke_linejoin="round",
        stroke=BORDER_INK, stroke_width=part.find_width(part.view.request.level) / PATH_STEP,
    )  # fmt: skip


def _render_each_area(part: MapPart) -> str:
    """Return a path with a tooltip for each area, then what marks estimates: one path for all of a kind."""
    fills, overlays = [], dict[str, list[str]]()
    written: dict[Look, str] = {}
    for code, path in zip(part.outlines.codes, part.build_paths(part.outlines, part.view.request.level), strict=True):
        if not path:
            continue
        look = part.find_look(code, MAP_SUFFIX)
        if look not in written:
            written[look] = write_attributes(fill=look.fill, **_find_stroke(look))
        fills.append(f'<path d="{path}"{written[look]}>{part.render_title(code)}</path>')  # a path is numbers of ours
        if look.overlay:
            overlays.setdefault(look.overlay, []).append(path)
    drawn = [
        build_element("path", d="".join(paths), fill=overlay, stroke="none", pointer_events="none")
        for overlay, paths in overlays.items()
    ]
    return "".join(fills + drawn)


def _render_looks(part: MapPart) -> str:
    """Return the same picture with one path for all areas that look alike: a third of the text, half the time."""
    alike: dict[Look, list[str]] = {}
    for code, path in zip(part.outlines.codes, part.build_paths(part.outlines, part.view.request.level), strict=True):
        alike.setdefault(part.find_look(code, MAP_SUFFIX), []).append(path)
    paths = [(look, "".join(one)) for look, one in alike.items()]
    fills = [build_element("path", d=path, fill=look.fill, **_find_stroke(look)) for look, path in paths]
    overlays = [build_element("path", d=path, fill=look.overlay, stroke="none") for look, path in paths if look.overlay]
    return "".join(fills + overlays)


def _find_stroke(look: Look) -> dict[str, str | float]:
    """Return the outline of areas that have one of their own; all others have that of their group."""
    return {"stroke": look.stroke, "stroke_width": 0.9 / PATH_STEP} if look.stroke else {}


def _render_borders(part: MapPart) -> str:
    drawn = []
    for level in list_levels_above(part):
        path = "".join(part.build_paths(part.build_level(level), level))
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


def list_levels_above(part: MapPart) -> list[Level]:
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
        title = part.render_title(groups[area])
        drawn.append(build_element("circle", title, cx=x, cy=y, r=MARK_RADIUS, fill=look.fill))
    return build_element("g", "".join(drawn), stroke=BORDER_INK, stroke_width=0.4) if drawn else ""


def _render_inset(main: MapPart, inset: tuple[Archipelago, NDArray[np.bool_]], number: int) -> str:
    archipelago, wanted = inset
    box = main.box
    x, y = box.x + box.width - INSET_WIDTH - 8, box.y + box.height - (number + 1) * (INSET_HEIGHT + 8)
    frame_box = Box(x, y, INSET_WIDTH, INSET_HEIGHT)
    map_box = Box(x, y, INSET_WIDTH, INSET_HEIGHT - 22)
    part = replace(main, wanted=wanted, bounds=archipelago.bounds, box=map_box)
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
