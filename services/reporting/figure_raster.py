"""The picture of a map of thousands of areas, put together from layers that all its views share.

Which area lies under each pixel, and what lies over the colours, is found once for a geometry; a view then is a
look-up of colours. The texts around the map are drawn anew for each view, as in every other picture. What is drawn is
what ``render_figure`` draws, to within a shade at the edges of areas; a test holds the two together. All of it happens
in the drawing process (``services.reporting.raster``), which keeps the layers: here it is said what to draw.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from PIL import ImageColor

from geodata.areas import Level
from services.reporting.figure_frame import PATH_STEP, Box, build_rings
from services.reporting.figure_looks import MAP_SUFFIX, Look, build_patterns, measure_pattern
from services.reporting.figure_map import MapPlan, list_levels_above
from services.reporting.figure_part import BORDER_INK, MANY_AREAS, MARK_RADIUS, MapPart
from services.reporting.figure_pilots import render_pilots
from services.reporting.figure_sea import SEA_COLOR, render_sea
from services.reporting.figure_sheets import Sheet
from services.reporting.figure_strips import SheetPieces, build_pieces
from services.reporting.picture_process import PROCESS
from services.reporting.pictures import PrintFonts, build_document
from services.reporting.raster.areas import MOST_AREAS
from services.reporting.raster.document import Document
from services.reporting.raster.layers import Lines, MapOutlines, Marks
from services.reporting.raster.outlines import Pixels, Rings
from services.reporting.raster.picture import MISSING, LayeredPicture, Pattern, Strip
from services.reporting.svg import FONT, build_element, build_rect

MARK_EDGE = 0.4
LARGEST_TILE = 256  # pixels of a pattern and side


@dataclass(frozen=True)
class Canvas:
    """The pixels of a sheet: how many to a unit, and the whole pixels that lie in its map."""

    sheet: Sheet
    fonts: PrintFonts
    pixels: tuple[int, int]

    @property
    def gain(self) -> float:
        """Pixels of a unit of the sheet."""
        return self.pixels[0] / self.sheet.width

    @property
    def crop(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the map in pixels."""
        box, gain = self.sheet.map, self.gain
        right, bottom = (box.x + box.width) * gain, (box.y + box.height) * gain
        return ceil(box.x * gain), ceil(box.y * gain), floor(right), floor(bottom)

    @property
    def map_pixels(self) -> Pixels:
        """The pixels of the map."""
        left, top, right, bottom = self.crop
        return Pixels(left, top, right - left, bottom - top, PATH_STEP * self.gain)

    def cut(self, content: str, box: tuple[int, int, int, int]) -> Document:
        """Return a part of a drawing on the sheet: left, top, right, bottom in pixels."""
        left, top, right, bottom = box
        wide, high, unit = right - left, bottom - top, 1 / self.gain
        svg = build_element(
            "svg", content, xmlns="http://www.w3.org/2000/svg", width=wide, height=high,
            viewBox=f"{left * unit:.6f} {top * unit:.6f} {wide * unit:.6f} {high * unit:.6f}", font_family=FONT,
        )  # fmt: skip
        return build_document(svg, self.fonts, wide)

    def cut_map(self, content: str) -> Document | None:
        """Return the part of a drawing that lies on the map, None of nothing."""
        return self.cut(content, self.crop) if content else None


def has_layers(plan: MapPlan) -> bool:
    """Tell whether a map is worth keeping layers of: with fewer areas names find room, which lie over the borders."""
    return MANY_AREAS < len(plan.part.view.codes) <= MOST_AREAS and not plan.insets


def render_layered_png(plan: MapPlan, canvas: Canvas, answer: str | None) -> bytes:
    """Return the figure as PNG; the map without tooltips and overlay."""
    part = plan.part
    looks = [part.find_look(code, MAP_SUFFIX) for code in part.outlines.codes]
    picture = LayeredPicture(
        size=canvas.pixels,
        key=_name_layers(plan, canvas),
        outlines=None,
        place=canvas.crop[:2],
        strips=list_strips(build_pieces(plan, canvas.sheet, answer), canvas),
        colors=_list_colors([SEA_COLOR, *(_find_ground(look) for look in looks)]),
        patterns=_list_patterns(looks, canvas),
        ink=_read_color(BORDER_INK),
        below=canvas.cut_map(_draw_outlines(plan, looks)),
        above=canvas.cut_map(render_pilots(part)),
    )
    drawn = PROCESS.draw(picture)
    if drawn == MISSING:
        drawn = PROCESS.draw(replace(picture, outlines=_build_outlines(plan, canvas)))
    return drawn


def _name_layers(plan: MapPlan, canvas: Canvas) -> bytes:
    """Return a name that pictures with the same layers have."""
    part = plan.part
    # Units of the day have no borders where so many areas share the sheet: pictures of all days have the same layers.
    levels = [part.view.request.level, *list_levels_above(part)]
    groups = [",".join(map(str, part.geometry.find_groups(level))) for level in levels]
    extent = repr((part.geometry.name, levels, part.frame, canvas.crop, canvas.gain, plan.is_country))
    return hashlib.sha256("\n".join([extent, *groups]).encode() + part.wanted.tobytes()).digest()


def _build_outlines(plan: MapPlan, canvas: Canvas) -> MapOutlines:
    part = plan.part
    found = build_rings(part.outlines.geometry, part.frame)
    rings = Rings(found.points, found.starts)
    level, above = part.view.request.level, list_levels_above(part)
    lines = [Lines(rings, part.find_width(level) * canvas.gain)]
    lines += [_build_lines(part, one, canvas) for one in above]
    strong = [one for one in above if part.find_width(one) * canvas.gain > 1]
    over = "".join(_draw_lines(part, one) for one in strong) + (render_sea(part) if plan.is_country else "")
    return MapOutlines(
        pixels=canvas.map_pixels,
        rings=rings,
        numbers=found.area_of_part[found.part_of_ring] + 1,
        is_hole=found.is_hole,
        lines=tuple(one for one in lines if one.width <= 1),
        marks=_place_marks(part, canvas),
        above=canvas.cut_map(over),
    )


def _build_lines(part: MapPart, level: Level, canvas: Canvas) -> Lines:
    found = build_rings(part.build_level(level).geometry, part.frame)
    return Lines(Rings(found.points, found.starts), part.find_width(level) * canvas.gain)


def _draw_lines(part: MapPart, level: Level) -> str:
    """Return borders too wide for the lines of a picture as a drawing."""
    path = "".join(part.build_paths(part.build_level(level), level))
    width = part.find_width(level) / PATH_STEP
    return build_element(
        "path", d=path, transform=f"scale({PATH_STEP})", fill="none", stroke=BORDER_INK, stroke_width=width
    )


def _place_marks(part: MapPart, canvas: Canvas) -> Marks:
    numbers = {code: number for number, code in enumerate(part.outlines.codes, start=1)}
    groups = part.geometry.find_groups(part.view.request.level)
    shown = [(numbers[groups[area]], lon, lat) for area, lon, lat in part.geometry.marks if part.wanted[area]]
    degrees = np.array([(lon, lat) for _, lon, lat in shown], dtype=np.float64).reshape(-1, 2)
    left, top, _, _ = canvas.crop
    places = part.frame.project(degrees) * canvas.gain - [left, top]
    ids = np.array([number for number, _, _ in shown], dtype=np.int64)
    return Marks(places, ids, MARK_RADIUS * canvas.gain, min(MARK_EDGE * canvas.gain, 1.0))


def list_strips(pieces: SheetPieces, canvas: Canvas) -> tuple[Strip, ...]:
    """Return the sheet around the map: above, below, to the left and to the right of it."""
    (left, top, right, bottom), (wide, high) = canvas.crop, canvas.pixels
    is_beside = canvas.sheet.columns == 1
    legend = pieces.legend
    drawn = [
        ((0, 0, wide, top), pieces.head),
        ((0, bottom, wide, high), pieces.foot if is_beside else legend + pieces.foot),
        ((0, top, left, bottom), ""),
        ((right, top, wide, bottom), legend if is_beside else ""),
    ]
    return tuple(Strip(box[0], box[1], canvas.cut(pieces.ground + content, box)) for box, content in drawn)


def _list_colors(colors: list[str]) -> NDArray[np.uint8]:
    known = {color: _read_color(color) for color in set(colors)}
    return np.array([known[color] for color in colors], dtype=np.uint8)


def _read_color(color: str) -> tuple[int, int, int]:
    red, green, blue = ImageColor.getrgb(color)[:3]
    return red, green, blue


def _find_ground(look: Look) -> str:
    return look.fill if look.fill.startswith("#") else "#ffffff"


def _list_patterns(looks: list[Look], canvas: Canvas) -> tuple[Pattern, ...]:
    """Return patterns of states and of estimates with the areas that they cover."""
    names = [{name for name in (look.fill, look.overlay) if name and name.startswith("url(")} for look in looks]
    return tuple(
        Pattern(_cut_tile(canvas, pattern), np.array([0, *(255 * (pattern in one) for one in names)], dtype=np.uint8))
        for pattern in sorted(set().union(*names))
    )


def _cut_tile(canvas: Canvas, pattern: str) -> Document:
    """Return a piece of a pattern, in the units of its paths as the areas are, that goes on in the next one."""
    period = measure_pattern(pattern) * canvas.gain
    sizes = [round(period * count) for count in range(1, max(int(LARGEST_TILE / period), 1) + 1)]
    side = min(sizes, key=lambda size: (abs(size / period - round(size / period)), size))
    box, (left, top) = canvas.sheet.box, canvas.crop[:2]
    whole = Box(0, 0, box.width / PATH_STEP, box.height / PATH_STEP)
    defs = build_element("defs", build_patterns(MAP_SUFFIX, 1 / PATH_STEP))
    filled = build_element("g", build_rect(whole, fill=pattern), transform=f"scale({PATH_STEP})")
    return canvas.cut(defs + filled, (left, top, left + side, top + side))


def _draw_outlines(plan: MapPlan, looks: list[Look]) -> str:
    """Return the outlines of areas that have one of their own: white on white would be none."""
    outlined: dict[str, list[int]] = {}
    for place, look in enumerate(looks):
        if look.stroke:
            outlined.setdefault(look.stroke, []).append(place)
    if not outlined:
        return ""
    paths = plan.part.build_paths(plan.part.outlines, plan.part.view.request.level)
    drawn = [
        build_element("path", d="".join(paths[place] for place in places), fill="none", stroke=stroke,
                      stroke_width=0.9 / PATH_STEP)
        for stroke, places in outlined.items()
    ]  # fmt: skip
    return build_element("g", "".join(drawn), transform=f"scale({PATH_STEP})")
