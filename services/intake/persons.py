"""Sheets that list persons are refused; nothing of their cells goes into an error, a report or a log."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from geodata.errors import BadInput, Bilingual
from services.intake.cells import Cell, build_column_letter, build_text, is_blank
from services.intake.dates import parse_date
from services.intake.headers import build_plain_header
from services.intake.sheets import Sheet

# Căn cước: three digits of a province (001-096), century and sex, two of the birth year, six more.
_CITIZEN_NUMBER = re.compile(r"0(?:0[1-9]|[1-8]\d|9[0-6])[0-9]\d{2}\d{6}")
_DIGIT = re.compile(r"\d")
_TEN_DIGITS = re.compile(r"\d{10}")
# A number cell loses the leading zeros of a citizen number; no count of people has this many digits.
_LONG_NUMBER = re.compile(r"\d{11,12}")
_PERSON_HEADERS = re.compile(
    r"cccd|cmnd|can cuoc|chung minh|dinh danh|citizen.?(id|number)|ma so bhxh|so so bhxh|ma the bhyt|so the bhyt"
)
_BIRTH_HEADERS = re.compile(r"ngay sinh|nam sinh|ngay thang nam sinh|date of birth|birth.?date|\bdob\b")
_NAME_HEADERS = re.compile(r"ho va ten|ho ten|full.?name")
_FEWEST_CELLS = 3  # of one column; below it only headers can tell a list of persons from a slip


def refuse_persons(sheet: Sheet) -> None:
    """Raise BadInput where a sheet holds citizen or insurance numbers of persons; the error quotes no cell."""
    columns = _list_columns(sheet)
    headers = [_list_headers(column) for column in columns]
    births = any(map(_is_birth_column, columns, headers))
    named = any(_NAME_HEADERS.search(text) for texts in headers for text in texts)
    for index, column in enumerate(columns):
        if _holds_numbers_of_persons(column, headers[index], births or named):
            raise BadInput(
                "persons_refused",
                Bilingual(
                    "Bảng này liệt kê từng người (số định danh hoặc mã số BHXH); hệ thống chỉ nhận số đếm",
                    "This sheet lists persons (citizen or insurance numbers); the service takes counts only",
                ),
                Bilingual(
                    "Không có gì được lưu hay ghi nhật ký. Hãy gửi số đếm theo đơn vị, không kèm danh sách người.",
                    "Nothing was stored or logged. Send counts per area, without the list of people.",
                ),
                sheet.build_place(column=build_column_letter(index)),
            )


def _list_columns(sheet: Sheet) -> list[list[Cell]]:
    width = max(len(row.cells) for row in sheet.rows)
    columns: list[list[Cell]] = [[] for _ in range(width)]
    for row in sheet.rows:
        for index, cell in enumerate(row.cells):
            if not is_blank(cell):
                columns[index].append(cell)
    return columns


def _holds_numbers_of_persons(column: Sequence[Cell], headers: Collection[str], has_personal_company: bool) -> bool:
    texts = [re.sub(r"[\s.\-']", "", build_text(cell)) for cell in column]
    headed = any(_PERSON_HEADERS.search(text) for text in headers)
    citizens = sum(1 for text in texts if _CITIZEN_NUMBER.fullmatch(text) or _LONG_NUMBER.fullmatch(text))
    insured = sum(1 for text in texts if _TEN_DIGITS.fullmatch(text))
    if headed and citizens + insured > 0:
        return True
    return citizens >= _FEWEST_CELLS or (has_personal_company and citizens + insured > 0)


def _is_birth_column(column: Sequence[Cell], headers: Collection[str]) -> bool:
    if any(_BIRTH_HEADERS.search(text) for text in headers):
        return True
    # Plain numbers are left aside: a labour force of 25.000 is also Excel's number for a day in 1968.
    days = {day for cell in column if isinstance(cell, str | date) and (day := parse_date(cell)) is not None}
    # Dates of counts repeat; a column of many different days long past is one of birth dates.
    return len(days) > 20 and sum(day.year < 2015 for day in days) > len(days) / 2


def _list_headers(column: Sequence[Cell]) -> set[str]:
    """Return each text without digits, once: a header may stand in any row of a sheet."""
    texts = {cell for cell in column if isinstance(cell, str) and not _DIGIT.search(cell)}
    return {build_plain_header(text) for text in texts}
