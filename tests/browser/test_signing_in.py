"""Signing in by keyboard in a real browser, with and without scripts, and what a browser makes of the cookie."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.engine import Engine

from services.accounts.roles import Role
from tests.browser.serving import serve_app
from tests.fixtures.accounts import PASSWORD, make_account, quick_hashes  # noqa: F401
from webmap import create_app
from webmap.access import limiter
from webmap.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quick_hashes")]


@pytest.fixture
def address(sqlite_engine: Engine) -> Iterator[str]:
    make_account(sqlite_engine, "xem", Role.VIEWER)
    app = create_app(Settings(home=Path(str(sqlite_engine.url.database)).parent), sqlite_engine)
    limiter.reset()
    with serve_app(app) as served:
        yield served


def _type_and_send(page: Page, password: str) -> None:
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("xem")
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def test_one_signs_in_and_out_by_keyboard(page: Page, browser_context: BrowserContext, address: str) -> None:
    page.goto(f"{address}/account")
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
    _type_and_send(page, PASSWORD)
    expect(page.get_by_role("heading", name="Tài khoản")).to_be_visible()
    assert page.url == f"{address}/account"
    (cookie,) = browser_context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)
    assert page.evaluate("document.cookie") == ""
    page.get_by_role("button", name="Đăng xuất").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã đăng xuất")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()


def test_it_works_without_scripts_and_after_an_error_goes_on_at_the_password(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{address}/login?lang=en")
    _type_and_send(page, "wrong")
    expect(page.get_by_role("alert")).to_contain_text("The name or the password is wrong")
    expect(page.get_by_label("Password")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("xem")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Account")).to_be_visible()
    context.close()
