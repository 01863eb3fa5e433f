"""The small map of an area's ancestry: outlines of another vintage over the area, with the names of what is large.

The names of all are read by hovering where the map is opened by itself; in a page it is a picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.areas import Level
from geodata.dissolving import build_label_points
from geodata.errors import Bilingual
from services.coverage.ancestry import Ancestry, AncestryPiece
from services.measures.wording import format_share
from services.reporting.figure_frame import PATH_STEP, Box, Frame, build_frame, build_line_path, build_paths
from services.reporting.figure_geometry import FigureGeometry
from services.reporting.figure_labels import build_label_group, overlaps_any
from services.reporting.svg import FONT, INK, build_element, build_rect, build_text, measure_text

SHEET = Box(0, 0, 280, 210)
CLIP_ID = "ancestry-clip"
NO_OUTLINE = Bilingual("Nơi này chưa có ranh giới để vẽ", "There is no outline of this place to draw")
MARGIN = 0.3  # of the area's size around it: so much of its neighbours' outlines is in sight
FARTHEST = 1.5  # of the area's size around it, to show what it went to
LAND, WATER = "#dde4e8", "#f4f7f8"
AREA_INK, PIECE_INK, CASING = "#14191e", "#14191e", "#ffffff"
NAME_SIZE = 10.5


def find_outline(geometry: FigureGeometry, level: Level, code: str) -> shapely.Geometry | None:
    """Return the outline of one area in degrees, None where the file does not hold it."""
    wanted = np.array([one == code for one in geometry.find_groups(level)], dtype=np.bool_)
    outlines = geometry.build_outlines(level, wanted)
    return outlines.geometry[0] if len(outlines.codes) and not outlines.geometry[0].is_empty else None


def render_ancestry(
    ancestry: Ancestry, area: shapely.Geometry, outlines: Mapping[str, shapely.Geometry], lang: str
) -> str:
    """Return the map as an SVG element: the area in grey with a strong edge, the pieces as dashed lines over it.

    ``outlines`` are those of the pieces by code, in degrees; a piece without one is left out.
    """
    pieces = [piece for piece in ancestry.pieces if piece.area_code in outlines]
    shapes = np.array([outlines[piece.area_code] for piece in pieces], dtype=object)
    frame = _build_frame(area, shapes if not ancestry.is_past else shapes[:0])
    body = [
        f"<title>{escape(ancestry.sentence.in_language(lang))}</title>",
        build_element("defs", build_element("clipPath", build_rect(SHEET), id=CLIP_ID)),
        build_rect(SHEET, fill=WATER),
        build_element("g", _render_lines(area, pieces, shapes, frame, lang), clip_path=f"url(#{CLIP_ID})"),
        _render_names(pieces, shapes, frame),
    ]
    return _build_sheet("".join(body), lang)


def render_missing_outline(ancestry: Ancestry, lang: str) -> str:
    """Return a sheet that says that there is nothing to draw of the area."""
    words = build_text(NO_OUTLINE.in_language(lang), SHEET.width / 2, SHEET.height / 2, NAME_SIZE, text_anchor="middle")
    title = f"<title>{escape(ancestry.sentence.in_language(lang))}</title>"
    return _build_sheet(f"{title}{build_rect(SHEET, fill=WATER)}{words}", lang)


def _build_sheet(body: str, lang: str) -> str:
    return build_element(
        "svg", body, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {SHEET.width:g} {SHEET.height:g}",
        role="img", lang=lang, font_family=FONT,
    )  # fmt: skip


def _build_frame(area: shapely.Geometry, homes: NDArray[Any]) -> Frame:
    """Return the projection of the area, with as much of what it went to as leaves it in sight."""
    west, south, east, north = area.bounds
    wide, high = east - west, north - south
    reach = MARGIN / 2
    if homes.size:
        left, bottom, right, top = shapely.total_bounds(homes)
        beyond = max((west - left) / wide, (right - east) / wide, (south - bottom) / high, (top - north) / high)
        reach = min(max(reach, beyond + 0.05), FARTHEST)
    return build_frame((west - reach * wide, south - reach * high, east + reach * wide, north + reach * high), SHEET)


def _render_lines(
    area: shapely.Geometry, pieces: list[AncestryPiece], shapes: NDArray[Any], frame: Frame, lang: str
) -> str:
    step = 1 / PATH_STEP
    own = build_paths(np.array([area], dtype=object), frame)[0]
    paths = build_paths(shapes, frame)
    lines = build_line_path(shapes, frame) if pieces else ""
    dashes = f"{4 * step:g} {3 * step:g}"
    hovered = [
        build_element("path", f"<title>{escape(_describe(piece, lang))}</title>", d=path, fill=WATER, fill_opacity=0)
        for piece, path in zip(pieces, paths, strict=True)
        if path
    ]
    drawn = [
        build_element("path", d=own, fill=LAND),
        build_element("path", d=lines, fill="none", stroke=CASING, stroke_width=2.6 * step),
        build_element("path", d=lines, fill="none", stroke=PIECE_INK, stroke_width=1.1 * step, stroke_dasharray=dashes),
        build_element("path", d=own, fill="none", stroke=AREA_INK, stroke_width=2.2 * step),
        *hovered,
    ]
    return build_element(
        "g", "".join(drawn), transform=f"scale({PATH_STEP})", fill_rule="evenodd", stroke_linejoin="round"
    )


def _describe(piece: AncestryPiece, lang: str) -> str:
    return piece.name if piece.is_whole else f"{piece.name}: {format_share(piece.share, lang)}"


def _render_names(pieces: list[AncestryPiece], shapes: NDArray[Any], frame: Frame) -> str:
    """Return the names that stand free within the sheet, those of the largest pieces first."""
    if not pieces:
        return ""
    points = build_label_points(shapely.transform(shapes, frame.project))
    taken: list[tuple[float, float, float, float]] = []
    drawn = []
    for piece, (x, y) in zip(pieces, points, strict=True):
        width = measure_text(piece.name, NAME_SIZE)
        label = (x - width / 2, y - NAME_SIZE * 0.7, x + width / 2, y + NAME_SIZE * 0.7)
        if label[0] < 2 or label[2] > SHEET.width - 2 or label[1] < 2 or label[3] > SHEET.height - 2:
            continue
        if overlaps_any(label, taken):
            continue
        taken.append(label)
        drawn.append(build_text(piece.name, float(x), float(y) + NAME_SIZE * 0.35, NAME_SIZE, fill=INK))
    return build_label_group(drawn)
