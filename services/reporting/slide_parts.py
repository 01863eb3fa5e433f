"""Parts of a slide: title, text, table, in one typeface that every office machine has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

SLIDE_WIDTH, SLIDE_HEIGHT = 13.333, 7.5  # inches
MARGIN, BODY_TOP = 0.5, 1.75
# Our own typeface is on no office machine; this one is, and holds all Vietnamese letters.
FONT = "Arial"
INK, HEAD_FILL, LINE_FILL, WHITE = "1D2733", "D9E5EC", "F4F7F8", "FFFFFF"
ROW_HEIGHT = 0.335  # inches
TITLE_SIZE, LONG_TITLE = 26, 62  # points; letters beyond which the title takes smaller ones
MIDDLE_CELL = 0.04

Area = tuple[float, float, float, float]  # left, top, width, height in inches


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its text, and whether it is a number or stands out."""

    text: str
    is_number: bool = False
    is_strong: bool = False


def give_fonts(deck: Any) -> None:
    """Give every text of the deck the one typeface, that of its theme, and the title its place on 16:9."""
    layout = deck.slide_layouts[5]
    for shape in layout.placeholders:
        if shape.placeholder_format.type == 1:  # the title
            shape.left, shape.top = Inches(MARGIN), Inches(0.3)
            shape.width, shape.height = Inches(SLIDE_WIDTH - 2 * MARGIN), Inches(0.65)


def set_title(page: Any, text: str) -> None:
    """Write the title of a slide into its placeholder, so that outline and screen readers find it."""
    frame = page.shapes.title.text_frame
    frame.text = text
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    _strip_margins(frame)
    size = TITLE_SIZE if len(text) <= LONG_TITLE else TITLE_SIZE * LONG_TITLE / len(text)
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            _set_font(run.font, max(size, 16), is_bold=True, color=INK)


def add_text(page: Any, text: str, area: Area, size: float, *, is_bold: bool = False, color: str = INK) -> None:
    """Add a text box."""
    box = page.shapes.add_textbox(*(Inches(number) for number in area))
    frame = box.text_frame
    frame.word_wrap = True
    _strip_margins(frame)
    run = frame.paragraphs[0].add_run()
    run.text = text
    _set_font(run.font, size, is_bold=is_bold, color=color)


def add_table(
    page: Any, rows: Sequence[Sequence[Cell]], area: tuple[float, float, float], shares: Sequence[float]
) -> None:
    """Add a table at (left, top) of this width; the first row is its head, ``shares`` part the width."""
    left, top, width = area
    height = Inches(ROW_HEIGHT * len(rows))
    shape = page.shapes.add_table(len(rows), len(shares), Inches(left), Inches(top), Inches(width), height)
    table = shape.table
    for number, share in enumerate(shares):
        table.columns[number].width = Inches(width * share)
    for number, row in enumerate(rows):
        table.rows[number].height = Inches(ROW_HEIGHT)
        for column, cell in enumerate(row):
            fill = HEAD_FILL if number == 0 else (LINE_FILL if number % 2 == 0 else WHITE)
            _fill_cell(table.cell(number, column), cell, fill, is_head=number == 0)


def _fill_cell(target: Any, cell: Cell, fill: str, *, is_head: bool) -> None:
    target.fill.solid()
    target.fill.fore_color.rgb = RGBColor.from_string(fill)
    target.vertical_anchor = MSO_ANCHOR.MIDDLE
    target.margin_top = target.margin_bottom = Inches(0.02)
    target.margin_left = target.margin_right = Inches(0.06)
    paragraph = target.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if cell.is_number else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = cell.text
    _set_font(run.font, 11 if is_head else 12, is_bold=is_head or cell.is_strong, color=INK)


def _set_font(font: Any, size: float, *, is_bold: bool, color: str) -> None:
    font.name, font.size, font.bold = FONT, Pt(round(size)), is_bold
    font.color.rgb = RGBColor.from_string(color)


def _strip_margins(frame: Any) -> None:
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
