"""The timeline over the toy country: three dates with data, nine months between them without."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.map_screens import COMMUNES, read_parameter, settle, show
from tests.browser.serving import serve_app

pytestmark = pytest.mark.browser

SPAN = "2018-03-31..2019-03-31"
ENROLLED = f"{COMMUNES}&indicator=enrolled_count"
# What the map draws now: the letters that the layer was given last.
WATCH = """
async () => {
  const url = document.querySelector('link[rel=modulepreload][href$="/built/layer/map.js"]').href;
  const { findCoverageMap } = await import(url);
  const { layer } = findCoverageMap(document.querySelector(".coverage-map"));
  const setValues = layer.setValues.bind(layer);
  window.drawn = [];
  layer.setValues = (columns, options) => { window.drawn.push(columns.class_codes); setValues(columns, options); };
}
"""


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """The address of the toy country's server."""
    with serve_app(app) as address:
        yield address


def ask(site: str, address: str) -> dict[str, object]:
    with urllib.request.urlopen(site + address) as response:
        found: dict[str, object] = json.load(response)
    return found


def read_classes(page: Page) -> list[str]:
    return page.locator(".legend li.class .label").all_inner_texts()


def press(page: Page, *keys: str) -> None:
    page.focus("#timeline-range")
    for key in keys:
        page.keyboard.press(key)


def test_the_slider_goes_through_all_months_by_keyboard_and_the_address_follows(page: Page, site: str) -> None:
    show(page, site + ENROLLED)
    press(page, "Home")
    settle(page, as_of="2018-03-31", span=SPAN)
    expect(page.locator("h1")).to_contain_text("31/03/2018")
    expect(page.locator("#timeline-range")).to_be_focused()
    press(page, "End")
    settle(page, as_of="2019-03-31")


def test_a_month_without_data_is_shown_as_such_and_not_skipped(page: Page, site: str) -> None:
    show(page, site + ENROLLED)
    press(page, "Home", "ArrowRight")
    settle(page, as_of="2018-04-30")
    expect(page.locator("#part-timeline .when")).to_contain_text("không có số liệu chốt ngày này")
    counts = page.locator(".legend li.class .count").all_inner_texts()
    assert set(counts) == {"0"}
    expect(page.locator('.legend li[data-class="n"] .count')).to_have_text("12")
    page.reload()
    settle(page, as_of="2018-04-30")
    expect(page.locator('.legend li[data-class="n"] .count')).to_have_text("12")


def test_colours_mean_the_same_on_every_date_of_the_period(page: Page, site: str) -> None:
    show(page, site + ENROLLED)
    own = read_classes(page)
    press(page, "Home")
    settle(page, as_of="2018-03-31")
    fixed = read_classes(page)
    press(page, "End")
    settle(page, as_of="2019-03-31")
    assert read_classes(page) == fixed != own
    expect(page.locator(".legend .sentence").first).to_contain_text("Thang màu giữ nguyên từ 31/03/2018 đến 31/03/2019")
    page.click(".timeline .fix")
    settle(page, span=None)
    assert read_classes(page) == own


def test_playing_shows_every_date_once_stops_at_the_last_and_is_one_step_back(page: Page, site: str) -> None:
    show(page, site + ENROLLED.replace("2019-03-31", "2018-03-31"))
    page.evaluate(WATCH)
    page.click("[data-action=play]")
    settle(page, as_of="2019-03-31", span=SPAN)
    expect(page.locator("[data-action=play]")).to_have_attribute("aria-pressed", "false")
    query = f"{ENROLLED.removeprefix('/map?')}&span={SPAN}&format=columns"
    series = ask(site, f"/api/v1/series?{query}")
    dates = [one.get("class_codes", "n" * 12) for one in series["dates"]]  # type: ignore[attr-defined]
    drawn = page.evaluate("window.drawn")
    assert drawn[-len(dates) :] == [*dates[1:], dates[-1]]  # in the end the answer of the address
    page.go_back()
    settle(page, as_of="2018-03-31", span=None)


def test_what_is_played_and_what_is_said_are_of_one_publication(page: Page, site: str) -> None:
    """Answers are given as if published later: first before the series is asked for, then before the page is."""
    show(page, site + ENROLLED.replace("2019-03-31", "2018-03-31") + f"&span={SPAN}")
    asked: list[str] = []
    later = 1

    def answer_later(route: Route) -> None:
        path = urlsplit(route.request.url).path
        asked.append(path)
        answer = route.fetch()
        text = re.sub(r'"publication_id": ?(\d+)', lambda one: f'"publication_id":{int(one[1]) + later}', answer.text())
        if later == 2 and path == "/api/v1/series":
            text = re.sub(r'"class_codes": ?"[^"]*"', f'"class_codes":"{"n" * 12}"', text)
        number = int(answer.headers["baophu-publication"]) + later
        route.fulfill(response=answer, body=text, headers=answer.headers | {"baophu-publication": str(number)})

    page.route(re.compile(r"/(api/v1|map/parts)"), answer_later)
    page.click("[data-action=play]")
    settle(page, as_of="2019-03-31")
    assert asked.count("/api/v1/series") == 1
    assert asked.count("/map/parts") == 2  # the page anew before it plays, and where it stopped
    later = 2
    page.evaluate(WATCH)
    press(page, "Home")
    settle(page, as_of="2018-03-31")
    assert "n" * 12 not in page.evaluate("window.drawn")  # what was held is of the publication that the page had
    press(page, "End")
    settle(page, as_of="2019-03-31")
    assert "n" * 12 in page.evaluate("window.drawn")


def test_playing_can_be_stopped_and_the_page_is_that_of_the_date(page: Page, site: str) -> None:
    show(page, site + ENROLLED.replace("2019-03-31", "2018-03-31"))
    page.click("[data-action=play]")
    day = page.locator("#part-timeline [data-slot=day]")
    expect(day).not_to_have_text("31/03/2018")
    page.click("[data-action=play]")
    expect(page.locator("html")).not_to_have_class(re.compile("playing|moving"))
    settle(page, span=SPAN)
    stopped = str(read_parameter(page.url, "as_of"))
    assert stopped != "2018-03-31"
    expect(day).to_have_text("/".join(reversed(stopped.split("-"))))
    expect(page.locator("[data-action=play]")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_date_that_passes_has_the_digits_of_its_own_address(page: Page, site: str, lang: str) -> None:
    for indicator in ("enrolled_count", "coverage_ratio"):
        show(page, f"{site}{COMMUNES}&indicator={indicator}&lang={lang}&span={SPAN}")
        series = ask(site, f"/api/v1/series?{page.url.split('?')[1]}&format=columns")
        known = [one for one in series["dates"] if one["status"] == "values"]  # type: ignore[attr-defined]
        last = [0] * 12
        for one in known:
            values = [None if change is None else last[at] + change for at, change in enumerate(one["changes"])]
            last = [before if value is None else value for before, value in zip(last, values, strict=True)]
            query = page.url.split("?")[1].replace("as_of=2019-03-31", f"as_of={one['as_of']}")
            alone = ask(site, f"/api/v1/values?{query}&format=columns".replace("&boundaries=fixed", ""))
            assert values == alone["values"]
            assert one["class_codes"] == alone["class_codes"]
            assert one["total"]["value_text_vi"] == alone["total"]["value_text_vi"]  # type: ignore[index]


def test_the_mouse_drags_time_and_the_slider_stays_in_the_hand(page: Page, site: str) -> None:
    show(page, site + ENROLLED)
    box = page.locator("#timeline-range").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 12, steps=4)
    expect(page.locator(".headline [data-slot=date]")).to_have_text("30/09/2018")
    expect(page.locator("html")).to_have_class("js moving")
    page.mouse.move(box["x"] + 4, box["y"] + 12, steps=4)
    expect(page.locator(".headline [data-slot=date]")).to_have_text("31/03/2018")
    page.mouse.up()
    settle(page, as_of="2018-03-31", span=SPAN)


def test_going_elsewhere_while_it_plays_ends_the_playing(page: Page, site: str) -> None:
    show(page, site + ENROLLED.replace("2019-03-31", "2018-03-31"))
    page.click("[data-action=play]")
    expect(page.locator("#part-timeline [data-slot=day]")).not_to_have_text("31/03/2018")
    page.select_option("#control-indicator", "coverage_ratio")
    settle(page, indicator="coverage_ratio")
    expect(page.locator("[data-action=play]")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("html")).to_have_class("js")


def test_without_a_script_the_dates_are_links(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + ENROLLED)
    expect(page.locator("#timeline-range")).to_be_hidden()
    page.click(".timeline a[rel=prev]")
    assert read_parameter(page.url, "as_of") == "2018-12-31"
    assert read_parameter(page.url, "span") == SPAN
    assert f"span={SPAN.replace('..', '..')}" in str(
        page.locator("noscript img, .map-frame img").first.get_attribute("src")
    )
    context.close()


def test_where_there_is_one_date_there_is_no_timeline(page: Page, site: str) -> None:
    show(page, f"{site}{COMMUNES.replace('BHXH_TN', 'BHYT')}&indicator=enrolled_count")
    expect(page.locator(".timeline")).to_be_hidden()
