"""The picture of a map that is drawn whole by resvg: the map and the strips around it, each cut from the sheet.

As one document the map would need a clip, which costs resvg a fourth of the time. Strips are kept for other views.
"""

from __future__ import annotations

from services.reporting.figure import render_frame
from services.reporting.figure_frame import PATH_STEP
from services.reporting.figure_looks import MAP_SUFFIX, build_patterns
from services.reporting.figure_map import MapPlan, render_plan
from services.reporting.figure_marks import FigureMarks
from services.reporting.figure_overlay import FigureOverlay
from services.reporting.figure_raster import Canvas, list_strips
from services.reporting.figure_strips import build_pieces
from services.reporting.picture_process import PROCESS
from services.reporting.raster.picture import CutPicture
from services.reporting.svg import build_element


def render_cut_png(
    plan: MapPlan, canvas: Canvas, answer: str | None, overlay: FigureOverlay | None, marks: FigureMarks | None
) -> bytes:
    """Return the figure as PNG."""
    # Marks of islets stand in the units of the sheet, areas in those of their paths: each has its patterns.
    patterns = build_element("defs", build_patterns() + build_patterns(MAP_SUFFIX, 1 / PATH_STEP))
    drawn = patterns + render_plan(plan, overlay, marks) + render_frame(canvas.sheet)
    strips = list_strips(build_pieces(plan, canvas.sheet, answer, overlay, marks), canvas)
    return PROCESS.draw(CutPicture(canvas.pixels, canvas.crop[:2], strips, canvas.cut(drawn, canvas.crop)))
