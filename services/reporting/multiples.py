"""Small multiples: the same question of up to twelve dates or areas, one scale of colour, on one A4 sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np

from geodata.errors import Bilingual
from services.coverage.view import View
from services.measures.wording import build_legend_sentence
from services.reporting.figure_frame import PATH_STEP, Box
from services.reporting.figure_geometry import FigureGeometry
from services.reporting.figure_looks import MAP_SUFFIX, build_patterns
from services.reporting.multiples_legend import LegendSource, LegendStrip, build_legend_strip
from services.reporting.multiples_panel import PanelMap, measure_aspect
from services.reporting.svg import (
    FONT,
    MUTED,
    build_element,
    build_lines,
    build_rect,
    build_text,
    measure_text,
    wrap_text,
)

SHEET = Box(0, 0, 1188, 840)  # A4 landscape, four units a millimetre
MARGIN = 24.0
MOST_PANELS = 12
TITLE_SIZE, ANSWER_SIZE = 13.0, 12.0
GUTTER = 14.0
HEAD_HEIGHT = 74.0
NOTE_SIZE = 11.0
MOST_NOTE_LINES = 3


@dataclass(frozen=True)
class Panel:
    """One small map: its title tells it from the others, its answer is the value of the whole as printed.

    ``url`` is where the panel leads, empty in a file.
    """

    view: View
    title: str
    answer: str
    url: str = ""

    @property
    def short_answer(self) -> str:
        """The value without the counts that it is made of."""
        return self.answer.split(" · ", maxsplit=1)[0]


@dataclass(frozen=True)
class Multiples:
    """Up to ``MOST_PANELS`` panels under one question.

    ``legends`` has one view where all panels share their classes, else the view of each panel. ``counts_areas`` is
    false where the same areas stand in several panels: a count of them would say nothing.
    """

    place: str
    question: str
    panels: tuple[Panel, ...]
    legends: tuple[View, ...]
    counts_areas: bool
    notes: tuple[str, ...]


def render_multiples(sheet: Multiples, geometry: FigureGeometry, lang: str) -> str:
    """Return the sheet as an SVG document without outside links, scripts or style, in ``lang``."""
    notes = wrap_text(" · ".join(sheet.notes), SHEET.width - 2 * MARGIN, NOTE_SIZE)[:MOST_NOTE_LINES]
    foot = SHEET.height - MARGIN / 2 - len(notes) * NOTE_SIZE * 1.4
    strips = _build_strips(sheet, lang)
    legend_top = foot - max(strip.height for strip in strips) - 8
    room = Box(MARGIN, HEAD_HEIGHT, SHEET.width - 2 * MARGIN, legend_top - 10 - HEAD_HEIGHT)
    maps = [PanelMap(panel.view, geometry) for panel in sheet.panels]
    boxes, head = _arrange(room, sheet.panels, float(np.median([measure_aspect(one) for one in maps])))
    is_long = all(_has_room(panel, box.width, head) for panel, box in zip(sheet.panels, boxes, strict=True))
    drawn = [_render_panel(*one, head, is_long) for one in zip(sheet.panels, maps, boxes, strict=True)]
    body = [
        f"<title>{escape(f'{sheet.place}: {sheet.question}')}</title>",
        build_element("defs", build_patterns() + build_patterns(MAP_SUFFIX, 1 / PATH_STEP)),
        build_rect(SHEET, fill="#ffffff"),
        build_text(sheet.place, MARGIN, 30, 15, fill=MUTED),
        build_text(sheet.question, MARGIN, 57, 21, font_weight=700),
        *drawn,
        *(strip.render(legend_top) for strip in strips),
        build_lines(notes, MARGIN, foot + NOTE_SIZE, NOTE_SIZE, fill=MUTED)[0],
    ]
    return build_element(
        "svg", "".join(body), xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {SHEET.width:g} {SHEET.height:g}",
        role="img", lang=lang, font_family=FONT,
    )  # fmt: skip


def _build_strips(sheet: Multiples, lang: str) -> list[LegendStrip]:
    """Return the legend, side by side where each panel has its own."""
    number = len(sheet.legends)
    width = (SHEET.width - 2 * MARGIN - (number - 1) * GUTTER) / number
    views = [panel.view for panel in sheet.panels]
    drawn = [views] if number == 1 else [[view] for view in views]
    is_counted = sheet.counts_areas or number > 1
    return [
        build_legend_strip(
            LegendSource(legend, tuple(views), _say_legend(sheet, legend, lang), is_counted),
            MARGIN + at * (width + GUTTER), width, lang,
        )
        for at, (legend, views) in enumerate(zip(sheet.legends, drawn, strict=True))
    ]  # fmt: skip


def _say_legend(sheet: Multiples, legend: View, lang: str) -> str:
    """Return the sentence of the legend, without a date where the panels have several."""
    days = {panel.view.request.as_of for panel in sheet.panels}
    if len(sheet.legends) > 1 or len(days) == 1:
        return legend.legend_sentence.in_language(lang)
    request = legend.request
    sentence = build_legend_sentence(legend.definition, request.scheme, legend.level_label, None, None)
    number = len(sheet.panels)
    every = Bilingual(f"Một thang màu cho cả {number} ngày.", f"One scale of colour for all {number} dates.")
    return f"{sentence.in_language(lang)} {every.in_language(lang)}"


def _arrange(room: Box, panels: Sequence[Panel], aspect: float) -> tuple[list[Box], float]:
    """Return the boxes of the panels, in as many columns as make the maps largest, and the height of their heads.

    ``aspect`` is width / height of what is drawn.
    """
    count = len(panels)

    def build(columns: int) -> tuple[float, float, float]:
        rows = -(-count // columns)
        width = (room.width - (columns - 1) * GUTTER) / columns
        return width, (room.height - (rows - 1) * GUTTER) / rows, _measure_head(panels, width)

    def measure(columns: int) -> tuple[float, int]:
        width, height, head = build(columns)
        return round(min(width / aspect, height - head), 3), -columns

    columns = max(range(1, count + 1), key=measure)
    width, height, head = build(columns)
    return [
        Box(room.x + at % columns * (width + GUTTER), room.y + at // columns * (height + GUTTER), width, height)
        for at in range(count)
    ], head


def _measure_head(panels: Sequence[Panel], width: float) -> float:
    """Return the height above the maps: one line where every title has room for its short answer beside it."""
    beside = max(
        measure_text(one.title, TITLE_SIZE) + 10 + measure_text(one.short_answer, ANSWER_SIZE) for one in panels
    )
    return TITLE_SIZE * (1.7 if beside <= width else 3.1)


def _has_room(panel: Panel, width: float, head: float) -> bool:
    """Tell whether the answer with its counts fits beside the title, or under it."""
    title = measure_text(panel.title, TITLE_SIZE) + 10 if head < 2 * TITLE_SIZE else 0
    return measure_text(panel.answer, ANSWER_SIZE) <= width - title


def _render_panel(panel: Panel, drawing: PanelMap, box: Box, head: float, is_long: bool) -> str:
    """Return title, answer and map; the answer stands under the title where ``head`` has two lines.

    ``is_long`` says the counts too: in all panels or in none.
    """
    is_beside = head < 2 * TITLE_SIZE
    answer = panel.answer if is_long else panel.short_answer
    title = build_text(panel.title, box.x, box.y + TITLE_SIZE, TITLE_SIZE, font_weight=600)
    x, y = (box.x + box.width, box.y + TITLE_SIZE) if is_beside else (box.x, box.y + TITLE_SIZE * 2.3)
    said = build_text(
        answer, x, y, ANSWER_SIZE, text_anchor="end" if is_beside else "start", fill=MUTED, font_weight=600
    )
    words = f"<title>{escape(f'{panel.title}: {panel.answer}')}</title>"
    drawn = words + title + said + drawing.render(Box(box.x, box.y + head, box.width, box.height - head))
    return build_element("a", drawn, href=panel.url) if panel.url else build_element("g", drawn)


def list_scale_note(panels: Sequence[Panel]) -> Bilingual:
    """Return what is said of panels of different areas."""
    return Bilingual(
        f"{len(panels)} ô dùng chung một thang màu; mỗi ô có tỷ lệ bản đồ riêng",
        f"{len(panels)} panels share one scale of colour; each has a map scale of its own",
    )
