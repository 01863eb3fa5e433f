"""The planner's page over the demonstration: ranking, reasons, selection, the same on page and API."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from services.demo.cases import BEFORE_2025, SINCE_2025
from webmap.api.openapi import build_openapi

SCOPE = f"vintage={BEFORE_2025}&within=11&scheme=BHXH_TN&as_of=2019-03-31"
WEIGHTS = "w_plan_gap=4&w_behind_pace=2&w_few_events=3"


def read(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.get_data(as_text=True)[:400]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))))


def read_parts(client: FlaskClient, query: str) -> dict[str, str]:
    response = client.get(f"/plan/parts?{query}")
    assert response.status_code == 200, response.get_data(as_text=True)[:400]
    parts = response.json["parts"]
    return {name: re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))) for name, html in parts.items()}


@pytest.mark.parametrize("form", ["json", "columns"])
def test_the_ranking_has_the_shape_that_is_described(demo_client: FlaskClient, form: str) -> None:
    body = demo_client.get(f"/api/v1/ranking?{SCOPE}&{WEIGHTS}&area=03139&format={form}").json
    description = build_openapi()
    schema = {"$ref": f"#/components/schemas/Ranking{'Rows' if form == 'json' else 'Columns'}", **description}
    Draft202012Validator(schema).validate(body)


def test_the_ranking_of_the_api_orders_by_score_and_reasons_are_of_the_weights(demo_client: FlaskClient) -> None:
    body = demo_client.get(f"/api/v1/ranking?{SCOPE}&{WEIGHTS}&area=03139").json
    ranked = [one for one in body["areas"] if one["rank"]]
    assert len(body["areas"]) == 129
    assert [one["score"] for one in ranked] == sorted((one["score"] for one in ranked), reverse=True)
    assert all(one["score_low"] <= one["score"] <= one["score_high"] for one in ranked)
    asked = {"plan_gap", "behind_pace", "few_events"}
    assert {one["criterion"] for one in body["criteria"]} == asked
    assert {reason["criterion"] for one in ranked for reason in one["reasons"]} <= asked
    for one in ranked:
        contributions = [reason["contribution"] for reason in one["reasons"]]
        assert contributions == sorted(contributions, reverse=True)
        assert len(contributions) <= 3
    rates = [one["coverage"] for one in ranked]
    assert all(0 <= one["low"] <= one["estimate"] <= one["high"] <= 1 for one in rates)
    assert all(1 <= one["rank_low"] <= one["rank_high"] <= 129 for one in rates)
    assert 0 < sum(bool(one["is_indistinct"]) for one in ranked) < 129


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_page_list_map_and_api_say_the_same(demo_client: FlaskClient, lang: str) -> None:
    query = f"{SCOPE}&{WEIGHTS}&lang={lang}"
    first = demo_client.get(f"/api/v1/ranking?{query}").json["areas"][0]
    columns = demo_client.get(f"/plan/values?{query}").json
    parts = read_parts(demo_client, query)
    score = f"{first['score']:.1f}".replace(".", "," if lang == "vi" else ".")
    assert first["name"] in parts["head"]
    assert score in parts["head"]
    assert all(reason[f"text_{lang}"] in parts["list"] for reason in first["reasons"])
    assert all(reason[f"text_{lang}"] in parts["why"] for reason in first["reasons"])
    assert max(value for value in columns["values"] if value is not None) == round(first["score"] * 10)
    assert columns["value_scale"] == 10


def test_weights_change_the_ranking(demo_client: FlaskClient) -> None:
    one, other = (
        [area["area_code"] for area in demo_client.get(f"/api/v1/ranking?{SCOPE}&{weights}").json["areas"]]
        for weights in ("w_unreached=5", "w_behind_pace=5")
    )
    assert one != other
    assert sorted(one) == sorted(other)


def test_five_communes_are_picked_proven_and_explained(demo_client: FlaskClient) -> None:
    query = f"{SCOPE}&{WEIGHTS}&pick=5&unit_max=1"
    parts = read_parts(demo_client, query)
    assert "tối ưu, đã chứng minh" in parts["head"]
    assert "Danh sách tốt thứ nhì kém" in parts["selection"]
    assert "Mỗi đơn vị nhiều nhất 1 xã" in parts["selection"]
    assert parts["selection"].count("/ 100") == 5
    picks = demo_client.get(f"/plan/values?{query}").json["pick_positions"]
    assert len(picks) == 5
    assert "Xã được chọn" in demo_client.get(f"/plan.svg?{query}").get_data(as_text=True)


def test_locked_communes_are_in_or_out(demo_client: FlaskClient) -> None:
    free = demo_client.get(f"/plan/values?{SCOPE}&{WEIGHTS}&pick=3").json["pick_positions"]
    areas = demo_client.get(f"/api/v1/values?{SCOPE}&level=commune").json["areas"]
    best, other = (
        areas[free[0]]["area_code"],
        next(one["area_code"] for place, one in enumerate(areas) if place not in free),
    )
    locked = f"{SCOPE}&{WEIGHTS}&pick=3&lock_in={other}&lock_out={best}"
    picks = {areas[place]["area_code"] for place in demo_client.get(f"/plan/values?{locked}").json["pick_positions"]}
    assert other in picks
    assert best not in picks
    assert len(picks) == 3


def test_rules_that_no_list_keeps_are_told_with_what_to_loosen(demo_client: FlaskClient) -> None:
    parts = read_parts(demo_client, f"{SCOPE}&{WEIGHTS}&pick=5&unit_min=1")
    assert "Không danh sách nào giữ được mọi quy tắc" in parts["selection"]
    assert "Ít nhất phải nới" in parts["selection"]
    assert "bỏ: mỗi đơn vị ít nhất 1 xã" in parts["selection"].lower()
    parts = read_parts(demo_client, f"{SCOPE}&{WEIGHTS}&pick=5&min_km=90")
    distance = r"các xã được chọn cách nhau ít nhất 90 km» bằng «[^»]*ít nhất \d\d km"
    count = r"chọn đúng 5 xã» bằng «chọn đúng \d xã"
    assert re.search(rf"thay «({distance}|{count})»", parts["selection"].lower())


def test_without_weights_the_page_suggests_criteria_that_are_known(demo_client: FlaskClient) -> None:
    body = demo_client.get(f"/api/v1/ranking?{SCOPE}").json
    assert body["criteria"]
    assert all(one["known_count"] > 0 for one in body["criteria"])


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (f"{SCOPE}&w_unreached=11", 400),
        (f"{SCOPE}&w_unreached=0", 400),
        (f"{SCOPE}&lock_in=99999", 404),
        (f"{SCOPE}&units=x", 400),
        (f"{SCOPE}&pick=0", 400),
    ],
)
def test_what_cannot_be_asked_is_refused(demo_client: FlaskClient, query: str, status: int) -> None:
    response = demo_client.get(f"/plan?{query}")
    assert response.status_code == status


def test_a_commune_that_is_to_be_picked_and_not_to_be_is_named_in_both_languages(demo_client: FlaskClient) -> None:
    asked = f"{SCOPE}&pick=3&lock_in=03127,03130&lock_out=03130"
    for lang, words in (("vi", "Xã 03130 vừa bắt buộc chọn"), ("en", "Commune 03130 is to be picked")):
        page = demo_client.get(f"/plan?{asked}&lang={lang}", headers={"Accept": "text/html"})
        assert page.status_code == 400
        assert words in page.get_data(as_text=True)
        refused = demo_client.get(f"/plan/values?{asked}&lang={lang}")
        assert refused.status_code == 400
        assert refused.json["error"]["fields"] == [{"name": "lock_out", "given": "03130", "allowed": []}]
        assert words in str(refused.json["error"]["message"])


def test_the_page_works_as_a_plain_form(demo_client: FlaskClient) -> None:
    text = read(demo_client, f"/plan?{SCOPE}&{WEIGHTS}&pick=&budget=&unit_min=&lock_in=&target=2,5&w_unreached=0")
    assert "Xếp hạng và chọn" in text
    html = demo_client.get(f"/plan?{SCOPE}&{WEIGHTS}").get_data(as_text=True)
    assert '<noscript><img src="/plan.svg?' in html
    names = set(re.findall(r'name="(w_\w+)"', html))
    assert {"w_plan_gap", "w_behind_pace", "w_few_events", "w_unreached"} <= names


def test_clusters_of_low_coverage_are_marked_alike_on_both_maps_and_explained(demo_client: FlaskClient) -> None:
    scope = f"vintage={SINCE_2025}&within=01&scheme=BHXH_BB&as_of=2025-12-31"
    plain, marked = (demo_client.get(f"/plan/values?{scope}{more}").json for more in ("", "&clusters=1"))
    assert plain["cluster_positions"] == []
    assert 0 < len(marked["cluster_positions"]) < len(marked["class_codes"])
    count = len(marked["cluster_positions"])
    sentence = f"{count} trong 126 xã thuộc cụm bao phủ thấp"
    legend = read_parts(demo_client, f"{scope}&clusters=1")["legend"]
    assert sentence in legend
    assert "126 phép thử Moran địa phương, hiệu chỉnh Benjamini–Hochberg" in legend
    assert f"Cụm bao phủ thấp {count} " in legend
    view = f"{scope}&level=commune&indicator=enrolled_count&clusters=1"
    parts = demo_client.get(f"/map/parts?{view}").json
    assert parts["config"]["cluster_positions"] == marked["cluster_positions"]
    assert sentence in parts["parts"]["legend"]
    above = view.replace("level=commune", "level=province").replace("within=01", "within=VN")
    provinces = demo_client.get(f"/map/parts?{above}").json
    assert provinces["config"]["cluster_positions"] == []
    drawn = demo_client.get(f"/plan.svg?{scope}&clusters=1").get_data(as_text=True)
    assert f"Cụm bao phủ thấp: {count}" in drawn
    assert "stroke-dasharray" in drawn


def test_what_is_converted_from_other_boundaries_is_no_cluster(demo_client: FlaskClient) -> None:
    scope = f"vintage={BEFORE_2025}&within=01&scheme=BHXH_TN&as_of=2025-12-31&clusters=1"
    assert demo_client.get(f"/plan/values?{scope}").json["cluster_positions"] == []
    assert "Không xét được cụm" in read_parts(demo_client, scope)["legend"]


def test_a_pick_is_told_from_a_commune_that_is_not_picked(demo_client: FlaskClient) -> None:
    asked = f"{SCOPE}&{WEIGHTS}&pick=5&unit_max=1"
    picks = re.findall(r'data-place="(\d+)"', demo_client.get(f"/plan/parts?{asked}").json["parts"]["selection"])
    codes = [one["area_code"] for one in demo_client.get(f"/api/v1/ranking?{SCOPE}&{WEIGHTS}").json["areas"]]
    assert len(picks) == 5
    first, last = codes[0], codes[-1]
    why = read_parts(demo_client, f"{asked}&area={first}&against={last}")["why"]
    assert "Vì sao xã này mà không phải xã kia?" in why
    assert re.search(r"Chọn .+ mà không chọn .+: đổi lấy .+ (thì danh sách kém|thì không giữ được quy tắc)", why)
    assert re.search(r"hơn ở: ", why)
    plain = read_parts(demo_client, f"{SCOPE}&{WEIGHTS}&area={first}")["why"]
    assert re.search(r" hơn (Xã|Phường|Thị trấn) .+ điểm\.", plain)


@pytest.mark.parametrize("kind", ["/plan", "/plan/parts", "/plan/values", "/api/v1/ranking"])
def test_where_nothing_is_known_of_a_criterion_nobody_has_a_rank_and_the_answer_stands(
    demo_client: FlaskClient, kind: str
) -> None:
    query = f"vintage={BEFORE_2025}&within=11&scheme=BHYT&as_of=2025-12-31&w_officer_load=1"
    assert demo_client.get(f"{kind}?{query}").status_code == 200
    ranking = demo_client.get(f"/api/v1/ranking?{query}").json
    assert {(one["rank"], one["score"], one["score_low"]) for one in ranking["areas"]} == {(None, None, None)}
    assert "0,0 – 0,0" not in read(demo_client, f"/plan?{query}")
