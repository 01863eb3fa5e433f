"""A data officer takes a workbook from upload to the published map: by mouse, by keyboard, without a script."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Faults
from tests.browser.intake_steps import open_map, press_until, publish, settle, sign_in, upload
from tests.browser.serving import serve_app
from tests.fixtures.officers import EVERYDAY_NAME, OFFICERS, fill_officers_home, write_report
from webmap import create_app
from webmap.settings import Settings

pytestmark = pytest.mark.browser
VIETNAMESE_ONLY = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ]")


@pytest.fixture(scope="module")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the toy store and its officers, to be copied."""
    home = tmp_path_factory.mktemp("officers")
    fill_officers_home(home)
    return home


@pytest.fixture
def officers_app(tmp_path: Path, filled_home: Path) -> Iterator[Flask]:
    """The application over a toy store that the test may write to."""
    shutil.copytree(filled_home, tmp_path / "home")
    app = create_app(Settings(home=tmp_path / "home"))
    yield app
    app.extensions["baophu"].engine.dispose()


@pytest.fixture
def site(officers_app: Flask) -> Iterator[str]:
    """Its address."""
    with serve_app(officers_app) as address:
        yield address


@pytest.fixture
def page(site: str, browser_context: BrowserContext) -> Page:
    """A page that is closed before its server stops."""
    return browser_context.new_page()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report of one province, one commune under its everyday name."""
    return write_report(tmp_path / "dong_xanh_2019-06.xlsx")


def test_a_report_goes_from_upload_to_the_published_map_by_mouse(page: Page, site: str, report: Path) -> None:
    sign_in(page, site)
    upload(page, site, report)
    expect(page.locator("#verdict")).to_contain_text("1 dòng chưa chắc là nơi nào")
    expect(page.locator("#option-as_of")).to_have_value("30/06/2019")
    expect(page.locator("#origin-as_of")).to_contain_text("theo tựa đề")
    expect(page.locator("tr.asks")).to_contain_text(EVERYDAY_NAME)
    expect(page.locator(".sum-verdict")).to_contain_text("Cả 6 số cộng đều khớp")
    settle(page)
    expect(page.locator("tr#row-0-9")).to_contain_text("Tên đã nhớ")
    publish(page)
    expect(page.get_by_role("row", name=EVERYDAY_NAME)).to_contain_text("Phường Sáng Nhè (03127)")
    open_map(page)
    expect(page.locator("h1")).to_contain_text("BHXH tự nguyện · Đạt kế hoạch · 30/06/2019")
    expect(page.locator("h1")).to_contain_text("Tỉnh Đồng Xanh")


def test_the_sheet_is_drawn_with_its_merged_cells_and_row_numbers(page: Page, site: str, report: Path) -> None:
    sign_in(page, site)
    upload(page, site, report)
    header = page.locator("tr#row-0-5 td")
    expect(header.filter(has_text="Đơn vị")).to_have_attribute("rowspan", "2")
    expect(header.filter(has_text="Thực hiện")).to_have_attribute("colspan", "2")
    expect(page.locator("tr#row-0-3")).to_have_class("letterhead")
    expect(page.locator("tr#row-0-7")).to_have_class("total")
    expect(page.locator("tr#row-0-7 td").filter(has_text="TỔNG CỘNG")).to_be_visible()
    expect(page.locator("select[name='meaning-0-C']")).to_have_value("target")
    expect(page.locator("input[name='meaning-0-C-date']")).to_have_value("31/12/2019")
    expect(page.locator("select[name='meaning-0-E']")).to_have_value("recomputed")


def test_a_meaning_corrected_above_its_column_is_used_and_told(page: Page, site: str, report: Path) -> None:
    sign_in(page, site)
    upload(page, site, report)
    page.select_option("select[name='meaning-0-C']", "ignore")
    page.locator(".verdict").get_by_role("button", name="Lưu và kiểm tra lại").click()
    expect(page.locator("select[name='meaning-0-C']")).to_have_value("ignore")
    expect(page.locator(".meaning").filter(has=page.locator("[name='meaning-0-C']"))).to_contain_text("bạn chọn")
    expect(page.locator(".sum-verdict")).to_contain_text("Cả 3 số cộng đều khớp")


def test_another_place_is_found_without_accents(page: Page, site: str, report: Path) -> None:
    sign_in(page, site)
    upload(page, site, report)
    doubt = page.locator("fieldset.doubt")
    doubt.get_by_role("searchbox").fill("quy loc")
    doubt.get_by_role("button", name="Tìm").click()
    expect(doubt.get_by_role("radio", name="Xã Quý Lộc")).to_be_focused()
    expect(doubt).to_contain_text(["Huyện Tre", "Tỉnh Đồng Xanh"][0])


def test_the_second_file_with_the_same_name_is_not_asked_about(
    page: Page, site: str, report: Path, tmp_path: Path
) -> None:
    sign_in(page, site)
    upload(page, site, report)
    settle(page)
    upload(page, site, write_report(tmp_path / "thang_9.xlsx", day="30/9/2019"))
    expect(page.locator("#verdict")).to_contain_text("Không còn gì phải quyết")


def test_everything_can_be_done_by_keyboard(page: Page, site: str, report: Path) -> None:
    sign_in(page, site)
    page.goto(f"{site}/intake")
    page.locator("input[type=file]").set_input_files(report)  # the dialog of the system is not the page's
    press_until(page, "button[type=submit].large")
    page.keyboard.press("Enter")
    page.wait_for_url("**/intake/uploads/*")
    press_until(page, "fieldset.doubt [data-choices] input[type=radio]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("Không còn gì phải quyết")
    press_until(page, "a.primary[href*=preview]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/preview**")
    press_until(page, "#publish-form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/releases/*")
    expect(page.locator("#notice")).to_be_focused()


def test_everything_works_without_a_script(browser: Browser, site: str, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site)
    upload(page, site, report)
    doubt = page.locator("fieldset.doubt")
    doubt.get_by_role("searchbox").fill("sang nhe")
    doubt.get_by_role("button", name="Tìm").click()
    page.wait_for_url("**find=sang+nhe**")
    settle(page)
    publish(page)
    page.get_by_text("Thu hồi", exact=True).first.click()
    page.get_by_role("button", name="Thu hồi bản").click()
    expect(page.locator("#notice")).to_contain_text("Đã thu hồi")
    context.close()


def test_the_wrong_file_is_refused_in_words_and_the_page_stays(
    page: Page, site: str, tmp_path: Path, faults: Faults
) -> None:
    wrong = tmp_path / "bao_cao.xlsx"
    wrong.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    sign_in(page, site)
    page.locator("input[type=file]").set_input_files(wrong)
    page.get_by_role("button", name="Tải lên và đọc thử").click()
    expect(page.locator("#notice")).to_contain_text("PDF")
    expect(page.locator("#notice")).to_be_focused()
    expect(page.get_by_role("button", name="Tải lên và đọc thử")).to_be_enabled()
    expect(page.get_by_text("Không có tệp nào đang dở")).to_be_visible()
    faults.expect("400")


def test_a_list_of_persons_is_refused_and_nothing_of_it_is_kept(
    page: Page, site: str, officers_app: Flask, tmp_path: Path, faults: Faults
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["STT", "Họ và tên", "Ngày sinh", "Số CCCD", "Mã số BHXH"])
    for number in range(1, 30):
        sheet.append([number, f"Lò Văn {number}", "01/02/1990", f"0110900{number:05d}", f"11209{number:05d}"])
    book.save(tmp_path / "danh_sach.xlsx")
    sign_in(page, site)
    page.locator("input[type=file]").set_input_files(tmp_path / "danh_sach.xlsx")
    page.get_by_role("button", name="Tải lên và đọc thử").click()
    expect(page.locator("#notice")).to_be_visible()
    page.goto(f"{site}/intake")
    expect(page.get_by_text("Không có tệp nào đang dở")).to_be_visible()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "home").iterdir())
    assert b"011090000012" not in kept
    assert b"danh_sach" not in kept
    faults.expect("400")


def test_the_second_of_two_officers_is_told_what_has_changed(
    page: Page, browser: Browser, site: str, report: Path, tmp_path: Path, faults: Faults
) -> None:
    sign_in(page, site)
    upload(page, site, report)
    settle(page)
    page.get_by_role("link", name="Xem trước").last.click()
    context = browser.new_context()
    other = context.new_page()
    sign_in(other, site, OFFICERS[1])
    upload(other, site, write_report(tmp_path / "cua_minh.xlsx", changes={"03139": 301}))
    publish(other)
    context.close()
    page.get_by_role("button", name=re.compile("^Công bố ")).click()
    notice = page.locator("#notice")
    expect(notice).to_contain_text("minh công bố bản")
    faults.expect("409")
    notice.get_by_role("link", name="Xem trước lại").click()
    expect(page.locator("table.changes")).to_contain_text("Xã Quý Lộc")
    page.get_by_role("button", name=re.compile("^Công bố ")).click()
    expect(page.locator("#notice")).to_contain_text("Đã công bố")


def test_a_preview_tells_totals_changes_and_losses_and_draws_both_maps(
    page: Page, site: str, report: Path, tmp_path: Path
) -> None:
    sign_in(page, site)
    upload(page, site, report)
    settle(page)
    publish(page)
    upload(page, site, write_report(tmp_path / "sua.xlsx", changes={"03139": 9}))
    page.get_by_role("link", name="Xem trước").last.click()
    expect(page.locator(".lead")).to_contain_text("1 số đổi, 0 số thêm mới, 0 số mất đi")
    row = page.locator("table.changes tbody tr").first
    expect(row).to_contain_text("Xã Quý Lộc")
    expect(row).to_contain_text("215")
    expect(page.get_by_text("Thay cho bản")).to_be_visible()
    for image in page.locator(".pair img").all():
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")


def test_all_pages_are_in_english_too(page: Page, site: str, report: Path) -> None:
    sign_in(page, site)
    upload(page, site, report)
    page.goto(f"{page.url.split('#')[0]}?lang=en")
    for _step in range(2):
        own = page.locator("nav, label, legend, button, h1, h2, .verdict-line").all_inner_texts()
        names = ("Phường", "Xã ", "Tỉnh", "Thành phố", "Xứ", "Biểu")
        words = [text for text in own if not any(name in text for name in names)]
        assert not [text for text in words if VIETNAMESE_ONLY.search(text)]
        page.goto(f"{site}/intake?lang=en")
    page.get_by_role("link", name="Resume").click()
    expect(page).to_have_url(re.compile("lang=en"))
