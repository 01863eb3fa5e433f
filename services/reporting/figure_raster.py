"""The picture of a map of thousands of areas, put together from layers that all its views share.

Which area lies under each pixel, and what lies over the colours, is drawn once for a geometry; a view then is a
look-up of colours. The texts around the map are drawn anew for each view, as in every other picture. What is drawn is
what ``render_figure`` draws, to within a shade at the edges of areas; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageColor

from services.coverage.memo import Memo
from services.reporting.figure import render_sheet
from services.reporting.figure_frame import PATH_STEP, Box
from services.reporting.figure_looks import MAP_SUFFIX, Look, build_patterns
from services.reporting.figure_map import MapPlan, list_levels_above, render_lines
from services.reporting.figure_part import MANY_AREAS, MARK_RADIUS
from services.reporting.figure_pilots import render_pilots
from services.reporting.figure_sea import SEA_COLOR
from services.reporting.figure_sheets import Sheet
from services.reporting.pictures import PrintFonts, render_png
from services.reporting.svg import FONT, build_element, build_rect

FINER = 2  # pixels of the areas per pixel of the picture and side: edges come out smooth
COMPRESSION = 3  # of the PNG: a tenth larger than the best, in a third of the time
MOST_AREAS = 65_535
# Of states and estimates, some 4 MB each at 1600 × 1200.
_PATTERNS = Memo(capacity=8)


@dataclass(frozen=True)
class Canvas:
    """The pixels of a sheet: how many to a unit, and the whole pixels that lie in its map."""

    sheet: Sheet
    fonts: PrintFonts
    pixels: tuple[int, int]

    @property
    def crop(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the map in pixels."""
        box, gain = self.sheet.map, self.pixels[0] / self.sheet.width
        right, bottom = (box.x + box.width) * gain, (box.y + box.height) * gain
        return ceil(box.x * gain), ceil(box.y * gain), floor(right), floor(bottom)

    def draw(self, content: str, finer: int = 1) -> Image.Image:
        """Return the part of the map of a drawing on the sheet, transparent where nothing is drawn."""
        box, wide, high = self.sheet.box, self.pixels[0] * finer, self.pixels[1] * finer
        svg = build_element(
            "svg", content, xmlns="http://www.w3.org/2000/svg", width=wide, height=high,
            viewBox=f"0 0 {box.width:g} {box.height:g}", font_family=FONT,
        )  # fmt: skip
        left, top, right, bottom = self.crop
        drawn = Image.open(BytesIO(render_png(svg, self.fonts, wide)))
        return drawn.crop((left * finer, top * finer, right * finer, bottom * finer)).convert("RGBA")


@dataclass(frozen=True)
class Layers:
    """What all views of the same areas share: which area is at each finer pixel (from 1), and the lines."""

    areas: NDArray[np.uint16]
    lines: Image.Image


def has_layers(plan: MapPlan) -> bool:
    """Tell whether a map is worth keeping layers of: with fewer areas names find room, which lie over the borders."""
    return MANY_AREAS < len(plan.part.view.codes) <= MOST_AREAS and not plan.insets


def render_layered_png(plan: MapPlan, canvas: Canvas, answer: str | None) -> bytes:
    """Return the figure as PNG; the map without tooltips and overlay."""
    around = render_png(render_sheet(plan, "", canvas.sheet, answer), canvas.fonts, canvas.pixels[0])
    picture = Image.open(BytesIO(around)).convert("RGB")
    picture.paste(_paint(plan, canvas, _recall_layers(plan, canvas)), canvas.crop[:2])
    content = BytesIO()
    picture.save(content, "PNG", compress_level=COMPRESSION)
    return content.getvalue()


def _recall_layers(plan: MapPlan, canvas: Canvas) -> Layers:
    part = plan.part
    groups = hash(tuple(part.geometry.find_groups(part.view.request.level)))
    # Units of the day have no borders where so many areas share the sheet: pictures of all days have the same layers.
    above = tuple(hash(tuple(part.geometry.find_groups(level))) for level in list_levels_above(part))
    key = (part.view.request.level, groups, above, part.wanted.tobytes(), part.frame, canvas.crop)
    return part.geometry.layers.recall(key, lambda: _draw_layers(plan, canvas))


def _draw_layers(plan: MapPlan, canvas: Canvas) -> Layers:
    numbered = np.asarray(canvas.draw(_number_areas(plan), FINER)).astype(np.uint32)
    areas = (numbered[..., 0] << 16) | (numbered[..., 1] << 8) | numbered[..., 2]
    areas[numbered[..., 3] == 0] = 0
    return Layers(areas.astype(np.uint16), canvas.draw(render_lines(plan)))


def _number_areas(plan: MapPlan) -> str:
    """Return the areas, each in the colour that is its number (from 1), then the marks of islets; edges are sharp."""
    part = plan.part
    paths = part.build_paths(part.outlines, part.view.request.level)
    drawn = [build_element("path", d=path, fill=f"#{place:06x}") for place, path in enumerate(paths, start=1) if path]
    areas = build_element("g", "".join(drawn), transform=f"scale({PATH_STEP})", fill_rule="evenodd")
    places = {code: place for place, code in enumerate(part.outlines.codes, start=1)}
    groups = part.geometry.find_groups(part.view.request.level)
    marks = []
    for area, lon, lat in part.geometry.marks:
        if part.wanted[area]:
            x, y = part.frame.place(lon, lat)
            marks.append(build_element("circle", cx=x, cy=y, r=MARK_RADIUS, fill=f"#{places[groups[area]]:06x}"))
    return build_element("g", areas + "".join(marks), shape_rendering="crispEdges")


def _paint(plan: MapPlan, canvas: Canvas, layers: Layers) -> Image.Image:
    """Return the map of one view: colours looked up, patterns of states and of estimates laid over them."""
    part = plan.part
    looks = [part.find_look(code, MAP_SUFFIX) for code in part.outlines.codes]
    painted = _look_up(layers.areas, [SEA_COLOR, *(_find_ground(look) for look in looks)])
    for pattern in sorted({name for look in looks for name in _list_patterns(look)}):
        covered = np.array([0, *(255 * (pattern in _list_patterns(look)) for look in looks)], dtype=np.uint8)
        mask = _shrink(np.take(covered, layers.areas), "L")
        drawn = _draw_pattern(canvas, pattern)
        mask = ImageChops.multiply(mask, drawn.getchannel("A"))
        painted.paste(drawn.convert("RGB"), (0, 0), mask)
    outlines = _draw_outlines(plan, looks)
    if outlines:
        painted.alpha_composite(canvas.draw(outlines))
    painted.alpha_composite(layers.lines)
    pilots = render_pilots(part)
    if pilots:
        painted.alpha_composite(canvas.draw(pilots))
    return painted.convert("RGB")


def _look_up(areas: NDArray[np.uint16], colors: list[str]) -> Image.Image:
    packed = np.array([(*ImageColor.getrgb(color), 255) for color in colors], dtype=np.uint8).view(np.uint32).ravel()
    return _shrink(np.take(packed, areas), "RGBA")


def _shrink(pixels: NDArray[Any], mode: str) -> Image.Image:
    """Return finer pixels as a picture in its own; the array is read where it lies."""
    high, wide = pixels.shape
    return Image.frombuffer(mode, (wide, high), pixels, "raw", mode, 0, 1).reduce(FINER)


def _find_ground(look: Look) -> str:
    return look.fill if look.fill.startswith("#") else "#ffffff"


def _list_patterns(look: Look) -> list[str]:
    return [name for name in (look.fill, look.overlay) if name and name.startswith("url(")]


def _draw_pattern(canvas: Canvas, pattern: str) -> Image.Image:
    return _PATTERNS.recall((canvas, pattern), lambda: canvas.draw(_fill_sheet(canvas.sheet.box, pattern)))


def _fill_sheet(box: Box, pattern: str) -> str:
    """Return a sheet filled with a pattern of the map, in the units of its paths as the areas are."""
    whole = Box(0, 0, box.width / PATH_STEP, box.height / PATH_STEP)
    defs = build_element("defs", build_patterns(MAP_SUFFIX, 1 / PATH_STEP))
    return defs + build_element("g", build_rect(whole, fill=pattern), transform=f"scale({PATH_STEP})")


def _draw_outlines(plan: MapPlan, looks: list[Look]) -> str:
    """Return the outlines of areas that have one of their own: white on white would be none."""
    paths = plan.part.build_paths(plan.part.outlines, plan.part.view.request.level)
    outlined = {look.stroke: "" for look in looks if look.stroke}
    for look, path in zip(looks, paths, strict=True):
        if look.stroke:
            outlined[look.stroke] += path
    drawn = [
        build_element("path", d=path, fill="none", stroke=stroke, stroke_width=0.9 / PATH_STEP)
        for stroke, path in outlined.items()
        if stroke
    ]
    return build_element("g", "".join(drawn), transform=f"scale({PATH_STEP})") if drawn else ""
