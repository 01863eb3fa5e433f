"""The pages of a pack: the figure of a unit above the table of its areas, set by Typst on standing A4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from geodata.errors import Bilingual
from services.measures.wording import format_count
from services.reporting.figure import render_figure
from services.reporting.figure_sheets import build_sheet
from services.reporting.pictures import PrintFonts, set_document
from services.reporting.report_table import CHANGE_LABEL, GAP_LABEL, ReportRow, write_people
from services.reporting.svg import FONT_FAMILY
from services.reporting.taken_view import TakenView

PAGE_WIDTH_MM = 188.0  # between the margins
SHEET_WIDTH = 860.0  # sheet units across it: the legend's letters come out at 8 points
# Rows that stand below a figure of this height in millimetres; with more the figure gives way, then the type.
FIGURE_HEIGHTS_MM = ((15, 142.0), (22, 112.0), (28, 88.0), (180, 78.0))
SMALLEST_FIGURE_MM = 66.0
MOST_WHOLE_ROWS = 32  # beyond, rows stand beside each other as rank, name and value
# Columns beside each other, size of type and space above and below a row in points: the first that fits is taken.
WHOLE_SETTINGS = ((1, 8.0, 3.1), (1, 8.0, 2.4), (1, 7.5, 1.9))
SHORT_SETTINGS = (
    (2, 8.0, 2.8),
    (3, 7.5, 2.4),
    (3, 7.0, 1.9),
    (4, 6.5, 1.7),
    (4, 6.0, 1.3),
    (5, 5.5, 1.1),
    (6, 5.0, 0.9),
)
RANK, AREA = Bilingual("Hạng", "Rank"), Bilingual("Địa bàn", "Area")
PAGE = Bilingual("Trang", "Page")

DOCUMENT = f"""
#let pages = json("pages.json")
#set document(title: pages.title, date: none)
#set page(paper: "a4", margin: (x: 11mm, top: 10mm, bottom: 12mm),
  footer: context align(right, text(7pt, fill: rgb("#4d5a66"))[#pages.page #counter(page).display("1/1", both: true)]))
#set text(font: "{FONT_FAMILY}", lang: pages.lang, size: 8pt, fill: rgb("#1d2733"))
#let cells(row, heavy) = row.enumerate().map(((number, content)) => table.cell(
  align: if number == 1 {{ left }} else {{ right }},
  if heavy {{ text(weight: 600, content) }} else {{ content }}))
#let listing(one, rows, total, space) = table(
  columns: one.widths.map(width => width * 1fr), inset: (x: 3pt, y: space), stroke: none,
  fill: (_, y) => if y == 0 {{ rgb("#d9e5ec") }} else if calc.even(y) {{ rgb("#f4f7f8") }},
  table.header(..one.heads.enumerate().map(((number, head)) => table.cell(
    align: (if number == 1 {{ left }} else {{ right }}) + bottom, text(0.9em, weight: 600, head)))),
  ..rows.map(row => cells(row, false)).flatten(),
  ..if total.len() > 0 {{ (table.hline(stroke: 0.6pt), ..cells(total, true)) }})
#let arrange(one, setting) = {{
  let (columns, size, space) = setting
  let part = calc.max(1, calc.ceil(one.rows.len() / columns))
  let parts = one.rows.chunks(part)
  set text(size * 1pt)
  grid(columns: (1fr,) * columns, column-gutter: 5mm, ..parts.enumerate().map(((number, rows)) =>
    listing(one, rows, if number == parts.len() - 1 {{ one.total }} else {{ () }}, space * 1pt)))
}}
// A page each: of the settings the first whose table fits into what is left; beyond the smallest it is drawn smaller.
#let fit(one, room) = {{
  let height(content) = measure(block(width: room.width, content)).height
  for setting in one.settings {{
    let set-so = arrange(one, setting)
    if height(set-so) <= room.height {{ return set-so }}
  }}
  let last = arrange(one, one.settings.last())
  scale(room.height / height(last) * 100%, origin: top + left, reflow: true, block(width: room.width, last))
}}
#for (number, one) in pages.pages.enumerate() {{
  if number > 0 {{ pagebreak() }}
  block(height: 100%, grid(rows: (auto, auto, 1fr, auto), columns: 100%, row-gutter: (4mm, 3.5mm, 3mm),
    stack(spacing: 3mm,
      text(9pt, fill: rgb("#4d5a66"), one.place),
      text(15pt, weight: 700, one.question),
      text(10pt, one.answer)),
    image(one.figure, width: 100%, alt: one.place + ": " + one.question),
    layout(room => fit(one, room)),
    text(7pt, fill: rgb("#4d5a66"), one.notes)))
}}
"""


def set_pages(taken: Sequence[TakenView], figures: Sequence[str], fonts: PrintFonts, title: str) -> bytes:
    """Return a PDF with a page for each view; ``figures`` are what ``draw_page_figure`` gave for each."""
    lang = taken[0].lang
    pages = [_build_page(one, f"{number}.svg") for number, one in enumerate(taken)]
    texts = {"title": title, "lang": lang, "page": PAGE.in_language(lang), "pages": pages}
    files = {f"{number}.svg": figure.encode() for number, figure in enumerate(figures)}
    return set_document({"main": DOCUMENT.encode(), "pages.json": orjson.dumps(texts), **files}, fonts, {})


def draw_page_figure(taken: TakenView) -> str:
    """Return map and legend of a view, as high as its table leaves room."""
    rows = len(taken.table.rows)
    fitting = [height for most, height in FIGURE_HEIGHTS_MM if rows <= most]
    height = fitting[0] if fitting else SMALLEST_FIGURE_MM
    sheet = build_sheet(SHEET_WIDTH, SHEET_WIDTH * height / PAGE_WIDTH_MM, has_texts=False)
    return render_figure(
        taken.view,
        taken.geometry,
        taken.lang,
        "",
        taken.overlay,
        sheet=sheet,
        is_picture=True,
        marks=taken.marks,
    )


def _build_page(taken: TakenView, figure: str) -> dict[str, Any]:
    rows = taken.table.list_ranked() + [row for row in taken.table.rows if not row.rank]
    is_whole = len(rows) <= MOST_WHOLE_ROWS
    heads, widths = _list_heads(taken, is_whole=is_whole)
    written = [_write_row(row, taken, is_whole=is_whole) for row in rows]
    total = _write_row(taken.table.total, taken, is_whole=is_whole)
    return {
        "place": taken.texts.place,
        "question": taken.texts.question,
        "answer": taken.texts.answer,
        "figure": figure,
        "heads": heads,
        "widths": widths,
        "rows": written,
        "settings": WHOLE_SETTINGS if is_whole else SHORT_SETTINGS,
        "total": total,
        "notes": taken.notes,
    }


def _list_heads(taken: TakenView, *, is_whole: bool) -> tuple[list[str], list[float]]:
    table, lang = taken.table, taken.lang
    heads = [RANK, AREA, table.definition.label]
    if not is_whole:
        return [one.in_language(lang) for one in heads], [1, 4.4, 2.4]
    heads += [table.numerator_label, table.denominator_label, GAP_LABEL, CHANGE_LABEL]
    return [one.in_language(lang) for one in heads], [1, 4, 2.2, 2, 2, 2, 2]


def _write_row(row: ReportRow, taken: TakenView, *, is_whole: bool) -> list[str]:
    lang = taken.lang
    rank = format_count(row.rank, lang) if row.rank else ""
    written = [rank, row.name, row.write_value(taken.table.definition, lang)]
    if is_whole:
        written += [write_people(one, lang) for one in (row.numerator, row.denominator, row.gap)]
        written.append(write_people(row.change, lang, is_signed=True))
    return written
