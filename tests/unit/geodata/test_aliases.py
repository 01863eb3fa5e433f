from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pytest

from geodata.alias_checks import check_alias, find_repeated_keys, needs_alias
from geodata.area_index import AreaIndex, build_area_index
from geodata.areas import Level
from geodata.errors import BadInput, NotFound
from geodata.matching import match_place
from geodata.places import MatchOutcome, MatchWay, PlaceAlias, PlaceText
from tests.fixtures.small_areas import AREA_COLUMNS, OLD_AREAS, OLD_VINTAGE

TUA_CHUA = (Level.MANAGING_UNIT, "098")
NOWHERE = (None, None)


def tell(written: str, area_code: str, parent: tuple[Level | None, str | None] = TUA_CHUA) -> PlaceAlias:
    return PlaceAlias(Level.COMMUNE, *parent, written, area_code)


def build_index(aliases: Iterable[PlaceAlias] = ()) -> AreaIndex:
    return build_area_index(OLD_VINTAGE, pd.DataFrame(OLD_AREAS, columns=AREA_COLUMNS), None, aliases)


def commune(name: str, unit: str | None = "Huyện Tủa Chùa", code: str | None = None) -> PlaceText:
    return PlaceText(Level.COMMUNE, name, code, unit)


@pytest.mark.parametrize("written", ["Xã Sáng Nhè", "X. SÁNG  NHÈ", "Sáng Nhè", "XA SANG NHE", "UBND xã Sáng Nhè"])
def test_every_spelling_of_a_told_name_means_what_was_told(written: str) -> None:
    match = match_place(build_index([tell("Xã Sáng Nhè", "03223")]), commune(written))
    assert match.area is not None
    assert (match.outcome, match.way, match.area.area_code) == (MatchOutcome.ALIAS, MatchWay.ALIAS, "03223")


def test_an_alias_holds_within_its_parent_only() -> None:
    index = build_index([tell("Xã Sáng Nhè", "03223")])
    assert match_place(index, commune("Xã Sáng Nhè", "Huyện Mường Nhé")).area is None
    assert match_place(index, commune("Xã Sáng Nhè", None)).area is None


def test_an_alias_without_a_parent_holds_where_its_area_lies() -> None:
    index = build_index([tell("Xã Sáng Nhè", "03223", NOWHERE)])
    assert match_place(index, commune("Xã Sáng Nhè", None)).outcome == MatchOutcome.ALIAS
    assert match_place(index, commune("Xã Sáng Nhè")).outcome == MatchOutcome.ALIAS
    assert match_place(index, commune("Xã Sáng Nhè", "Huyện Mường Nhé")).area is None


def test_an_alias_of_the_province_holds_in_the_district_of_its_area() -> None:
    index = build_index([tell("Xã Sáng Nhè", "03223", (Level.PROVINCE, "11"))])
    assert match_place(index, commune("Xã Sáng Nhè")).outcome == MatchOutcome.ALIAS
    assert match_place(index, commune("Xã Sáng Nhè", "Huyện Mường Nhé")).area is None


def test_an_alias_never_speaks_against_an_official_name_in_silence() -> None:
    match = match_place(build_index([tell("Xã Quý Hòa", "03223")]), commune("Xã Quí Hoà"))
    assert (match.outcome, match.area) == (MatchOutcome.AMBIGUOUS, None)
    assert {area.area_code for area in match.candidates} == {"03226", "03223"}
    assert match.reason is not None
    assert "Xã Quý Hòa (03226), Huyện Tủa Chùa" in match.reason.vi


def test_an_alias_settles_a_doubt_among_official_bearers() -> None:
    index = build_index([tell("Tủa Chùa", "03217")])
    assert match_place(index, commune("TỦA CHÙA")).outcome == MatchOutcome.ALIAS
    typed = match_place(index, commune("Xã Tủa Chùa"))
    assert typed.area == index.find_area(Level.COMMUNE, "03229")
    assert typed.outcome == MatchOutcome.MATCHED  # the alias was told without a type of unit


def test_an_alias_for_one_type_of_unit_is_none_for_another() -> None:
    index = build_index([tell("Thị trấn Sáng Nhè", "03217")])
    assert match_place(index, commune("Xã Sáng Nhè")).area is None


def test_dropped_accents_ask_where_an_alias_and_an_official_name_would_both_do() -> None:
    index = build_index([tell("Xã Qúy Hoa", "03223")])
    assert match_place(index, commune("Quy Hoa")).outcome == MatchOutcome.AMBIGUOUS


def test_a_code_and_the_alias_of_its_area_agree() -> None:
    index = build_index([tell("Xã Sáng Nhè", "03223")])
    match = match_place(index, commune("Xã Sáng Nhè", code="3223"))
    assert (match.outcome, match.area) == (MatchOutcome.ALIAS, index.find_area(Level.COMMUNE, "03223"))
    clash = match_place(index, commune("Xã Sáng Nhè", code="3226"))
    assert clash.area is None
    assert clash.clash == index.find_area(Level.COMMUNE, "03226")


def test_an_alias_of_a_parent_leads_to_its_communes() -> None:
    alias = PlaceAlias(Level.MANAGING_UNIT, Level.PROVINCE, "11", "Mường Tè", "096")
    index = build_index([alias])
    place = PlaceText(Level.COMMUNE, "Xã Sín Thầu", None, "H. Mường Tè", None, "Điện Biên")
    assert match_place(index, place).area == index.find_area(Level.COMMUNE, "03158")


def test_the_narrower_of_two_aliases_speaks() -> None:
    index = build_index([tell("Xã Sáng Nhè", "03226", NOWHERE), tell("Xã Sáng Nhè", "03223")])
    assert match_place(index, commune("Xã Sáng Nhè")).area == index.find_area(Level.COMMUNE, "03223")


def test_an_alias_is_kept_only_for_a_name_that_is_nobody_elses() -> None:
    index = build_index()
    check_alias(index, tell("Xã Sáng Nhè", "03223"))
    check_alias(index, tell("Tủa Chùa", "03217"))
    refused = {
        "alias_is_official_name": tell("xã quí hoà", "03223"),
        "alias_blank": tell(" \u00a0", "03223"),
        "alias_outside_parent": tell("Xã Sáng Nhè", "03158"),
    }
    for code, alias in refused.items():
        with pytest.raises(BadInput) as caught:
            check_alias(index, alias)
        assert caught.value.code == code
    for alias in (tell("Xã Sáng Nhè", "99999"), tell("Xã Sáng Nhè", "03223", (Level.MANAGING_UNIT, "999"))):
        with pytest.raises(NotFound):
            check_alias(index, alias)


def test_a_name_that_leads_to_its_area_anyway_needs_no_alias() -> None:
    index = build_index()
    assert not needs_alias(index, tell("XÃ XÁ NHÈ", "03223"))
    assert needs_alias(index, tell("Xã Sáng Nhè", "03223"))
    assert needs_alias(index, tell("Tủa Chùa", "03217"))


def test_a_name_told_to_mean_two_areas_is_found_out() -> None:
    told = [tell("Tủa Chùa", "03217"), tell("TỦA CHÙA", "03229"), tell("Sáng Nhè", "03223")]
    assert len(find_repeated_keys(told)) == 1
