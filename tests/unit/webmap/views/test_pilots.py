"""The page of pilots over the demonstration: what was printed, the same on page, API and files, several starts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from services.coverage.snapshot import (
    Snapshot,
    relink_vintages,
)
from services.demo.cases import BEFORE_2025
from services.measures.wording import format_count
from services.planning.evaluation_words import write_mean
from webmap.api.openapi import build_openapi

SCOPE = f"vintage={BEFORE_2025}&within=01&scheme=BHXH_TN&as_of=2021-12-31"


def read(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.get_data(as_text=True)[:400]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))))


def read_rows(client: FlaskClient, address: str, title: str) -> list[list[str]]:
    """Return the cells of the table below a heading."""
    text = client.get(address).get_data(as_text=True)
    body = re.search(rf'id="{title}".*?<tbody>(.*?)</tbody>', text, re.DOTALL)
    assert body
    rows = re.findall(r"<tr.*?>(.*?)</tr>", body[1], re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


def ask(client: FlaskClient, query: str = SCOPE) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/pilots/evaluation?{query}").json
    return found


@pytest.fixture
def two_starts(demo_client: FlaskClient, demo_snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration with ten of the pilots begun in September, two ended, one begun before the first figures."""
    data = demo_snapshot.vintages[BEFORE_2025]
    pilots = [replace(one, started_on=date(2021, 9, 1)) if place < 10 else one for place, one in enumerate(data.pilots)]
    pilots[0] = replace(pilots[0], ended_on=date(2021, 11, 30))
    pilots[20] = replace(pilots[20], ended_on=date(2021, 10, 31))
    pilots[29] = replace(pilots[29], started_on=date(2020, 12, 1))
    changed = replace(data, pilots=tuple(pilots))
    vintages = relink_vintages(demo_snapshot, changed)
    snapshot = replace(demo_snapshot, vintages=vintages, publication_id=-1)
    holder = demo_client.application.extensions["baophu"].snapshots
    monkeypatch.setattr(type(holder), "current", lambda _self, *_audience: snapshot)


@pytest.mark.parametrize(("address", "shape"), [("pilots", "Pilots"), ("pilots/evaluation", "PilotEvaluation")])
def test_answers_have_the_shape_that_is_described(demo_client: FlaskClient, address: str, shape: str) -> None:
    body = demo_client.get(f"/api/v1/{address}?{SCOPE}").json
    Draft202012Validator({"$ref": f"#/components/schemas/{shape}", **build_openapi()}).validate(body)
    assert len(body.get("pilots") or body["cohorts"][0]["rows"]) == 30


def test_the_api_says_what_was_printed_of_ha_noi(demo_client: FlaskClient) -> None:
    body = ask(demo_client)
    (cohort,) = body["cohorts"]
    assert (cohort["started_on"], cohort["baseline_date"], cohort["months"]) == ("2021-06-01", "2021-05-31", 7)
    assert (cohort["pilots"]["net_mean"], round(cohort["net_ratio"], 1)) == (115, 2.9)
    assert (cohort["pilots"]["net_total"], cohort["year_net_total"]) == (3450, 3108)
    assert (cohort["pilots"]["last_total"], round(cohort["stock_share"] * 100, 2)) == (6488, 10.25)
    assert cohort["pilots"]["gross_total"] is None
    assert cohort["difference"]["low"] > 0
    assert len(cohort["placebos"]) == 5
    assert body["illustrative_notes"]


@pytest.mark.parametrize(
    ("lang", "texts"),
    [
        ("vi", ["115,0 người mỗi xã trong 7 tháng, gấp 2,9 lần", "10,25%", "6.488", "+3.450", "+3.108", "minh họa"]),
        ("en", ["115.0 people net per commune in 7 months, 2.9 times", "10.25%", "6,488", "+3,450", "+3,108"]),
    ],
)
def test_the_page_says_it_without_being_asked_for_a_place(
    demo_client: FlaskClient, lang: str, texts: list[str]
) -> None:
    text = read(demo_client, f"/pilots?lang={lang}")
    for expected in texts:
        assert expected in text
    assert ("chọn ngẫu nhiên" if lang == "vi" else "chosen by lot") in text
    assert ("gần đúng" if lang == "vi" else "pproximate") in text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_number_of_the_page_is_the_apis(demo_client: FlaskClient, lang: str) -> None:
    address = f"/pilots?{SCOPE}&lang={lang}"
    (cohort,) = ask(demo_client)["cohorts"]
    groups = {row[0]: row[1:] for row in read_rows(demo_client, address, "groups-title")}
    for label, name in zip(groups, ("pilots", "matched", "others"), strict=False):
        group = cohort[name]
        assert groups[label][:5] == [
            format_count(group["commune_count"], lang),
            format_count(group["baseline_total"], lang),
            format_count(group["last_total"], lang),
            format_count(group["net_total"], lang, is_signed=True),
            write_mean(group["net_mean"], lang, is_signed=True),
        ]
    points = read_rows(demo_client, address, "chart-title")
    assert [row[1:] for row in points] == [
        [write_mean(one[name], lang, is_signed=True) for name in ("pilots_mean", "matches_mean", "others_mean")]
        for one in cohort["points"][::-1]
    ]
    listed = read_rows(demo_client, address, "pilots-title")
    for row, one in zip(listed, cohort["rows"], strict=True):
        assert row[0].startswith(one["name"])
        assert row[3:6] == [
            format_count(one["baseline_count"], lang),
            format_count(one["last_count"], lang),
            format_count(one["net_count"], lang, is_signed=True),
        ]
        assert row[7:9] == [write_mean(one[name], lang, is_signed=True) for name in ("match_mean", "difference")]
        assert row[9] == ", ".join(match["name"] for match in one["matches"])
    placebos = read_rows(demo_client, address, "placebo-title")
    assert [row[2] for row in placebos] == [
        write_mean(one["difference"]["mean"], lang, is_signed=True) for one in cohort["placebos"][::-1]
    ]
    said = read(demo_client, address)
    for sentence in cohort["sentences"]:
        assert sentence[f"text_{lang}"] in said


@pytest.mark.usefixtures("two_starts")
def test_several_starts_are_evaluated_each_on_its_own_and_together(demo_client: FlaskClient) -> None:
    query = f"{SCOPE}&"
    body = ask(demo_client, query)
    assert [one["started_on"] for one in body["cohorts"]] == ["2021-06-01", "2021-09-01"]
    assert [one["months"] for one in body["cohorts"]] == [7, 4]
    assert [one["pilots"]["commune_count"] for one in body["cohorts"]] == [19, 10]
    assert (body["waiting"], body["ended_count"]) == ([{"started_on": "2020-12-01", "pilot_count": 1}], 2)
    pooled = body["pooled"]
    assert (pooled["pilot_count"], pooled["pilot_months"]) == (29, 19 * 7 + 10 * 4)
    assert pooled["net_total"] == sum(one["pilots"]["net_total"] for one in body["cohorts"])
    Draft202012Validator({"$ref": "#/components/schemas/PilotEvaluation", **build_openapi()}).validate(body)
    lines = read_rows(demo_client, f"/pilots?{query}lang=en", "cohorts-title")
    assert [line[0] for line in lines] == ["From 01/06/2021", "From 01/09/2021", "All cohorts"]
    means = [one["difference"]["mean"] for one in (*body["cohorts"], pooled)]
    assert [line[7] for line in lines] == [write_mean(one, "en", is_signed=True) for one in means]
    text = read(demo_client, f"/pilots?{query}lang=en")
    for part in (body, *body["cohorts"][:1]):
        assert all(one["text_en"] in text for one in part["sentences"])
    later = read(demo_client, f"/pilots?{query}started_on=2021-09-01")
    assert "trong 4 tháng" in later
    assert "30/11/2021" in later
    refused = demo_client.get(f"/pilots?{query}started_on=2020-01-01", headers={"Accept": "application/json"})
    assert refused.status_code == 400
    assert refused.json["error"]["fields"][0]["allowed"] == ["2021-06-01", "2021-09-01"]


@pytest.mark.usefixtures("two_starts")
def test_a_pilot_that_ended_is_marked_on_no_later_map_and_stays_in_the_profile(demo_client: FlaskClient) -> None:
    view = f"vintage={BEFORE_2025}&within=01&level=commune&scheme=BHXH_TN&format=columns&as_of="
    before, after = (
        demo_client.get(f"/api/v1/values?{view}{day}").json["pilot_positions"] for day in ("2021-10-31", "2021-12-31")
    )
    assert (len(before), len(after)) == (30, 28)
    ended = next(one for one in demo_client.get(f"/api/v1/pilots?{SCOPE}&").json["pilots"] if one["ended_on"])
    address = f"/area/{BEFORE_2025}/{ended['area_code']}?scheme=BHXH_TN&as_of=2021-12-31"
    assert "01/09/2021 – 30/11/2021" in read(demo_client, address)
    link = re.search(r'href="(/pilots\?[^"]*started_on=[^"]*)"', demo_client.get(address).get_data(as_text=True))
    assert link
    assert "Quận" in read(demo_client, unescape(link[1]))


def test_a_place_without_pilots_says_so_and_where_there_are_some(demo_client: FlaskClient) -> None:
    text = read(demo_client, f"/pilots?vintage={BEFORE_2025}&within=11&scheme=BHXH_TN&as_of=2019-03-31")
    assert "Chưa có xã điểm nào của loại hình này ở đây" in text
    assert "Thành phố Hà Nội · BHXH tự nguyện" in text
    body = ask(demo_client, f"vintage={BEFORE_2025}&within=11&scheme=BHXH_TN&as_of=2019-03-31")
    assert (body["cohorts"], body["pooled"], body["waiting"]) == ([], None, [])


def test_before_the_start_there_is_nothing_to_evaluate_yet(demo_client: FlaskClient) -> None:
    text = read(demo_client, f"/pilots?vintage={BEFORE_2025}&within=01&scheme=BHXH_TN&as_of=2021-03-31&lang=en")
    assert "30 pilot communes since 01/06/2021: no figures to evaluate them by up to this day" in text


def test_files_hold_the_numbers_of_the_api(demo_client: FlaskClient) -> None:
    (cohort,) = ask(demo_client)["cohorts"]
    book = openpyxl.load_workbook(BytesIO(demo_client.get(f"/pilots.xlsx?{SCOPE}").data))
    rows = list(book.worksheets[0].iter_rows(min_row=7, values_only=True))
    assert [(row[0], row[7], row[8], row[9]) for row in rows] == [
        (one["area_code"], one["baseline_count"], one["last_count"], one["net_count"]) for one in cohort["rows"]
    ]
    assert rows[0][3].date() == date(2021, 6, 1)
    said = [row[1] for row in book.worksheets[3].iter_rows(min_row=7, values_only=True)]
    assert said == [one["text_vi"] for one in cohort["sentences"]]
    text = demo_client.get(f"/pilots.csv?{SCOPE}&lang=en").data.decode("utf-8-sig")
    lines = [line.split(",") for line in text.splitlines() if re.match(r"\d{5},", line)]
    assert [int(line[9]) for line in lines] == [one["net_count"] for one in cohort["rows"]]
    vietnamese = demo_client.get(f"/pilots.csv?{SCOPE}").data.decode("utf-8-sig")
    first = next(line for line in vietnamese.splitlines() if re.match(r"\d{5};", line)).split(";")
    assert float(first[12].replace(",", ".")) == pytest.approx(cohort["rows"][0]["difference"], abs=0.05)
