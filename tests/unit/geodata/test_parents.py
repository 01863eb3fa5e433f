"""Parents of areas are named as their file names them; the official list only completes."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from geodata.areas import Level
from geodata.parents import complete_parents
from geodata.reference import load_reference


def _name_district(code: str, written: str) -> str:
    areas = pd.DataFrame(
        {
            "area_code": ["11473"],
            "name": ["Thị trấn Núi Đèo"],
            "managing_unit_code": [code],
            "managing_unit_name": [written],
            "province_code": ["31"],
            "province_name": ["Hải Phòng"],
        },
        dtype="string",
    )
    completed, _ = complete_parents(areas, Level.COMMUNE, load_reference(date(2016, 1, 1)))
    return str(completed["managing_unit_name"].iloc[0])


def test_a_district_keeps_the_type_that_its_file_gives_it() -> None:
    # A city in the list of June 2025; the file is of 2016, and so are the tables that name it.
    assert _name_district("311", "Huyện Thủy Nguyên") == "Huyện Thủy Nguyên"


@pytest.mark.parametrize("written", ["Thủy Nguyên", "THÀNH PHỐ THUỶ NGUYÊN", "TP. Thủy Nguyên"])
def test_a_district_named_without_or_with_its_official_type_gets_the_official_spelling(written: str) -> None:
    assert _name_district("311", written) == "Thành phố Thủy Nguyên"


def test_two_districts_that_a_file_calls_alike_get_their_official_names() -> None:
    areas = pd.DataFrame(
        {
            "area_code": ["18754", "18781"],
            "name": ["Thị trấn Kỳ Đồng", "Xã Kỳ Ninh"],
            "managing_unit_code": ["447", "449"],
            "managing_unit_name": ["Huyện Kỳ Anh", "Huyện Kỳ Anh"],
            "province_code": ["42", "42"],
            "province_name": ["Hà Tĩnh", "Hà Tĩnh"],
        },
        dtype="string",
    )
    completed, _ = complete_parents(areas, Level.COMMUNE, load_reference(date(2016, 1, 1)))
    assert completed["managing_unit_name"].tolist() == ["Huyện Kỳ Anh", "Thị xã Kỳ Anh"]
