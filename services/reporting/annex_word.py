"""The annex as a Word document, laid out as Vietnamese offices lay out theirs, every text and table to be edited."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from services.reporting.annex import ATTACHED, HEADING, ILLUSTRATIVE, KIND, PLACE_AND_DATE, Annex
from services.reporting.annex_content import AnnexTable, Cell, Section, build_sections
from services.reporting.pictures import PrintFonts, render_png

FONT, SIZE, SMALL = "Times New Roman", 13, 10
PAPER = (210, 297)  # millimetres
MARGINS = {"left": 30, "right": 15, "top": 20, "bottom": 20}  # those of Decree 30/2020/NĐ-CP
WIDTH = PAPER[0] - MARGINS["left"] - MARGINS["right"]
PICTURE_PIXELS = 1720
CENTER, RIGHT, JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
CELL_MARGIN = "50"  # twentieths of a point
ROOM_TO_SIGN = 48  # points


def build_annex_word(annex: Annex, fonts: PrintFonts) -> bytes:
    """Return the annex as DOCX."""
    document = Document()
    _set_page(document, annex)
    _write_heading(document, annex)
    for section in build_sections(annex, is_wide=False):
        _write_section(document, section, annex, fonts)
    _write_signatures(document, annex)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _set_page(document: Any, annex: Annex) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(PAPER[0]), Mm(PAPER[1])
    for side, millimetres in MARGINS.items():
        setattr(page, f"{side}_margin", Mm(millimetres))
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGES[annex.lang])
    style.element.get_or_add_rPr().append(language)
    style.paragraph_format.space_after = Pt(4)
    document.core_properties.title, document.core_properties.author = annex.name, ""
    document.core_properties.language = LANGUAGES[annex.lang]
    _number_pages(page.header.paragraphs[0])


def _number_pages(paragraph: Any) -> None:
    """Put the number of the page at the top in the middle, as the decree has it."""
    paragraph.alignment = CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _write_heading(document: Any, annex: Annex) -> None:
    lang = annex.lang
    _write_line(document, KIND.in_language(lang), CENTER, size=14, is_bold=True)
    _write_line(document, HEADING.in_language(lang).upper(), CENTER, size=14, is_bold=True)
    _write_line(document, annex.name, CENTER, is_bold=True)
    _write_line(document, annex.question, CENTER)
    _write_line(document, ATTACHED.in_language(lang), CENTER, is_italic=True)
    if annex.document["is_illustrative"]:
        _write_line(document, ILLUSTRATIVE.in_language(lang), CENTER, is_bold=True)


def _write_section(document: Any, section: Section, annex: Annex, fonts: PrintFonts) -> None:
    head = _write_line(document, section.head, is_bold=True)
    head.paragraph_format.space_before = Pt(10)
    head.paragraph_format.keep_with_next = True
    for line in section.lines:
        _write_line(document, line)
    if section.table is not None:
        _write_table(document, section.table)
    if section.has_map:
        picture = document.add_picture(BytesIO(render_png(annex.svg, fonts, PICTURE_PIXELS)), width=Mm(WIDTH))
        picture._inline.docPr.set("descr", annex.question)


def _write_table(document: Any, table: AnnexTable) -> None:
    made = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _narrow_margins(made)
    whole = sum(column.width for column in table.columns)
    widths = [Mm(WIDTH * column.width / whole) for column in table.columns]
    _add_row(made, tuple(Cell(column.head) for column in table.columns), widths, is_bold=True)
    _repeat_on_each_page(made.rows[0])
    for number, cells in enumerate(table.rows, start=1):
        _add_row(made, cells, widths, is_bold=table.has_total and number == len(table.rows))
    for place, width in enumerate(widths):
        made.columns[place].width = width


def _narrow_margins(table: Any) -> None:
    """Leave the numbers of a narrow column the room that they need."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), CELL_MARGIN)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _add_row(table: Any, cells: tuple[Cell, ...], widths: list[Any], *, is_bold: bool) -> None:
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for place, (made, cell, width) in enumerate(zip(row.cells, cells, widths, strict=True)):
        made.width = width
        paragraph = made.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.alignment = None if cell.number is None else RIGHT if place else CENTER
        run = paragraph.add_run(cell.text)
        run.bold, run.font.size = is_bold, Pt(SMALL)


def _repeat_on_each_page(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _write_signatures(document: Any, annex: Annex) -> None:
    date = _write_line(document, PLACE_AND_DATE.in_language(annex.lang), RIGHT, is_italic=True)
    date.paragraph_format.space_before, date.paragraph_format.keep_with_next = Pt(14), True
    table = document.add_table(rows=1, cols=2)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, (office, how, on_record) in zip(table.rows[0].cells, annex.signatures, strict=True):
        cell.paragraphs[0].alignment = CENTER
        cell.paragraphs[0].add_run(office).bold = True
        _write_line(cell, how, CENTER, is_italic=True)
        _write_line(cell, on_record, CENTER, size=SMALL).paragraph_format.space_before = Pt(ROOM_TO_SIGN)


def _write_line(
    where: Any, text: str, alignment: Any = None, size: float = SIZE, *, is_bold: bool = False, is_italic: bool = False
) -> Any:
    paragraph = where.add_paragraph()
    paragraph.alignment = JUSTIFIED if alignment is None else alignment
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = is_bold, is_italic, Pt(size)
    return paragraph
