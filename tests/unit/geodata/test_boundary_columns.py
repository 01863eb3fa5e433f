"""Columns are found by usual names and content, in Vietnamese and English files; doubts are put to the user."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.areas import Level
from geodata.columns import ColumnChoice, find_boundary_columns
from geodata.errors import BadInput

CODES = ["03127", "03151", "03158"]
NAMES = ["Phường Điện Biên Phủ", "Phường Mường Lay", "Xã Sín Thầu"]


def _find(columns: dict[str, list[object]], level: Level = Level.COMMUNE, **chosen: str) -> tuple[str | None, ...]:
    found = find_boundary_columns(pd.DataFrame(columns), level, ColumnChoice(**chosen))
    return found.code, found.name, found.managing_unit_code, found.province_code


@pytest.mark.parametrize(
    ("code", "name", "province"),
    [
        ("MA_XA", "TEN_XA", "MA_TINH"),
        ("Mã xã", "Tên xã", "Mã tỉnh"),
        ("ADM3_PCODE", "ADM3_VI", "ADM1_PCODE"),
        ("code", "name", "province_code"),
        ("ward_code", "fullName", "provinceCode"),
    ],
)
def test_usual_names_are_known(code: str, name: str, province: str) -> None:
    assert _find({"x": [1, 2, 3], code: CODES, name: NAMES, province: ["11"] * 3}) == (code, name, None, province)


def test_content_finds_columns_with_unusual_names() -> None:
    assert _find({"a": NAMES, "b": CODES, "c": [1.5, 2.5, 3.5]}) == ("b", "a", None, None)


def test_the_column_that_writes_the_type_of_unit_names_the_areas() -> None:
    short = ["Điện Biên Phủ", "Mường Lay", "Sín Thầu"]
    assert _find({"code": CODES, "name": short, "fullName": NAMES})[1] == "fullName"


def test_a_district_column_is_a_parent_and_a_chosen_parent_is_told_apart_by_its_digits() -> None:
    frame = {"code": CODES, "name": NAMES, "p": ["094", "095", "096"], "q": ["11"] * 3}
    assert _find(frame, parent="p")[2:] == ("p", None)
    assert _find(frame, parent="q")[2:] == (None, "q")
    assert _find({"code": CODES, "name": NAMES, "MA_HUYEN": ["094", "095", "096"]})[2] == "MA_HUYEN"
    with pytest.raises(BadInput, match="parent level"):
        _find(frame, parent="name")


def test_the_parents_of_provinces_are_not_looked_for() -> None:
    assert _find({"MA_TINH": ["11", "12"], "TEN_TINH": ["Tỉnh Điện Biên", "Tỉnh Lai Châu"]}, Level.PROVINCE) == (
        "MA_TINH",
        "TEN_TINH",
        None,
        None,
    )


def _raise(columns: dict[str, list[object]], **chosen: str) -> BadInput:
    with pytest.raises(BadInput) as error:
        _find(columns, **chosen)
    return error.value


def test_a_missing_code_column_is_refused_with_the_columns_there_are() -> None:
    error = _raise({"TEN_XA": NAMES, "dien_tich": [1.0, 2.0, 3.0]})
    assert error.code == "code_column_missing"
    assert "TEN_XA, dien_tich" in error.hint.vi


def test_codes_of_another_level_are_pointed_out() -> None:
    assert "--level province" in _raise({"ten": NAMES, "so": ["11", "12", "13"]}).hint.en


def test_two_possible_code_columns_are_refused_unless_one_is_chosen() -> None:
    frame: dict[str, list[object]] = {"a": CODES, "b": ["04000", "04001", "04002"], "TEN_XA": NAMES}
    assert _raise(frame).code == "code_column_ambiguous"
    assert _find(frame, code="b")[0] == "b"
    assert _raise({"MA_XA": CODES, "WARD_CODE": list(reversed(CODES)), "TEN_XA": NAMES}).code == "code_column_ambiguous"


def test_a_missing_name_column_and_an_unknown_choice_are_refused() -> None:
    assert _raise({"MA_XA": CODES}).code == "name_column_missing"
    assert _raise({"MA_XA": CODES, "TEN_XA": NAMES}, code="MAXA").code == "column_unknown"
