"""The page of small multiples over the toy country."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from tests.fixtures.toy_store import VINTAGE_ID

QUESTION = f"vintage={VINTAGE_ID}&level=commune&within=VN&scheme=BHXH_TN&as_of=2019-03-31"


def read(client: FlaskClient, address: str) -> str:
    response = client.get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_data(as_text=True)


def test_dates_with_few_data_are_those_that_have_some(client: FlaskClient) -> None:
    text = read(client, f"/multiples?{QUESTION}&indicator=enrolled_count")
    assert re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', text) == ["31/03/2018", "31/12/2018", "31/03/2019"]


def test_areas_come_best_first_and_lead_to_their_map(client: FlaskClient) -> None:
    text = read(client, f"/multiples?{QUESTION}&indicator=plan_completion_ratio&by=area")
    names = re.findall(r'<th scope="row"><a href="([^"]*)">([^<]*)</a>', text)
    assert [name for _url, name in names] == ["Tỉnh Đồng Xanh", "Tỉnh Núi Biếc"]
    assert "within=11&amp;" in names[0][0]
    assert "level=commune" in names[0][0]


def test_values_of_the_panels_are_those_of_the_api(client: FlaskClient) -> None:
    text = read(client, f"/multiples?{QUESTION}&indicator=plan_completion_ratio&by=area")
    for code in ("11", "12"):
        values = client.get(f"/api/v1/values?{QUESTION.replace('within=VN', f'within={code}')}").get_json()
        assert values["total"]["value_text_vi"] in text


def test_within_the_lowest_unit_there_is_nothing_to_part(client: FlaskClient) -> None:
    inside = f"{QUESTION.replace('within=VN', 'within=094')}&by=area"
    response = client.get(f"/multiples.svg?{inside}")
    assert response.status_code == 400
    assert response.get_json()["error"]["code"] == "no_panels"
    assert "by=area" not in read(client, f"/multiples?{inside.removesuffix('&by=area')}")


def test_a_page_beyond_the_last_is_the_last(client: FlaskClient) -> None:
    texts = [read(client, f"/multiples?{QUESTION}&by=area&page={page}") for page in (1, 9)]
    assert texts[0].count('<th scope="row">') == texts[1].count('<th scope="row">') == 2
