"""The gazetteer of dated units as a file: CSV or XLSX, one row per unit and term."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from geodata.areas import CODE_PATTERNS, Level
from geodata.errors import BadInput, Bilingual, Place
from geodata.gazetteer import LEVELS, UNIT_COLUMNS, Gazetteer
from geodata.readers.list_file import ListColumn, ListFile, read_list_file

_COLUMNS = (
    ListColumn("level", ("level", "cap", "capdonvi", "capdvhc")),
    ListColumn("code", ("code", "ma", "madonvi", "madvhc", "areacode")),
    ListColumn("name", ("name", "ten", "tendonvi", "tendvhc", "areaname")),
    ListColumn("type", ("type", "loai", "loaihinh", "loaidonvi"), is_required=False),
    ListColumn("parent_code", ("parentcode", "macaptren", "matren", "macha", "madonvicaptren")),
    ListColumn("valid_from", ("validfrom", "effectivefrom", "from", "tungay", "ngayhieuluc", "hieuluctu")),
    ListColumn("valid_to", ("validto", "effectiveto", "to", "denngay", "ngayhethieuluc", "hieulucden")),
)
# The codes of provinces had three digits until August 2004.
_CODES = {**CODE_PATTERNS, Level.PROVINCE: re.compile(r"\d{2,3}")}
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LEVEL_NAMES = ", ".join(LEVELS)


def read_gazetteer_file(path: Path) -> Gazetteer:
    """Return the gazetteer in a CSV or XLSX file (columns ``UNIT_COLUMNS`` by their usual names; dates YYYY-MM-DD).

    Raises BadInput with file, row and column for a level, code or date that cannot be read, a term that ends before
    it begins, and a code that two units bear on one day.
    """
    listed = read_list_file(path, _COLUMNS)
    _check_levels(listed)
    _check_codes(listed)
    _check_dates(listed)
    _check_terms(listed)
    return Gazetteer(listed.frame[list(UNIT_COLUMNS)])


def _check_levels(listed: ListFile) -> None:
    unknown = listed.frame.index[~listed.frame["level"].isin(list(LEVELS))]
    if len(unknown):
        hint = Bilingual(f"Dùng một trong: {_LEVEL_NAMES}.", f"Use one of: {_LEVEL_NAMES}.")
        raise _refuse(listed, "level", unknown[0], Bilingual("không phải tên cấp", "is no level"), hint)


def _check_codes(listed: ListFile) -> None:
    levels = listed.frame["level"].map(LEVELS)
    for level in (Level.PROVINCE, Level.MANAGING_UNIT, Level.COMMUNE):
        codes = listed.frame.loc[levels == level, "code"]
        malformed = codes.index[~codes.str.fullmatch(_CODES[level].pattern)]
        if len(malformed):
            hint = Bilingual(
                "Tỉnh 2, huyện 3, xã 5 chữ số; giữ số 0 ở đầu.",
                "2 digits for a province, 3 for a district, 5 for a commune; keep leading zeros.",
            )
            raise _refuse(listed, "code", malformed[0], Bilingual("không phải mã của cấp này", "is no such code"), hint)


def _check_dates(listed: ListFile) -> None:
    for column in ("valid_from", "valid_to"):
        for index, text in enumerate(listed.frame[column]):
            if not (_is_date(text) or (column == "valid_to" and not text)):
                hint = Bilingual("Viết năm-tháng-ngày: 2025-07-01.", "Write year-month-day: 2025-07-01.")
                raise _refuse(listed, column, index, Bilingual("không phải ngày", "is no date"), hint)


def _is_date(text: str) -> bool:
    try:
        return bool(_ISO_DATE.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _check_terms(listed: ListFile) -> None:
    frame = listed.frame.assign(last=listed.frame["valid_to"].replace("", "9999-12-31"))
    backward = frame.index[frame["valid_from"] >= frame["last"]]
    if len(backward):
        hint = Bilingual(
            "valid_to là ngày đầu tiên không còn hiệu lực.", "valid_to is the first day on which it no longer holds."
        )
        what = Bilingual("không sau ngày bắt đầu", "does not follow the beginning of the term")
        raise _refuse(listed, "valid_to", backward[0], what, hint)
    ordered = frame.sort_values(["level", "code", "valid_from"], kind="stable")
    before = ordered.groupby(["level", "code"])["last"].shift()
    overlapping = ordered.index[(ordered["valid_from"] < before).fillna(value=False)]
    if len(overlapping):
        hint = Bilingual("Mỗi ngày một mã chỉ thuộc một đơn vị.", "On one day a code belongs to one unit.")
        what = Bilingual("có hai đơn vị trong cùng một ngày", "is borne by two units on one day")
        raise _refuse(listed, "code", overlapping[0], what, hint)


def _refuse(listed: ListFile, column: str, index: int, what: Bilingual, hint: Bilingual) -> BadInput:
    row, text = int(listed.frame["row"][index]), str(listed.frame[column][index])
    header = listed.headers[column]
    return BadInput(
        "gazetteer_malformed",
        Bilingual(
            f"{listed.file}, dòng {row}, cột {header}: «{text}» {what.vi}",
            f"{listed.file}, row {row}, column {header}: «{text}» {what.en}",
        ),
        hint,
        Place(file=listed.file, row=row, column=header, text=text),
    )
