"""Any date on any boundaries: which are chosen, what is estimated and said, what a place was and became."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.coverage.ancestry import build_ancestry
from services.measures.wording import format_estimate
from services.reporting.figure_ancestry import render_missing_outline
from tests.fixtures.joined_toy import SOURCE, SPLIT_CODE, joined_app, joined_client, joined_engine
from tests.fixtures.toy_store import LATER_VINTAGE_ID, VINTAGE_ID
from webmap import create_app
from webmap.context import services
from webmap.settings import Settings

__all__ = ["joined_app", "joined_client", "joined_engine"]

VIEW = "within=VN&level=commune&scheme=BHXH_TN&indicator=enrolled_count&as_of=2018-12-31"
LATER = f"vintage={LATER_VINTAGE_ID}&{VIEW}"


def ask(client: FlaskClient, path: str) -> Any:
    """Return the JSON of an address that must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def read_query(url: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_a_date_brings_its_own_boundaries_and_those_that_are_named_are_kept(joined_client: FlaskClient) -> None:
    assert ask(joined_client, f"/api/v1/values?{VIEW}")["view"]["vintage_id"] == VINTAGE_ID
    converted = ask(joined_client, f"/api/v1/values?{LATER}")["view"]
    assert converted["vintage_id"] == LATER_VINTAGE_ID
    (note,) = converted["conversions"]
    assert (note["from_vintage_id"], note["crosswalk_sources"], note["estimated_area_count"]) == (
        VINTAGE_ID,
        [SOURCE],
        1,
    )


def test_totals_are_the_same_on_either_boundaries(joined_client: FlaskClient) -> None:
    query = "within=VN&level=province&scheme=BHYT&indicator=coverage_ratio&as_of=2019-03-31"
    own, converted = (
        ask(joined_client, f"/api/v1/values?vintage={vintage}&{query}")["areas"]
        for vintage in (VINTAGE_ID, LATER_VINTAGE_ID)
    )
    assert None not in [row["denominator"] for row in own]
    assert [row["denominator"] for row in own] == [row["denominator"] for row in converted]
    assert [row["numerator"] for row in own] == [row["numerator"] for row in converted]
    assert not any(row["is_estimated"] for row in converted)


def test_an_estimate_says_its_share_wherever_it_stands(joined_client: FlaskClient) -> None:
    rows = {row["area_code"]: row for row in ask(joined_client, f"/api/v1/values?{LATER}")["areas"]}
    # Of Thị trấn Tre's 320 people 96 (30 %) went to Phường Lúa, which has 610 + 900 + 0 besides.
    share = rows["03127"]["estimated_share"]
    assert rows["03127"]["numerator"] == 1606
    assert share == pytest.approx(96 / 1606, abs=1e-4)
    assert rows["03386"]["estimated_share"] == 0
    columns = ask(joined_client, f"/api/v1/values?{LATER}&format=columns")
    assert dict(zip(columns["estimated"], columns["estimated_shares"], strict=True))[0] == round(share * 100) == 6
    for row in csv.DictReader(io.StringIO(joined_client.get(f"/api/v1/values?{LATER}&format=csv").text)):
        share_written = float(row["estimated_share"]) if row["estimated_share"] else None
        assert share_written == rows[row["area_code"]]["estimated_share"]
    for feature in ask(joined_client, f"/api/v1/features.geojson?{LATER}")["features"]:
        assert feature["properties"]["estimated_share"] == rows[feature["id"]]["estimated_share"]
    words = format_estimate(share, "vi")
    assert words == "ước tính: 6% số người"
    assert f"Phường Lúa: 1.606 ({words})" in joined_client.get(f"/map.svg?{LATER}").text
    assert joined_client.get(f"/map?{LATER}").text.count(words) == 2  # title and words of the table
    assert f'data-slot="estimate">{words}' in joined_client.get(f"/map?{LATER}&area=03127").text
    assert ";6%" in joined_client.get(f"/table.csv?{LATER}").text


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "Số liệu 31/12/2018 quy đổi từ ranh giới «Xứ mẫu trước 7/2025»; 1 xã có phần ước tính."),
        (
            "en",
            "Figures of 31/12/2018 are converted from the boundaries «Toy country before July 2025»; "
            "1 commune partly estimated.",
        ),
    ],
)
def test_the_legend_says_what_was_converted_and_how_much_is_estimated(
    joined_client: FlaskClient, lang: str, said: str
) -> None:
    html = joined_client.get(f"/map?{LATER}&lang={lang}").text
    assert said in html
    assert html.count(SOURCE) >= 2  # the flag beside the answer, and below the legend
    assert SOURCE in joined_client.get(f"/map.svg?{LATER}&lang={lang}").text
    assert SOURCE in joined_client.get(f"/table.csv?{LATER}&lang={lang}").text


def test_dates_are_offered_with_what_choosing_one_means(joined_client: FlaskClient) -> None:
    by_date = joined_client.get(f"/map?{VIEW}").text
    fixed = joined_client.get(f"/map?{LATER}").text
    assert "(quy đổi)" not in by_date
    assert len(re.findall(r"<option[^>]*>[^<]*\(quy đổi\)", fixed)) == 2  # of three dates, that of the screen apart
    assert re.search(r'<option value="" selected>theo ngày số liệu', by_date)
    assert re.search(rf'<option value="{LATER_VINTAGE_ID}" selected>', fixed)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            f"vintage={LATER_VINTAGE_ID}&boundaries=fixed&codes_of={VINTAGE_ID}&within=11&level=commune&area=03130",
            {"vintage": LATER_VINTAGE_ID, "boundaries": "fixed", "within": "11", "level": "commune", "area": "03127"},
        ),
        (
            f"vintage={LATER_VINTAGE_ID}&boundaries=fixed&codes_of={VINTAGE_ID}&within=095&area={SPLIT_CODE}",
            {"within": "11", "area": "03136"},  # the unit is one commune now: its province holds it
        ),
        (
            f"codes_of={LATER_VINTAGE_ID}&within=12&level=commune&area=03390",
            {"vintage": VINTAGE_ID, "boundaries": None, "within": "12", "area": "03390"},  # of equal parts the first
        ),
        (f"codes_of={VINTAGE_ID}&within=11&area=03130", {"vintage": VINTAGE_ID, "area": "03130"}),
    ],
)
def test_other_boundaries_keep_the_reader_where_he_was(
    joined_client: FlaskClient, asked: str, expected: dict[str, str | None]
) -> None:
    query = "scheme=BHXH_TN&indicator=enrolled_count&as_of=2018-12-31"
    found = read_query(ask(joined_client, f"/map/parts?{asked}&{query}")["url"])
    assert {name: found.get(name) for name in expected} == expected
    assert "codes_of" not in found


def test_a_change_is_measured_from_the_day_that_is_named(joined_client: FlaskClient) -> None:
    query = f"vintage={LATER_VINTAGE_ID}&within=VN&level=commune&scheme=BHXH_TN&indicator=change_count&as_of=2018-12-31"
    changed = ask(joined_client, f"/api/v1/values?{query}&since=2018-03-31")
    assert changed["view"]["since"] == "2018-03-31"
    assert ask(joined_client, f"/api/v1/values?{query}")["view"]["since"] == "2018-03-31"
    row = {one["area_code"]: one for one in changed["areas"]}["03390"]
    assert row["value"] == row["numerator"] - row["denominator"] == (90 + 149 + 205) - (77 + 140 + 170)
    refused = joined_client.get(f"/api/v1/values?{query}&since=2018-12-31")
    assert refused.status_code == 400
    assert refused.get_json()["error"]["fields"][0]["allowed"] == ["2018-03-31"]
    html = joined_client.get(f"/map?{query}&since=2018-03-31").text
    assert "31/03/2018 → 31/12/2018" in html
    assert 'id="control-since"' in html
    assert 'id="control-since"' not in joined_client.get(f"/map?{LATER}&since=2018-03-31").text


def test_outlines_of_the_other_boundaries_are_drawn_over_when_asked_for(joined_client: FlaskClient) -> None:
    plain, over = f"/map/parts?{LATER}", f"/map/parts?{LATER}&over={VINTAGE_ID}"
    assert ask(joined_client, plain)["config"]["over_urls"] == []
    answer = ask(joined_client, over)
    (url,) = answer["config"]["over_urls"]
    assert joined_client.get(url).status_code == 200
    assert read_query(answer["url"])["over"] == VINTAGE_ID
    assert "stroke-dasharray" in answer["parts"]["legend"]
    drawn = joined_client.get(f"/map.svg?{LATER}&over={VINTAGE_ID}").text
    on_old = joined_client.get(f"/map.svg?vintage={VINTAGE_ID}&{VIEW}&over={LATER_VINTAGE_ID}").text
    borders = 'stroke="#3a444d" pointer-events="none"'  # of the map itself: above smaller outlines, below larger ones
    assert drawn.index("stroke-dasharray") < drawn.index(borders)
    assert on_old.index("stroke-dasharray") > on_old.index(borders)
    assert "stroke-dasharray" in drawn
    assert "Ranh giới «Xứ mẫu trước 7/2025»" in drawn
    assert "stroke-dasharray" not in joined_client.get(f"/map.svg?{LATER}").text
    assert joined_client.get(f"/map?{LATER}&over=VN-1900-01-01").status_code == 404


def test_a_place_tells_what_it_was_made_of_and_what_became_of_it(joined_client: FlaskClient) -> None:
    (ancestry,) = ask(joined_client, f"/api/v1/areas/{LATER_VINTAGE_ID}/03136?as_of=2018-12-31")["ancestry"]
    assert ancestry["is_past"]
    shares = {piece["area_code"]: (piece["is_whole"], piece["share"]) for piece in ancestry["pieces"]}
    assert shares[SPLIT_CODE] == (False, pytest.approx(0.7))
    (future,) = ask(joined_client, f"/api/v1/areas/{VINTAGE_ID}/{SPLIT_CODE}?as_of=2018-12-31")["ancestry"]
    assert {piece["area_code"]: piece["share_of_area"] for piece in future["pieces"]} == {"03136": 0.7, "03127": 0.3}
    html = joined_client.get(f"/map?{LATER}&area=03136").text
    assert ancestry["sentence_vi"] in html
    figure = re.search(r'<section class="ancestry">.*?<img src="([^"]+)" alt="([^"]+)"', html, re.DOTALL)
    assert figure
    assert figure[2] == "Bản đồ nhỏ: ranh giới «Xứ mẫu trước 7/2025» (nét đứt) trên Xã Tre"
    drawing = joined_client.get(unescape(figure[1]))
    assert (drawing.status_code, drawing.mimetype) == (200, "image/svg+xml")
    assert "<title>Thị trấn Tre: 70%</title>" in drawing.text
    assert " style=" not in drawing.text
    assert joined_client.get(f"/map/parts?{LATER}&area=03136").get_json()["parts"]["where"].count("<img") == 1
    assert "<svg" not in re.findall(r"<section class=\"ancestry\">.*?</section>", html, re.DOTALL)[0]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (f"vintage={LATER_VINTAGE_ID}&area=03136", 400),
        (f"vintage={LATER_VINTAGE_ID}&over={VINTAGE_ID}", 400),
        (f"vintage={LATER_VINTAGE_ID}&area=03136&over=VN-1900-01-01", 404),
        (f"vintage={LATER_VINTAGE_ID}&area=99999&over={VINTAGE_ID}", 404),
        (f"vintage={LATER_VINTAGE_ID}&area=03136&over={LATER_VINTAGE_ID}", 404),
    ],
)
def test_a_small_map_that_cannot_be_is_refused(joined_client: FlaskClient, query: str, status: int) -> None:
    assert joined_client.get(f"/ancestry.svg?{query}").status_code == status


def test_a_place_without_an_outline_says_so_on_its_small_map(joined_app: Flask) -> None:
    with joined_app.app_context():
        snapshot = services().snapshots.current()
        ancestry = build_ancestry(snapshot, LATER_VINTAGE_ID, "03136", VINTAGE_ID)
    assert "There is no outline of this place to draw" in render_missing_outline(ancestry, "en")
    assert ancestry is build_ancestry(snapshot, LATER_VINTAGE_ID, "03136", VINTAGE_ID)


def test_a_code_is_told_as_what_it_meant_on_the_date(joined_client: FlaskClient) -> None:
    html = joined_client.get(f"/map?{LATER}&area=03127").text
    assert "Mã 03127 ngày 31/12/2018 là nơi khác" in html
    assert "Phường Sáng Nhè, Thành phố Lúa, Tỉnh Đồng Xanh" in html
    assert ask(joined_client, f"/api/v1/areas/{LATER_VINTAGE_ID}/03127?as_of=2018-12-31")["unit_on_date"]["name"] == (
        "Phường Sáng Nhè"
    )


def test_units_are_found_by_code_and_by_name_on_a_day(joined_client: FlaskClient) -> None:
    (unit,) = ask(joined_client, "/api/v1/units?code=03127&on=2019-03-31&level=commune")["units"]
    assert (unit["name"], [parent["name"] for parent in unit["parents"]]) == (
        "Phường Sáng Nhè",
        ["Thành phố Lúa", "Tỉnh Đồng Xanh"],
    )
    assert unit["ending"]["next_term"]["name"] == "Phường Lúa"
    assert not unit["ending"]["is_continued"]
    assert [one["name"] for one in ask(joined_client, "/api/v1/units?code=03127")["units"]] == [
        "Phường Sáng Nhè",
        "Phường Lúa",
    ]
    assert [one["code"] for one in ask(joined_client, "/api/v1/units?q=lua&on=2025-08-01")["units"]] == ["03127"]
    for query, name in (("", "code"), ("q=lua", "on")):
        refused = joined_client.get(f"/api/v1/units?{query}")
        assert refused.status_code == 400
        assert refused.get_json()["error"]["fields"][0]["name"] == name


def test_the_crosswalk_in_force_is_named(joined_client: FlaskClient) -> None:
    for path in ("/status", "/api/v1/vintages"):
        (crosswalk,) = ask(joined_client, path)["crosswalks"]
        assert (crosswalk["from_vintage_id"], crosswalk["to_vintage_id"]) == (VINTAGE_ID, LATER_VINTAGE_ID)
        assert (crosswalk["source"], crosswalk["basis"], crosswalk["split_count"]) == (SOURCE, "population", 1)


def test_without_a_history_of_units_the_answer_says_how_to_load_one(client: FlaskClient) -> None:
    answer = client.get("/api/v1/units?code=03127")
    assert answer.status_code == 404
    assert "units import" in answer.get_json()["error"]["hint"]


def test_the_middle_level_is_called_what_the_operator_says(toy_settings: Settings, toy_engine: Any) -> None:
    settings = Settings(home=toy_settings.home, unit_label_vi="BHXH khu vực", unit_label_en="regional office")
    snapshot = create_app(settings, toy_engine).extensions["baophu"].snapshots.current()
    from geodata.areas import Level

    labels = [snapshot.label_level(Level.MANAGING_UNIT, data.vintage) for data in snapshot.vintages.values()]
    assert [(one.vi, one.en) for one in labels] == [("BHXH khu vực", "regional office"), ("huyện", "district")]
