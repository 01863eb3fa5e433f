"""Everyday names lead people to the right area, best first; what is left unclaimed is shown before what is taken."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.matching import match_place
from geodata.places import MatchOutcome, PlaceText
from tests.fixtures.official_lists import build_list, read_boundary_list, read_history_list
from tests.properties.mangling import remove_accents, remove_type

COMMUNES = (
    ("03217", "Thị trấn Tủa Chùa"),
    ("03220", "Xã Huổi Só"),
    ("03223", "Xã Xín Chải"),
    ("03226", "Xã Tả Sìn Thàng"),
    ("03229", "Xã Lao Xả Phình"),
    ("03232", "Xã Tả Phìn"),
    ("03235", "Xã Tủa Thàng"),
    ("03238", "Xã Trung Thu"),
    ("03241", "Xã Sính Phình"),
    ("03244", "Xã Sáng Nhè"),
    ("03247", "Xã Mường Đun"),
    ("03250", "Xã Mường Báng"),
)


@pytest.fixture(scope="module")
def index() -> AreaIndex:
    rows = [(code, name, "098", "Huyện Tủa Chùa", "11", "Tỉnh Điện Biên") for code, name in COMMUNES]
    return build_list("VN-2016-01-01", rows).index


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("Xã Xá Nhè", "Xã Sáng Nhè"),
        ("Xã Sín Chải", "Xã Xín Chải"),
        ("Xã Chung Thu", "Xã Trung Thu"),
        ("Xã Lao Sả Phình", "Xã Lao Xả Phình"),
        ("Mường Đung", "Xã Mường Đun"),
        ("Xã Huổi Xó", "Xã Huổi Só"),
        ("Xã Tủa Trùa", "Thị trấn Tủa Chùa"),
        ("Mương Bảng", "Xã Mường Báng"),
    ],
)
def test_an_everyday_name_has_the_right_area_first(index: AreaIndex, written: str, official: str) -> None:
    match = match_place(index, PlaceText(Level.COMMUNE, written, None, "Huyện Tủa Chùa"))
    assert (match.outcome, match.area) == (MatchOutcome.UNKNOWN, None)
    assert match.candidates[0].name == official


def test_a_name_like_none_has_no_candidate(index: AreaIndex) -> None:
    assert match_place(index, PlaceText(Level.COMMUNE, "Phường Quỳnh Lưu", None, "Huyện Tủa Chùa")).candidates == ()


def test_what_no_row_has_claimed_comes_first(index: AreaIndex) -> None:
    unit = index.find_area(Level.MANAGING_UNIT, "098")
    claimed = {code for code, name in COMMUNES if name != "Xã Huổi Só"}
    ranked = index.rank_unclaimed(Level.COMMUNE, "Xã Xá Nhè", unit, claimed)
    assert [area.name for area in ranked[:2]] == ["Xã Huổi Só", "Xã Sáng Nhè"]
    assert len(ranked) == len(COMMUNES)
    free = index.rank_unclaimed(Level.COMMUNE, "Xã Xá Nhè", unit, {"03217"})
    assert free[0].name == "Xã Sáng Nhè"
    assert free[-1].area_code == "03217"
    assert index.rank_similar(Level.COMMUNE, "Xã Tả Phìn", unit, {"03232"})[0].area_code != "03232"


@pytest.mark.real_data
def test_the_everyday_name_of_sang_nhe_leads_to_it_in_the_real_list(real_data: Path) -> None:
    real = read_boundary_list(real_data, 2016).index
    match = match_place(real, PlaceText(Level.COMMUNE, "Xã Xá Nhè", None, "H. Tủa Chùa", None, "Điện Biên"))
    assert match.area is None
    assert match.candidates[0].name == "Xã Sáng Nhè"


@pytest.mark.real_data
def test_a_commune_that_was_renamed_is_among_the_candidates_for_its_former_name(real_data: Path) -> None:
    """The same code in the same district under a name much like it: two names of one place, both in use."""
    before, after = (read_history_list(real_data, day) for day in (date(2010, 1, 1), date(2019, 12, 31)))
    by_code = {commune.area_code: commune for commune in after.communes}
    asked = shown = 0
    for place, commune in zip(before.places, before.communes, strict=True):
        renamed = by_code.get(commune.area_code)
        if renamed is None or renamed.parent_code != commune.parent_code or not _sound_alike(place.name, renamed.name):
            continue
        match = match_place(after.index, PlaceText(Level.COMMUNE, place.name, managing_unit_code=renamed.parent_code))
        if match.area is None:
            asked += 1
            shown += renamed in match.candidates
    assert asked > 20
    assert shown == asked


def _sound_alike(one: str | None, other: str) -> bool:
    """Tell a place under two names from one that was merged into another and has its name."""
    bare = [remove_accents(remove_type(name)).lower() for name in (one or "", other)]
    return one != other and fuzz.ratio(*bare) > 80
