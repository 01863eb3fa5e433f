"""The annex of a decision: criteria, rules, the list with reasons and the map of a saved selection, as XLSX and PDF.

All digits come from the kept document, the one that the API gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import orjson
import xlsxwriter

from geodata.errors import Bilingual
from services.coverage.view import View
from services.measures.wording import format_date
from services.planning.objectives import Objective
from services.planning.plan_words import write_cost, write_gain, write_score
from services.planning.saved_document import find_factor
from services.reporting.figure import render_figure
from services.reporting.figure_geometry import FigureGeometry
from services.reporting.figure_marks import FigureMarks
from services.reporting.figure_sheets import build_sheet
from services.reporting.pictures import PrintFonts, set_document
from services.reporting.svg import FONT_FAMILY
from services.reporting.workbook import OPTIONS

SHEET_SIZE = (860.0, 520.0)
HEADS = (
    Bilingual("STT", "No."),
    Bilingual("Mã xã", "Code"),
    Bilingual("Xã", "Commune"),
    Bilingual("Đơn vị", "Unit"),
    Bilingual("Điểm", "Score"),
    Bilingual("Được", "Gain"),
    Bilingual("Chi phí", "Cost"),
    Bilingual("Được chọn, lần", "Chosen, times"),
    Bilingual("Lý do", "Reasons"),
)
WIDTHS = (5, 9, 26, 26, 9, 16, 10, 12, 80)
DOCUMENT = f"""
#let annex = json("annex.json")
#set document(title: annex.title, date: none)
#set page(paper: "a4", margin: (x: 15mm, top: 14mm, bottom: 16mm),
  footer: context align(right, text(7pt)[#annex.fingerprint · #counter(page).display("1/1", both: true)]))
#set text(font: "{FONT_FAMILY}", lang: annex.lang, size: 9pt, fill: rgb("#1d2733"))
#text(9pt, annex.kind)
#v(-4pt)
#text(15pt, weight: 700, annex.title)
#v(-5pt)
#text(10pt, annex.question)

#for part in annex.parts {{ parbreak(); text(10pt, weight: 600, part.head); for line in part.lines [
  - #line
] }}
#image("map.svg", width: 100%, alt: annex.title)
#table(columns: (auto, 3.2fr, auto, auto, auto, 6fr), inset: 4pt, stroke: 0.4pt + rgb("#9aa5ae"),
  table.header(..annex.heads.map(head => text(8pt, weight: 600, head))),
  ..annex.rows.flatten().map(cell => text(8pt, cell)))
#v(4pt)
#text(8pt, annex.notes)
"""


@dataclass(frozen=True)
class Annex:
    """What an annex is made of: the kept document, its map, who made it, in a language."""

    name: str
    document: Mapping[str, Any]
    view: View
    geometry: FigureGeometry
    lang: str
    created: str
    approved: str

    def say(self, name: str, part: Mapping[str, Any] | None = None) -> str:
        """Return a text of the document in the language of the annex."""
        return str((self.document if part is None else part)[f"{name}_{self.lang}"])

    @property
    def question(self) -> str:
        """Place, scheme, date."""
        day = format_date(date.fromisoformat(self.document["question"]["as_of"]), self.lang)
        return " · ".join([self.document["within_name"], self.say("scheme_label"), day])

    @property
    def objective(self) -> Objective:
        """What was to be gained."""
        return Objective(self.document["question"]["selection"]["objective"])

    def write_gain(self, gain: float) -> str:
        """Return a gain of the document with its unit."""
        return write_gain(gain / find_factor(self.objective), self.objective, self.lang)

    @property
    def svg(self) -> str:
        """The map with the picks."""
        marks = FigureMarks(frozenset(one["area_code"] for one in self.document["picks"]))
        sheet = build_sheet(*SHEET_SIZE, has_texts=False)
        return render_figure(self.view, self.geometry, self.lang, "", sheet=sheet, is_picture=True, marks=marks)


def list_parts(annex: Annex) -> list[tuple[str, list[str]]]:
    """Return criteria, rules and result, each a heading with its lines."""
    document, lang = annex.document, annex.lang
    criteria = [f"{annex.say('label', one)}: {one['weight']}" for one in document["criteria"]]
    rules = [annex.say("label", one) for one in document["rules"]]
    gain, cost = annex.write_gain(document["gain"]), write_cost(document["cost"], lang)
    costs = Bilingual("chi phí", "cost").in_language(lang)
    result = [
        f"{gain} ({annex.say('objective_label')}) · {costs} {cost} · {annex.say('proof')}",
        annex.say("next_best"),
    ]
    for one in document["rule_costs"]:
        if one["cost"] is not None:
            words = Bilingual("không có quy tắc này được thêm", "without this rule, more by").in_language(lang)
            result.append(f"{annex.say('label', one)}: {words} {annex.write_gain(one['cost'])}")
    heads = (
        Bilingual("Tiêu chí và trọng số", "Criteria and weights"),
        Bilingual("Quy tắc", "Rules"),
        Bilingual("Kết quả", "Result"),
    )
    return [(head.in_language(lang), lines) for head, lines in zip(heads, (criteria, rules, result), strict=True)]


def write_row(annex: Annex, number: int, pick: Mapping[str, Any]) -> list[str]:
    """Return a row of the list as printed, a cell for each of ``HEADS``."""
    lang = annex.lang
    count = "–" if pick["chosen_count"] is None else f"{pick['chosen_count']} / {annex.document['tries']}"
    return [
        str(number),
        pick["area_code"],
        pick["name"],
        pick["unit_name"],
        "–" if pick["score_shown"] is None else write_score(pick["score_shown"] / 1000, lang),
        "–" if pick["gain"] is None else annex.write_gain(pick["gain"]),
        "–" if pick["cost"] is None else write_cost(pick["cost"], lang),
        count,
        "; ".join(annex.say("text", one) for one in pick["reasons"]),
    ]


def build_annex_workbook(annex: Annex) -> bytes:
    """Return the annex as XLSX: numbers as numbers, with a sheet of what was asked."""
    lang, content = annex.lang, BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "font_name": "Arial"})
        plain = book.add_format({"text_wrap": True, "valign": "top", "font_name": "Arial"})
        sheet = book.add_worksheet(Bilingual("Danh sách", "List").in_language(lang))
        for row, text in enumerate((annex.name, annex.question, write_notes(annex))):
            sheet.write_string(row, 0, text, book.add_format({"bold": row == 0, "font_name": "Arial"}))
        for column, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(4, column, head.in_language(lang), bold)
        for number, pick in enumerate(annex.document["picks"], start=1):
            _write_pick(sheet, annex, number, pick, plain)
        about = book.add_worksheet(Bilingual("Cách chọn", "How").in_language(lang))
        about.set_column(0, 0, 110)
        lines = [line for head, own in list_parts(annex) for line in (head, *own)]
        for row, line in enumerate(lines):
            about.write_string(row, 0, line, plain)
    return content.getvalue()


def build_annex_pdf(annex: Annex, fonts: PrintFonts) -> bytes:
    """Return the annex as PDF, ready to be attached."""
    kept = (0, 2, 4, 5, 7, 8)
    rows = [write_row(annex, number, pick) for number, pick in enumerate(annex.document["picks"], start=1)]
    for row, pick in zip(rows, annex.document["picks"], strict=True):
        row[2] = f"{pick['name']} ({pick['area_code']}), {pick['unit_name']}"
    texts = {
        "lang": annex.lang,
        "kind": Bilingual("Phụ lục: danh sách xã được chọn", "Annex: picked communes").in_language(annex.lang),
        "title": annex.name,
        "question": annex.question,
        "parts": [{"head": head, "lines": lines} for head, lines in list_parts(annex)],
        "heads": [HEADS[place].in_language(annex.lang) for place in kept],
        "rows": [[row[place] for place in kept] for row in rows],
        "notes": write_notes(annex),
        "fingerprint": annex.document["fingerprint"],
    }
    files = {"main": DOCUMENT.encode(), "annex.json": orjson.dumps(texts), "map.svg": annex.svg.encode()}
    return set_document(files, fonts, {})


def write_notes(annex: Annex) -> str:
    """Return source, fingerprint, who made and who approved it."""
    lang, document = annex.lang, annex.document
    notes = [Bilingual("Nguồn: ", "Source: ").in_language(lang) + "; ".join(document["sources"])]
    if document["is_illustrative"]:
        notes.append(Bilingual("SỐ LIỆU MINH HỌA", "ILLUSTRATIVE DATA").in_language(lang))
    notes += [annex.created, annex.approved]
    notes.append(Bilingual("Dấu vân tay: ", "Fingerprint: ").in_language(lang) + document["fingerprint"])
    return " · ".join(note for note in notes if note)


def _write_pick(sheet: Any, annex: Annex, number: int, pick: Mapping[str, Any], plain: Any) -> None:
    written = write_row(annex, number, pick)
    numbers = {
        0: number,
        4: None if pick["score_shown"] is None else pick["score_shown"] / 10,
        5: pick["gain"],
        6: pick["cost"],
    }
    for column, text in enumerate(written):
        found = numbers.get(column)
        if found is None:
            sheet.write_string(4 + number, column, text, plain)
        else:
            sheet.write_number(4 + number, column, found, plain)
