"""The page as people meet it: one real server over the toy country, one real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from services.measures.indicators import Indicator
from tests.browser.conftest import Faults
from tests.browser.map_screens import COMMUNES, read_state, read_table, read_table_of_server, settle, show
from tests.browser.serving import serve_app
from tests.fixtures.toy_store import LATER_VINTAGE_ID

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """The address of the toy country's server."""
    with serve_app(app) as address:
        yield address


@pytest.fixture(scope="module")
def plain_page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a browser that runs no JavaScript."""
    context = browser.new_context(java_script_enabled=False, base_url=site)
    yield context.new_page()
    context.close()


def test_the_page_says_question_and_answer_and_names_its_source(page: Page, site: str) -> None:
    show(page, site + COMMUNES)
    expect(page.locator("h1")).to_contain_text("BHXH tự nguyện · Đạt kế hoạch · 31/03/2019")
    expect(page.locator(".answer")).to_contain_text("65,9% kế hoạch · 2.875 / 4.360 người · còn 1.485")
    expect(page.locator(".answer")).to_contain_text("9 / 12 xã có đủ số liệu")
    expect(page.locator("#part-source")).to_contain_text("BHXH xứ mẫu")
    expect(page.locator(".flag").first).to_have_text("Số liệu minh họa")


def test_the_counts_of_the_legend_add_up_to_the_areas_drawn(page: Page, site: str) -> None:
    show(page, site + COMMUNES)
    counts = page.locator(".legend li:not(.sum):not(.also) .count").all_inner_texts()
    assert sum(map(int, counts)) == int(page.locator(".legend li.sum .count").inner_text()) == 12


@pytest.mark.parametrize(
    ("level", "lang"), [("commune", "vi"), ("commune", "en"), ("managing_unit", "vi"), ("province", "en")]
)
def test_the_script_writes_the_digits_of_the_server(page: Page, site: str, level: str, lang: str) -> None:
    show(page, f"{site}{COMMUNES.replace('commune', level)}&lang={lang}&indicator=coverage_ratio")
    for indicator in reversed(Indicator):
        page.select_option("#control-indicator", indicator.value)
        settle(page, indicator=indicator.value)
        assert read_table(page) == read_table_of_server(page), indicator


def test_every_sorting_of_the_script_is_that_of_the_server(page: Page, site: str) -> None:
    show(page, site + COMMUNES)
    for key in ("name", "value", "numerator", "gap", "change", "rank"):
        page.locator(f"th[data-sort={key}] a").click()
        settle(page, sort=key)
        assert read_table(page) == read_table_of_server(page), key


def test_values_are_fetched_once_while_a_list_is_open_and_drawn_from_memory_when_one_is_chosen(
    page: Page, site: str
) -> None:
    show(page, site + COMMUNES)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/v1/values" in request.url else None)
    others = page.locator("#control-indicator option").count() - 1
    page.locator("#control-indicator").focus()
    page.wait_for_load_state("networkidle")
    assert len(asked) == len(set(asked)) == others
    page.select_option("#control-indicator", "coverage_ratio")
    settle(page, indicator="coverage_ratio")
    assert not [url for url in asked[others:] if "coverage_ratio" in url]
    expect(page.locator(".legend")).to_contain_text("tỷ lệ bao phủ")


def test_a_new_indicator_changes_words_and_address_and_back_returns(page: Page, site: str) -> None:
    show(page, site + COMMUNES)
    before = page.locator(".answer").inner_text()
    page.select_option("#control-indicator", "coverage_ratio")
    settle(page, indicator="coverage_ratio")
    expect(page.locator("h1")).to_contain_text("Tỷ lệ bao phủ")
    assert page.locator(".answer").inner_text() != before
    page.go_back()
    settle(page, indicator=None)
    expect(page.locator(".answer")).to_have_text(before)
    expect(page.locator("#control-indicator")).to_have_value("plan_completion_ratio")


def test_words_of_an_older_publication_than_the_values_are_asked_for_again(page: Page, site: str) -> None:
    show(page, f"{site}{COMMUNES}")
    asked: list[str] = []

    def answer_from_behind(route: Route) -> None:
        asked.append(route.request.url)
        body = route.fetch().json()
        body["config"]["publication_id"] -= len(asked) == 1  # the first comes of a server that is behind
        route.fulfill(json=body)

    page.route("**/map/parts?*", answer_from_behind)
    page.get_by_label("Chỉ số", exact=True).select_option("enrolled_count")
    settle(page, indicator="enrolled_count")
    assert len(asked) == 2
    assert "indicator=enrolled_count" in page.url


def test_a_link_shows_the_same_screen(page: Page, browser_context: BrowserContext, site: str) -> None:
    show(page, site + COMMUNES)
    page.select_option("#control-indicator", "yoy_change_count")
    settle(page, indicator="yoy_change_count")
    page.locator("#areas a", has_text="Xã Ngô").click()
    settle(page, area="03391")
    page.locator("th[data-sort=numerator] a").click()
    settle(page, sort="numerator")
    other = show(browser_context.new_page(), page.url)
    for place in (".answer", ".legend", "#part-where", "#areas", "#part-source"):
        assert other.locator(place).inner_text() == page.locator(place).inner_text(), place


def test_a_click_goes_into_a_province_and_the_breadcrumb_up_again(page: Page, site: str) -> None:
    show(page, site + COMMUNES.replace("level=commune", "level=province"))
    box = page.locator(".coverage-map").bounding_box()
    assert box
    found = page.evaluate(
        """async () => {
          const { findCoverageMap } = await import(document.querySelector('link[href$="built/layer/map.js"]').href);
          const { map, layer } = findCoverageMap(document.querySelector(".coverage-map"));
          const { pointX, pointY } = layer.areas.points;
          const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * pointY[0]))) * 180 / Math.PI;
          const point = map.latLngToContainerPoint([lat, pointX[0] * 360 - 180]);
          return [point.x, point.y];
        }"""
    )
    page.mouse.click(box["x"] + found[0], box["y"] + found[1])
    settle(page, within="11")
    expect(page.locator(".crumbs [aria-current]")).to_have_text("Tỉnh Đồng Xanh")
    assert read_state(page)["level"] == "commune"
    assert len(read_table(page)) == 6 + 1
    page.locator(".crumbs a").first.click()
    settle(page, within="VN")
    assert read_state(page)["level"] == "province"


def test_a_row_chosen_in_the_table_fills_the_panel_with_text_never_markup(page: Page, site: str) -> None:
    show(page, site + COMMUNES)
    page.locator("#areas a", has_text="Ngoặc").click()
    settle(page, area="03389")
    expect(page.locator("#part-where h2")).to_have_text("Xã <b>Ngoặc</b> & Cộng")
    expect(page.locator("#part-where")).to_contain_text("20,8%")
    expect(page.locator("#part-where")).to_contain_text("Quyết định 01/QĐ-BHXH")
    expect(page.locator("#areas tr.selected")).to_have_count(1)


def test_the_panel_follows_the_pointer_over_the_table_and_comes_back(page: Page, site: str) -> None:
    show(page, site + COMMUNES)
    page.locator("#areas a", has_text="Xã Quý Lộc").hover()
    expect(page.locator("#part-where h2")).to_have_text("Xã Quý Lộc")
    expect(page.locator("[data-slot=numerator]")).to_have_text("210")
    page.locator(".answer").hover()
    expect(page.locator("#part-where h2")).to_have_text("Việt Nam")


def test_a_place_is_found_without_accents_by_keyboard_alone(page: Page, site: str) -> None:
    show(page, site + COMMUNES)
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("ba to")
    expect(page.locator("#search-list [role=option]")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settle(page, within="11")
    assert read_state(page)["area"] in {"03133", "03136"}
    expect(page.locator("#part-where h2")).to_contain_text("Xã Ba T")


def test_the_map_and_the_table_are_walked_by_keyboard(page: Page, site: str) -> None:
    show(page, site + COMMUNES.replace("level=commune", "level=province"))
    page.locator(".coverage-map").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile("area="))
    settle(page)
    page.keyboard.press("Enter")
    settle(page, level="commune", area=None)
    page.locator("#areas tbody a[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("area="))
    settle(page)
    expect(page.locator("#areas tr.selected a")).to_be_focused()


def test_presenting_leaves_title_answer_map_legend_and_source(page: Page, site: str) -> None:
    show(page, site + COMMUNES + "&present=1")
    for shown in ("h1 .place", ".answer", ".coverage-map", ".legend", "#part-source .source"):
        expect(page.locator(shown)).to_be_visible()
    for hidden in (".top", "#areas", "#controls", "#part-where"):
        expect(page.locator(hidden)).to_be_hidden()
    page.locator(".leave-present").click()
    settle(page, present=None)
    expect(page.locator("#controls")).to_be_visible()


def test_paper_takes_one_page_with_all_that_must_be_said(page: Page, site: str) -> None:
    show(page, site + COMMUNES)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".map-print")).to_have_attribute("src", re.compile("^data:image/png"))
    document = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", document)) == 1
    page.emulate_media(media="print")
    for shown in ("h1 .place", ".answer", ".legend", ".map-print", "#part-source .source"):
        expect(page.locator(shown)).to_be_visible()


def test_a_phone_has_answer_map_and_a_sheet_with_four_panes(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    show(page, site + COMMUNES)
    expect(page.locator("#part-legend")).to_be_in_viewport()
    for name, place in (("where", "#part-where h2"), ("table", "#areas"), ("controls", "#control-scheme")):
        page.locator(f"[data-open={name}]").click()
        expect(page.locator(place)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_without_a_script_the_page_has_map_table_forms_and_links(plain_page: Page, site: str) -> None:
    plain_page.goto(COMMUNES)
    picture = plain_page.locator(".map-frame img")
    expect(picture).to_be_visible()
    assert plain_page.evaluate("document.querySelector('.map-frame img').naturalWidth") > 0
    plain_page.select_option("#control-indicator", "coverage_ratio")
    plain_page.get_by_role("button", name="Xem", exact=True).click()
    expect(plain_page.locator("h1")).to_contain_text("Tỷ lệ bao phủ")
    plain_page.locator("#areas a", has_text="Xã Ngô").click()
    expect(plain_page.locator("#part-where h2")).to_have_text("Xã Ngô")
    plain_page.fill("#search", "dong xanh")
    plain_page.locator(".search button").click()
    plain_page.get_by_role("link", name="Tỉnh Đồng Xanh", exact=True).click()
    expect(plain_page.locator(".crumbs [aria-current]")).to_have_text("Tỉnh Đồng Xanh")


def test_a_vintage_without_data_says_so_and_stays_usable(page: Page, site: str) -> None:
    show(page, f"{site}/map?vintage={LATER_VINTAGE_ID}")
    expect(page.locator(".answer")).to_have_text("Chưa có số liệu")
    expect(page.locator(".legend")).to_contain_text("Chưa có số liệu")


def test_an_address_that_cannot_be_shown_names_what_can(page: Page, site: str, faults: Faults) -> None:
    page.goto(f"{site}/map?indicator=luck")
    expect(page.locator("body")).to_contain_text("plan_completion_ratio")
    faults.expect("400")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [360, 390, 900, 1024, 1280, 1366, 1440, 1536, 1920])
def test_the_top_bar_fits_every_screen(page: Page, site: str, width: int, lang: str) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(f"{site}/map?lang={lang}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
