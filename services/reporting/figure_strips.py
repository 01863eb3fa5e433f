"""The parts of a sheet around its map, apart from one another: each stands in a strip of its own of a picture."""

from __future__ import annotations

from dataclasses import dataclass

from services.reporting.figure import build_figure_texts, find_scale_box, render_foot, render_frame, render_head
from services.reporting.figure_legend import render_legend_in
from services.reporting.figure_looks import build_patterns
from services.reporting.figure_map import MapPlan
from services.reporting.figure_marks import FigureMarks
from services.reporting.figure_overlay import FigureOverlay
from services.reporting.figure_scale import build_scale_bar, render_scale
from services.reporting.figure_sheets import Sheet
from services.reporting.svg import build_element, build_rect


@dataclass(frozen=True)
class SheetPieces:
    """Ground with the frame of the map, head, legend with scale, and foot; each as SVG in the units of the sheet."""

    ground: str
    head: str
    legend: str
    foot: str


def build_pieces(
    plan: MapPlan,
    sheet: Sheet,
    answer: str | None,
    overlay: FigureOverlay | None = None,
    marks: FigureMarks | None = None,
) -> SheetPieces:
    """Return what ``figure.render_sheet`` puts around a map."""
    view, lang = plan.part.view, plan.part.lang
    texts = build_figure_texts(view, lang, answer)
    scale = render_scale(build_scale_bar(plan.part.frame, plan.part.bounds), find_scale_box(sheet), lang)
    legend = render_legend_in(view, lang, sheet.legend, sheet.columns, overlay, marks)
    return SheetPieces(
        ground=build_rect(sheet.box, fill="#ffffff") + render_frame(sheet),
        head=render_head(texts, sheet) if sheet.has_texts else "",
        legend=build_element("defs", build_patterns()) + legend + scale,
        foot=render_foot(view, lang, sheet) if sheet.has_texts else "",
    )
