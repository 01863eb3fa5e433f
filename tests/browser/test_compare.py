"""The comparison over the toy country: two maps that move as one, their table, the map of the differences."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.map_screens import read_parameter, settle, show
from tests.browser.serving import serve_app
from tests.fixtures.toy_store import VINTAGE_ID

pytestmark = pytest.mark.browser

AREAS = f"vintage={VINTAGE_ID}&level=commune&within=VN&scheme=BHXH_TN"
DATES = f"/compare?{AREAS}&indicator=enrolled_count&as_of=2018-12-31&b_as_of=2019-03-31"
FIND_PAIR = """
async () => {
  const url = document.querySelector('link[rel=modulepreload][href$="/built/layer/map.js"]').href;
  const { findCoverageMap } = await import(url);
  const find = (side) => findCoverageMap(document.querySelector(`[data-side="${side}"] .coverage-map`));
  window.pair = [find("a"), find("b")];
}
"""
READ_PAIR = """
() => window.pair.map(({ map, layer }) => ({
  lat: map.getCenter().lat, lng: map.getCenter().lng, zoom: map.getZoom(), selected: layer.selected,
}))
"""
LOOKS_ALIKE = """
() => {
  const [a, b] = window.pair.map(({ map }) => map);
  const here = b.latLngToContainerPoint(b.getCenter());
  return a.getZoom() === b.getZoom() && b.latLngToContainerPoint(a.getCenter()).distanceTo(here) < 1.5;
}
"""


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """The address of the toy country's server."""
    with serve_app(app) as address:
        yield address


def read_rows(page: Page) -> dict[str, list[str]]:
    rows = page.locator(".compare-table tr:has(td)").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => (cell.querySelector('a') ?? cell).textContent.trim()))"
    )
    return {name: cells for name, *cells in rows}


def ask(site: str, address: str) -> dict[str, object]:
    with urllib.request.urlopen(site + address) as response:
        found: dict[str, object] = json.load(response)
    return found


def test_two_dates_have_one_legend_that_counts_both_maps(page: Page, site: str) -> None:
    show(page, site + DATES)
    drawn, over = ".compare-legend li:not(.mark) .count", '.compare-legend li.state[data-class=""] .count'
    counts, estimated = (
        [text.split(" | ") for text in page.locator(which).all_inner_texts()] for which in (drawn, over)
    )
    for side in (0, 1):
        assert sum(int(one[side]) for one in counts) - sum(int(one[side]) for one in estimated) == 12
    expect(page.locator(".compare-legend .strip")).to_have_count(1)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_table_has_the_digits_of_the_api_on_both_sides(page: Page, site: str, lang: str) -> None:
    show(page, f"{site}{DATES}&lang={lang}")
    rows = read_rows(page)
    for column, day in ((0, "2018-12-31"), (1, "2019-03-31")):
        answer = ask(site, f"/api/v1/values?{AREAS}&indicator=enrolled_count&as_of={day}")
        for area in answer["areas"]:  # type: ignore[attr-defined]
            shown = rows[area["name"]][column]
            if area["value_shown"] is not None:
                assert shown.replace(".", "").replace(",", "") == str(area["value_shown"])
            else:
                assert not any(letter.isdigit() for letter in shown)
        assert rows["Việt Nam"][column] == answer["total"][f"value_text_{lang}"]  # type: ignore[index]


def test_the_difference_is_that_of_the_digits_shown_and_a_missing_side_is_named(page: Page, site: str) -> None:
    show(page, site + DATES)
    rows = read_rows(page)
    assert rows["Phường Sáng Nhè"] == ["610", "640", "+30"]
    assert rows["Xã <b>Ngoặc</b> & Cộng"] == ["55", "52", "−3"]
    assert rows["Xã Ba Tô"][2] == "chưa có số liệu"
    assert rows["Phường Đá"][2] == "không công bố vì số quá nhỏ" or not rows["Phường Đá"][2][0].isdigit()


def test_both_maps_show_the_same_place_whichever_is_moved(page: Page, site: str) -> None:
    show(page, site + DATES)
    page.evaluate(FIND_PAIR)
    box = page.locator('[data-side="b"] .coverage-map').bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.wheel(0, -300)
    page.wait_for_function("() => window.pair.every(({ map }) => !map._animatingZoom && map.getZoom() > 6)")
    page.wait_for_function(LOOKS_ALIKE)
    before = page.evaluate(READ_PAIR)
    page.mouse.down()
    page.mouse.move(middle[0] + 80, middle[1] + 40, steps=5)
    page.wait_for_function(LOOKS_ALIKE)  # while it is held
    page.mouse.up()
    page.wait_for_function(LOOKS_ALIKE)
    assert page.evaluate(READ_PAIR)[0]["lng"] < before[0]["lng"]
    page.locator('[data-side="a"] .coverage-button').nth(2).click()
    page.wait_for_function("() => window.pair.every(({ map }) => !map._animatingZoom)")
    page.wait_for_function(LOOKS_ALIKE)


def test_an_area_chosen_by_keyboard_on_one_map_is_chosen_on_both_and_answered(page: Page, site: str) -> None:
    show(page, site + DATES)
    page.evaluate(FIND_PAIR)
    page.focus('[data-side="b"] .coverage-map')
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**area=*")
    settle(page)
    chosen = {one["selected"] for one in page.evaluate(READ_PAIR)}
    assert len(chosen) == 1
    assert None not in chosen
    name = page.locator(".compare-table tr.selected th a").inner_text()
    expect(page.locator(".side-answer small").first).to_have_text(name)
    page.keyboard.press("Escape")
    settle(page, area=None)


def test_the_pointer_over_one_map_outlines_the_area_on_the_other_and_lights_its_row(page: Page, site: str) -> None:
    show(page, site + DATES)
    page.evaluate(FIND_PAIR)
    row = page.locator(".compare-table tbody tr").first
    row.hover()
    place = int(str(row.get_attribute("data-place")))
    page.evaluate("""(place) => window.pair[0].layer.fire("areahover", { position: place })""", place)
    expect(row).to_have_class("hover")


def test_presets_choose_the_other_side_and_the_choices_say_what_is_compared(page: Page, site: str) -> None:
    show(page, site + DATES)
    page.get_by_role("link", name="Kế hoạch và thực hiện").click()
    settle(page, indicator="target_count", b_indicator="enrolled_count")
    expect(page.locator("#control-indicator")).to_have_value("target_count")
    assert read_rows(page)["Phường Hòa Bình"] == ["1.000", "1.040", "+40"]
    page.select_option("#control-b_indicator", "coverage_ratio")
    settle(page, b_indicator="coverage_ratio")
    expect(page.locator(".compare-legend .strip")).to_have_count(2)
    expect(page.get_by_role("link", name="Chênh lệch B − A")).to_have_count(0)
    page.go_back()
    settle(page, b_indicator="enrolled_count")


def test_the_map_of_differences_is_one_map_around_zero(page: Page, site: str) -> None:
    show(page, site + DATES)
    page.get_by_role("link", name="Chênh lệch B − A").first.click()
    settle(page, mode="difference")
    expect(page.locator('[data-side="b"]')).to_be_hidden()
    labels = page.locator(".compare-legend li.class .label").all_inner_texts()
    assert any(label.startswith("−") for label in labels)
    assert any(label.startswith("+") for label in labels)
    counts = page.locator('.compare-legend li:not(.mark):not([data-class=""]) .count').all_inner_texts()
    assert sum(map(int, counts)) == 12
    page.reload()
    settle(page, mode="difference")
    expect(page.locator('[data-side="b"]')).to_be_hidden()


def test_without_the_right_side_an_earlier_date_is_put_on_the_left(page: Page, site: str) -> None:
    show(page, f"{site}/compare?{AREAS}&indicator=enrolled_count&as_of=2019-03-31")
    expect(page.locator("#control-as_of")).to_have_value("2018-03-31")
    expect(page.locator("#control-b_as_of")).to_have_value("2019-03-31")


def test_without_a_script_two_drawings_stand_beside_each_other_and_the_form_asks(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + DATES)
    image = page.locator(".compare-maps noscript img, .compare-maps > img:visible").first
    assert str(image.get_attribute("src")).startswith("/compare.svg?")
    with urllib.request.urlopen(f"{site}{image.get_attribute('src')}") as response:
        drawn = response.read().decode()
    assert "31/12/2018" in drawn
    assert "31/03/2019" in drawn
    page.select_option("#control-b_as_of", "2018-03-31")
    page.click("#compare-form .apply")
    assert read_parameter(page.url, "b_as_of") == "2018-03-31"
    assert read_rows(page)["Phường Sáng Nhè"][:2] == ["610", "500"]
    context.close()


def test_all_rows_can_be_sorted_by_each_column(page: Page, site: str) -> None:
    show(page, site + DATES)
    for column in ("name", "a", "b", "difference"):
        page.locator(f".compare-table th.c-{column} a").click()
        settle(page, rows_by=None if column == "difference" else column)
        names = list(read_rows(page))[:-1]
        assert len(names) == 12
        if column == "b":
            assert names[0] == "Phường Hòa Bình"
    assert next(iter(read_rows(page))) == "Phường Hòa Bình"  # +140


def test_on_a_phone_the_choices_are_folded_and_the_maps_are_on_the_first_screen(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(site + DATES)
    expect(page.locator("html")).to_have_attribute("data-settled", "true")
    choice = page.locator("#control-b_as_of")
    expect(choice).to_be_hidden()
    expect(page.locator(".side-answer .asked").first).to_be_visible()  # what is asked is still said
    box = page.locator(".compare-maps").bounding_box()
    assert box is not None
    assert box["y"] < 844 * 0.55
    page.locator(".fold summary").focus()
    page.keyboard.press("Enter")
    expect(choice).to_be_visible()
    choice.select_option("2018-03-31")
    page.wait_for_url("**b_as_of=2018-03-31**")
    expect(choice).to_be_visible()  # it stays open while one chooses
    page.close()


def test_the_files_offered_are_those_of_what_is_on_screen(page: Page, site: str) -> None:
    page.goto(site + DATES)
    expect(page.locator("html")).to_have_attribute("data-settled", "true")
    page.get_by_role("link", name="Chênh lệch B − A").first.click()
    page.wait_for_url("**mode=difference**")
    expect(page.locator('[data-part="files"] a[href*="mode=difference"]')).to_have_count(7)
    page.locator('[data-part="files"] summary').click()
    link = page.locator('[data-part="files"] a[href^="/compare.pptx"]')
    expect(link).to_be_visible()
    with page.expect_download() as taken:
        link.click()
    assert taken.value.suggested_filename.endswith(".pptx")
    page.keyboard.press("Escape")
