"""Codes are text; what a spreadsheet did to them is mended only where nothing else can be meant."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.areas import Level
from geodata.codes import check_codes_unique, clean_codes, parse_codes
from geodata.errors import BadInput

KNOWN = ["03127", "03151", "12345"]


def test_codes_are_cleaned_of_what_files_add() -> None:
    cleaned = clean_codes(pd.Series([" 03127 ", "VN03151", "'12345", "3127.0", "", None], dtype=object))
    assert cleaned.tolist()[:4] == ["03127", "03151", "12345", "3127"]
    assert cleaned[4:].isna().all()


def test_lost_zeros_come_back_where_the_official_list_knows_the_codes() -> None:
    codes = parse_codes(pd.Series([3127, 3151, 12345]), Level.COMMUNE, KNOWN, "MA")
    assert (codes.codes.tolist(), codes.padded_count) == (KNOWN, 2)


@pytest.mark.parametrize(
    "values",
    [
        pd.Series(["03127", "3151"]),  # some kept their zeros: the other may lack another digit
        pd.Series([99127, 9151, 9345]),  # nobody knows 09151
        pd.Series(["03127", "3151A"]),
        pd.Series(["03127", "031512"]),
    ],
)
def test_malformed_codes_are_refused_with_their_row(values: pd.Series) -> None:
    with pytest.raises(BadInput) as error:
        parse_codes(values, Level.COMMUNE, KNOWN, "MA")
    assert error.value.code == "area_code_malformed"
    assert (error.value.place.row, error.value.place.column) == (2, "MA")


def test_codes_of_another_level_are_named_as_such() -> None:
    with pytest.raises(BadInput) as error:
        parse_codes(pd.Series(["11", "12"]), Level.COMMUNE, KNOWN, "MA")
    assert "--level province" in error.value.hint.en


def test_doubled_codes_are_refused_with_their_rows_and_names() -> None:
    names = pd.Series(["Xã A", "Xã B", "Xã C", "Xã D"])
    with pytest.raises(BadInput) as error:
        check_codes_unique(pd.Series(["1", "2", "1", None], dtype="string"), names, "MA")
    assert error.value.code == "area_code_duplicate"
    assert error.value.place.row == 3
    assert "Xã A" in error.value.message.vi
    assert "Xã C" in error.value.message.vi
    check_codes_unique(pd.Series(["1", None, None], dtype="string"), names[:3], "MA")
