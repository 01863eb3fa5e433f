"""Targets in a real browser: proposed, edited, compared, published, and the map reckons by them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from services.accounts.roles import Role
from services.store.engine import open_engine
from tests.browser.map_screens import show
from tests.browser.sample_report import sign_in
from tests.browser.serving import serve_app
from tests.fixtures.accounts import PASSWORD, make_account
from tests.fixtures.toy_store import VINTAGE_ID, fill_toy_store
from webmap import create_app
from webmap.settings import Settings

pytestmark = pytest.mark.browser
TARGETS = f"/targets?vintage={VINTAGE_ID}&within=11&scheme=BHXH_TN&as_of=2018-12-31&total=3000"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the toy country that the officer «lan» may publish in."""
    home: Path = tmp_path_factory.mktemp("targets")
    settings = Settings(home=home)
    engine = open_engine(settings.database_url)
    fill_toy_store(engine)
    make_account(engine, "lan", Role.OFFICER)
    app: Flask = create_app(settings, engine)
    with serve_app(app) as address:
        yield address
    engine.dispose()


def settle(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-settled", "true")


def save(page: Page, name: str) -> None:
    page.get_by_role("link", name="Lưu phương án", exact=True).click()
    page.get_by_label("Tên phương án").fill(name)
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("h1")).to_have_text(name)


def test_from_a_proposal_to_the_map(page: Page, site: str) -> None:
    sign_in(page, site, "lan", PASSWORD)
    show(page, site + TARGETS)
    expect(page.locator("h1")).to_contain_text("3.000 người = 2.020 + 980")
    save(page, "Theo quy tắc")
    show(page, site + TARGETS)
    cell = page.get_by_label("Chỉ tiêu của Phường Sáng Nhè")
    cell.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("1100")
    page.keyboard.press("Enter")
    expect(page.locator("tr.fixed", has_text="Phường Sáng Nhè")).to_be_visible()
    settle(page)
    expect(cell).to_be_focused()
    expect(page.locator("h1")).to_contain_text("3.000 người")
    page.go_back()
    expect(page.locator("tr.fixed")).to_have_count(0)
    page.go_forward()
    expect(page.locator("tr.fixed")).to_have_count(1)
    settle(page)
    save(page, "Sửa tay")
    page.get_by_role("link", name="So sánh với phương án khác").click()
    page.get_by_label("So sánh Theo quy tắc").check()
    page.get_by_role("button", name="So sánh các phương án đã đánh dấu").click()
    expect(page.locator("#compared")).to_contain_text("Phường Sáng Nhè")
    page.get_by_role("link", name="Sửa tay").first.click()
    page.get_by_role("link", name="Công bố thành chỉ tiêu").click()
    page.get_by_label("Cơ quan giao chỉ tiêu").fill("UBND tỉnh")
    page.get_by_label("Lần giao, số văn bản").fill("lần 2")
    page.get_by_role("button", name="Xem trước khi công bố").click()
    expect(page.locator("main")).to_contain_text("5 số đổi, 67 số thêm mới")
    page.locator("main button.primary.large").first.click()
    page.wait_for_url("**/releases/*")
    shown = f"vintage={VINTAGE_ID}&within=11&level=commune&scheme=BHXH_TN&as_of=2019-03-31&area=03127"
    show(page, f"{site}/map?{shown}&indicator=plan_completion_ratio")
    expect(page.locator("[data-part=where]")).to_contain_text("1.100")


def test_without_a_script_and_on_a_phone_the_forms_do_it(browser: Browser, site: str) -> None:
    context = browser.new_context(
        java_script_enabled=False, base_url=site, viewport={"width": 390, "height": 844}, locale="vi-VN"
    )
    page = context.new_page()
    page.goto(f"{TARGETS}&ceiling=20")
    page.get_by_role("link", name="Nâng mức trần").click()
    page.get_by_label("Chỉ tiêu của Phường Hòa Bình").fill("1.400")
    page.get_by_role("button", name="Sửa và cân lại").first.click()
    expect(page.locator("tr.fixed input")).to_have_value("1400")
    page.get_by_role("link", name="Bỏ cố định Phường Hòa Bình").first.click()
    expect(page.locator("tr.fixed")).to_have_count(0)
    context.close()
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = show(context.new_page(), f"{site}{TARGETS}&lang=en")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
