from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.errors import BadInput
from services.intake.headers.header_meanings import find_meaning
from services.intake.headers.headers import find_scheme
from services.intake.headers.meanings import Role, parse_meaning
from services.measures.schemes import Measure, Scheme
from tests.fixtures.checked_tables import get_refusal
from tests.fixtures.intake_tables import build_options, check_text

AS_OF = date(2019, 3, 31)


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("STT", "ignore"),
        ("Mã xã", "code"),
        ("MA_XA", "code"),
        ("Mã", "code"),
        ("ward_code", "code"),
        ("Xã/Phường/Thị trấn", "name"),
        ("Xã, thị trấn", "name"),
        ("Đơn vị", "name"),
        ("Commune", "name"),
        ("Quận/Huyện", "managing_unit"),
        ("Huyện, thị xã, thành phố", "managing_unit"),
        ("BHXH cơ sở", "managing_unit"),
        ("District", "managing_unit"),
        ("Mã huyện", "managing_unit_code"),
        ("Tỉnh/Thành phố", "province"),
        ("Mã tỉnh", "province_code"),
        ("KH 2021", "target:2021-12-31"),
        ("KH năm 2019", "target:2019-12-31"),
        ("Kế hoạch\nnăm 2019", "target:2019-12-31"),
        ("Chỉ tiêu giao", "target:2019-12-31"),
        ("Chỉ tiêu đến 30/6/2019", "target:2019-06-30"),
        ("Target 2020", "target:2020-12-31"),
        ("Người tham gia 31/5/2021", "enrolled:2021-05-31"),
        ("Số người tham gia", "enrolled:2019-03-31"),
        ("Thực hiện năm 2018", "enrolled:2018-12-31"),
        ("Thực hiện đến 31.12.2018", "enrolled:2018-12-31"),
        ("Participants 2018-12-31", "enrolled:2018-12-31"),
        ("31/12/2017", "enrolled:2017-12-31"),
        ("Người tham gia BHYT 31/3/2019", "enrolled:2019-03-31:BHYT"),
        ("BHXH tự nguyện - số người 31/3/2019", "enrolled:2019-03-31:BHXH_TN"),
        ("Tăng mới trong kỳ", "gross_new:2019-03-31"),
        ("LLLĐ trong độ tuổi", "labour_force:2019-03-31"),
        ("Lực lượng lao động 2018", "labour_force:2018-12-31"),
        ("Dân số", "population:2019-03-31"),
        ("Population 2018", "population:2018-12-31"),
        ("% so KH", "recomputed"),
        ("Tỷ lệ bao phủ", "recomputed"),
        ("Tăng, giảm so cùng kỳ", "recomputed"),
        ("Đạt kế hoạch", "recomputed"),
        ("Xã điểm từ ngày", "pilot_start"),
        ("Loại hình", "scheme"),
        ("Ghi chú", "remark"),
    ],
)
def test_headers_say_what_columns_mean(header: str, meaning: str) -> None:
    assert str(find_meaning(header, Level.COMMUNE, AS_OF)) == meaning


@pytest.mark.parametrize("header", ["Cột 7", "", "KH 2019, 2020", "Mức đóng", "Người tham gia 31/3/2019 và 31/3/2018"])
def test_other_headers_say_nothing(header: str) -> None:
    assert find_meaning(header, Level.COMMUNE, AS_OF) is None


def test_the_level_of_the_table_decides_what_is_a_name_and_what_a_parent() -> None:
    assert str(find_meaning("Huyện", Level.MANAGING_UNIT, AS_OF)) == "name"
    assert str(find_meaning("Tỉnh", Level.PROVINCE, AS_OF)) == "name"
    assert find_meaning("Xã", Level.MANAGING_UNIT, AS_OF) is None


def test_meanings_are_written_as_they_are_read() -> None:
    for text in ("name", "enrolled:2021-12-31:BHYT", "target:2021-12-31", "population", "ignore"):
        assert str(parse_meaning(text)) == text
    assert parse_meaning("target:2021").as_of == date(2021, 12, 31)
    assert parse_meaning("enrolled:31/5/2021").as_of == date(2021, 5, 31)
    assert parse_meaning("parent").role == Role.MANAGING_UNIT
    assert parse_meaning("enrolled").measure == Measure.ENROLLED


@pytest.mark.parametrize(
    "text", ["", "count", "enrolled:2021-13-01", "enrolled:2021-12-31:XYZ", "name:2021", "target:1:2:3"]
)
def test_an_unknown_meaning_lists_those_that_exist(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_meaning(text)
    assert caught.value.code == "column_meaning_unknown"
    assert "enrolled" in caught.value.hint.vi


def test_schemes_are_named_in_words_or_by_code() -> None:
    assert find_scheme("BHXH tự nguyện") == Scheme.BHXH_TN
    assert find_scheme("BHXH_BB") == Scheme.BHXH_BB
    assert find_scheme("BHYT hộ gia đình") == Scheme.BHYT_HGD
    assert find_scheme("Bảo hiểm thất nghiệp") == Scheme.BHTN
    assert find_scheme("Tổng số") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mã xã;KH 2021\n03158;1\n", "column_missing"),
        ("Xã;Ghi chú\nXã Sín Thầu;a\n", "column_missing"),
        ("Xã;Thực hiện;Số người tham gia\nXã Sín Thầu;1;2\n", "columns_repeat"),
        ("Xã;Thực hiện;Chữ lạ\nXã Sín Thầu;1;2\n", "column_unrecognised"),
        ("Xã;Thực hiện đến 31/3\nXã Sín Thầu;1\n", "column_uncertain"),
    ],
)
def test_a_header_that_is_not_understood_is_refused(store: Engine, tmp_path: Path, text: str, code: str) -> None:
    error = get_refusal(check_text(store, tmp_path, text))
    assert (error.code, error.place.row) == (code, 1)


def test_a_title_above_the_header_is_no_header(store: Engine, tmp_path: Path) -> None:
    checked = check_text(store, tmp_path, "Biểu 01;;\nXã;KH 2021;Thực hiện\nXã Sín Thầu;1;2\n")
    assert checked.refusal is None
    assert checked.report.table.layout.header_rows == (2,)


def test_a_mapping_settles_what_headers_do_not_say(store: Engine, tmp_path: Path) -> None:
    text = "Xã;Thực hiện đến 31/3;Chữ lạ\nXã Sín Thầu;7;2\n"
    mapping = {"Thực hiện đến 31/3": "enrolled:31/3/2021", "C": "ignore"}
    checked = check_text(store, tmp_path, text, options=build_options(mapping=mapping))
    assert checked.draft is not None
    assert checked.draft.facts[["as_of", "count"]].to_numpy().tolist() == [[date(2021, 3, 31), 7]]
    with pytest.raises(BadInput) as caught:
        check_text(store, tmp_path, text, options=build_options(mapping={"Cột D": "ignore"}))
    assert caught.value.code == "mapped_column_missing"


def test_a_scheme_must_be_known(store: Engine, tmp_path: Path) -> None:
    checked = check_text(store, tmp_path, "Xã;Người tham gia\nXã Sín Thầu;1\n", options=build_options(scheme=None))
    assert get_refusal(checked).code == "scheme_missing"
