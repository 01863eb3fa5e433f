"""Slides of views: native title, answer, table and chart, which stay editable, beside the picture of the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.util import Inches

from services.coverage.profile import SeriesPoint
from services.reporting.briefing import build_briefing
from services.reporting.figure import render_figure
from services.reporting.figure_frame import Box
from services.reporting.figure_sheets import build_sheet
from services.reporting.multiples import Page
from services.reporting.pictures import PrintFonts, render_png
from services.reporting.slide_charts import add_series_chart, add_series_table, name_series
from services.reporting.slide_parts import (
    BODY_TOP,
    MARGIN,
    SLIDE_HEIGHT,
    SLIDE_WIDTH,
    add_line,
    add_table,
    add_text,
    give_fonts,
    set_title,
)  # fmt: skip
from services.reporting.slide_tables import build_area_cells
from services.reporting.taken_sheet import TakenSheet
from services.reporting.taken_view import TakenView

TITLE_ONLY = 5  # number of the layout of the default template that has a title and nothing else
PICTURE_WIDTH, PICTURE_HEIGHT, BESIDE_NOTE = 8.3, 5.15, 4.65  # inches; the last is the height above a note
PICTURE_UNITS = 700.0  # sheet units across the picture: the legend's letters come out at 11 points
SHEET_WIDTH, SHEET_UNITS, BESIDE = 7.7, 740.0, 0.15  # of several maps, whose table is wider; letters of 9 points
DOTS_PER_INCH = 200
TABLE_LEFT, TABLE_WIDTH = 9.0, 3.85
CHART_WIDTH, SERIES_LEFT, SERIES_WIDTH = 7.5, 8.15, 4.7
AREA_SHARES = (0.2, 0.5, 0.3)  # the first holds «Hạng» in one line in whatever typeface stands in for Arial
NOTE_TOP, FOOT_TOP = 6.47, 6.98


@dataclass(frozen=True)
class Slide:
    """One slide: the map of a view with its table, or the chart of a series where ``series`` has points.

    ``title`` stands in place of the question, ``note`` below the picture.
    """

    taken: TakenView
    title: str = ""
    note: str = ""
    series: tuple[SeriesPoint, ...] = field(default=())


@dataclass(frozen=True)
class SheetSlide:
    """One slide of several maps on one sheet with their table; ``title`` and ``note`` as of a ``Slide``."""

    taken: TakenSheet
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class _Texts:
    """What stands on a slide beside picture and table."""

    title: str
    where: str
    answer: str
    note: str
    foot: str
    speech: str


def build_slides(slides: Sequence[Slide | SheetSlide], fonts: PrintFonts, title: str) -> bytes:
    """Return a PPTX with these slides, 16:9; ``title`` is that of the file."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(SLIDE_WIDTH), Inches(SLIDE_HEIGHT)
    give_fonts(deck)
    deck.core_properties.title = title
    deck.core_properties.author = "Bao Phủ"
    for slide in slides:
        page = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
        height = BESIDE_NOTE if slide.note else PICTURE_HEIGHT
        if isinstance(slide, SheetSlide):
            _fill_sheet_slide(page, slide, fonts, height)
        else:
            _fill_slide(page, slide, fonts, height)
    content = BytesIO()
    deck.save(content)
    return content.getvalue()


def _fill_slide(page: Any, slide: Slide, fonts: PrintFonts, height: float) -> None:
    taken = slide.taken
    question = name_series(taken) if slide.series else taken.texts.question
    where = f"{taken.texts.place} · {question}" if slide.title else taken.texts.place
    speech = _build_speech(slide)
    notes = taken.series_notes if slide.series else taken.notes
    _add_texts(page, _Texts(slide.title or question, where, taken.texts.answer, slide.note, notes, speech))
    if slide.series:
        add_series_chart(page, slide.series, taken, (MARGIN, BODY_TOP, CHART_WIDTH, height))
        add_series_table(page, slide.series, taken, (SERIES_LEFT, BODY_TOP, SERIES_WIDTH))
    else:
        _add_view(page, taken, fonts, height)
        add_table(page, build_area_cells(taken), (TABLE_LEFT, BODY_TOP, TABLE_WIDTH), AREA_SHARES)


def _fill_sheet_slide(page: Any, slide: SheetSlide, fonts: PrintFonts, height: float) -> None:
    taken, sheet = slide.taken, slide.taken.sheet
    where = f"{sheet.place} · {sheet.question}" if slide.title else sheet.place
    speech = "\n".join(filter(None, [slide.note, taken.answer, taken.legend, taken.notes, taken.address]))
    _add_texts(page, _Texts(slide.title or sheet.question, where, taken.answer, slide.note, taken.notes, speech))
    box = Box(0, 0, SHEET_UNITS, SHEET_UNITS * height / SHEET_WIDTH)
    described = f"{taken.title}. {taken.answer}. {taken.legend}"
    _add_picture(page, taken.render(Page(box, has_texts=False)), fonts, (SHEET_WIDTH, height), described)
    left = MARGIN + SHEET_WIDTH + BESIDE
    add_table(page, taken.cells, (left, BODY_TOP, SLIDE_WIDTH - MARGIN - left), taken.shares)


def _add_texts(page: Any, texts: _Texts) -> None:
    width = SLIDE_WIDTH - 2 * MARGIN
    set_title(page, texts.title)
    add_text(page, texts.where, (MARGIN, 0.95, width, 0.35), 14, color="4D5A66")
    add_line(page, texts.answer, (MARGIN, 1.25, width, 0.45), 18)
    if texts.note:
        add_text(page, texts.note, (MARGIN, NOTE_TOP, width, 0.5), 13)
    add_text(page, texts.foot, (MARGIN, FOOT_TOP, width, 0.4), 8, color="4D5A66")
    page.notes_slide.notes_text_frame.text = texts.speech


def _add_view(page: Any, taken: TakenView, fonts: PrintFonts, height: float) -> None:
    sheet = build_sheet(PICTURE_UNITS, PICTURE_UNITS * height / PICTURE_WIDTH, has_texts=False)
    svg = render_figure(
        taken.view,
        taken.geometry,
        taken.lang,
        "",
        taken.overlay,
        sheet=sheet,
        is_picture=True,
        marks=taken.marks,
    )
    described = f"{taken.texts.place}: {taken.texts.question}. {taken.texts.answer}. {taken.legend}"
    _add_picture(page, svg, fonts, (PICTURE_WIDTH, height), described)


def _add_picture(page: Any, svg: str, fonts: PrintFonts, size: tuple[float, float], described: str) -> None:
    content = BytesIO(render_png(svg, fonts, round(size[0] * DOTS_PER_INCH)))
    width, height = (Inches(one) for one in size)
    picture = page.shapes.add_picture(content, Inches(MARGIN), Inches(BODY_TOP), width, height)
    picture._element.nvPicPr.cNvPr.set("descr", described)


def _build_speech(slide: Slide) -> str:
    """Return what the speaker finds below the slide: note, briefing, what the colours say, definition, address."""
    taken = slide.taken
    definition = taken.view.definition
    meaning = f"{definition.label.in_language(taken.lang)}: {definition.definition.in_language(taken.lang)}"
    lines = [slide.note, *_list_briefing(taken), taken.legend, meaning, taken.notes, f"/map?{taken.address}"]
    return "\n".join(filter(None, lines))


def _list_briefing(taken: TakenView) -> list[str]:
    """Return the paragraphs that a report would open with, to be read out."""
    asked = taken.view.request
    if asked.as_of is None:
        return []
    briefing = build_briefing(taken.snapshot, asked.vintage_id, asked.within, (asked.scheme,), asked.as_of)
    return [paragraph.in_language(taken.lang) for paragraph in briefing.paragraphs]
