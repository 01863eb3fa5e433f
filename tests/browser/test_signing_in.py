"""Signing in by keyboard in a real browser, with and without scripts, and what a browser makes of the cookie."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.engine import Engine

from services.accounts.roles import Role
from tests.browser.conftest import Faults
from tests.browser.serving import serve_app
from tests.fixtures.accounts import PASSWORD, make_account, quick_hashes  # noqa: F401
from tests.fixtures.openid_provider import CLIENT_ID, SECRET, Person, run_provider
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


def _type_and_send(page: Page, password: str, name: str = "xem") -> None:
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(name)
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


def test_a_first_password_is_changed_before_anything_else_opens(
    page: Page, address: str, sqlite_engine: Engine, faults: Faults
) -> None:
    make_account(sqlite_engine, "moi", Role.OFFICER, must_change=True)
    page.goto(f"{address}/intake")
    _type_and_send(page, PASSWORD, "moi")
    expect(page.get_by_role("status")).to_contain_text("Người khác đã biết mật khẩu này")
    page.goto(f"{address}/releases")
    expect(page.get_by_role("heading", name="Đổi mật khẩu")).to_be_visible()
    for text in ("wrong", "ba con mèo qua sông 5", "ba con mèo qua sông 6"):
        page.keyboard.press("Tab") if text != "wrong" else page.get_by_label("Mật khẩu hiện tại").focus()
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator("#again-error")).to_contain_text("không giống nhau")
    expect(page.get_by_label("Nhập lại mật khẩu mới")).to_be_focused()
    page.get_by_label("Mật khẩu hiện tại").fill(PASSWORD)
    page.get_by_label("Mật khẩu mới", exact=True).fill("ba con mèo qua sông 5")
    page.get_by_label("Nhập lại mật khẩu mới").fill("ba con mèo qua sông 5")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/releases")
    expect(page.get_by_role("heading", level=1)).to_have_text("Các bản số liệu")
    page.wait_for_load_state("networkidle")
    faults.expect("400")


def test_who_guesses_is_locked_out_and_told_no_more_than_before(page: Page, address: str, faults: Faults) -> None:
    page.goto(f"{address}/login")
    _type_and_send(page, "guess 1")
    told = page.get_by_role("alert")
    expect(told).to_contain_text("tài khoản tạm khóa, rồi tự mở lại")
    words = told.inner_text()
    for number in range(2, 7):
        page.get_by_label("Mật khẩu").fill(PASSWORD if number == 6 else f"guess {number}")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert told.inner_text() == words
    expect(page.get_by_label("Tên đăng nhập")).to_have_value("xem")
    page.wait_for_load_state("networkidle")
    faults.expect("403")


@contextmanager
def serve_with_provider(engine: Engine) -> Iterator[str]:
    """Serve the application beside a provider that lets «xem» in."""
    with run_provider() as provider:
        known = {"openid_issuer": provider.issuer, "openid_client": CLIENT_ID, "openid_secret": SECRET}
        home = Path(str(engine.url.database)).parent
        with serve_app(create_app(Settings(home=home, **known), engine)) as served:  # type: ignore[arg-type]
            provider.redirect_uri = f"{served}/login/openid/callback"
            provider.person = Person({"sub": "1", "preferred_username": "xem"})
            yield served


def test_one_comes_in_by_the_provider_and_is_offered_to_sign_out_there(
    page: Page, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # the loopback of the tests has no certificate
    make_account(sqlite_engine, "xem", Role.VIEWER)
    with serve_with_provider(sqlite_engine) as served:
        page.goto(f"{served}/account")
        page.get_by_role("link", name="Đăng nhập bằng tài khoản của cơ quan").focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{served}/account")
        expect(page.get_by_role("heading", name="Tài khoản")).to_be_visible()
        page.get_by_role("button", name="Đăng xuất").click()
        there = page.get_by_role("link", name="Đăng xuất cả ở nơi xác thực của cơ quan")
        expect(there).to_be_visible()
        with page.expect_request(re.compile(r"/out\?of=here&client_id=bao-phu")):
            there.click()
        expect(page).to_have_url(f"{served}/login?signed_out=1")
        expect(page.get_by_text("Đã đăng xuất.")).to_be_visible()
        expect(there).to_have_count(0)
        page.wait_for_load_state("networkidle")


def test_an_administrator_reads_and_narrows_the_log_by_keyboard(
    page: Page, address: str, sqlite_engine: Engine
) -> None:
    make_account(sqlite_engine, "quan-tri", Role.ADMIN)
    page.goto(f"{address}/audit")
    _type_and_send(page, PASSWORD, "quan-tri")
    rows = page.locator("table.audit tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_label("Việc đã làm").select_option("sign_in.failed")
    page.get_by_role("button", name="Lọc").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"deed=sign_in\.failed"))
    expect(page.get_by_text("Không có mục nào.")).to_be_visible()
    page.get_by_role("link", name="Bỏ lọc").focus()
    page.keyboard.press("Enter")
    expect(rows.first).to_contain_text("Tạo tài khoản")
    expect(rows.first).to_contain_text("quan-tri")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải CSV").click()
    page.wait_for_load_state("networkidle")
    assert "account.made" in taken.value.path().read_text(encoding="utf-8-sig")
