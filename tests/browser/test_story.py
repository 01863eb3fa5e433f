"""A story on the stage: keyboard or clicker step, from the shell and within a page; links do without a script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from geodata.errors import Bilingual
from services.store.engine import open_engine
from services.stories.keeping import create_story
from services.stories.story import Step, build_step
from tests.browser.serving import serve_app
from tests.fixtures.toy_store import VINTAGE_ID, fill_toy_store
from webmap import create_app
from webmap.settings import Settings

pytestmark = pytest.mark.browser
NOW = datetime(2026, 1, 2, tzinfo=UTC)
NOTHING = Bilingual("", "")


def make_step(title: str, indicator: str) -> Step:
    view = f"/map?vintage={VINTAGE_ID}&level=commune&within=11&scheme=BHXH_TN&as_of=2019-03-31&indicator={indicator}"
    return build_step(view, Bilingual(title, ""), Bilingual(f"Lời của {title}", ""))


STEPS = (
    make_step("Một", "plan_completion_ratio"),
    make_step("Hai", "pace_gap_count"),
    make_step("Ba", "enrolled_count"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a toy country's server with a story of three steps."""
    home: Path = tmp_path_factory.mktemp("story")
    settings = Settings(home=home)
    engine = open_engine(settings.database_url)
    fill_toy_store(engine)
    create_story(engine, Bilingual("Giao ban", ""), "ha", NOW, steps=STEPS, is_listed=True, story_id="giao-ban")
    with serve_app(create_app(settings, engine)) as address:
        yield address
    engine.dispose()


def expect_step(page: Page, number: int) -> None:
    """Expect a step to be on the stage, drawn, and in the address."""
    step = STEPS[number - 1]
    expect(page.locator("html")).to_have_attribute("data-settled", "true")
    expect(page.locator(".stage h1")).to_have_text(step.title.vi)
    expect(page.locator("[data-note]")).to_have_text(step.note.vi)
    expect(page.locator("[data-number]")).to_have_text(str(number))
    expect(page.locator("iframe:not(.hidden)")).to_have_count(1)
    frame = page.frame_locator("iframe:not(.hidden)")
    expect(frame.locator("html")).to_have_attribute("data-settled", "true")
    expect(frame.locator(".top")).to_be_hidden()
    indicator = step.address.split("indicator=")[1]
    assert f"indicator={indicator}" in (page.locator("iframe:not(.hidden)").get_attribute("src") or "")
    assert page.url.endswith(f"/story/giao-ban/{number}")


def test_a_presentation_is_begun_stepped_through_and_left_by_keys_alone(page: Page, site: str) -> None:
    page.goto(f"{site}/story/giao-ban")
    start = page.get_by_role("link", name="Bắt đầu trình bày")
    start.focus()
    page.keyboard.press("Enter")
    expect_step(page, 1)
    assert page.evaluate("document.fullscreenElement !== null")
    for key, number in (
        ("ArrowRight", 2),
        ("PageDown", 3),
        ("PageDown", 3),
        ("PageUp", 2),
        ("Home", 1),
        (" ", 2),
        ("ArrowLeft", 1),
        ("End", 3),
    ):
        page.keyboard.press(key)
        expect_step(page, number)
    page.keyboard.press("b")
    expect(page.locator(".curtain")).to_be_visible()
    page.keyboard.press("b")
    expect(page.locator(".curtain")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".cover")).to_be_visible()
    assert page.url.endswith("/story/giao-ban")


def test_who_clicked_into_the_map_steps_on_with_the_same_keys(page: Page, site: str) -> None:
    page.goto(f"{site}/story/giao-ban/1")
    expect_step(page, 1)
    page.locator("iframe:not(.hidden)").click(position={"x": 700, "y": 300})
    page.keyboard.press("ArrowRight")
    expect_step(page, 2)
    page.keyboard.press("Backspace")
    page.keyboard.press("PageDown")
    expect_step(page, 2)


def test_the_way_back_of_the_browser_is_that_of_the_steps(page: Page, site: str) -> None:
    page.goto(f"{site}/story/giao-ban/1")
    expect_step(page, 1)
    page.keyboard.press("ArrowRight")
    expect_step(page, 2)
    page.go_back()
    expect_step(page, 1)


def test_neighbours_are_loaded_before_they_are_asked_for_and_no_others(page: Page, site: str) -> None:
    page.goto(f"{site}/story/giao-ban/1")
    expect_step(page, 1)
    expect(page.locator("iframe")).to_have_count(2)
    page.keyboard.press("ArrowRight")
    expect_step(page, 2)
    expect(page.locator("iframe")).to_have_count(3)
    hidden = page.locator("iframe.hidden").evaluate_all("frames => frames.map(frame => frame.inert)")
    assert hidden == [True, True]


def test_without_a_script_links_step_and_the_page_stands_in_the_frame(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto("/story/giao-ban")
    page.get_by_role("link", name="Bắt đầu trình bày").click()
    expect(page.locator(".stage h1")).to_have_text("Một")
    expect(page.frame_locator("iframe").locator("noscript, .map-frame img").first).to_be_attached()
    page.get_by_role("link", name="Bước sau").click()
    expect(page.locator(".stage h1")).to_have_text("Hai")
    page.get_by_role("link", name="Thôi trình bày").click()
    expect(page.locator(".cover h1")).to_have_text("Giao ban")
    context.close()
