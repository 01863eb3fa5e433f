"""A file of one side of the reform of July 2025 is never taken for one of the other side, in no province."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.matching import match_place
from geodata.places import IndexedArea, PlaceText
from services.intake.files.sheets import Sheet, SheetRow
from services.intake.headers.columns import PlainTable
from services.intake.layout.table_layout import find_table
from services.intake.outcomes import Finding, JoinedRow, RowOutcome
from services.intake.scope.vintage_checks import check_vintage_fit
from tests.fixtures.checked_tables import count_outcomes, get_refusal
from tests.fixtures.intake_tables import NEW_VINTAGE, build_options, check_text
from tests.fixtures.official_lists import OfficialList, read_boundary_list, read_history_list, read_package_list
from tests.properties.mangling import mangle

Places = Sequence[PlaceText]


@lru_cache
def build_table() -> PlainTable:
    header, row = SheetRow(1, ("Xã", "Người tham gia")), SheetRow(2, ("Xã Mường Nhé", 1))
    sheet = Sheet("bieu.csv", "", None, (header, row))
    return PlainTable(sheet, Level.COMMUNE, None, (), sheet.rows, (), find_table(sheet))


def join(index: AreaIndex, places: Places) -> list[JoinedRow]:
    rows = []
    for position, place in enumerate(places):
        match = match_place(index, place)
        rows.append(
            JoinedRow(
                index=position,
                number=position + 2,
                outcome=RowOutcome(match.outcome),
                name=place.name or "",
                code=place.code or "",
                parent=place.managing_unit_name or "",
                area=match.area,
                reason=match.reason,
                candidates=match.candidates,
                clash=match.clash,
            )
        )
    return rows


def check(index: AreaIndex, places: Places) -> list[Finding]:
    return check_vintage_fit(build_table(), index, join(index, places))


def limit(listed: OfficialList, province: IndexedArea) -> AreaIndex:
    areas = [area for level in Level for area in listed.index.list_areas(level, province)]
    return AreaIndex(listed.index.vintage_id, areas, province.area_code)


@lru_cache
def group_by_province(listed: OfficialList) -> dict[str, list[PlaceText]]:
    """The places of each province, by its code, without saying the province or the district."""
    grouped = defaultdict(list)
    for place, commune in zip(listed.places, listed.communes, strict=True):
        code = next(code for level, code in listed.index.list_lineage(commune) if level is Level.PROVINCE)
        grouped[code].append(replace(place, province_name=None, managing_unit_name=None))
    return grouped


def without_codes(places: Places) -> list[PlaceText]:
    return [replace(place, code=None) for place in places]


def check_clash(findings: list[Finding], examples_of: Places) -> None:
    assert findings
    finding = findings[0]
    assert finding.code in ("codes_of_another_vintage", "places_of_another_vintage", "names_of_another_place")
    quoted = [place for place in examples_of if f"«{place.name}»" in finding.message.vi]
    assert len(quoted) >= 2
    assert all(f"«{place.name}»" in finding.message.en for place in quoted)
    assert finding.hint.vi
    assert finding.place.row is not None


@pytest.mark.parametrize("with_codes", [True, False])
@pytest.mark.parametrize(("own", "other"), [("since", "before"), ("before", "since")])
def test_a_file_of_the_other_side_is_refused_in_every_province(own: str, other: str, with_codes: bool) -> None:
    listed, files = read_package_list(own), group_by_province(read_package_list(other))
    checked = 0
    for province in listed.index.list_areas(Level.PROVINCE):
        places = files.get(province.area_code)
        if not places:
            continue
        places = places if with_codes else without_codes(places)
        check_clash(check(limit(listed, province), places), places)
        checked += 1
    assert checked >= 30


@pytest.mark.parametrize("with_codes", [True, False])
@pytest.mark.parametrize("generation", ["before", "since"])
def test_a_file_of_the_own_side_is_never_refused(generation: str, with_codes: bool) -> None:
    listed = read_package_list(generation)
    dice = random.Random(11)
    for province in dice.sample(listed.index.list_areas(Level.PROVINCE), 12):
        places = group_by_province(listed)[province.area_code]
        mangled = [
            replace(place, name=mangle(place.name or "", dice, False), code=place.code if with_codes else None)
            for place in places
        ]
        assert check(limit(listed, province), mangled) == []


@pytest.mark.parametrize("with_codes", [True, False])
def test_a_file_of_which_a_part_is_of_the_other_side_is_refused(with_codes: bool) -> None:
    """Nine rows of ten fit; of the rest, those whose name lives on fit as well, and would be wrong."""
    listed = read_package_list("since")
    own, other = (group_by_province(read_package_list(side)) for side in ("since", "before"))
    for code in ("01", "11", "12", "51"):
        province = listed.index.find_area(Level.PROVINCE, code)
        assert province is not None
        foreign = [place for place in other[code] if place.name not in {one.name for one in own[code]}]
        places = own[code] + foreign[: max(4, len(own[code]) // 10)]
        places = places if with_codes else without_codes(places)
        check_clash(check(limit(listed, province), places), foreign)


def test_a_clash_stands_although_a_person_left_out_or_settled_the_rows_that_show_it() -> None:
    listed = read_package_list("since")
    province = listed.index.find_area(Level.PROVINCE, "11")
    assert province is not None
    index = limit(listed, province)
    rows = join(index, without_codes(group_by_province(read_package_list("before"))["11"]))
    settled = [
        row
        if row.outcome == RowOutcome.MATCHED
        else row._replace(outcome=RowOutcome.IGNORED, candidates=(), is_decided=True)
        for row in rows
    ]
    assert any(row.outcome == RowOutcome.MATCHED for row in settled)
    assert check_vintage_fit(build_table(), index, settled)
    told = [row._replace(outcome=RowOutcome.ALIAS, area=listed.communes[0]) for row in settled]
    assert check_vintage_fit(build_table(), index, told)


def test_a_few_names_that_nobody_bears_are_questions_and_no_clash() -> None:
    listed = read_package_list("before")
    province = listed.index.find_area(Level.PROVINCE, "11")
    assert province is not None
    places = without_codes(group_by_province(listed)["11"])
    messy = [replace(place, name=f"{place.name} Mới") for place in places[:5]] + places[5:]
    assert check(limit(listed, province), messy) == []


@pytest.mark.parametrize("parent", ["Huyện Tủa Chùa", "H. Tủa Chùa", "BHXH TX.Mường Lay", "QUẬN 1", "HUYEN TUA CHUA"])
def test_districts_however_written_show_a_file_from_before_the_reform(parent: str) -> None:
    listed = read_package_list("since")
    place = replace(listed.places[0], managing_unit_name=parent)
    codes = [finding.code for finding in check(listed.index, [place])]
    assert codes == ["districts_unknown_to_vintage"]


@pytest.mark.real_data
@pytest.mark.parametrize("with_codes", [True, False])
@pytest.mark.parametrize(
    ("own_year", "day"), [(2025, date(2024, 12, 31)), (2025, date(2024, 6, 30)), (2016, date(2025, 12, 31))]
)
def test_files_of_2024_and_2025_are_refused_by_the_real_vintage_of_the_other_side(
    real_data: Path, own_year: int, day: date, with_codes: bool
) -> None:
    listed, files = read_boundary_list(real_data, own_year), group_by_province(read_history_list(real_data, day))
    checked = 0
    for province in listed.index.list_areas(Level.PROVINCE)[::2]:
        places = files.get(province.area_code)
        if places:
            places = places if with_codes else without_codes(places)
            check_clash(check(limit(listed, province), places), places)
            checked += 1
    assert checked >= 10


@pytest.mark.real_data
@pytest.mark.parametrize("with_codes", [True, False])
@pytest.mark.parametrize(("own_year", "day"), [(2025, date(2024, 12, 31)), (2016, date(2025, 12, 31))])
def test_a_national_file_of_the_other_side_is_refused_within_seconds(
    real_data: Path, own_year: int, day: date, with_codes: bool
) -> None:
    listed, file = read_boundary_list(real_data, own_year), read_history_list(real_data, day)
    places = file.places if with_codes else without_codes(file.places)
    assert check(listed.index, places)


def test_codes_of_another_vintage_are_refused_with_both_names(store: Engine, tmp_path: Path) -> None:
    text = "Mã;Xã;Người tham gia\n03160;Xã Mường Nhé;1\n03217;Thị trấn Tủa Chùa;2\n03226;Xã Quý Hòa;3\n"
    options = build_options(vintage_id=NEW_VINTAGE, as_of=date(2025, 9, 30), leave_out_unmatched=True)
    error = get_refusal(check_text(store, tmp_path, text + "03158;Xã Sín Thầu;4\n", options=options))
    assert error.code == "codes_of_another_vintage"
    assert "«Xã Mường Nhé» ≠ Xã Nậm Kè" in error.message.vi


def test_districts_against_a_vintage_without_them_are_refused(store: Engine, tmp_path: Path) -> None:
    options = build_options(vintage_id=NEW_VINTAGE, as_of=date(2025, 9, 30))
    error = get_refusal(
        check_text(store, tmp_path, "Huyện;Xã;Người tham gia\nHuyện Mường Nhé;Xã Sín Thầu;1\n", options=options)
    )
    assert error.code == "districts_unknown_to_vintage"


def test_a_table_of_another_province_is_refused(store: Engine, tmp_path: Path) -> None:
    text = "Mã;Xã;Người tham gia\n21484;Thị trấn Ba Tơ;1\n21487;Xã Ba Tô;2\n;Xã Ba Vì;3\n"
    checked = check_text(store, tmp_path, text, options=build_options(leave_out_unmatched=True))
    assert get_refusal(checked).code == "names_of_another_place"


def test_mixed_provinces_are_outside_the_scope_and_named(store: Engine, tmp_path: Path) -> None:
    text = "Tỉnh;Xã;Người tham gia\nĐiện Biên;Xã Sín Thầu;1\nĐiện Biên;Xã Mường Nhé;1\nQuảng Ngãi;Xã Ba Tô;2\n"
    checked = check_text(store, tmp_path, text)
    assert count_outcomes(checked) == {"matched": 2, "outside_scope": 1}
    assert "Tỉnh Quảng Ngãi" in get_refusal(checked).message.vi
    whole = check_text(store, tmp_path, text, options=build_options(province_code=None))
    assert whole.draft is not None
