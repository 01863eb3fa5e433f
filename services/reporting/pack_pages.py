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
# Rows that stand below a figure of this height in millimetres; with more the figure gives way, then the table is cut.
FIGURE_HEIGHTS_MM = ((15, 142.0), (22, 112.0), (28, 88.0))
SMALLEST_FIGURE_MM = 78.0
MOST_WHOLE_ROWS = 36  # beyond, rows stand in two columns of rank, name and value
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
#let listing(heads, widths, rows, total) = table(
  columns: widths.map(width => width * 1fr), inset: (x: 3pt, y: 3.1pt), stroke: none,
  fill: (_, y) => if y == 0 {{ rgb("#d9e5ec") }} else if calc.even(y) {{ rgb("#f4f7f8") }},
  table.header(..heads.enumerate().map(((number, head)) => table.cell(
    align: if number == 1 {{ left }} else {{ right }}, text(7pt, weight: 600, head)))),
  ..rows.map(row => cells(row, false)).flatten(),
  ..if total.len() > 0 {{ (table.hline(stroke: 0.6pt), ..cells(total, true)) }})
#for (number, one) in pages.pages.enumerate() {{
  if number > 0 {{ pagebreak() }}
  text(9pt, fill: rgb("#4d5a66"), one.place)
  v(-4pt)
  text(15pt, weight: 700, one.question)
  v(-5pt)
  text(10pt, one.answer)
  v(-2pt)
  image(one.figure, width: 100%, alt: one.place + ": " + one.question)
  v(-4pt)
  if one.halves.len() == 1 {{
    listing(one.heads, one.widths, one.halves.at(0), one.total)
  }} else {{
    grid(columns: (1fr, 1fr), gutter: 6mm,
      listing(one.heads, one.widths, one.halves.at(0), ()), listing(one.heads, one.widths, one.halves.at(1), one.total))
  }}
  v(1fr)
  text(7pt, fill: rgb("#4d5a66"), one.notes)
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
    return render_figure(taken.view, taken.geometry, taken.lang, "", taken.overlay, sheet=sheet, is_picture=True)


def _build_page(taken: TakenView, figure: str) -> dict[str, Any]:
    rows = taken.table.list_ranked() + [row for row in taken.table.rows if not row.rank]
    is_whole = len(rows) <= MOST_WHOLE_ROWS
    heads, widths = _list_heads(taken, is_whole=is_whole)
    written = [_write_row(row, taken, is_whole=is_whole) for row in rows]
    half = -(-len(written) // 2)
    total = _write_row(taken.table.total, taken, is_whole=is_whole)
    return {
        "place": taken.texts.place,
        "question": taken.texts.question,
        "answer": taken.texts.answer,
        "figure": figure,
        "heads": heads,
        "widths": widths,
        "halves": [written] if is_whole else [written[:half], written[half:]],
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
