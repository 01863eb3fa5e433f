"""What the page says, asked without a browser."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from services.measures.indicators import Indicator
from tests.fixtures.toy_store import VINTAGE_ID

VIEW = f"vintage={VINTAGE_ID}&within=VN&scheme=BHXH_TN&as_of=2019-03-31"
MOST_BYTES_OF_A_CHANGE = 1.2 * 6_049  # measured: 490 of classes, the rest words around them (gzip)


def read_page(client: FlaskClient, query: str) -> str:
    """Return the HTML of a page that must be there."""
    answer = client.get(f"/map?{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("level", ["province", "managing_unit", "commune"])
@pytest.mark.parametrize("indicator", [one.value for one in Indicator])
def test_the_counts_of_the_legend_add_up_for_every_indicator(client: FlaskClient, indicator: str, level: str) -> None:
    html = read_page(client, f"{VIEW}&level={level}&indicator={indicator}")
    entries = re.findall(r'<li class="(class|state|sum)( also)?"(?:.|\n)*?<span class="count">(\d+)</span>', html)
    total = next(int(count) for kind, _also, count in entries if kind == "sum")
    assert sum(int(count) for kind, also, count in entries if kind != "sum" and not also) == total > 0


@pytest.mark.parametrize("path", ["/map", "/guide", "/search?q=tre", "/map?lang=en&present=1"])
def test_no_page_holds_inline_styles_or_handlers(client: FlaskClient, path: str) -> None:
    html = client.get(path).get_data(as_text=True)
    assert re.search(r"<[^>]+\s(style|on\w+)=", html) is None
    assert all("nonce=" in tag or "src=" in tag for tag in re.findall(r"<script[^>]*>", html))


def test_names_are_text_wherever_they_stand(client: FlaskClient) -> None:
    html = read_page(client, f"{VIEW}&level=commune&area=03389")
    assert "<b>Ngoặc</b>" not in html
    assert html.count("Xã &lt;b&gt;Ngoặc&lt;/b&gt; &amp; Cộng") >= 2


def test_a_reported_total_that_differs_from_the_sum_is_said(client: FlaskClient) -> None:
    html = read_page(client, f"{VIEW.replace('within=VN', 'within=11')}&level=commune")
    assert "Số Tỉnh Đồng Xanh báo cáo khác tổng các nơi bên trong: +" in html


def test_the_fixed_method_is_offered_only_where_there_are_thresholds(client: FlaskClient) -> None:
    for indicator in Indicator:
        html = read_page(client, f"{VIEW}&level=commune&indicator={indicator.value}")
        for method in re.findall(r'id="control-method"(?:.|\n)*?</select>', html):
            for value in filter(None, re.findall(r'<option value="(\w+)"', method)):
                read_page(client, f"{VIEW}&level=commune&indicator={indicator.value}&method={value}")


def test_a_change_of_indicator_costs_a_few_kilobytes(client: FlaskClient) -> None:
    query = f"{VIEW}&level=commune&indicator=yoy_change_count"
    headers = {"Accept-Encoding": "gzip"}
    sent = [
        client.get(path, headers=headers) for path in (f"/map/parts?{query}", f"/api/v1/values?{query}&format=classes")
    ]
    assert all(answer.status_code == 200 for answer in sent)
    assert sum(len(answer.data) for answer in sent) < MOST_BYTES_OF_A_CHANGE


def test_the_start_leads_to_the_map_and_keeps_the_language(client: FlaskClient) -> None:
    assert client.get("/").headers["Location"] == "/map"
    assert client.get("/?lang=en").headers["Location"] == "/map?lang=en"


def test_places_are_found_without_accents_and_each_address_shows_its_place(client: FlaskClient) -> None:
    places = client.get("/map/places?q=ba to").get_json()["places"]
    assert {place["name"] for place in places} == {"Xã Ba Tơ", "Xã Ba Tô"}
    for place in places:
        html = client.get(place["url"]).get_data(as_text=True)
        assert f'<h2 data-slot="name">{place["name"]}</h2>' in html


def test_the_table_is_cut_into_pages_without_a_script(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webmap.page.table.PAGE_ROWS", 5)
    codes = []
    for page in (1, 2, 3):
        html = read_page(client, f"{VIEW}&level=commune&page={page}")
        codes += re.findall(r'<tr data-code="(\d+)"', html)
    assert len(codes) == len(set(codes)) == 12
    assert 'rel="next"' not in html
    assert 'rel="prev"' in html
