"""The planner's page in a real browser: sliders, keys, the map with its picks, a phone, no script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.map_screens import read_parameter, settle, show
from tests.browser.serving import serve_app
from tests.fixtures.toy_store import VINTAGE_ID
from webmap.planning import plan_solved

pytestmark = pytest.mark.browser

PLAN = f"/plan?vintage={VINTAGE_ID}&within=VN&scheme=BHXH_TN&as_of=2019-03-31&w_plan_gap=5&w_unreached=5"


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """The address of the toy country's server."""
    with serve_app(app) as address:
        yield address


def read_order(page: Page) -> list[str]:
    return page.locator(".plan-rows tbody .c-name a").all_inner_texts()


def test_a_slider_moved_by_keys_changes_address_list_and_reasons(page: Page, site: str) -> None:
    show(page, site + PLAN)
    before = page.locator(".plan-rows tbody").inner_text()
    slider = page.get_by_label("Người chưa tham gia", exact=True)
    slider.focus()
    stood = [page.locator(one).bounding_box() for one in ("#f-w_unreached", ".plan-map")]
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    settle(page, w_unreached=None, w_plan_gap="5")
    expect(page.locator(".plan-why")).not_to_contain_text("người chưa tham gia (thứ")
    assert page.locator(".plan-rows tbody").inner_text() != before
    expect(slider).to_be_focused()
    assert [page.locator(one).bounding_box() for one in ("#f-w_unreached", ".plan-map")] == stood
    page.locator("#cluster-switch").press("Enter")
    settle(page, clusters="1")
    expect(page.locator("#cluster-switch")).to_have_attribute("aria-current", "true")
    expect(page.locator(".cluster-line .sentence")).to_contain_text("cụm")
    page.go_back()
    settle(page, clusters=None)
    page.go_back()
    settle(page, w_unreached="5")
    expect(slider).to_have_value("5")


def test_a_number_of_communes_picks_them_on_list_and_map(page: Page, site: str) -> None:
    show(page, site + PLAN)
    page.get_by_label("Số xã", exact=True).fill("2")
    page.keyboard.press("Enter")
    settle(page, pick="2")
    expect(page.locator(".picks tbody tr")).to_have_count(2)
    expect(page.locator("h1")).to_contain_text("tối ưu, đã chứng minh")
    expect(page.locator(".plan-legend .pick .count")).to_have_text("2")
    first = page.locator(".picks tbody a").first.inner_text()
    page.locator(".picks tbody a").first.click()
    settle(page)
    expect(page.locator(".plan-why h2")).to_contain_text(first)
    expect(page.locator(".contrast p")).to_contain_text(f"Chọn {first} mà không chọn")
    other = page.locator("#against optgroup").last.locator("option").last
    name, code = other.inner_text(), other.get_attribute("value")
    page.get_by_label("So với").select_option(code)
    settle(page, against=code)
    expect(page.locator(".contrast p")).to_contain_text(f"Chọn {first} mà không chọn {name}:")
    page.get_by_role("link", name="Không chọn").click()
    settle(page, pick="2")
    assert read_parameter(page.url, "lock_out")
    assert first not in page.locator(".picks tbody").inner_text()


def test_the_list_does_not_wait_for_what_takes_long_beside_it(
    page: Page, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_solved, "AT_ONCE_SECONDS", 0.0)
    with page.expect_response(lambda answer: "beside=1" in answer.url) as told:
        show(page, f"{site}{PLAN}&pick=2&min_km=1")
        expect(page.locator(".picks tbody tr")).to_have_count(2)
    assert told.value.ok
    expect(page.locator("#tries")).to_contain_text("Thử lại 100 lần")
    expect(page.locator(".picks tbody")).to_contain_text("/ 100")
    expect(page.locator(".plan-why .stand")).to_contain_text("trên 100 lần thử")
    assert read_parameter(page.url, "beside") is None


def test_a_press_on_the_map_explains_that_commune(page: Page, site: str) -> None:
    show(page, site + PLAN)
    page.locator(".plan-map .coverage-map").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: read_parameter(url, "area") is not None)
    settle(page)
    row = page.locator(f"#row-{read_parameter(page.url, 'area')}")
    expect(page.locator(".plan-why h2")).to_contain_text(row.inner_text())


def test_on_a_phone_nothing_is_wider_than_the_screen(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
    page = show(context.new_page(), f"{site}{PLAN}&pick=2&lang=en")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("h1")).to_contain_text("optimal, proven")
    context.close()


def test_without_a_script_the_form_asks_and_the_server_draws(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto(PLAN)
    page.get_by_label("Số xã", exact=True).fill("2")
    page.get_by_role("button", name="Xếp hạng và chọn").click()
    expect(page.locator(".picks tbody tr")).to_have_count(2)
    expect(page.locator(".plan-map img").first).to_be_visible()
    assert page.locator(".plan-map img").first.evaluate("image => image.naturalWidth") > 0
    context.close()
