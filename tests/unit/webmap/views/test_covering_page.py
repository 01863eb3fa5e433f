"""What a file speaks for, on the pages: said, changed by the officer, previewed, published, taken back."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.store.releases import read_facts_in_force
from tests.fixtures.accounts import quick_hashes  # noqa: F401
from tests.fixtures.intake_pages import find_version, read_page, send, upload
from tests.fixtures.toy_store import AS_OF

DISTRICT = "Huyện Tre\nTính đến 31/3/2019\nXã;Số người tham gia BHXH tự nguyện\nXã Ba Tô;120\nXã Quý Lộc;220\n"
pytestmark = pytest.mark.usefixtures("quick_hashes")


def _upload(client: FlaskClient) -> str:
    return upload(client, DISTRICT.encode(), "tre.csv")


def _read_counts(officers_app: Flask) -> dict[str, float]:
    with officers_app.extensions["baophu"].engine.connect() as connection:
        facts = read_facts_in_force(connection)
    of_day = (facts["as_of"] == AS_OF) & facts["count"].notna()
    chosen = of_day & (facts["scheme"] == "BHXH_TN") & (facts["measure"] == "enrolled")
    return dict(zip(facts[chosen]["area_code"], facts[chosen]["count"], strict=True))


def test_the_report_of_a_district_is_published_beside_those_of_the_others(
    lan: FlaskClient, officers_app: Flask
) -> None:
    before = _read_counts(officers_app)
    address = _upload(lan)
    shown = read_page(lan, address)
    assert 'name="option-covers"' in shown
    assert "chỉ Huyện Tre" in shown
    preview = read_page(lan, f"{address}/preview")
    assert "Chỉ thay số của Huyện Tre; các nơi khác của Tỉnh Đồng Xanh giữ nguyên." in preview
    assert "Huyện Tre (Tỉnh Đồng Xanh, 11)" in preview
    assert send(lan, f"{address}/publish", version=find_version(lan, f"{address}/preview")).status_code == 303
    # Of the three communes of the district one is not stated again; the other districts stay.
    assert _read_counts(officers_app) == {code: count for code, count in before.items() if code != "03142"} | {
        "03136": 120,
        "03139": 220,
    }


def test_the_officer_widens_it_and_the_page_says_what_would_go(lan: FlaskClient) -> None:
    address = _upload(lan)
    version = find_version(lan, address)
    assert send(lan, address, version=version, **{"option-covers": "province"}).status_code == 303
    shown = read_page(lan, address)
    assert "4 số đang có hiệu lực của 4 đơn vị" in shown
    assert "«Chỉ các đơn vị có trong tệp» ở «Số liệu thay cho»" in shown
    assert "Chỉ thay số của" not in read_page(lan, f"{address}/preview")


def test_what_comes_back_is_said_of_the_district_alone(lan: FlaskClient) -> None:
    address = _upload(lan)
    version = find_version(lan, f"{address}/preview")
    published = send(lan, f"{address}/publish", version=version).headers["Location"].split("?")[0].split("#")[0]
    page = read_page(lan, published)
    assert (
        "có hiệu lực trở lại: người tham gia BHXH tự nguyện 31/03/2019, Huyện Tre (095), Tỉnh Đồng Xanh (11)." in page
    )
