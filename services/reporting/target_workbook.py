"""A proposal of targets as a workbook that the intake reads like any other: communes, months, organisations, sums.

All digits come from the kept document, the one that the API gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from geodata.errors import Bilingual
from services.measures.wording import format_count
from services.reporting.workbook import OPTIONS

_HEADER_ROW = 5  # from 0: two rows, the upper one merged over what belongs together
_PLACES = (
    (Bilingual("STT", "No."), 6),
    (Bilingual("Mã xã", "Commune code"), 11),
    (Bilingual("Tên xã, phường", "Commune"), 28),
    (Bilingual("Đơn vị quản lý", "Managing unit"), 30),
)
_TABLE = Bilingual("Chỉ tiêu", "Targets")
_NOTES = Bilingual("Cách chia", "Rule")
_FIXED_GROUND = "#FFF3D6"


class _Book:
    """The workbook being written, its looks and its language."""

    def __init__(self, book: Any, lang: str) -> None:
        edge = {"border": 1, "border_color": "#8A99A3", "valign": "vcenter"}
        self.lang = lang
        self.book = book
        self.title = book.add_format({"bold": True, "font_size": 13})
        self.plain = book.add_format({"italic": True})
        self.header = book.add_format(
            {**edge, "bold": True, "bg_color": "#D9E5EC", "text_wrap": True, "align": "center"}
        )
        self.text = book.add_format({**edge, "num_format": "@"})
        self.count = book.add_format({**edge, "num_format": "#,##0"})
        self.fixed = book.add_format({**edge, "num_format": "#,##0", "bold": True, "bg_color": _FIXED_GROUND})
        self.sum_text = book.add_format({**edge, "bold": True})
        self.sum = book.add_format({**edge, "num_format": "#,##0", "bold": True})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def say(self, text: Bilingual) -> str:
        """Return a text in the language of the workbook."""
        return text.in_language(self.lang)


def build_target_workbook(name: str, document: Mapping[str, Any], lang: str) -> bytes:
    """Return an XLSX workbook; cells set by hand are bold on a coloured ground."""
    import xlsxwriter

    content = BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as opened:
        book = _Book(opened, lang)
        sheet = opened.add_worksheet(book.say(_TABLE))
        _write_title(book, sheet, name, document)
        _write_headers(book, sheet, document)
        last = _write_rows(book, sheet, document)
        _set_up_page(sheet, last, len(_PLACES) + len(_list_columns(document)) - 1)
        _write_notes(book, name, document)
    return content.getvalue()


def list_rule_lines(name: str, document: Mapping[str, Any], lang: str) -> list[str]:
    """Return what the second sheet says: place, rule, sums, hand cells, sources."""
    vi = lang == "vi"
    fixed = [one["name"] for one in (*document["units"], *document["communes"]) if one["is_fixed"]]
    count = {key: format_count(document[key], lang) for key in ("enrolled_count", "target_count", "rise_count")}
    day, target_day = (_write_day(document["question"]["as_of"]), _write_day(document["target_date"]))
    lines = [
        name,
        f"{document['within_name']} · {document[f'scheme_label_{lang}']} · {target_day}",
        document[f"rule_{lang}"],
        (
            f"Đến {day}: {count['enrolled_count']} người; tăng {count['rise_count']}; chỉ tiêu {count['target_count']}."
            if vi
            else f"On {day}: {count['enrolled_count']} people; rise {count['rise_count']}; target "
            f"{count['target_count']}."
        ),
    ]
    if fixed:
        lines.append(("Ô sửa tay, giữ cố định: " if vi else "Set by hand and held: ") + "; ".join(fixed))
    lines.append(("Nguồn: " if vi else "Source: ") + "; ".join(document["sources"]))
    if document["is_illustrative"]:
        lines.append("Số liệu minh họa." if vi else "Illustrative data.")
    lines.append(("Dấu vân tay: " if vi else "Fingerprint: ") + document["fingerprint"])
    return lines


def _write_title(book: _Book, sheet: Any, name: str, document: Mapping[str, Any]) -> None:
    year, scheme = document["question"]["year"], document[f"scheme_label_{book.lang}"]
    heading = Bilingual(f"CHỈ TIÊU {scheme.upper()} NĂM {year}", f"Targets of {scheme} for {year}")
    where = document["within_name"]
    sheet.write_string(
        0, 0, f"BẢO HIỂM XÃ HỘI {where.upper()}" if book.lang == "vi" else f"Social insurance of {where}"
    )
    sheet.write_string(1, 0, book.say(heading), book.title)
    sheet.write_string(2, 0, name, book.plain)


def _list_columns(document: Mapping[str, Any]) -> list[str]:
    return [*map(_write_day, document["month_dates"]), *document["organisations"]]


def _write_headers(book: _Book, sheet: Any, document: Mapping[str, Any]) -> None:
    for column, (header, width) in enumerate(_PLACES):
        sheet.set_column(column, column, width)
        sheet.merge_range(_HEADER_ROW, column, _HEADER_ROW + 1, column, book.say(header), book.header)
    scheme, day = document[f"scheme_label_{book.lang}"], _write_day(document["target_date"])
    months = Bilingual(f"Chỉ tiêu {scheme}, lũy kế đến", f"Target of {scheme}, to be reached by")
    by = Bilingual(
        f"Chỉ tiêu {scheme} đến {day} theo tổ chức dịch vụ thu",
        f"Target of {scheme} for {day} by collection organisation",
    )
    start, count, last = len(_PLACES), len(document["month_dates"]), len(_list_columns(document)) - 1
    _write_upper(book, sheet, start, start + count - 1, book.say(months))
    if document["organisations"]:
        _write_upper(book, sheet, start + count, start + last, book.say(by))
    for place, text in enumerate(_list_columns(document)):
        sheet.set_column(start + place, start + place, 12)
        sheet.write_string(_HEADER_ROW + 1, start + place, text, book.header)
    sheet.set_row(_HEADER_ROW + 1, 34)


def _write_upper(book: _Book, sheet: Any, first: int, last: int, text: str) -> None:
    if first == last:
        sheet.write_string(_HEADER_ROW, first, text, book.header)
    else:
        sheet.merge_range(_HEADER_ROW, first, _HEADER_ROW, last, text, book.header)


def _write_rows(book: _Book, sheet: Any, document: Mapping[str, Any]) -> int:
    """Write each unit with its communes below it, then the sum of all; return the last row."""
    row, number = _HEADER_ROW + 1, 0
    has_units = len(document["units"]) > 1
    for place, unit in enumerate(document["units"], start=1):
        if has_units:
            row += 1
            _write_sum(book, sheet, row, (_write_roman(place), "", unit["name"], ""), unit)
        for one in document["communes"]:
            if one["unit_code"] == unit["unit_code"]:
                row, number = row + 1, number + 1
                sheet.write_number(row, 0, number, book.count)
                for column, text in enumerate((one["area_code"], one["name"], unit["name"]), start=1):
                    sheet.write_string(row, column, text, book.text)
                _write_counts(book, sheet, row, one, book.fixed if one["is_fixed"] else book.count)
    row += 1
    _write_sum(book, sheet, row, ("", "", book.say(Bilingual("Tổng cộng", "Total")), ""), document)
    return row


def _write_sum(book: _Book, sheet: Any, row: int, texts: Sequence[str], one: Mapping[str, Any]) -> None:
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text, book.sum_text)
    _write_counts(book, sheet, row, one, book.sum)


def _write_roman(number: int) -> str:
    text = ""
    for value, letters in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        text += letters * (number // value)
        number %= value
    return text


def _write_counts(book: _Book, sheet: Any, row: int, one: Mapping[str, Any], look: Any) -> None:
    counts: Sequence[int] = [*one["month_counts"], *one["organisation_counts"]]
    for column, count in enumerate(counts, start=len(_PLACES)):
        sheet.write_number(row, column, count, look)


def _set_up_page(sheet: Any, last_row: int, last_column: int) -> None:
    sheet.freeze_panes(_HEADER_ROW + 2, 3)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW, _HEADER_ROW + 1)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.set_footer("&C&P / &N")


def _write_notes(book: _Book, name: str, document: Mapping[str, Any]) -> None:
    sheet = book.book.add_worksheet(book.say(_NOTES))
    sheet.set_column(0, 0, 110)
    for row, line in enumerate(list_rule_lines(name, document, book.lang)):
        sheet.write_string(row, 0, line, book.wrapped)


def _write_day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
