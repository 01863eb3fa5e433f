"""Dates and boundaries as people choose them: one server over the toy country joined by a crosswalk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.map_screens import read_state, read_table, read_table_of_server, settle, show
from tests.browser.serving import serve_app
from tests.fixtures.joined_toy import joined_app, joined_engine
from tests.fixtures.toy_store import LATER_VINTAGE_ID, VINTAGE_ID

__all__ = ["joined_app", "joined_engine"]
pytestmark = pytest.mark.browser

VIEW = "within=VN&level=commune&scheme=BHXH_TN&indicator=enrolled_count&as_of=2018-12-31"
OWN, LATER = f"/map?{VIEW}", f"/map?vintage={LATER_VINTAGE_ID}&boundaries=fixed&{VIEW}"
ESTIMATE = "ước tính: 6% số người"
# The visible map as it would be printed, whatever lies around it in the canvases.
DRAWN = """async () => {
  const { findCoverageMap } = await import(document.querySelector('link[href$="built/layer/map.js"]').href);
  return findCoverageMap(document.querySelector(".coverage-map")).layer.snapshotCanvas({ density: 1 }).toDataURL();
}"""


@pytest.fixture(scope="module")
def site(joined_app: Flask) -> Iterator[str]:
    """The address of the joined country's server."""
    with serve_app(joined_app) as address:
        yield address


@pytest.fixture(scope="module")
def plain_page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a browser that runs no JavaScript."""
    context = browser.new_context(java_script_enabled=False, base_url=site)
    yield context.new_page()
    context.close()


def wait_for_drawing(page: Page, before: str, *, is_same: bool) -> None:
    """Wait until the map is drawn as it was before, or otherwise; at most some seconds of frames."""
    became = page.evaluate(
        f"""async ([before, isSame]) => {{
          for (let frame = 0; frame < 300; frame++) {{
            if (((await ({DRAWN})()) === before) === isSame) return true;
            await new Promise(requestAnimationFrame);
          }}
          return false;
        }}""",
        [before, is_same],
    )
    assert became


def test_other_boundaries_are_chosen_keep_the_place_and_back_returns(page: Page, site: str) -> None:
    show(page, f"{site}{OWN.replace('within=VN', 'within=11')}&area=03130")
    before = page.locator(".legend").inner_text()
    page.select_option("#control-vintage", LATER_VINTAGE_ID)
    settle(page, vintage=LATER_VINTAGE_ID, boundaries="fixed", within="11", area="03127", codes_of=None)
    expect(page.locator("#part-where h2")).to_have_text("Phường Lúa")
    expect(page.locator("#part-where .estimate")).to_have_text(ESTIMATE)
    expect(page.locator(".legend")).to_contain_text("quy đổi từ ranh giới «Xứ mẫu trước 7/2025»")
    page.select_option("#control-as_of", "2018-03-31")
    settle(page, vintage=LATER_VINTAGE_ID, as_of="2018-03-31")  # kept for any date
    page.go_back()
    settle(page, as_of="2018-12-31", vintage=LATER_VINTAGE_ID)
    page.go_back()
    settle(page, vintage=VINTAGE_ID, area="03130")
    assert page.locator(".legend").inner_text() == before
    expect(page.locator("#control-vintage")).to_have_value("")


def test_a_link_to_a_converted_screen_shows_the_same(page: Page, browser_context: BrowserContext, site: str) -> None:
    show(page, f"{site}{LATER}&over={VINTAGE_ID}")
    other = show(browser_context.new_page(), page.url)
    for place in (".answer", ".flags", ".legend", "#part-controls", "#part-where", "#areas"):
        assert other.locator(place).inner_text() == page.locator(place).inner_text(), place


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_script_writes_converted_and_changed_numbers_as_the_server_does(page: Page, site: str, lang: str) -> None:
    show(page, f"{site}{LATER}&lang={lang}")
    for indicator in ("coverage_ratio", "yoy_change_count", "change_count", "change_ratio"):
        page.select_option("#control-indicator", indicator)
        settle(page, indicator=indicator)
        assert read_table(page) == read_table_of_server(page), indicator
    expect(page.locator("#control-since")).to_have_value("2018-03-31")
    assert read_state(page)["since"] == "2018-03-31"


def test_the_pointer_tells_how_much_is_estimated(page: Page, site: str) -> None:
    show(page, site + LATER)
    page.locator("#areas a", has_text="Phường Lúa").hover()
    expect(page.locator("#part-where [data-slot=estimate]")).to_have_text(ESTIMATE)
    page.locator("#areas a", has_text="Phường Đá").hover()
    expect(page.locator("#part-where [data-slot=estimate]")).to_have_text("")


def test_other_outlines_are_drawn_and_taken_away_without_asking_for_values_again(page: Page, site: str) -> None:
    show(page, site + LATER)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#part-controls .rare summary").click()
    bare = page.evaluate(DRAWN)
    page.select_option("#control-over", VINTAGE_ID)
    settle(page, over=VINTAGE_ID)
    expect(page.locator(".legend .line")).to_contain_text("Ranh giới «Xứ mẫu trước 7/2025»")
    wait_for_drawing(page, bare, is_same=False)
    assert len([url for url in asked if url.endswith(".arcs")]) == 1
    page.select_option("#control-over", "")
    settle(page, over=None)
    wait_for_drawing(page, bare, is_same=True)
    page.select_option("#control-over", VINTAGE_ID)
    settle(page, over=VINTAGE_ID)
    assert len([url for url in asked if url.endswith(".arcs")]) == 1
    assert not [url for url in asked if "/api/v1/values" in url]


def test_larger_outlines_lie_above_the_borders_of_the_map_and_smaller_ones_below(page: Page, site: str) -> None:
    urls = []
    for vintage in (VINTAGE_ID, LATER_VINTAGE_ID):
        view = VIEW.replace("within=VN", "within=11")
        asked = page.request.get(f"{site}/api/v1/values?vintage={vintage}&{view}&format=columns")
        urls.append(asked.json()["view"]["geometry"]["url"])
    show(page, site + OWN)
    scripts = page.locator('link[href$="built/layer/map.js"]').get_attribute("href")
    assert scripts is not None
    page.goto(f"{site}/guide")  # a page without a map of its own
    found = page.evaluate(
        """async ([scripts, old, later]) => {
          const { loadOutlines } = await import(`${scripts}outlines.js`);
          const { loadGeometry } = await import(`${scripts}geometry_source.js`);
          const isAbove = async (over, map) => (await loadOutlines([over])).areLargerThan(await loadGeometry(map));
          return [await isAbove(later, old), await isAbove(old, later), await isAbove(old, old)];
        }""",
        [scripts.replace("built/layer/map.js", "js/layer/"), *urls],
    )
    assert found == [True, False, False]


def test_the_ancestry_leads_to_the_part_on_its_own_boundaries(page: Page, site: str) -> None:
    show(page, f"{site}{LATER}&area=03136")
    expect(page.locator(".ancestry")).to_contain_text("Gồm xã Ba Tô, xã Quý Lộc và một phần thị trấn Tre (70%).")
    picture = page.locator(".ancestry img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('.ancestry img').naturalWidth > 0")
    page.locator(".ancestry summary").click()
    page.locator(".ancestry a", has_text="Thị trấn Tre").click()
    settle(page, vintage=VINTAGE_ID, area="03142", within="11")
    expect(page.locator("#part-where h2")).to_have_text("Thị trấn Tre")
    expect(page.locator(".ancestry")).to_contain_text("Xã Tre")


def test_without_a_script_dates_and_boundaries_are_chosen_by_the_form(plain_page: Page) -> None:
    plain_page.goto(f"{OWN.replace('within=VN', 'within=11')}&area=03130")
    plain_page.select_option("#control-vintage", LATER_VINTAGE_ID)
    plain_page.get_by_role("button", name="Xem", exact=True).click()
    expect(plain_page.locator("#part-where h2")).to_have_text("Phường Lúa")
    expect(plain_page.locator(".flag", has_text="Quy đổi ranh giới")).to_be_visible()
    plain_page.select_option("#control-as_of", "2018-03-31")
    plain_page.get_by_role("button", name="Xem", exact=True).click()
    expect(plain_page.locator("#control-vintage")).to_have_value(LATER_VINTAGE_ID)
    expect(plain_page.locator("h1")).to_contain_text("31/03/2018")
    plain_page.locator("#part-controls .rare summary").click()
    plain_page.select_option("#control-over", VINTAGE_ID)
    plain_page.get_by_role("button", name="Xem", exact=True).click()
    expect(plain_page.locator(".map-frame img")).to_have_attribute("src", re.compile(f"over={VINTAGE_ID}"))
    plain_page.wait_for_load_state("load")  # with its picture
    assert plain_page.evaluate("document.querySelector('.map-frame img').naturalWidth") > 0
