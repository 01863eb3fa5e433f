"""The table of a view as a workbook: numbers as numbers, and a sheet that says what they are and what was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from geodata.errors import Bilingual
from services.measures.indicators import IndicatorDefinition, Unit
from services.reporting.definitions import Lines, list_definitions
from services.reporting.report_table import CHANGE_LABEL, GAP_LABEL, ReportRow, ReportTable
from services.reporting.taken_view import TakenView

# What a spreadsheet would take for a formula if the cell were typed anew; the wide signs count in an East Asian one.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
LONGEST_SHEET_NAME = 31
NOT_IN_SHEET_NAMES = str.maketrans("[]:*?/\\", "       ", "'")
HEAD_ROW = 6  # from 0: title, question, answer, legend, sources, an empty row
NOTE_LINE, LETTERS_PER_LINE = 13.5, 190  # points of a line of the notes, and its letters across all columns
QUESTION_LINE = 22.5  # points; not every office program makes room for larger letters by itself
INK, HEAD_FILL, LINE = "#1D2733", "#D9E5EC", "#9AA5AE"
# What strings may become: nothing.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
HEADS = (
    ("code", Bilingual("Mã", "Code"), 9),
    ("name", Bilingual("Địa bàn", "Area"), 30),
    ("parent", Bilingual("Thuộc", "Within"), 24),
    ("rank", Bilingual("Hạng", "Rank"), 7),
    ("value", None, 15),
    ("numerator", None, 15),
    ("denominator", None, 15),
    ("gap", GAP_LABEL, 15),
    ("change", CHANGE_LABEL, 13),
    ("state", Bilingual("Trạng thái", "State"), 20),
    ("share", Bilingual("Phần ước tính", "Estimated share"), 13),
)


@dataclass(frozen=True)
class BookFormats:
    """The formats of one workbook, by what a cell holds."""

    title: Any
    question: Any
    note: Any
    head: Any
    text: Any
    quoted: Any
    indented: Any
    count: Any
    signed: Any
    share: Any
    strong: dict[str, Any]
    book: Any
    values: dict[tuple[str, bool], Any] = field(default_factory=dict)

    def find_value(self, definition: IndicatorDefinition, *, is_strong: bool = False) -> Any:
        """Return the format of a value, made once for each number format: a workbook keeps every one it is given."""
        key = (find_number_format(definition), is_strong)
        if key not in self.values:
            self.values[key] = self.build_value(definition, is_strong=is_strong)
        return self.values[key]

    def build_value(self, definition: IndicatorDefinition, *, is_strong: bool = False) -> Any:
        """Return the format of a value in the digits of its indicator."""
        look = {"num_format": find_number_format(definition), "align": "right", "font_name": "Arial"}
        return self.book.add_format(look | ({"bold": True, "top": 1} if is_strong else {}))


def find_number_format(definition: IndicatorDefinition) -> str:
    """Return the number format of an indicator: its decimals, its sign, its per cent."""
    digits = "#,##0" + ("." + "0" * definition.decimals if definition.decimals else "")
    digits += "%" if definition.unit is Unit.RATIO else ""
    return f"+{digits};-{digits};{digits}" if definition.is_signed else digits


def build_table_workbook(taken: TakenView) -> bytes:
    """Return an XLSX with the table of a view and a sheet of definitions."""
    return build_workbook([taken], [Bilingual("Số liệu", "Data").in_language(taken.lang)])


def build_workbook(taken: Sequence[TakenView], names: Sequence[str]) -> bytes:
    """Return an XLSX with a sheet for each view, named so, and one sheet of definitions for all of them."""
    content = BytesIO()
    with open_book(content) as (book, formats):
        for one, name in zip(taken, name_sheets(names), strict=True):
            _write_view(book.add_worksheet(name), formats, one)
        write_definitions(formats, list_definitions(taken[0]), taken[0].lang)
    return content.getvalue()


@contextmanager
def open_book(content: BytesIO) -> Iterator[tuple[Any, BookFormats]]:
    """Give a workbook that is written into ``content`` at the end, and its formats."""
    import xlsxwriter

    with xlsxwriter.Workbook(content, OPTIONS) as book:
        yield book, _build_formats(book)


def name_sheets(names: Sequence[str]) -> list[str]:
    """Return names that a workbook takes: short, without its own signs, no two alike."""
    taken: set[str] = set()
    found = []
    for name in names:
        plain = " ".join(name.translate(NOT_IN_SHEET_NAMES).split()) or "–"
        chosen, number = plain[:LONGEST_SHEET_NAME], 1
        while chosen.casefold() in taken:
            number += 1
            ending = f" ({number})"
            chosen = plain[: LONGEST_SHEET_NAME - len(ending)] + ending
        taken.add(chosen.casefold())
        found.append(chosen)
    return found


def _build_formats(book: Any) -> BookFormats:
    plain = {"font_name": "Arial", "font_color": INK}
    wrapped = plain | {"text_wrap": True, "valign": "top"}
    head = plain | {"bold": True, "bg_color": HEAD_FILL, "text_wrap": True, "valign": "vcenter", "border": 1}
    strong = plain | {"bold": True, "top": 1}
    return BookFormats(
        title=book.add_format(plain | {"font_size": 11}),
        question=book.add_format(plain | {"font_size": 16, "bold": True}),
        note=book.add_format(wrapped | {"font_size": 9, "font_color": "#4D5A66"}),
        head=book.add_format(head | {"border_color": LINE}),
        text=book.add_format(wrapped),
        quoted=book.add_format(wrapped | {"quote_prefix": True}),
        indented=book.add_format(wrapped | {"indent": 1}),
        count=book.add_format(plain | {"num_format": "#,##0"}),
        signed=book.add_format(plain | {"num_format": "+#,##0;-#,##0;0"}),
        share=book.add_format(plain | {"num_format": "0%"}),
        strong={
            "text": book.add_format(strong),
            "count": book.add_format(strong | {"num_format": "#,##0"}),
            "signed": book.add_format(strong | {"num_format": "+#,##0;-#,##0;0"}),
            "share": book.add_format(strong | {"num_format": "0%"}),
        },
        book=book,
    )


def _write_view(sheet: Any, formats: BookFormats, taken: TakenView) -> None:
    table, lang = taken.table, taken.lang
    heading = (taken.texts.place, taken.texts.question, taken.texts.answer)
    write_heading(sheet, formats, heading, (taken.legend, taken.notes), len(HEADS) - 1)
    sheet.set_row(HEAD_ROW, 2.2 * NOTE_LINE)
    for column, (name, label, width) in enumerate(HEADS):
        sheet.set_column(column, column, width)
        sheet.write_string(HEAD_ROW, column, _find_head(table, name, label, lang), formats.head)
    value = formats.build_value(table.definition)
    for number, row in enumerate(table.rows, start=HEAD_ROW + 1):
        _write_row(sheet, number, row, formats, value, taken)
    last = HEAD_ROW + len(table.rows)
    _write_total(sheet, last + 1, formats, taken)
    sheet.autofilter(HEAD_ROW, 0, last, len(HEADS) - 1)
    set_paper(sheet, HEAD_ROW, (last + 1, len(HEADS) - 1))


def write_heading(
    sheet: Any, formats: BookFormats, heading: tuple[str, str, str], notes: Sequence[str], last_column: int
) -> None:
    """Write place, question and answer, and below them the notes, each across all columns."""
    for number, (text, look) in enumerate(zip(heading, (formats.title, formats.question, formats.title), strict=True)):
        write_text(sheet, number, 0, text, formats, look)
    sheet.set_row(1, QUESTION_LINE)
    for number, text in enumerate(notes, start=len(heading)):
        sheet.merge_range(number, 0, number, last_column, "", formats.note)
        write_text(sheet, number, 0, text, formats, formats.note)
        sheet.set_row(number, NOTE_LINE * (1 + len(text) // LETTERS_PER_LINE))


def set_paper(sheet: Any, head: int, last: tuple[int, int]) -> None:
    """Lay the sheet on lying A4, as wide as the paper, its head on each page; ``last`` is the last cell."""
    sheet.freeze_panes(head + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, *last)
    sheet.set_footer("&C&A · &P/&N")


def _find_head(table: ReportTable, name: str, label: Bilingual | None, lang: str) -> str:
    special = {
        "value": table.definition.label,
        "numerator": table.numerator_label,
        "denominator": table.denominator_label,
    }
    return (label or special[name]).in_language(lang)


def _write_row(sheet: Any, number: int, row: ReportRow, formats: BookFormats, value: Any, taken: TakenView) -> None:
    write_text(sheet, number, 0, row.area_code, formats)
    write_text(sheet, number, 1, row.name, formats)
    write_text(sheet, number, 2, row.parent_name, formats)
    if row.rank:
        sheet.write_number(number, 3, row.rank, formats.count)
    _write_numbers(sheet, number, row, (value, formats.count, formats.signed), taken.table.definition)
    write_text(sheet, number, 9, row.state.label.in_language(taken.lang), formats, formats.indented)
    if row.estimated_share is not None:
        sheet.write_number(number, 10, round(row.estimated_share, 2), formats.share)


def _write_total(sheet: Any, number: int, formats: BookFormats, taken: TakenView) -> None:
    row, strong, definition = taken.table.total, formats.strong, taken.table.definition
    for column in range(len(HEADS)):
        sheet.write_blank(number, column, None, strong["text"])
    write_text(sheet, number, 0, row.area_code, formats, strong["text"])
    write_text(sheet, number, 1, row.name, formats, strong["text"])
    value = formats.build_value(definition, is_strong=True)
    _write_numbers(sheet, number, row, (value, strong["count"], strong["signed"]), definition)
    sheet.write_string(number, 9, row.state.label.in_language(taken.lang), strong["text"])
    if row.estimated_share:
        sheet.write_number(number, 10, round(row.estimated_share, 2), strong["share"])


def _write_numbers(
    sheet: Any, number: int, row: ReportRow, looks: tuple[Any, Any, Any], definition: IndicatorDefinition
) -> None:
    value, count, signed = looks
    if row.shown is not None:
        sheet.write_number(number, 4, row.shown / definition.value_scale, value)
    for column, people, look in (
        (5, row.numerator, count), (6, row.denominator, count), (7, row.gap, count), (8, row.change, signed),
    ):  # fmt: skip
        if people is not None:
            sheet.write_number(number, column, people, look)


def write_text(sheet: Any, row: int, column: int, text: str, formats: BookFormats, look: Any = None) -> None:
    """Write a text as a text, marked as one where it begins as a formula does: it stays one when it is edited."""
    usual = look or formats.text
    sheet.write_string(row, column, text, formats.quoted if text.startswith(FORMULA_STARTS) else usual)


def write_definitions(formats: BookFormats, parts: Sequence[tuple[str, Lines]], lang: str) -> None:
    """Write the last sheet: what was asked, what the words mean, where it comes from."""
    sheet = formats.book.add_worksheet(Bilingual("Định nghĩa", "Definitions").in_language(lang))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 96)
    number = 0
    for part, lines in parts:
        sheet.write_string(number, 0, part, formats.head)
        sheet.write_blank(number, 1, None, formats.head)
        for term, text in lines:
            number += 1
            write_text(sheet, number, 0, term, formats)
            write_text(sheet, number, 1, text, formats)
        number += 2
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
