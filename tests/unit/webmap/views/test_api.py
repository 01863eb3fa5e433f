"""The API over the toy country: what it says."""

import csv
import io
import math
from collections import Counter
from fractions import Fraction

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from services.measures.indicators import Indicator
from tests.fixtures.api_answers import COMPLETION, get
from tests.fixtures.toy_store import COMMUNES, LATER_VINTAGE_ID, VINTAGE_ID
from webmap.api.openapi import build_openapi
from webmap.api.operations import OPERATIONS

AREA_PATH = f"/api/v1/areas/{VINTAGE_ID}/11"
JSON_ADDRESSES = {
    "vintages": ["/api/v1/vintages"],
    "schemes": ["/api/v1/schemes"],
    "indicators": ["/api/v1/indicators"],
    "periods": ["/api/v1/periods", "/api/v1/periods?scheme=BHYT"],
    "areas": ["/api/v1/areas", "/api/v1/areas?q=ba", "/api/v1/areas?format=columns&level=commune"],
    "values": [
        "/api/v1/values",
        COMPLETION,
        f"{COMPLETION}&format=columns",
        f"{COMPLETION}&format=classes",
        "/api/v1/values?level=province&format=classes",
        f"/api/v1/values?vintage={LATER_VINTAGE_ID}",
    ],
    "series": [
        "/api/v1/series",
        "/api/v1/series?format=columns&level=commune",
        "/api/v1/series?from=2019-01-01&to=2019-02-28",
        f"/api/v1/series?format=columns&vintage={LATER_VINTAGE_ID}",
    ],
    "outlook": ["/api/v1/outlook", "/api/v1/outlook?level=commune", f"/api/v1/outlook?vintage={LATER_VINTAGE_ID}"],
    "leaders": [
        "/api/v1/leaders",
        "/api/v1/leaders?level=commune&by=gap",
        f"/api/v1/leaders?vintage={LATER_VINTAGE_ID}",
    ],
    "briefing": [
        "/api/v1/briefing",
        "/api/v1/briefing?within=03127&scheme=BHYT",
        "/api/v1/briefing?schemes=BHYT,BHXH_TN&within=11",
        f"/api/v1/briefing?vintage={LATER_VINTAGE_ID}",
    ],
    "difference": [
        "/api/v1/difference",
        "/api/v1/difference?level=commune&b_as_of=2019-03-31&as_of=2018-12-31&indicator=enrolled_count&scheme=BHXH_TN",
        "/api/v1/difference?level=commune&b_indicator=coverage_ratio&format=columns&scheme=BHXH_TN",
        "/api/v1/difference?scheme=BHXH_TN&b_scheme=BHYT&indicator=coverage_ratio&format=columns",
    ],
    "counts": ["/api/v1/counts", f"/api/v1/counts?vintage={LATER_VINTAGE_ID}"],
    "area": [AREA_PATH, f"/api/v1/areas/{VINTAGE_ID}/03127", f"/api/v1/areas/{LATER_VINTAGE_ID}/VN"],
    "openapi": ["/api/v1/openapi.json"],
}


@pytest.mark.parametrize(("name", "address"), [(name, one) for name, all_ in JSON_ADDRESSES.items() for one in all_])
def test_each_answer_has_the_shape_that_the_description_gives(client: FlaskClient, name: str, address: str) -> None:
    description = build_openapi()
    operation = next(one for one in OPERATIONS if one.name == name)
    schema = {"$ref": f"#/components/schemas/{operation.answers[0][1]}", "components": description["components"]}
    Draft202012Validator(schema).validate(get(client, address))


def test_a_series_leads_back_to_the_values_of_each_of_its_dates(client: FlaskClient) -> None:
    question = "level=commune&within=VN&scheme=BHXH_TN&indicator=enrolled_count"
    series = get(client, f"/api/v1/series?{question}&as_of=2019-03-31&format=columns")
    assert [one["as_of"] for one in series["dates"] if one["status"] == "values"] == [
        *("2018-03-31", "2018-12-31", "2019-03-31")
    ]
    assert sum(one["status"] == "no_data" for one in series["dates"]) == 10
    last = [0] * 12
    for one in series["dates"]:
        if one["status"] == "values":
            last = [value + (change or 0) for value, change in zip(last, one["changes"], strict=True)]
            values = get(client, f"/api/v1/values?{question}&as_of={one['as_of']}&format=columns")
            shown = [None if change is None else value for value, change in zip(last, one["changes"], strict=True)]
            assert shown == values["values"]
            assert one["estimated"] == values["estimated"]
            assert one["total"] == values["total"]


def test_every_state_of_a_value_is_told_and_the_counts_add_up(client: FlaskClient) -> None:
    answer = get(client, COMPLETION)
    by_code = {area["area_code"]: area for area in answer["areas"]}
    assert (
        by_code["03127"] | {"state": "value", "value": 0.64, "numerator": 640, "denominator": 1000} == by_code["03127"]
    )
    assert by_code["03130"] | {"state": "above_100", "value": 1.04} == by_code["03130"]
    assert by_code["03133"]["state"] == "zero"
    assert by_code["03136"] | {"state": "no_data", "value": None} == by_code["03136"]
    assert by_code["03142"] | {"state": "no_target", "value": None} == by_code["03142"]
    assert by_code["03386"] | {"state": "withheld", "value": None, "numerator": None} == by_code["03386"]
    assert by_code["03388"] | {"state": "estimated", "value": 0.65} == by_code["03388"]
    states = {state["state"]: state["count"] for state in answer["states"]}
    assert states == dict.fromkeys(states, 0) | Counter(area["state"] for area in answer["areas"])
    assert sum(states.values()) == len(COMMUNES)
    painted = sum(one["count"] for one in answer["classes"]) + sum(one["painted_count"] for one in answer["states"])
    assert painted == len(COMMUNES)


def test_a_place_without_a_denominator_has_no_rate(client: FlaskClient) -> None:
    areas = get(client, "/api/v1/values?level=commune&indicator=coverage_ratio")["areas"]
    found = next(area for area in areas if area["area_code"] == "03139")
    assert (found["state"], found["value"]) == ("no_denominator", None)


def test_the_total_is_the_sum_over_those_with_both_counts_and_shows_what_was_reported_otherwise(
    client: FlaskClient,
) -> None:
    total = get(client, f"{COMPLETION}&within=11")["total"]
    with_both = [one for one in COMMUNES if one.province == "11" and one.enrolled is not None and one.target]
    assert total["numerator"] == sum(one.enrolled or 0 for one in with_both)
    assert total["denominator"] == sum(one.target or 0 for one in with_both)
    assert (total["reporting_count"], total["area_count"]) == (len(with_both), 6)
    known = sum(one.enrolled or 0 for one in COMMUNES if one.province == "11")
    assert total["difference_count"] == 2230 - known


def test_columns_say_the_same_as_rows(client: FlaskClient) -> None:
    rows, columns = get(client, COMPLETION), get(client, f"{COMPLETION}&format=columns")
    names = get(client, columns["areas_url"])
    assert names["codes"] == [area["area_code"] for area in rows["areas"]]
    assert names["names"] == [area["name"] for area in rows["areas"]]
    scaled = [None if number is None else number / columns["value_scale"] for number in columns["values"]]
    assert scaled == [area["value_shown"] for area in rows["areas"]]
    assert columns["total"] == rows["total"]
    assert columns["classes"] == rows["classes"]
    letters = {state["code"]: state["state"] for state in rows["states"] if state["code"]}
    for letter, area in zip(columns["class_codes"], rows["areas"], strict=True):
        assert area["class_index"] == (int(letter) if letter.isdigit() else None)
        assert letter.isdigit() or area["state"] in {letters[letter], "estimated"}
    assert [names["codes"][index] for index in columns["estimated"]] == ["03388"]
    assert [names["codes"][index] for index in columns["pilot_positions"]] == ["03130"]


@pytest.mark.parametrize("indicator", [one for one in Indicator if not one.definition.needs_since])
def test_what_a_map_paints_says_what_its_numbers_are_made_of(client: FlaskClient, indicator: Indicator) -> None:
    question = f"/api/v1/values?level=commune&indicator={indicator.value}&format="
    classes, columns = get(client, f"{question}classes"), get(client, f"{question}columns")
    assert classes["class_codes"] == columns["class_codes"]
    assert [one["color"] for one in classes["classes"]] == [one["color"] for one in columns["classes"]]
    parts = classes["made_of"]
    if parts is None:
        assert classes["values"] == columns["values"]
        return
    counts = get(client, classes["counts_url"])["counts"]
    derived = []
    for place, letter in enumerate(classes["class_codes"]):
        if letter in "ndtw":
            derived.append(None)
            continue
        number = Fraction(counts[parts["plus"]][place] - (counts[parts["minus"]][place] if parts["minus"] else 0))
        number *= Fraction(parts["times"], counts[parts["per"]][place] if parts["per"] else 1)
        derived.append(int(math.copysign(math.floor(abs(number) + Fraction(1, 2)), number)))
    assert derived == columns["values"]
    assert sum(filter(None, derived)) == parts["sum"]


def test_most_indicators_are_made_of_counts_that_a_reader_has(client: FlaskClient) -> None:
    question = "/api/v1/values?level=commune&format=classes&indicator="
    plain = [one for one in Indicator if not one.definition.needs_since]
    derived = [one for one in plain if get(client, question + one.value)["made_of"]]
    assert len(derived) >= 10


def test_counts_stand_in_the_order_of_the_names_and_do_not_change_with_the_indicator(client: FlaskClient) -> None:
    first = get(client, f"{COMPLETION}&format=columns")
    second = get(client, "/api/v1/values?level=commune&indicator=coverage_ratio&format=columns")
    assert first["counts_url"] == second["counts_url"]
    assert first["areas_url"] == second["areas_url"]
    counts = get(client, first["counts_url"])["counts"]
    codes = get(client, first["areas_url"])["codes"]
    by_code = {one.code: one for one in COMMUNES}
    for place, code in enumerate(codes):
        commune = by_code[code]
        assert counts["target"][place] == commune.target
        assert counts["denominator"][place] == commune.labour_force
        assert counts["year_before"][place] == commune.year_earlier
        assert counts["enrolled"][place] == (None if commune.status == "withheld" else commune.enrolled)


def test_above_the_lowest_level_both_counts_come_with_the_columns(client: FlaskClient) -> None:
    columns = get(client, "/api/v1/values?level=province&format=columns")
    rows = get(client, "/api/v1/values?level=province")["areas"]
    assert columns["numerators"] == [row["numerator"] for row in rows]
    assert columns["denominators"] == [row["denominator"] for row in rows]


def test_the_table_for_programs_has_the_digits_of_the_json(client: FlaskClient) -> None:
    response = client.get(f"{COMPLETION}&format=csv")
    assert response.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))
    areas = get(client, COMPLETION)["areas"]
    assert [row["area_code"] for row in rows] == [area["area_code"] for area in areas]
    assert [row["value"] for row in rows] == [
        "" if area["value_shown"] is None else f"{area['value_shown']:.3f}" for area in areas
    ]
    assert [row["state"] for row in rows] == [area["state"] for area in areas]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("nguyen thi minh khai", ["03388"]),
        ("NGUYỄN", ["03388"]),
        ("ba to", ["03136", "03133"]),  # ô before ơ in the alphabet
        ("Ba Tơ", ["03133", "03136"]),
        ("ngoac", ["03389"]),
        ("03391", ["03391"]),
        ("da", ["105", "03386"]),
        ("không có ở đây", []),
        ("%", []),
    ],
)
def test_places_are_found_without_accents_large_ones_first(client: FlaskClient, query: str, codes: list[str]) -> None:
    found = client.get("/api/v1/areas", query_string={"q": query, "vintage": VINTAGE_ID}).get_json()
    assert [area["area_code"] for area in found["areas"]] == codes
    assert found["found_count"] == len(codes)


def test_a_search_tells_where_a_place_lies(client: FlaskClient) -> None:
    (found,) = get(client, "/api/v1/areas?q=oi&level=commune")["areas"]
    assert [one["area_code"] for one in found["path"]] == ["VN", "12", "106"]


def test_a_profile_has_every_indicator_and_the_series(client: FlaskClient) -> None:
    profile = get(client, f"/api/v1/areas/{VINTAGE_ID}/03127?scheme=BHXH_TN")
    assert [point["enrolled_count"] for point in profile["series"]] == [500, 610, 640]
    assert profile["indicators"]["plan_completion_ratio"]["value_text_vi"] == "64,0%"
    assert profile["indicators"]["plan_completion_ratio"]["value_text_en"] == "64.0%"
    assert profile["indicators"]["net_change_count"]["value"] == 30
    assert profile["area"]["parent_code"] == "094"


def test_without_data_every_area_is_said_to_have_none(client: FlaskClient) -> None:
    answer = get(client, f"/api/v1/values?vintage={LATER_VINTAGE_ID}&level=commune")
    assert {area["state"] for area in answer["areas"]} == {"no_data"}
    assert answer["view"]["as_of"] is None
    assert answer["classes"] == []


def test_the_table_for_people_reads_in_excel_with_vietnamese_settings(client: FlaskClient) -> None:
    text = client.get("/table.csv?level=commune&indicator=plan_completion_ratio").get_data(as_text=True)
    assert text.startswith("\ufeff")
    assert "Số liệu minh họa của xứ mẫu" in text
    assert VINTAGE_ID in text
    row = next(line for line in text.splitlines() if line.startswith("03130"))
    assert row.split(";")[1:6] == ["Phường Hòa Bình", "Thành phố Lúa", "104,0%", "1040", "1000"]
    english = client.get("/table.csv?level=commune&indicator=plan_completion_ratio&lang=en").get_data(as_text=True)
    assert "104.0%" in english
    assert "Illustrative figures" in english


def test_a_fault_of_the_second_side_names_the_parameter_of_the_second_side(client: FlaskClient) -> None:
    asked = "level=commune&as_of=2018-12-31&indicator=change_count&scheme=BHXH_TN"
    for path in ("/api/v1/difference", "/compare.svg"):
        for name, given in (("b_as_of", "2001-01-31"), ("b_since", "2001-01-31")):
            more = "" if name == "b_as_of" else "&b_as_of=2019-03-31"
            response = client.get(f"{path}?{asked}{more}&{name}={given}")
            assert response.status_code == 400
            error = response.get_json()["error"]
            assert error["fields"][0]["name"] == name
            assert error["fields"][0]["given"] == given
            assert error["fields"][0]["allowed"]
