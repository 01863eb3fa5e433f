"""An officer in a commune records a conference on a phone, and the map shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from services.accounts.roles import Role
from services.store.engine import open_engine
from tests.browser.serving import serve_app
from tests.fixtures.accounts import PASSWORD, make_account, quick_hashes  # noqa: F401
from tests.fixtures.toy_store import VINTAGE_ID, fill_toy_store
from webmap import create_app
from webmap.settings import Settings

pytestmark = pytest.mark.browser


@pytest.fixture
def site(tmp_path: Path, quick_hashes: None) -> Iterator[str]:  # noqa: F811
    """The address of a toy country that may be written to."""
    engine = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    fill_toy_store(engine)
    make_account(engine, "an", Role.OFFICER)
    with serve_app(create_app(Settings(home=tmp_path, database_url=str(engine.url)), engine)) as address:
        yield address
    engine.dispose()


def test_a_conference_is_recorded_on_a_phone_corrected_and_shown_on_the_map(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{site}/outreach")
    page.get_by_role("link", name="Ghi hội nghị").click()
    page.get_by_label("Tên đăng nhập").fill("an")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/outreach/edit/new**")
    page.get_by_label("Ngày tổ chức").fill("2019-03-08")
    page.get_by_label("Nơi tổ chức: xã, phường").press_sequentially("ba to")
    expect(page.locator("#places label")).to_have_count(2)
    page.get_by_label("Xã Ba Tô").check()
    page.get_by_label("Bưu điện").check()
    page.get_by_label("Đơn vị khác, cách nhau bằng «;»").fill("Trạm y tế")
    page.get_by_label("Số người dự").fill("1o")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Ghi hội nghị").click()
    expect(page.locator("#fault-attendee_count")).to_contain_text("không phải là số người")
    page.get_by_label("Số người dự").fill("35")
    page.get_by_label("Tham gia mới").fill("4")
    page.get_by_role("button", name="Ghi hội nghị").click()
    expect(page.locator(".banner")).to_contain_text("Đã ghi hội nghị")
    page.get_by_label("Tham gia mới").fill("5")
    page.get_by_role("button", name="Lưu thay đổi").click()
    expect(page.locator(".trace-rows li")).to_have_count(2)
    page.goto(f"{site}/outreach?vintage={VINTAGE_ID}&from=2019-03-01&to=2019-03-31")
    expect(page.locator("h1")).to_have_text("1 hội nghị, trong đó 1 phối hợp, tính một lần")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"{site}/map?vintage={VINTAGE_ID}&scheme=BHXH_TN&as_of=2019-03-31&level=commune&marks=events")
    expect(page.locator("html")).to_have_attribute("data-settled", "true")
    expect(page.locator("#part-legend .event")).to_contain_text("Có hội nghị (1)")
    context.close()
