"""The annex as PDF, its texts and the letters of its map as text."""

from __future__ import annotations

from typing import Any

import orjson

from services.reporting.annex import ATTACHED, HEADING, ILLUSTRATIVE, KIND, PLACE_AND_DATE, Annex
from services.reporting.annex_content import AnnexTable, Section, build_sections
from services.reporting.pictures import PrintFonts, set_document
from services.reporting.svg import FONT_FAMILY

DOCUMENT = f"""
#let annex = json("annex.json")
#set document(title: annex.name, date: none)
#set page(paper: "a4", margin: (left: 25mm, right: 15mm, top: 18mm, bottom: 16mm),
  header: align(center, text(8pt, context counter(page).display("1"))),
  footer: align(right, text(7pt, annex.fingerprint)))
#set text(font: "{FONT_FAMILY}", lang: annex.lang, size: 9.5pt, fill: rgb("#14191e"))
#set par(leading: 0.62em, spacing: 0.8em)
#align(center)[
  #text(13pt, weight: 700, annex.kind)

  #text(12pt, weight: 700, upper(annex.heading))

  #text(11pt, weight: 600, annex.name)

  #annex.question

  #emph(annex.attached)
]
#if annex.warning != "" {{ align(center, box(stroke: 0.8pt, inset: 5pt, text(weight: 700, annex.warning))) }}
#for part in annex.parts {{
  block(above: 1.3em, below: 0.7em, sticky: true, text(10.5pt, weight: 700, part.head))
  for line in part.lines {{ par(line) }}
  if part.has_map {{ image("map.svg", width: 100%, alt: annex.question) }}
  if part.table != none {{
    let shown = part.table
    table(columns: shown.widths.map(width => width * 1fr), inset: 3.5pt, stroke: 0.4pt + rgb("#8a959e"),
      table.header(..shown.heads.map(head => text(7.5pt, weight: 600, head))),
      ..shown.rows.map(row => row.map(cell => table.cell(
        align: if cell.is_number {{ right }} else if cell.is_place {{ center }} else {{ left }},
        text(7.5pt, weight: if cell.is_bold {{ 700 }} else {{ 400 }}, cell.text)))).flatten())
  }}
}}
#block(above: 2em, breakable: false, width: 100%)[
  #align(right, emph(annex.place_and_date))
  #grid(columns: (1fr, 1fr), align: center, ..annex.signatures.map(one => [
    #text(weight: 700, one.at(0)) \\
    #emph(one.at(1))
    #v(14mm)
    #text(8pt, one.at(2))
  ]))
]
"""


def build_annex_pdf(annex: Annex, fonts: PrintFonts) -> bytes:
    """Return the annex as PDF, ready to be attached."""
    lang = annex.lang
    texts = {
        "lang": lang,
        "kind": KIND.in_language(lang),
        "heading": HEADING.in_language(lang),
        "name": annex.name,
        "question": annex.question,
        "attached": ATTACHED.in_language(lang),
        "warning": ILLUSTRATIVE.in_language(lang) if annex.document["is_illustrative"] else "",
        "parts": [_describe_section(one) for one in build_sections(annex, is_wide=False)],
        "place_and_date": PLACE_AND_DATE.in_language(lang),
        "signatures": annex.signatures,
        "fingerprint": annex.document["fingerprint"],
    }
    files = {"main": DOCUMENT.encode(), "annex.json": orjson.dumps(texts), "map.svg": annex.svg.encode()}
    return set_document(files, fonts, {})


def _describe_section(section: Section) -> dict[str, Any]:
    table = None if section.table is None else _describe_table(section.table)
    return {"head": section.head, "lines": section.lines, "has_map": section.has_map, "table": table}


def _describe_table(table: AnnexTable) -> dict[str, Any]:
    last = len(table.rows) - 1
    return {
        "heads": [column.head for column in table.columns],
        "widths": [column.width for column in table.columns],
        "rows": [
            [
                {
                    "text": cell.text,
                    "is_place": column == 0,
                    "is_number": cell.number is not None and column > 0,
                    "is_bold": table.has_total and place == last,
                }
                for column, cell in enumerate(row)
            ]
            for place, row in enumerate(table.rows)
        ],
    }
