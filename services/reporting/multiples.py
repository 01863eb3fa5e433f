"""Small multiples: the same question of up to twelve dates or areas, one scale of colour, on one A4 sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np

from geodata.errors import Bilingual
from services.coverage.view import View
from services.measures.wording import build_legend_sentence
from services.reporting.figure_frame import PATH_STEP, Box
from services.reporting.figure_geometry import FigureGeometry
from services.reporting.figure_looks import MAP_SUFFIX, build_patterns
from services.reporting.figure_scale import SCALE_HEIGHT, build_scale_bar, render_scale
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
SCALE_WIDTH = 210.0  # north arrow and the longest bar with its words
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
    false where the same areas stand in several panels: a count of them would say nothing. ``answer`` stands beside
    the place.
    """

    place: str
    question: str
    panels: tuple[Panel, ...]
    legends: tuple[View, ...]
    counts_areas: bool
    notes: tuple[str, ...]
    answer: str = ""


@dataclass(frozen=True)
class Page:
    """What the panels are set on; without ``has_texts`` panels and legend alone, for a slide that has its own."""

    box: Box = SHEET
    has_texts: bool = True

    @property
    def inner(self) -> Box:
        """What lies between the margins."""
        margin = MARGIN if self.has_texts else MARGIN / 4
        return Box(margin, margin / 2, self.box.width - 2 * margin, self.box.height - margin)


A4 = Page()


def render_multiples(sheet: Multiples, geometry: FigureGeometry, lang: str, page: Page = A4) -> str:
    """Return the sheet as an SVG document without outside links, scripts or style, in ``lang``."""
    inner, said = page.inner, " · ".join(sheet.notes) if page.has_texts else ""
    notes = wrap_text(said, inner.width, NOTE_SIZE)[:MOST_NOTE_LINES]
    foot = inner.y + inner.height - len(notes) * NOTE_SIZE * 1.4
    maps = [PanelMap(panel.view, geometry) for panel in sheet.panels]
    has_scale = len({one.bounds for one in maps}) == 1
    strips = _build_strips(sheet, lang, inner, SCALE_WIDTH if has_scale else 0.0)
    legend_height = max([strip.height for strip in strips] + ([SCALE_HEIGHT] if has_scale else []))
    legend_top, top = foot - legend_height - 8, HEAD_HEIGHT if page.has_texts else inner.y
    room = Box(inner.x, top, inner.width, legend_top - 10 - top)
    boxes, head = _arrange(room, sheet.panels, float(np.median([measure_aspect(one) for one in maps])))
    scale_box = Box(inner.x + inner.width - SCALE_WIDTH + GUTTER, legend_top, SCALE_WIDTH, legend_height)
    body = [
        f"<title>{escape(f'{sheet.place}: {sheet.question}')}</title>",
        build_element("defs", build_patterns() + build_patterns(MAP_SUFFIX, 1 / PATH_STEP)),
        build_rect(page.box, fill="#ffffff"),
        _render_head(sheet, inner) if page.has_texts else "",
        *_render_panels(sheet.panels, maps, boxes, head),
        *(strip.render(legend_top) for strip in strips),
        _render_scale(maps[0], boxes[0], head, scale_box, lang) if has_scale else "",
        build_lines(notes, inner.x, foot + NOTE_SIZE, NOTE_SIZE, fill=MUTED)[0],
    ]
    role = "group" if any(panel.url for panel in sheet.panels) else "img"  # nothing within a picture can be reached
    return build_element(
        "svg", "".join(body), xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {page.box.width:g} {page.box.height:g}", role=role, lang=lang, font_family=FONT,
    )  # fmt: skip


def _render_head(sheet: Multiples, inner: Box) -> str:
    size = 21 * min(1.0, inner.width / max(measure_text(sheet.question, 21), 1.0))
    said = f"{sheet.place} · {sheet.answer}" if sheet.answer else sheet.place
    smaller = min(1.0, inner.width / max(measure_text(said, 15), 1.0))
    place = build_text(said, inner.x, 30, 15 * smaller, fill=MUTED)
    return place + build_text(sheet.question, inner.x, 57, size, font_weight=700)


def _render_panels(
    panels: Sequence[Panel], maps: Sequence[PanelMap], boxes: Sequence[Box], head: float
) -> Iterator[str]:
    is_long = all(_has_room(panel, box.width, head) for panel, box in zip(panels, boxes, strict=True))
    for panel, drawing, box in zip(panels, maps, boxes, strict=True):
        yield _render_panel(panel, drawing, box, head, is_long)


def _render_scale(drawing: PanelMap, box: Box, head: float, room: Box, lang: str) -> str:
    """Return north arrow and scale bar, which hold for every panel: all show the same place."""
    frame = drawing.build_frame(Box(box.x, box.y + head, box.width, box.height - head))
    return render_scale(build_scale_bar(frame, drawing.bounds), room, lang)


def _build_strips(sheet: Multiples, lang: str, inner: Box, kept: float) -> list[LegendStrip]:
    """Return the legend, side by side where each panel has its own; ``kept`` is left free on the right."""
    number = len(sheet.legends)
    width = (inner.width - kept - (number - 1) * GUTTER) / number
    views = [panel.view for panel in sheet.panels]
    drawn = [views] if number == 1 else [[view] for view in views]
    is_counted = sheet.counts_areas or number > 1
    return [
        build_legend_strip(
            LegendSource(legend, tuple(views), _say_legend(sheet, legend, lang), is_counted),
            inner.x + at * (width + GUTTER), width, lang,
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
    size = TITLE_SIZE * min(1.0, box.width / max(measure_text(panel.title, TITLE_SIZE), 1.0))
    title = build_text(panel.title, box.x, box.y + TITLE_SIZE, size, font_weight=600)
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
