"""Managing units of a list over HTTP: level, place, breadcrumb, search, files, another day."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import shapely
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from services.store.engine import open_engine
from services.store.releases import list_releases, rollback_release
from tests.fixtures.listed_units import (
    NAMES,
    NOTE,
    SPRING,
    SUMMER,
    UNIT_A,
    UNIT_B,
    VINTAGE_ID,
    WINTER,
    build_list,
    count_people,
    fill_listed_store,
    list_communes,
    list_holders,
)
from tests.fixtures.toy_store import NOW
from webmap import create_app
from webmap.api.openapi import build_openapi
from webmap.settings import Settings

QUESTION = f"vintage={VINTAGE_ID}&scheme=BHXH_TN&indicator=enrolled_count"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("listed")
    engine = open_engine(Settings(home=home).database_url)
    fill_listed_store(engine)
    engine.dispose()
    return home


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[FlaskClient]:
    settings = Settings(home=home)
    engine = open_engine(settings.database_url)
    yield create_app(settings, engine).test_client()
    engine.dispose()


def ask(client: FlaskClient, day: date, **given: str) -> dict:
    asked = {"level": "managing_unit", "within": "11", "format": "columns"} | given
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    response = client.get(f"/api/v1/values?{QUESTION}&as_of={day}&{query}")
    assert response.status_code == 200, response.text
    return response.get_json()


def list_members(unit: str, day: date) -> list[str]:
    return [code for code, holder in list_holders(day).items() if holder == unit]


@pytest.mark.parametrize("day", [SUMMER, WINTER])
def test_a_unit_has_the_sum_of_the_communes_of_the_day(client: FlaskClient, day: date) -> None:
    answer = ask(client, day)
    sums = [sum(count_people(code, day) for code in list_members(unit, day)) for unit in (UNIT_B, UNIT_A)]
    assert answer["values"] == sums
    assert answer["view"]["without_unit_count"] == 1
    assert answer["view"]["undistributed_count"] == count_people(list_communes()[5], day)
    assert answer["view"]["level_label_vi"] == "BHXH cơ sở"
    assert NOTE.vi in [note["vi"] for note in answer["view"]["illustrative_notes"]]


def test_the_units_of_the_communes_come_beside_a_file_that_stays_the_same(client: FlaskClient) -> None:
    summer, winter = (ask(client, day)["view"]["geometry"] for day in (SUMMER, WINTER))
    assert summer["arcs_url"] == winter["arcs_url"]
    for day, place in ((SUMMER, summer), (WINTER, winter)):
        response = client.get(place["groups_url"])
        groups = response.get_json()
        assert "immutable" in response.headers["Cache-Control"]
        assert groups["codes"] == [UNIT_B, UNIT_A]
        named = [groups["codes"][group] if group >= 0 else None for group in groups["groups"]]
        assert named == list(list_holders(day).values())
    commune = ask(client, WINTER, level="commune")["view"]["geometry"]
    assert (commune["groups_url"], commune["positions"]) == (None, None)


def test_the_communes_of_a_unit_stand_at_single_places_of_the_file(client: FlaskClient) -> None:
    answer = ask(client, WINTER, level="commune", within=UNIT_B)
    members = list_members(UNIT_B, WINTER)
    assert answer["view"]["geometry"]["positions"] == [list_communes().index(code) for code in members]
    assert answer["values"] == [count_people(code, WINTER) for code in members]
    assert [one["area_code"] for one in answer["ancestors"]] == ["VN", "11"]


def test_names_counts_and_files_of_a_unit_follow_the_day(client: FlaskClient) -> None:
    for day in (SUMMER, WINTER):
        answer = ask(client, day, level="commune", within=UNIT_A)
        names = client.get(answer["areas_url"]).get_json()
        assert names["codes"] == list_members(UNIT_A, day)
        assert client.get(answer["counts_url"]).get_json()["counts"]["enrolled"] == answer["values"]
    country = client.get(ask(client, WINTER, level="commune", within="VN")["areas_url"]).get_json()
    assert country["provinces"] == ["Tỉnh Đồng Xanh", "Tỉnh Núi Biếc"]


def test_answers_have_the_shape_that_the_description_gives(client: FlaskClient) -> None:
    components = build_openapi()["components"]
    answer = ask(client, WINTER, within="VN")
    groups = client.get(answer["view"]["geometry"]["groups_url"]).get_json()
    for shape, body in (("ValueColumns", answer), ("UnitGroups", groups)):
        schema = {"$ref": f"#/components/schemas/{shape}", "components": components}
        Draft202012Validator(schema).validate(body)


def test_a_series_of_a_unit_has_its_communes_of_each_date(client: FlaskClient) -> None:
    profile = client.get(f"/api/v1/areas/{VINTAGE_ID}/{UNIT_A}?scheme=BHXH_TN").get_json()
    counts = {point["as_of"]: point["enrolled_count"] for point in profile["series"]}
    assert counts == {
        day.isoformat(): sum(count_people(code, day) for code in list_members(UNIT_A, day)) for day in (SUMMER, WINTER)
    }
    moved = client.get(f"/api/v1/areas/{VINTAGE_ID}/{list_communes()[4]}?scheme=BHXH_TN").get_json()
    assert [point["enrolled_count"] for point in moved["series"]] == [
        count_people(list_communes()[4], day) for day in (SPRING, SUMMER, WINTER)
    ]


def test_the_panel_says_that_the_communes_of_the_line_have_changed(client: FlaskClient) -> None:
    def read_line(unit: str, day: date) -> str:
        page = client.get(f"/map?{QUESTION}&as_of={day}&level=commune&within={unit}").text
        return page.split('class="series"')[1].split("</table>")[0] if 'class="series"' in page else ""

    line = read_line(UNIT_A, WINTER)
    assert "Các xã của đơn vị có thay đổi" in line
    for day in (SUMMER, WINTER):
        people = sum(count_people(code, day) for code in list_members(UNIT_A, day))
        assert f"<td>{people}</td>" in line
    assert read_line(UNIT_A, SUMMER) == ""  # the list begins after the date before
    page = client.get(f"/map?{QUESTION}&as_of={WINTER}&level=commune&within=11").text
    assert "Các xã của đơn vị có thay đổi" not in page


def test_a_unit_is_found_by_its_name_and_opens_with_its_communes(client: FlaskClient) -> None:
    found = client.get(f"/map/places?{QUESTION}&as_of={WINTER}&q=doi tre").get_json()["places"]
    assert [one["name"] for one in found] == [NAMES[UNIT_B]]
    page = client.get(found[0]["url"])
    assert page.status_code == 200
    crumbs = re.findall(r"<li>.*?</li>", page.text.split('id="part-crumbs"')[1], re.S)[:3]
    assert [name in text for name, text in zip(("Cả nước", "Đồng Xanh", NAMES[UNIT_B]), crumbs, strict=True)] == [
        True
    ] * 3


def test_the_page_says_how_many_communes_the_list_leaves_out(client: FlaskClient) -> None:
    page = client.get(f"/map?{QUESTION}&as_of={WINTER}&level=managing_unit&within=11").text
    assert "1 xã ngoài danh sách" in page
    assert "không xếp 1 xã vào BHXH cơ sở nào" in page
    english = client.get(f"/map?{QUESTION}&as_of={WINTER}&level=managing_unit&within=11&lang=en").text
    assert "1 commune not in the list" in english


def test_outlines_are_dissolved_for_drawing_and_file(client: FlaskClient) -> None:
    query = f"{QUESTION}&as_of={WINTER}&level=managing_unit&within=11"
    features = client.get(f"/api/v1/features.geojson?{query}").get_json()["features"]
    whole = client.get(f"/api/v1/features.geojson?{query.replace('managing_unit', 'commune')}").get_json()["features"]
    outlines = {one["id"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in whole}
    for feature in features:
        expected = shapely.union_all([outlines[code] for code in list_members(feature["id"], WINTER)])
        drawn = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shapely.area(shapely.symmetric_difference(drawn, expected)) < 1e-9
    drawing = client.get(f"/map.svg?{query}").text
    assert all(f"<title>{name}: " in drawing for name in NAMES.values())
    assert drawing.count("<title>BHXH") == 2
    assert NAMES[UNIT_A] in client.get(f"/table.csv?{query}").text


def test_on_a_day_without_units_a_place_gives_way_to_its_province(client: FlaskClient) -> None:
    shown = client.get(f"/map/parts?{QUESTION}&as_of={WINTER}&level=managing_unit&within=11").get_json()
    assert shown["parts"]["controls"].count(f'data-codes-of="{VINTAGE_ID}"') == 2
    for place, expected in (
        (f"level=commune&within={UNIT_A}", {"level": "commune", "within": "11"}),
        ("level=managing_unit&within=11", {"level": "commune", "within": "11"}),
        ("level=managing_unit&within=VN", {"level": "province", "within": "VN"}),
        (f"level=managing_unit&within=11&area={UNIT_A}", {"level": "commune", "within": "11"}),
    ):
        asked = f"/map/parts?{QUESTION}&as_of={SPRING}&{place}"
        assert client.get(asked).status_code in (400, 404)
        moved = client.get(f"{asked}&codes_of={VINTAGE_ID}").get_json()["url"]
        assert {name: values[0] for name, values in parse_qs(urlsplit(moved).query).items()}.items() >= expected.items()
        assert "area=" not in moved


def test_without_the_list_there_are_no_units_any_more(home: Path, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    fill_listed_store(engine)
    client = create_app(Settings(home=home), engine).test_client()
    with engine.connect() as connection:
        listed = next(one for one in list_releases(connection) if one.file_sha256 == build_list().file_sha256)
    assert client.get(f"/map?{QUESTION}&as_of={SUMMER}&level=commune&within={UNIT_A}").status_code == 200
    rollback_release(engine, listed.release_id, NOW)
    client = create_app(Settings(home=home), engine).test_client()
    assert client.get(f"/map?{QUESTION}&as_of={SUMMER}&level=commune&within={UNIT_A}").status_code == 404
    gone = client.get(f"/api/v1/values?{QUESTION}&as_of={SUMMER}&level=managing_unit&within=11")
    assert gone.status_code == 400
    assert "commune" in gone.get_json()["error"]["hint"]
    engine.dispose()
