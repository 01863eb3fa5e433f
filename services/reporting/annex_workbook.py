"""The annex as a workbook: one sheet to print and attach, numbers as numbers that show the digits of the page."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Any

from services.reporting.annex import ATTACHED, HEADING, ILLUSTRATIVE, KIND, MAP_SIZE, PLACE_AND_DATE, Annex
from services.reporting.annex_content import AnnexTable, Cell, Section, build_sections, tabulate_picks
from services.reporting.pictures import PrintFonts, render_png
from services.reporting.workbook import FORMULA_STARTS, OPTIONS

FONT, SIZE = "Times New Roman", 12
LETTERS = 1.12  # of a column, per share of the width
NARROWER = 1.2  # of the letters of a column that surely fit into a line
LINE = 16.0  # points
PICTURE_PIXELS, PICTURE_WIDTH = 1720, 800  # as drawn, and as shown
POINTS_PER_PIXEL = 0.75
# How many columns of the list each column of the other tables takes.
SPANS = {8: (1,) * 8, 7: (1, 1, 1, 1, 1, 2, 1), 4: (1, 2, 1, 4), 3: (1, 5, 2)}
LAST = 7  # column
ALL, SIGNED_LEFT, SIGNED_RIGHT = (0, LAST), (0, 3), (4, LAST)  # columns from, to
ROOM_TO_SIGN = 4  # rows
Look = dict[str, Any]  # of a format of xlsxwriter
EMPTY: Look = {}
PLAIN: Look = {"font_name": FONT, "font_size": SIZE, "text_wrap": True, "valign": "top"}
BOLD: Look = {"bold": True}
MIDDLE: Look = {"align": "center"}


def build_annex_workbook(annex: Annex, fonts: PrintFonts) -> bytes:
    """Return the annex as XLSX."""
    import xlsxwriter

    content = BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"title": annex.name})
        sheet = book.add_worksheet(KIND.in_language(annex.lang).capitalize())
        _set_paper(sheet, annex)
        writer = SheetWriter(book, sheet, _find_widths(annex))
        _write_heading(writer, annex)
        for section in build_sections(annex, is_wide=True):
            _write_section(writer, section, annex, fonts)
        _write_signatures(writer, annex)
    return content.getvalue()


@dataclass
class SheetWriter:
    """Writes a sheet from above; ``row`` is the next one, ``widths`` are those of the columns in letters."""

    book: Any
    sheet: Any
    widths: tuple[float, ...]
    row: int = 0

    def write_line(self, text: str, look: Look = EMPTY, columns: tuple[int, int] = ALL, *, stays: bool = False) -> None:
        """Write a text across columns, in as many lines as it takes; ``stays`` leaves the row to others too."""
        made = self.book.add_format(PLAIN | find_quote(text) | look)
        first, last = columns
        self.sheet.merge_range(self.row, first, self.row, last, "", made)
        self.sheet.write_string(self.row, first, text, made)
        larger = look.get("font_size", SIZE) / SIZE
        lines = _count_lines(text, sum(self.widths[first : last + 1]) / larger)
        self.sheet.set_row(self.row, LINE * lines * larger + 2)
        self.row += not stays

    def write_cells(self, cells: tuple[Cell, ...], look: Look = EMPTY) -> None:
        """Write a row of a table."""
        lines, first = 1, 0
        for cell, span in zip(cells, SPANS[len(cells)], strict=True):
            last = first + span - 1
            self._write_cell(cell, first, last, look)
            lines = max(lines, _count_lines(cell.text, sum(self.widths[first : last + 1])))
            first = last + 1
        self.sheet.set_row(self.row, LINE * lines + 2)
        self.row += 1

    def _write_cell(self, cell: Cell, first: int, last: int, look: Look) -> None:
        side = "center" if first == 0 else "right"
        kind = {"align": side, "num_format": cell.number_format} if cell.number is not None else {}
        indent = {} if cell.number is not None else {"align": "left", "indent": 1}
        made = self.book.add_format(PLAIN | {"border": 1} | indent | find_quote(cell.text) | kind | look)
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, "", made)
        if cell.number is None:
            self.sheet.write_string(self.row, first, cell.text, made)
        else:
            self.sheet.write_number(self.row, first, cell.number, made)


def _find_widths(annex: Annex) -> tuple[float, ...]:
    widths = [column.width * LETTERS for column in tabulate_picks(annex, is_wide=True).columns]
    if len(widths) <= LAST:  # no costs: how often it was chosen stands across two columns
        widths[5:6] = [widths[5] / 2] * 2
    return tuple(widths)


def _set_paper(sheet: Any, annex: Annex) -> None:
    for place, width in enumerate(_find_widths(annex)):
        sheet.set_column(place, place, width)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_header("&C&P")
    sheet.set_footer(f"&R&8 {annex.document['fingerprint']}")


def _write_heading(writer: SheetWriter, annex: Annex) -> None:
    lang, large = annex.lang, MIDDLE | BOLD | {"font_size": 14}
    writer.write_line(KIND.in_language(lang), large)
    writer.write_line(HEADING.in_language(lang).upper(), large)
    writer.write_line(annex.name, MIDDLE | BOLD)
    writer.write_line(annex.question, MIDDLE)
    writer.write_line(ATTACHED.in_language(lang), MIDDLE | {"italic": True})
    if annex.document["is_illustrative"]:
        writer.write_line(ILLUSTRATIVE.in_language(lang), MIDDLE | BOLD | {"border": 1})


def _write_section(writer: SheetWriter, section: Section, annex: Annex, fonts: PrintFonts) -> None:
    if section.has_map:
        writer.sheet.set_h_pagebreaks([writer.row + 1])
    writer.row += 1
    writer.write_line(section.head, BOLD)
    for line in section.lines:
        writer.write_line(line)
    if section.table is not None:
        _write_table(writer, section.table)
    if section.has_map:
        _insert_map(writer, annex, fonts)


def _write_table(writer: SheetWriter, table: AnnexTable) -> None:
    heads = tuple(Cell(column.head) for column in table.columns)
    writer.write_cells(heads, BOLD | MIDDLE | {"valign": "vcenter", "indent": 0})
    for number, cells in enumerate(table.rows, start=1):
        is_total = table.has_total and number == len(table.rows)
        writer.write_cells(cells, BOLD if is_total else EMPTY)


def _insert_map(writer: SheetWriter, annex: Annex, fonts: PrintFonts) -> None:
    picture = BytesIO(render_png(annex.svg, fonts, PICTURE_PIXELS))
    scale = PICTURE_WIDTH / PICTURE_PIXELS
    options = {
        "image_data": picture,
        "x_scale": scale,
        "y_scale": scale,
        "object_position": 1,
        "description": annex.question,
    }
    writer.sheet.insert_image(writer.row, 0, "map.png", options)
    writer.sheet.set_row(writer.row, PICTURE_WIDTH * MAP_SIZE[1] / MAP_SIZE[0] * POINTS_PER_PIXEL + 6)
    writer.row += 1


def _write_signatures(writer: SheetWriter, annex: Annex) -> None:
    writer.row += 1
    italic = MIDDLE | {"italic": True}
    writer.write_line(PLACE_AND_DATE.in_language(annex.lang), italic, SIGNED_RIGHT)
    looks = (MIDDLE | BOLD, italic, MIDDLE | {"font_size": 10})
    for number, (mine, theirs, look) in enumerate(zip(*annex.signatures, looks, strict=True)):
        writer.row += ROOM_TO_SIGN if number == len(looks) - 1 else 0
        writer.write_line(mine, look, SIGNED_LEFT, stays=True)
        writer.write_line(theirs, look, SIGNED_RIGHT)


def find_quote(text: str) -> dict[str, bool]:
    """Return what keeps a text from becoming a formula where its cell is typed anew."""
    return {"quote_prefix": True} if text.startswith(FORMULA_STARTS) else {}


def _count_lines(text: str, letters: float) -> int:
    """Return into how many lines a text breaks, on the safe side."""
    return max(1, ceil(len(text) / (letters * NARROWER)))
