"""A planner saves two scenarios and compares them, a data officer approves one, its annex is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.serving import serve_app
from tests.fixtures.accounts import PASSWORD
from tests.fixtures.saved_scenarios import QUERY, app, engine
from webmap.access import limiter

__all__ = ["app", "engine"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """The address of the office's server."""
    limiter.reset()
    with serve_app(app) as address:
        yield address


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def save(page: Page, site: str, rules: str, name: str) -> None:
    page.goto(f"{site}/plan?{QUERY}&{rules}")
    page.get_by_role("link", name="Lưu phương án").click()
    if page.get_by_label("Mật khẩu").count():
        sign_in(page, "ha")
    page.get_by_label("Tên phương án").fill(name)
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_save_compare_approve_and_take_the_annex(
    page: Page, browser_context: BrowserContext, site: str, tmp_path: Path
) -> None:
    save(page, site, "pick=2", "Hai xã")
    save(page, site, "pick=3&objective=unreached", "Ba xã")

    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="Các phương án đã lưu").click()
    for letter, name in (("A", "Hai xã"), ("B", "Ba xã")):
        choice = page.get_by_role("radio", name=f"{letter}: {name}")
        choice.check()
        box = choice.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= 390 - box["width"]
    page.get_by_role("button", name="So sánh A và B").click()
    expect(page.locator(".verdict")).to_contain_text("Cả hai cùng chọn")
    page.wait_for_load_state("load")  # with its style sheets
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for image in page.locator(".side img").all():
        image.evaluate("image => image.decode()")  # on its way until then
    widths = page.locator(".side img").evaluate_all("images => images.map(image => image.naturalWidth)")
    assert len(widths) == 2
    assert all(widths)

    page.set_viewport_size({"width": 1366, "height": 768})
    page.get_by_role("link", name="Hai xã").click()
    expect(page.locator(".saved-head")).to_contain_text("chưa phê duyệt")
    browser_context.clear_cookies()
    page.get_by_role("link", name="Phê duyệt").click()
    sign_in(page, "mai")
    page.get_by_label("Lý do hoặc số văn bản").fill("Tờ trình 12")
    page.get_by_role("button", name="Phê duyệt phương án này").click()
    expect(page.locator(".saved-head")).to_contain_text("Tờ trình 12")
    expect(page.get_by_role("link", name="Rút lại phê duyệt")).to_be_visible()

    with page.expect_download() as taken:
        page.get_by_role("link", name="Phụ lục Word").click()
    taken.value.save_as(tmp_path / "annex.docx")
    annex = Document(str(tmp_path / "annex.docx"))
    assert [line.text for line in annex.paragraphs][:3] == ["PHỤ LỤC", "DANH SÁCH XÃ ĐƯỢC CHỌN", "Hai xã"]
    assert "mai phê duyệt ngày" in annex.tables[-1].rows[0].cells[1].text
    picked = page.locator(".stacked .total").locator("xpath=preceding-sibling::tr").all_inner_texts()
    assert len(picked) == len(annex.tables[2].rows) - 2 == 2
