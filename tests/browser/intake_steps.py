"""What an officer does at the pages of the intake, step by step, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.fixtures.officers import OFFICERS, PASSWORD


def sign_in(page: Page, site: str, name: str = OFFICERS[0], path: str = "/intake") -> None:
    page.goto(site + path)
    page.get_by_label(re.compile("Tên đăng nhập|name", re.IGNORECASE)).first.fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/intake**")


def upload(page: Page, site: str, path: Path) -> None:
    page.goto(f"{site}/intake")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Tải lên và đọc thử").click()
    page.wait_for_url("**/intake/uploads/*")


def settle(page: Page, name: str = "Sáng Nhè") -> None:
    page.locator("fieldset.doubt .choice", has_text=name).first.click()
    page.locator(".doubts").get_by_role("button", name="Lưu và kiểm tra lại").click()
    expect(page.locator("#verdict")).to_contain_text("Không còn gì phải quyết")


def publish(page: Page) -> None:
    page.get_by_role("link", name="Xem trước").last.click()
    page.get_by_role("button", name=re.compile("^Công bố [0-9.]+ số của ")).click()
    page.wait_for_url("**/releases/*")
    expect(page.locator("#notice")).to_contain_text("Đã công bố")


def open_map(page: Page) -> str:
    """Open the map of a release and return its answer."""
    page.get_by_role("link", name="Xem trên bản đồ").click()
    expect(page.locator("html")).to_have_attribute("data-settled", "true")
    return page.locator(".answer").inner_text()


def press_until(page: Page, selector: str) -> None:
    """Go on with Tab until a control has the focus."""
    for _press in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is out of reach")
