"""Template workbooks, one for each kind of file, the areas filled in: what is added loads without a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

import pandas as pd

from geodata.areas import LEVEL_WORDS, Level
from geodata.errors import Bilingual, NotFound, Place
from services.intake.kinds import IntakeKind
from services.intake.templates.columns import CellKind, TemplateColumn, build_template_columns
from services.intake.templates.notes import build_notes
from services.measures.schemes import Scheme

_SPARE_ROWS = 100  # below the areas, for a second row of one area: formats and checks reach this far
_HEADER_ROW = 5  # from 0: two rows, the upper one merged over what belongs together
_FIRST_ROW = _HEADER_ROW + 2
_MOST_PEOPLE = 1_000_000_000
_MEDIUM = "#D9E5EC"


@dataclass(frozen=True)
class TemplateOptions:
    """What a template is made for.

    ``as_of`` dates its columns. ``scheme`` for a monthly schedule, a breakdown by organisation, or pilots.
    ``organisations``: a column of the target for each of them, beside the total. ``pilots``: first and last day of
    those in force by code of the commune, so that the list that replaces them starts from them.
    """

    as_of: date
    lang: str = "vi"
    province_code: str | None = None
    scheme: Scheme = Scheme.BHXH_TN
    monthly: bool = False
    organisations: tuple[str, ...] = ()
    pilots: Mapping[str, tuple[date, date | None]] = field(default_factory=dict)


def build_template(kind: IntakeKind, areas: pd.DataFrame, options: TemplateOptions) -> bytes:
    """Return an XLSX workbook to fill in, with the areas of the lowest level, and a sheet that says how.

    ``areas`` as ``services.store.boundaries.read_areas`` gives them. NotFound where the province is none of them.
    """
    import xlsxwriter

    places = list_places(areas, options.province_code)
    title = _build_title(kind, areas, options)
    columns = build_template_columns(kind, options.as_of, options.scheme, options.monthly, options.organisations)
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = _TemplateSheet(book, options.lang, kind, columns)
        sheet.write(title, places)
        if kind == IntakeKind.PILOTS:
            sheet.write_pilots(places, options.pilots)
        _write_notes(book, build_notes(kind), options.lang)
    return content.getvalue()


def build_template_name(kind: IntakeKind, vintage_id: str, options: TemplateOptions) -> str:
    """Return a file name: letters without accents, so that every system keeps it as it is."""
    scope = options.province_code or "VN"
    return f"baophu-{kind.replace('_', '-')}-{scope}-{vintage_id}-{options.lang}.xlsx"


def list_places(areas: pd.DataFrame, province_code: str | None) -> pd.DataFrame:
    """Return the areas of the lowest level in the order of the vintage.

    Columns: area_code, name, unit, province; the names of parents are "" where there are none.
    """
    texts = areas.astype({"level": str, "area_code": str})
    present = set(texts["level"])
    lowest = max((Level(level) for level in present), key=lambda level: level.rank)
    parents = {
        (row["level"], row["area_code"]): (row["name"], row["parent_level"], row["parent_code"])
        for row in texts.to_dict("records")
    }
    rows = []
    for row in texts[texts["level"] == lowest].sort_values("position").to_dict("records"):
        names = _climb(parents, row["parent_level"], row["parent_code"])
        province = names.get(Level.PROVINCE, ("", ""))
        if province_code in (None, province[1]):
            unit = names.get(Level.MANAGING_UNIT, ("", ""))
            rows.append((row["area_code"], row["name"], unit[0], province[0]))
    if not rows:
        raise _province_missing(province_code, parents)
    return pd.DataFrame(rows, columns=["area_code", "name", "unit", "province"])


def _climb(
    parents: dict[tuple[str, str], tuple[str, str | None, str | None]], level: str | None, code: str | None
) -> dict[Level, tuple[str, str]]:
    names: dict[Level, tuple[str, str]] = {}
    while level is not None and code is not None and (level, code) in parents:
        name, above, above_code = parents[level, code]
        names[Level(level)] = (name, code)
        level, code = above, above_code
    return names


def _build_title(kind: IntakeKind, areas: pd.DataFrame, options: TemplateOptions) -> tuple[str, str, str]:
    vi = options.lang == "vi"
    named = areas[(areas["level"].astype(str) == Level.PROVINCE) & (areas["area_code"] == options.province_code)]
    where = str(named["name"].iloc[0]) if len(named) else ""
    office = ("BẢO HIỂM XÃ HỘI " if vi else "Social insurance of ") + (where.upper() if vi else where)
    label = kind.label.vi.upper() if vi else kind.label.en
    day = f"{options.as_of:%d/%m/%Y}"
    return (office if where else "", label, f"Ngày chốt số liệu: {day}" if vi else f"Cut-off date: {day}")


class _TemplateSheet:
    """The sheet to be filled in; knows its formats."""

    def __init__(self, book: Any, lang: str, kind: IntakeKind, columns: Sequence[TemplateColumn]) -> None:
        self.lang, self.kind = lang, kind
        self.columns = tuple(columns)
        self.sheet = book.add_worksheet("Biểu nhập" if lang == "vi" else "Table")
        border = {"border": 1, "border_color": "#8A99A3", "valign": "vcenter"}
        self.bold = book.add_format({"bold": True, "font_size": 13})
        self.plain = book.add_format({"italic": True})
        self.header = book.add_format(
            {**border, "bold": True, "bg_color": _MEDIUM, "text_wrap": True, "align": "center"}
        )
        self.text = book.add_format({**border, "num_format": "@", "text_wrap": True})
        self.formats = {
            CellKind.COUNT: book.add_format({**border, "num_format": "#,##0"}),
            CellKind.DATE: book.add_format({**border, "num_format": "dd/mm/yyyy"}),
        }

    def write(self, title: tuple[str, str, str], places: pd.DataFrame) -> None:
        """Write all of the sheet."""
        for row, (text, look) in enumerate(zip(title, (self.plain, self.bold, self.plain), strict=True)):
            self.sheet.write_string(row, 0, text, look)
        place_columns = self._list_place_columns(places)
        self._write_headers([header for header, _, _ in place_columns])
        last_row = _FIRST_ROW + len(places) + _SPARE_ROWS - 1
        for column, (_, name, width) in enumerate(place_columns):
            self.sheet.set_column(column, column, width)
            for row, value in enumerate(places[name] if name else range(1, len(places) + 1)):
                self._write_place(_FIRST_ROW + row, column, value)
        self._write_own_columns(len(place_columns), len(places), last_row)
        self._set_up_page(len(place_columns), last_row)

    def write_pilots(self, places: pd.DataFrame, pilots: Mapping[str, tuple[date, date | None]]) -> None:
        """Write the days of pilots into their rows: first and last day, the columns of dates."""
        start = len(self._list_place_columns(places))
        columns = [start + place for place, one in enumerate(self.columns) if one.cell_kind == CellKind.DATE]
        for row, code in enumerate(places["area_code"]):
            for column, day in zip(columns, pilots.get(str(code), ()), strict=False):
                if day is not None:
                    self.sheet.write_datetime(_FIRST_ROW + row, column, day, self.formats[CellKind.DATE])

    def _list_place_columns(self, places: pd.DataFrame) -> list[tuple[str, str, float]]:
        """Return header, name in ``places`` and width; a parent that no area has gets no column."""
        vi = self.lang == "vi"
        listed = [
            ("STT" if vi else "No.", "", 6),
            ("Mã xã" if vi else "Commune code", "area_code", 10),
            ("Tên xã, phường" if vi else "Commune", "name", 28),
            ("Tên huyện" if vi else "District", "unit", 24),
            ("Tên tỉnh" if vi else "Province", "province", 22),
        ]
        return [one for one in listed if not one[1] or places[one[1]].any()]

    def _write_headers(self, place_headers: Sequence[str]) -> None:
        for column, header in enumerate(place_headers):
            self.sheet.merge_range(_HEADER_ROW, column, _HEADER_ROW + 1, column, header, self.header)
        start = len(place_headers)
        uppers = [column.upper.in_language(self.lang) if column.upper else "" for column in self.columns]
        position = 0
        while position < len(uppers):
            end = position
            while uppers[position] and end + 1 < len(uppers) and uppers[end + 1] == uppers[position]:
                end += 1
            self._write_group(start, position, end, uppers[position])
            position = end + 1
        self.sheet.set_row(_HEADER_ROW + 1, 34)

    def _write_group(self, start: int, first: int, last: int, upper: str) -> None:
        row = _HEADER_ROW
        if not upper:
            text = self.columns[first].header.in_language(self.lang)
            self.sheet.merge_range(row, start + first, row + 1, start + first, text, self.header)
            return
        if first == last:
            self.sheet.write_string(row, start + first, upper, self.header)
        else:
            self.sheet.merge_range(row, start + first, row, start + last, upper, self.header)
        for position in range(first, last + 1):
            text = self.columns[position].header.in_language(self.lang)
            self.sheet.write_string(row + 1, start + position, text, self.header)

    def _write_place(self, row: int, column: int, value: object) -> None:
        if isinstance(value, int):
            self.sheet.write_number(row, column, value, self.formats[CellKind.COUNT])
        else:
            self.sheet.write_string(row, column, str(value), self.text)

    def _write_own_columns(self, start: int, place_count: int, last_row: int) -> None:
        for position, column in enumerate(self.columns):
            index = start + position
            look = self.formats.get(column.cell_kind, self.text)
            self.sheet.set_column(index, index, column.width)
            for row in range(_FIRST_ROW, last_row + 1):
                if column.given and row < _FIRST_ROW + place_count:
                    self.sheet.write_string(row, index, column.given, look)
                else:
                    self.sheet.write_blank(row, index, None, look)
            rule = self._build_rule(column)
            if rule:
                self.sheet.data_validation(_FIRST_ROW, index, last_row, index, rule)

    def _build_rule(self, column: TemplateColumn) -> dict[str, Any]:
        vi = self.lang == "vi"
        if column.cell_kind == CellKind.COUNT:
            message = "Số nguyên từ 0 trở lên." if vi else "A whole number from 0 on."
            rule: dict[str, Any] = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": _MOST_PEOPLE}
        elif column.cell_kind == CellKind.DATE:
            message = "Ngày, ví dụ 31/03/2019." if vi else "A day, such as 31/03/2019."
            rule = {"validate": "date", "criteria": ">=", "value": date(1995, 1, 1)}
        elif column.cell_kind == CellKind.SCHEME:
            message = "Chọn trong danh sách." if vi else "Choose from the list."
            rule = {"validate": "list", "source": [*Scheme]}
        else:
            return {}
        title = "Không hợp lệ" if vi else "Not valid"
        return rule | {"ignore_blank": True, "error_title": title, "error_message": message}

    def _set_up_page(self, place_count: int, last_row: int) -> None:
        last_column = place_count + len(self.columns) - 1
        self.sheet.freeze_panes(_FIRST_ROW, min(place_count, 3))
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(_HEADER_ROW, _HEADER_ROW + 1)
        self.sheet.print_area(0, 0, last_row - _SPARE_ROWS, last_column)
        self.sheet.set_footer("&C&P / &N")


def _write_notes(book: Any, notes: Sequence[Bilingual], lang: str) -> None:
    """Write how to fill in, in the language of the template first, in the other below."""
    sheet = book.add_worksheet("Hướng dẫn" if lang == "vi" else "How to fill in")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 110)
    texts = (
        [note.in_language(lang) for note in notes]
        + [""]
        + [note.in_language("en" if lang == "vi" else "vi") for note in notes]
    )
    for row, text in enumerate(texts):
        sheet.write_string(row, 0, text, wrapped)
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _province_missing(
    province_code: str | None, parents: dict[tuple[str, str], tuple[str, str | None, str | None]]
) -> NotFound:
    known = ", ".join(sorted(code for level, code in parents if level == Level.PROVINCE))
    words = LEVEL_WORDS[Level.PROVINCE]
    return NotFound(
        "province_missing",
        Bilingual(
            f"Bộ ranh giới không có {words.vi} «{province_code}»", f"The vintage has no {words.en} «{province_code}»"
        ),
        Bilingual(f"Các mã: {known}.", f"The codes are {known}."),
        Place(text=province_code or ""),
    )
