"""Parts of a slide: title, text, table, in one typeface that every office machine has."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from services.reporting.svg import measure_text
from services.reporting.table_cell import Cell as Cell

SLIDE_WIDTH, SLIDE_HEIGHT = 13.333, 7.5  # inches
MARGIN, BODY_TOP = 0.5, 1.75
# Our own typeface is on no office machine; this one is, and holds all Vietnamese letters.
FONT = "Arial"
INK, HEAD_FILL, LINE_FILL, WHITE = "1D2733", "D9E5EC", "F4F7F8", "FFFFFF"
ROW_HEIGHT = 0.335  # inches
TITLE_SIZE, LONG_TITLE = 26, 62  # points; letters beyond which the title takes smaller ones
CELL_SIZE, HEAD_SIZE, LEAST_SIZE = 12.0, 11.0, 8.0  # points
CELL_MARGIN = 0.06  # inches
POINTS_PER_INCH = 72
WIDER = 1.12  # than our typeface measures: bold letters of another one, at most

Area = tuple[float, float, float, float]  # left, top, width, height in inches


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


def add_line(page: Any, text: str, area: Area, size: float) -> None:
    """Add a bold text that stays in one line: a longer one takes smaller letters, no word lies over what follows."""
    add_text(page, text, area, fit_size([text], area[2], size), is_bold=True)


def fit_size(texts: Sequence[str], width: float, size: float) -> float:
    """Return the size in points, ``size`` at most, in which each of these texts is one line of so many inches."""
    longest = max((measure_text(text, 1.0) * WIDER for text in texts), default=0.0)
    return size if not longest else max(LEAST_SIZE, min(size, floor(2 * width * POINTS_PER_INCH / longest) / 2))


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
    sizes = _fit_cells(rows, [width * share for share in shares])
    for number, row in enumerate(rows):
        table.rows[number].height = Inches(ROW_HEIGHT)
        for column, cell in enumerate(row):
            fill = HEAD_FILL if number == 0 else (LINE_FILL if number % 2 == 0 else WHITE)
            size = LEAST_SIZE if cell.is_small else sizes[number > 0]
            _fill_cell(table.cell(number, column), cell, fill, size, is_head=number == 0)


def _fit_cells(rows: Sequence[Sequence[Cell]], widths: Sequence[float]) -> tuple[float, float]:
    """Return the sizes of the head, whose words are not parted, and of the rows, whose numbers are not."""
    rooms = [width - 2 * CELL_MARGIN for width in widths]
    head = min(fit_size(cell.text.split(), room, HEAD_SIZE) for cell, room in zip(rows[0], rooms, strict=True))
    numbers = [
        fit_size([cell.text], room, CELL_SIZE)
        for row in rows[1:]
        for cell, room in zip(row, rooms, strict=True)
        if cell.is_number and cell.text[-1:].isdigit()
    ]
    return head, min(numbers, default=CELL_SIZE)


def _fill_cell(target: Any, cell: Cell, fill: str, size: float, *, is_head: bool) -> None:
    target.fill.solid()
    target.fill.fore_color.rgb = RGBColor.from_string(fill)
    target.vertical_anchor = MSO_ANCHOR.MIDDLE
    target.margin_top = target.margin_bottom = Inches(0.02)
    target.margin_left = target.margin_right = Inches(CELL_MARGIN)
    paragraph = target.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if cell.is_number else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = cell.text
    _set_font(run.font, size, is_bold=is_head or cell.is_strong, color=INK)


def _set_font(font: Any, size: float, *, is_bold: bool, color: str) -> None:
    font.name, font.size, font.bold = FONT, Pt(round(2 * size) / 2), is_bold
    font.color.rgb = RGBColor.from_string(color)


def _strip_margins(frame: Any) -> None:
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
