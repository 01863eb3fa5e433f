"""The profile as people meet it: charts beside their tables, copying, the keyboard, no script, a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import serve_app
from tests.fixtures.toy_store import VINTAGE_ID

pytestmark = pytest.mark.browser

AREA = f"/area/{VINTAGE_ID}/094?scheme=BHXH_TN&as_of=2019-03-31"
BOARD = f"/leaders?vintage={VINTAGE_ID}&within=VN&level=commune&scheme=BHXH_TN&as_of=2019-03-31"


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """The address of the toy country's server."""
    with serve_app(app) as address:
        yield address


def show(page: Page, address: str) -> Page:
    """Open a page and wait until its charts are drawn."""
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-settled", "true")
    return page


def test_charts_are_drawn_under_the_strict_policy_beside_their_tables(page: Page, site: str) -> None:
    show(page, site + AREA)
    expect(page.locator('[data-chart="series"] canvas')).to_be_visible()
    expect(page.locator('[data-chart="strip"] canvas')).to_be_visible()
    expect(page.locator(".chart-table tbody tr")).not_to_have_count(0)
    inked = page.locator('[data-chart="series"] canvas').evaluate(
        "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte > 0)"
    )
    assert inked
    page.locator('[data-chart="series"]').hover()  # a tooltip that wrote HTML or style would be a fault


def test_pages_without_charts_do_not_load_the_library(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    show(page, site + BOARD)
    assert not [url for url in asked if url.endswith("charts.js")]
    show(page, site + AREA)
    assert len([url for url in asked if url.endswith("charts.js")]) == 1


def test_the_briefing_is_copied_as_it_stands(page: Page, site: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    show(page, site + AREA)
    page.get_by_role("button", name="Chép đoạn văn").click()
    expect(page.locator(".toast")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert copied == [text.strip() for text in page.locator("#briefing-text p").all_text_contents()]


def test_the_way_through_the_page_by_keyboard_alone(page: Page, site: str) -> None:
    show(page, site + AREA)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Ngày chốt", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**as_of=2018-12-31**")
    page.locator(".children-card .board a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/area/*/03*")
    expect(page.locator(".crumbs a").last).to_have_text("Thành phố Lúa")


def test_everything_stands_there_without_a_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto(AREA)
    expect(page.locator(".chart").first).to_be_hidden()
    expect(page.locator(".chart-table tbody tr").first).to_be_visible()
    page.get_by_label("Ngày chốt", exact=True).select_option("2018-12-31")
    page.get_by_role("button", name="Xem", exact=True).click()
    assert "as_of=2018-12-31" in page.url
    context.close()


@pytest.mark.parametrize("address", [AREA, BOARD, "/stories"])
def test_nothing_stands_out_of_a_phone(browser: Browser, site: str, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, base_url=site)
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".pages-menu summary").click()
    expect(page.locator(".pages-menu .menu-body a").first).to_be_visible()
    context.close()
