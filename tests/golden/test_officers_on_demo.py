"""Officers in charge and potential groups of the demonstration: on page, API, map and plan, from day to day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from geodata.errors import NotFound
from services.coverage.groups import find_group, list_groups, measure_shares
from services.coverage.officers import find_officer, find_officers, measure_loads
from services.coverage.snapshot import Snapshot
from services.demo.cases import SINCE_2025
from services.measures.schemes import Scheme
from services.planning.candidates import build_candidates
from services.planning.officer_report import build_officer_report
from webmap.api.openapi import build_openapi

QUERY = f"vintage={SINCE_2025}&within=11&scheme=BHXH_TN&as_of=2025-12-31"
DAYS = st.dates(date(2025, 6, 1), date(2026, 6, 30))


def test_a_change_of_officer_moves_communes_on_its_day(demo_snapshot: Snapshot) -> None:
    data = demo_snapshot.find_vintage(SINCE_2025)
    counts = [
        (find_officer(data, "cb-01", day)[1].size, find_officer(data, "cb-02", day)[1].size)
        for day in (date(2025, 6, 30), date(2025, 9, 30), date(2025, 10, 1))
    ]
    assert counts == [(0, 0), (6, 6), (3, 9)]
    with pytest.raises(NotFound):
        find_officer(data, "nobody", date(2025, 10, 1))


@given(DAYS)
def test_each_commune_has_one_officer_and_the_loads_are_theirs(demo_snapshot: Snapshot, day: date) -> None:
    data = demo_snapshot.find_vintage(SINCE_2025)
    officers = find_officers(data, day)
    areas = np.array(sorted(officers), dtype=np.int32)
    loads = measure_loads(data, areas, day)
    if not officers:
        assert loads is None
        return
    held = [one.code for one in (officers[int(area)] for area in areas)]
    assert loads is not None
    assert loads.tolist() == [held.count(code) for code in held]
    for code in set(held):
        assert set(find_officer(data, code, day)[1].tolist()) == {a for a, one in officers.items() if one.code == code}


@pytest.mark.parametrize("within", ["11", "VN", "01"])
def test_officers_and_those_without_add_up_to_the_area(demo_snapshot: Snapshot, within: str) -> None:
    report = build_officer_report(demo_snapshot, SINCE_2025, within, Scheme.BHXH_TN, date(2025, 12, 31))
    for name in ("commune_count", "known_count", "enrolled_count", "unreached_count", "event_count"):
        assert sum(getattr(one, name) or 0 for one in report.loads) == (getattr(report.total, name) or 0)
    codes = [code for one in report.loads for code in one.codes]
    assert sorted(codes) == sorted(map(str, report.candidates.codes))


def test_shares_of_a_group_are_its_people_in_the_denominator(demo_snapshot: Snapshot) -> None:
    data = demo_snapshot.find_vintage(SINCE_2025)
    names = list_groups(data)
    assert names[0].startswith("Lao động phi chính thức")
    candidates = build_candidates(demo_snapshot, SINCE_2025, "11", Scheme.BHXH_TN, date(2025, 12, 31))
    column = find_group(data, names[0], date(2026, 6, 30))
    assert column is not None
    assert find_group(data, names[0], date(2025, 7, 31)) is column  # the only one there is
    shares = measure_shares(column, candidates.areas, candidates.denominators)
    assert np.nansum(shares * candidates.denominators) == pytest.approx(column.counts.sum())
    assert ((shares > 0.2) & (shares < 0.65)).all()


def test_page_and_api_tell_the_same_workload(demo_client: FlaskClient) -> None:
    body = demo_client.get(f"/api/v1/officers?{QUERY}").get_json()
    Draft202012Validator({"$ref": "#/components/schemas/Officers", **build_openapi()}).validate(body)
    assert [one["commune_count"] for one in body["officers"] if one["officer_code"] == "cb-02"] == [9]
    assert body["total"]["commune_count"] == 45
    for lang, words in (("vi", "8 cán bộ phụ trách 45 / 45 xã"), ("en", "8 officers in charge of 45 of 45 communes")):
        text = demo_client.get(f"/officers?{QUERY}&lang={lang}").get_data(as_text=True)
        assert words in text
        assert text.count("officer=cb-") == 16  # a map and a list for each


def test_an_officer_in_the_address_limits_table_and_list_and_is_marked_on_the_map(demo_client: FlaskClient) -> None:
    query = f"{QUERY}&level=commune&indicator=coverage_ratio&officer=cb-02"
    parts = demo_client.get(f"/map/parts?{query}").get_json()
    assert len(parts["config"]["own_positions"]) == 9
    assert "Xã của Cán bộ số 2 (minh họa)" in parts["parts"]["legend"]
    page = demo_client.get(f"/map?{query}").get_data(as_text=True)
    assert page.count('<td class="c-rank">') == 10  # and the total
    assert "Xã của Cán bộ số 2" in demo_client.get(f"/map.svg?{query}").get_data(as_text=True)
    listed = demo_client.get(f"/plan/parts?{QUERY}&officer=cb-02").get_json()["parts"]["list"]
    assert listed.count("<tr data-place=") == 9
    assert demo_client.get(f"/map?{query}x").status_code == 404


def test_criteria_of_lists_have_sliders_only_where_they_were_loaded(demo_client: FlaskClient) -> None:
    form = demo_client.get(f"/plan/parts?{QUERY}").get_json()["parts"]["form"]
    assert 'name="w_potential_share"' in form
    assert 'name="w_officer_load"' in form
    assert 'name="group"' in form
    elsewhere = demo_client.get(f"/plan/parts?{QUERY.replace('within=11', 'within=01')}").get_json()["parts"]["form"]
    assert 'name="w_potential_share"' not in elsewhere
    assert 'name="w_officer_load"' not in elsewhere
    asked = f"{QUERY}&w_potential_share=5&w_officer_load=3"
    ranked = demo_client.get(f"/api/v1/ranking?{asked}").get_json()
    assert {reason["criterion"] for reason in ranked["areas"][0]["reasons"]} == {"potential_share", "officer_load"}
    other = demo_client.get(f"/api/v1/ranking?{asked}&group=Nữ 35–54 tuổi (giả định)").get_json()
    assert [one["area_code"] for one in other["areas"]] != [one["area_code"] for one in ranked["areas"]]
    assert demo_client.get(f"/api/v1/ranking?{asked}&group=không có").status_code == 400
