"""Areas that are marked on a figure: picked communes, by outline and mark, never by colour."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from geodata.dissolving import build_label_points
from geodata.errors import Bilingual
from services.reporting.figure_frame import PATH_STEP, Box
from services.reporting.figure_part import MapPart
from services.reporting.svg import build_element, build_rect

INK, CASING = "#14191e", "#ffffff"
MARK_SIZE = 5.0
PICKED = Bilingual("Xã được chọn", "Picked commune")


@dataclass(frozen=True)
class FigureMarks:
    """The codes of the marked areas, and what the legend calls them."""

    codes: frozenset[str]
    label: Bilingual = PICKED


def render_marked(part: MapPart, marks: FigureMarks) -> str:
    """Return outline and mark of each marked area of a drawing."""
    outlines = part.outlines
    paths = part.build_paths(outlines, part.view.request.level)
    marked = [place for place, code in enumerate(outlines.codes) if str(code) in marks.codes]
    if not marked:
        return ""
    line = "".join(paths[place] for place in marked)
    drawn = "".join(
        build_element("path", d=line, stroke=ink, stroke_width=width / PATH_STEP)
        for width, ink in ((3.6, CASING), (1.9, INK))
    )
    borders = build_element("g", drawn, transform=f"scale({PATH_STEP})", fill="none", stroke_linejoin="round")
    sheet = shapely.transform(outlines.geometry[marked], part.frame.project)
    points = build_label_points(sheet[~shapely.is_empty(sheet)])
    return borders + "".join(render_mark(float(x), float(y)) for x, y in points)


def render_mark(x: float, y: float, size: float = MARK_SIZE) -> str:
    """Return the mark of a picked area: a dark diamond on white."""
    path = f"M{x:.1f} {y - size:.1f}L{x + size:.1f} {y:.1f}L{x:.1f} {y + size:.1f}L{x - size:.1f} {y:.1f}Z"
    return build_element("path", d=path, fill=INK, stroke=CASING, stroke_width=1.4)


def render_marks_swatch(box: Box) -> str:
    """Return what the legend shows: an outlined area with its mark."""
    middle = (box.x + box.width / 2, box.y + box.height / 2)
    return build_rect(box, fill=CASING, stroke=INK, stroke_width=1.6) + render_mark(*middle)
