from __future__ import annotations

import pandas as pd
import pytest

from geodata.area_index import AreaIndex, build_area_index
from geodata.areas import Level
from geodata.matching import match_place
from geodata.places import MatchOutcome, MatchWay, PlaceText, normalise_code
from tests.fixtures.small_areas import AREA_COLUMNS as COLUMNS
from tests.fixtures.small_areas import OLD_AREAS, OLD_VINTAGE


@pytest.fixture
def index() -> AreaIndex:
    return build_area_index(OLD_VINTAGE, pd.DataFrame(OLD_AREAS, columns=COLUMNS))


def commune(
    name: str | None, code: str | None = None, unit: str | None = None, province: str | None = None
) -> PlaceText:
    return PlaceText(Level.COMMUNE, name, code, unit, None, province)


def test_code_and_agreeing_name_match(index: AreaIndex) -> None:
    match = match_place(index, commune("X. Quí Hoà", "3226", "Tủa Chùa"))
    assert match.area is not None
    assert (match.area.area_code, match.way) == ("03226", MatchWay.CODE_AND_NAME)


def test_a_code_that_disagrees_with_its_name_stops_the_row_and_names_both(index: AreaIndex) -> None:
    match = match_place(index, commune("Xã Mường Nhé", "03158"))
    assert (match.outcome, match.area) == (MatchOutcome.AMBIGUOUS, None)
    assert match.clash is not None
    assert match.reason is not None
    assert "Xã Sín Thầu" in match.reason.vi
    assert "Xã Mường Nhé (03160)" in match.reason.en


def test_a_code_the_vintage_lacks_stops_the_row_even_where_the_name_is_known(index: AreaIndex) -> None:
    match = match_place(index, commune("Xã Sín Thầu", "99999"))
    assert (match.outcome, match.area) == (MatchOutcome.AMBIGUOUS, None)
    assert [area.area_code for area in match.candidates] == ["03158"]


def test_a_code_without_a_name_proves_nothing(index: AreaIndex) -> None:
    assert match_place(index, commune(None, "03158")).outcome == MatchOutcome.UNKNOWN


def test_a_code_in_another_parent_than_the_row_says_stops_the_row(index: AreaIndex) -> None:
    match = match_place(index, commune("Xã Sín Thầu", "03158", "Huyện Tủa Chùa"))
    assert match.area is None
    assert match.reason is not None
    assert "Huyện Tủa Chùa" in match.reason.vi


def test_a_name_with_two_bearers_in_the_parent_is_ambiguous(index: AreaIndex) -> None:
    match = match_place(index, commune("Tủa Chùa", None, "Huyện Tủa Chùa"))
    assert match.outcome == MatchOutcome.AMBIGUOUS
    assert {area.area_code for area in match.candidates} == {"03217", "03229"}


def test_the_type_of_unit_tells_two_bearers_apart(index: AreaIndex) -> None:
    match = match_place(index, commune("TT. Tủa Chùa", None, "Huyện Tủa Chùa"))
    assert match.area is not None
    assert match.area.area_code == "03217"


def test_another_type_of_unit_is_another_place(index: AreaIndex) -> None:
    match = match_place(index, commune("Phường Sín Thầu", None, "Huyện Mường Nhé"))
    assert match.outcome == MatchOutcome.UNKNOWN
    assert match.candidates[0].area_code == "03158"


def test_dropped_accents_match_only_where_one_place_remains(index: AreaIndex) -> None:
    single = match_place(index, commune("Xa Sin Thau", None, "Muong Nhe"))
    assert single.area is not None
    assert single.way == MatchWay.PLAIN_NAME
    doubtful = match_place(index, commune("Ba To", None, "Huyện Ba Tơ"))
    assert doubtful.outcome == MatchOutcome.AMBIGUOUS


def test_other_accents_are_not_dropped_accents(index: AreaIndex) -> None:
    match = match_place(index, commune("Xã Xà Nhè", None, "Huyện Tủa Chùa"))
    assert match.outcome == MatchOutcome.UNKNOWN
    assert match.candidates[0].name == "Xã Xá Nhè"


def test_text_without_any_accent_does_not_prove_an_unaccented_name() -> None:
    rows = [("province", "38", "Tỉnh Thanh Hóa", None, None)]
    rows += [
        ("commune", "16192", "Xã Nga Thanh", "province", "38"),
        ("commune", "16195", "Xã Nga Thành", "province", "38"),
    ]
    index = build_area_index("VN-2016-01-01", pd.DataFrame(rows, columns=COLUMNS))
    assert match_place(index, commune("XA NGA THANH")).outcome == MatchOutcome.AMBIGUOUS
    accented = match_place(index, commune("XÃ NGA THANH"))
    assert accented.area is not None
    assert accented.area.area_code == "16192"
    coded = match_place(index, commune("Nga Thanh", "16195"))
    assert coded.area is not None
    assert coded.area.name == "Xã Nga Thành"


def test_places_of_another_province_lie_outside_the_scope() -> None:
    index = build_area_index(OLD_VINTAGE, pd.DataFrame(OLD_AREAS, columns=COLUMNS), "11")
    by_code = match_place(index, commune("Xã Ba Tô", "21487"))
    by_unit = match_place(index, commune("Xã Ba Tô", None, "Huyện Ba Tơ"))
    by_province = match_place(index, commune("Xã Ba Tô", None, None, "Quảng Ngãi"))
    assert {match.outcome for match in (by_code, by_unit, by_province)} == {MatchOutcome.OUTSIDE_SCOPE}


def test_boundaries_that_give_names_without_types_still_match() -> None:
    rows = [("commune", "03158", "Sín Thầu", None, None), ("commune", "03160", "Xa Dung", None, None)]
    index = build_area_index("VN-2016-01-01", pd.DataFrame(rows, columns=COLUMNS))
    for written in ("Xã Sín Thầu", "SÍN THẦU"):
        match = match_place(index, commune(written))
        assert match.area is not None
        assert match.area.area_code == "03158"
    assert match_place(index, commune("Xã Xa Dung")).area is not None


def test_codes_get_their_lost_zeros_back_and_nothing_else() -> None:
    assert normalise_code(Level.COMMUNE, "1") == "00001"
    assert normalise_code(Level.PROVINCE, "1") == "01"
    assert normalise_code(Level.COMMUNE, "1a") == "1a"
    assert normalise_code(Level.COMMUNE, "123456") == "123456"


def test_the_own_code_of_a_row_settles_a_doubt_about_its_parent() -> None:
    rows = [
        ("managing_unit", "447", "Huyện Kỳ Anh", None, None),
        ("managing_unit", "449", "Thị xã Kỳ Anh", None, None),
        ("commune", "18754", "Xã Kỳ Xuân", "managing_unit", "447"),
        ("commune", "18756", "Xã Kỳ Lợi", "managing_unit", "449"),
    ]
    index = build_area_index("VN-2016-01-01", pd.DataFrame(rows, columns=COLUMNS))
    coded = match_place(index, commune("Xã Kỳ Xuân", "18754", "Kỳ Anh"))
    assert coded.area is not None
    assert coded.area.area_code == "18754"
    assert match_place(index, commune("Xã Kỳ Lợi", "18754", "Kỳ Anh")).area is None


@pytest.fixture
def twin_parents() -> AreaIndex:
    rows = [
        ("managing_unit", "447", "Huyện Kỳ Anh", None, None),
        ("managing_unit", "449", "Thị xã Kỳ Anh", None, None),
        ("commune", "18754", "Xã Kỳ Xuân", "managing_unit", "447"),
        ("commune", "18757", "Xã Kỳ Hà", "managing_unit", "447"),
        ("commune", "18756", "Xã Kỳ Lợi", "managing_unit", "449"),
        ("commune", "18759", "Xã Kỳ Hà", "managing_unit", "449"),
    ]
    return build_area_index("VN-2016-01-01", pd.DataFrame(rows, columns=COLUMNS))


def test_a_name_that_only_one_of_the_parents_in_doubt_has_settles_the_doubt(twin_parents: AreaIndex) -> None:
    match = match_place(twin_parents, commune("Xã Kỳ Xuân", None, "Kỳ Anh"))
    assert match.area is not None
    assert match.area.area_code == "18754"


def test_a_name_that_several_parents_in_doubt_have_asks_and_names_the_parents(twin_parents: AreaIndex) -> None:
    match = match_place(twin_parents, commune("Xã Kỳ Hà", None, "Kỳ Anh"))
    assert (match.outcome, match.area) == (MatchOutcome.AMBIGUOUS, None)
    assert {area.area_code for area in match.candidates} == {"18757", "18759"}
    assert match.reason is not None
    for text in (match.reason.vi, match.reason.en):
        assert "Xã Kỳ Hà (18757), Huyện Kỳ Anh" in text
        assert "Xã Kỳ Hà (18759), Thị xã Kỳ Anh" in text


def test_a_parent_nobody_knows_leaves_areas_of_the_rows_own_level_to_choose_from(twin_parents: AreaIndex) -> None:
    match = match_place(twin_parents, commune("Xã Kỳ Lợi", None, "Huyện Kỳ An"))
    assert (match.outcome, match.area) == (MatchOutcome.UNKNOWN, None)
    assert [area.area_code for area in match.candidates] == ["18756"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Phường 1", "00001"),
        ("P.I", "00001"),
        ("phường 01", "00001"),
        ("Phường 2", "00002"),
        ("Xã EaTu", "00003"),
        ("EATU", "00003"),
        ("Xã Cư M’ Gar", "00004"),
        ("X. Xuân Hương–Đà Lạt", "00005"),
        ("Xã Xuân Hương - Đà Lạt (*)", "00005"),
    ],
)
def test_numerals_blanks_and_marks_written_otherwise_match(written: str, code: str) -> None:
    rows = [
        ("commune", "00001", "Phường I", None, None),
        ("commune", "00002", "Phường 2", None, None),
        ("commune", "00003", "Xã Ea Tu", None, None),
        ("commune", "00004", "Xã Cư M'gar", None, None),
        ("commune", "00005", "Xã Xuân Hương - Đà Lạt", None, None),
        ("commune", "00012", "Phường 12", None, None),
    ]
    match = match_place(build_area_index("VN-2016-01-01", pd.DataFrame(rows, columns=COLUMNS)), commune(written))
    assert match.area is not None
    assert match.area.area_code == code


def test_a_footnote_behind_a_numeral_is_no_part_of_it() -> None:
    rows = [("commune", "00001", "Phường 1", None, None), ("commune", "00012", "Phường 12", None, None)]
    index = build_area_index("VN-2016-01-01", pd.DataFrame(rows, columns=COLUMNS))
    match = match_place(index, commune("Phường 1 (2)"))
    assert match.area is not None
    assert match.area.area_code == "00001"


def test_joined_words_never_change_a_tone() -> None:
    rows = [("commune", "00001", "Xã Hoà Binh", None, None)]
    index = build_area_index("VN-2016-01-01", pd.DataFrame(rows, columns=COLUMNS))
    assert match_place(index, commune("Xã Hoa Bình")).area is None
    assert match_place(index, commune("Xã HoáBinh")).area is None
    assert match_place(index, commune("Xã HoàBinh")).area is not None


def test_accents_dropped_in_part_ask_unless_a_code_stands_beside_the_name() -> None:
    rows = [("commune", "00001", "Xã Xuân Đường", None, None), ("commune", "00002", "Xã Ba Tơ", None, None)]
    index = build_area_index("VN-2016-01-01", pd.DataFrame(rows, columns=COLUMNS))
    asked = match_place(index, commune("Xã Xuân Dương"))
    assert (asked.outcome, asked.candidates[0].area_code) == (MatchOutcome.UNKNOWN, "00001")
    assert match_place(index, commune("UBND xã Xuan Duong")).way == MatchWay.PLAIN_NAME
    assert match_place(index, commune("Xã Xuân Dương", "1")).way == MatchWay.CODE_AND_NAME
    assert match_place(index, commune("Xã Ba Tô", "00002")).area is None
