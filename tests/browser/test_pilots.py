"""The page of pilots as people meet it: by the keyboard, without a script, on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import serve_app
from tests.fixtures.toy_store import VINTAGE_ID

pytestmark = pytest.mark.browser

PLACE = f"vintage={VINTAGE_ID}&within=VN&scheme=BHXH_TN"


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """The address of the toy country's server."""
    with serve_app(app) as address:
        yield address


def test_from_the_map_to_the_pilots_to_another_date_and_a_profile_and_back(page: Page, site: str) -> None:
    page.goto(f"{site}/map?{PLACE}&as_of=2019-03-31")
    page.locator(".more-pages summary").focus()
    page.keyboard.press("Enter")
    page.locator(".more-pages").get_by_role("link", name="Xã điểm", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Xã điểm tăng thuần")
    expect(page.locator(".pilot-chart .l-pilots")).to_be_visible()
    expect(page.locator(".pilot-chart .start")).to_have_count(1)
    expect(page.locator(".chart-table tbody tr")).to_have_count(3)
    finding = page.locator("h1").inner_text()
    page.get_by_label("Ngày chốt").focus()
    page.get_by_label("Ngày chốt").select_option("2018-12-31")
    expect(page.locator(".chart-table tbody tr")).to_have_count(2)
    assert page.locator("h1").inner_text() != finding
    pilot = page.locator(".pilot-rows tbody a")
    expect(pilot).to_have_count(1)
    pilot.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Đánh giá xã điểm").click()
    expect(page.locator(".pilot-rows tbody a")).to_have_count(1)


def test_without_a_script_on_a_phone_all_is_there_and_nothing_overflows(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    try:
        page = context.new_page()
        page.goto(f"{site}/pilots?{PLACE}&lang=en")
        expect(page.locator("h1")).to_contain_text("Pilots gained")
        expect(page.locator(".pilot-chart .l-others")).to_be_visible()
        expect(page.get_by_role("button", name="Show")).to_be_visible()
        expect(page.get_by_text("Pilots were not chosen by lot")).to_be_visible()
        box = page.locator("main").bounding_box()
        assert box is not None
        assert box["width"] <= 390
    finally:
        context.close()
