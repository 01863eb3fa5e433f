"""The table of a comparison as a workbook: both sides with their counts under a head of their own, and b − a."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from geodata.errors import Bilingual
from services.measures.states import STATES
from services.reporting.comparison_table import (
    DIFFERENCE,
    ComparisonRow,
    ComparisonSide,
    ComparisonTable,
    Letter,
    SideValue,
)
from services.reporting.definitions import Lines
from services.reporting.taken_sheet import TakenSheet
from services.reporting.workbook import (
    NOTE_LINE,
    BookFormats,
    open_book,
    set_paper,
    write_definitions,
    write_heading,
    write_text,
)

GROUP_ROW = 6  # what each side asks; the heads of the columns follow
HEAD_ROW = GROUP_ROW + 1
CODE, AREA = Bilingual("Mã", "Code"), Bilingual("Địa bàn", "Area")
PARENT, STATE = Bilingual("Thuộc", "Within"), Bilingual("Trạng thái", "State")


@dataclass(frozen=True)
class Column:
    """One column: ``letter`` is its side (None for the area's own and the difference), ``part`` what of it."""

    letter: Letter | None
    part: str
    label: str
    width: int


def build_comparison_workbook(table: ComparisonTable, taken: TakenSheet) -> bytes:
    """Return an XLSX with the table and a sheet of definitions."""
    content, lang = BytesIO(), taken.lang
    columns = list_columns(table, lang)
    with open_book(content) as (book, formats):
        sheet = book.add_worksheet(Bilingual("So sánh", "Comparison").in_language(lang))
        heading = (taken.sheet.place, taken.sheet.question, taken.answer)
        write_heading(sheet, formats, heading, (taken.legend, taken.notes), len(columns) - 1)
        _write_heads(sheet, formats, table, columns)
        for number, row in enumerate(table.rows, start=HEAD_ROW + 1):
            _write_row(sheet, number, row, columns, (formats, lang))
        last = HEAD_ROW + len(table.rows)
        _write_row(sheet, last + 1, table.total, columns, (formats, lang), is_strong=True)
        sheet.autofilter(HEAD_ROW, 0, last, len(columns) - 1)
        set_paper(sheet, HEAD_ROW, (last + 1, len(columns) - 1))
        write_definitions(formats, list(_list_definitions(table, taken)), lang)
    return content.getvalue()


def list_columns(table: ComparisonTable, lang: str) -> list[Column]:
    """Return the columns: area, then value, counts and state of each side, then the difference."""
    columns = [Column(None, "code", CODE.in_language(lang), 9), Column(None, "name", AREA.in_language(lang), 28)]
    columns.append(Column(None, "parent", PARENT.in_language(lang), 22))
    for side in table.sides:
        columns += _list_side(side, lang)
    if table.difference is not None:
        columns.append(Column(None, "difference", DIFFERENCE.in_language(lang), 15))
    return columns


def _list_side(side: ComparisonSide, lang: str) -> Iterator[Column]:
    yield Column(side.letter, "value", side.view.definition.label.in_language(lang), 14)
    for part, label in (("numerator", side.numerator_label), ("denominator", side.denominator_label)):
        if label.vi:
            yield Column(side.letter, part, label.in_language(lang), 13)
    yield Column(side.letter, "state", STATE.in_language(lang), 16)


def _write_heads(sheet: Any, formats: BookFormats, table: ComparisonTable, columns: list[Column]) -> None:
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(HEAD_ROW, number, column.label, formats.head)
    for side in table.sides:
        own = [number for number, column in enumerate(columns) if column.letter == side.letter]
        text = f"{side.letter.upper()} · {side.question}"
        sheet.merge_range(GROUP_ROW, own[0], GROUP_ROW, own[-1], "", formats.head)
        write_text(sheet, GROUP_ROW, own[0], text, formats, formats.head)
    sheet.set_row(GROUP_ROW, 2.2 * NOTE_LINE)
    sheet.set_row(HEAD_ROW, 2.2 * NOTE_LINE)


def _write_row(
    sheet: Any,
    number: int,
    row: ComparisonRow,
    columns: list[Column],
    look: tuple[BookFormats, str],
    *,
    is_strong: bool = False,
) -> None:
    formats, lang = look
    own = {"code": row.area_code, "name": row.name, "parent": row.parent_name}
    for at, column in enumerate(columns):
        plain = formats.strong["text"] if is_strong else formats.text
        side: SideValue | None = row.difference if column.letter is None else getattr(row, column.letter)
        if column.part in own:
            write_text(sheet, number, at, own[column.part], formats, plain)
        elif side is not None and column.part == "state":
            indented = plain if is_strong else formats.indented
            write_text(sheet, number, at, side.state.label.in_language(lang), formats, indented)
        elif side is not None:
            _write_number(sheet, (number, at), side, column.part, formats, is_strong=is_strong)


def _write_number(
    sheet: Any, place: tuple[int, int], side: SideValue, part: str, formats: BookFormats, *, is_strong: bool
) -> None:
    if part in ("numerator", "denominator"):
        people, count = getattr(side, part), formats.strong["count"] if is_strong else formats.count
        if people is not None:
            sheet.write_number(*place, people, count)
        return
    value = formats.find_value(side.definition, is_strong=is_strong)
    if side.shown is None:
        sheet.write_blank(*place, None, value)
    else:
        sheet.write_number(*place, side.shown / side.definition.value_scale, value)


def _list_definitions(table: ComparisonTable, taken: TakenSheet) -> Iterator[tuple[str, Lines]]:
    lang = taken.lang
    yield Bilingual("Bộ lọc đã dùng", "What was asked for").in_language(lang), _list_filter(table, taken)
    definitions = [side.view.definition for side in table.sides]
    if table.difference is not None:
        definitions.append(table.difference.definition)
    meanings = {one.label: one for one in definitions}.values()
    lines = [(one.label.in_language(lang), one.definition.in_language(lang)) for one in meanings]
    yield Bilingual("Chỉ số", "Indicator").in_language(lang), lines
    states = [(state.label.in_language(lang), state.definition.in_language(lang)) for state in STATES]
    yield Bilingual("Trạng thái", "States").in_language(lang), states
    note = Bilingual("Ghi chú", "Note").in_language(lang)
    yield (
        Bilingual("Nguồn và ghi chú", "Sources and notes").in_language(lang),
        [(note, one) for one in taken.sheet.notes],
    )


def _list_filter(table: ComparisonTable, taken: TakenSheet) -> Lines:
    lang, view = taken.lang, table.sides[1].view
    vintage = Bilingual(view.vintage.title_vi, view.vintage.title_en).in_language(lang)
    lines = [
        (Bilingual("Phạm vi", "Within"), f"{taken.sheet.place} ({view.request.within})"),
        (Bilingual("Cấp", "Level"), view.level_label.in_language(lang)),
        *((Bilingual(side.letter.upper(), side.letter.upper()), side.question) for side in table.sides),
        (Bilingual("Bộ ranh giới", "Boundary vintage"), f"{vintage} ({view.request.vintage_id})"),
        (Bilingual("Địa chỉ trên màn hình", "Address on screen"), taken.address),
    ]
    return [(term.in_language(lang), text) for term, text in lines]
