"""Every page for everybody: no rule of WCAG 2.2 AA broken, room at 200 %, the tours by keyboard, values read out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.engine import Engine

from services.accounts.accounts import create_account
from services.accounts.roles import Role
from services.intake.options import IntakeOptions
from services.intake.publication.uploads import create_upload
from services.measures.schemes import Scheme
from tests.browser.all_pages import COMPLETION, NO_PAGES, OLD, PRIVATE, PUBLIC, VIEW
from tests.browser.axe import find_violations, open_checked_context
from tests.browser.intake_steps import press_until
from tests.browser.reflow import find_cut_off
from tests.browser.sample_report import begin_intake, sign_in
from tests.browser.serving import serve_app
from tests.fixtures.accounts import PASSWORD, read_form_token
from tests.fixtures.accounts import sign_in as send_sign_in
from webmap import create_app
from webmap.access import limiter
from webmap.settings import Settings

pytestmark = pytest.mark.browser

NARROW = {"width": 683, "height": 384}  # an office screen of 1366 × 768 at 200 %
REFLOWED = {"width": 320, "height": 640}  # 1280 at 400 %
OFFICE = {"width": 1366, "height": 768}


@dataclass(frozen=True)
class Site:
    """The address of a server over the demonstration, and what was made in it: ids by the names of ``PRIVATE``."""

    address: str
    made: dict[str, str]


@pytest.fixture(scope="module")
def site(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A copy of the demonstration with a planner, an administrator and an officer's upload."""
    home = tmp_path_factory.mktemp("accessible")
    shutil.copyfile(demo_home / "baophu.sqlite", home / "baophu.sqlite")
    app = create_app(Settings(home=home))
    engine = app.extensions["baophu"].engine
    upload_id = begin_intake(app)[2]
    for role in (Role.PLANNER, Role.ADMIN):
        create_account(engine, role.value, role, PASSWORD, by="test", now=datetime.now(UTC))
    made = {"upload_id": upload_id, "ready_id": keep_ready_file(engine)} | save_scenarios(app)
    limiter.reset()
    with serve_app(app) as address:
        yield Site(address, made)
    engine.dispose()


def keep_ready_file(engine: Engine) -> str:
    """Keep a file that can be published as it is; returns its id."""
    content = "Xã;Người tham gia 30/04/2019\nPhường Noong Bua;120\nPhường Him Lam;98\n".encode()
    options = IntakeOptions(vintage_id=OLD, province_code="11", as_of=date(2019, 4, 30), scheme=Scheme.BHXH_TN)
    return create_upload(engine, content, "thang_4.csv", options, by="test", now=datetime.now(UTC)).upload_id


def save_scenarios(app: Flask) -> dict[str, str]:
    """Save a selection of communes and targets as a planner does, and an event; returns their ids."""
    client = app.test_client()
    send_sign_in(client, "planner")
    token = {"X-CSRFToken": read_form_token(client, "/account")}
    selection = client.post("/api/v1/selections", json={"name": "Ba xã", "query": f"{VIEW}&pick=3"}, headers=token)
    targets = client.post("/api/v1/targets", json={"name": "Chia thử", "query": VIEW}, headers=token)
    client = app.test_client()
    send_sign_in(client, "admin")
    stated = {"held_on": "2019-03-25", "area_code": "03127", "organisers": ["Hội Nông dân"], "enrolled_count": 3}
    token = {"X-CSRFToken": read_form_token(client, "/account")}
    event = client.post("/api/v1/outreach", json=stated, headers=token).get_json()
    return {
        "event_id": event["event_id"],
        "selection_id": selection.get_json()["selection_id"],
        "proposal_id": targets.get_json()["proposal_id"],
    }


def settle(page: Page) -> None:
    """Wait for the map or the charts of the page to be drawn."""
    if page.locator(".coverage-map, [data-settles], .stage iframe").count():
        expect(page.locator("html")).to_have_attribute("data-settled", "true")


def check(page: Page, address: str) -> list[str]:
    """Return what is wrong with a page: rules broken, colours too near in the second theme, no room at 683 or 320."""
    page.goto(address)
    settle(page)
    found = find_violations(page)
    page.set_viewport_size(NARROW)
    page.emulate_media(contrast="more")
    found += [f"more contrast: {one}" for one in find_violations(page, "color-contrast")]
    for name, size in (("200 %", NARROW), ("320 pixels", REFLOWED)):
        page.set_viewport_size(size)
        found += [f"at {name}: {one}" for one in find_cut_off(page)]
    page.emulate_media(contrast="no-preference")
    page.set_viewport_size(OFFICE)
    return found


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_page_breaks_a_rule_in_either_theme_nor_loses_anything_where_there_is_less_room(
    browser: Browser, site: Site, lang: str
) -> None:
    context = open_checked_context(browser, viewport=OFFICE)
    page = context.new_page()
    broken = {}
    for path in (*PUBLIC, *PRIVATE):
        if path == PRIVATE[0]:
            sign_in(page, site.address, "admin", PASSWORD)
        address = site.address + path.format(**site.made)
        if found := check(page, f"{address}{'&' if '?' in path else '?'}lang={lang}"):
            broken[path] = found
    context.close()
    assert broken == {}


def test_a_director_goes_the_whole_tour_by_keyboard_and_hears_the_values(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/map?{COMPLETION}&level=managing_unit")
    settle(page)
    press_on(page, ".skip[href='#map']")
    press_until(page, ".coverage-map")
    page.keyboard.press("ArrowRight")
    said = page.locator(".coverage-live")
    expect(said).to_have_text(re.compile(r"^(Huyện|Thị xã|Thành phố) .+; \d+(,\d)?%; hạng \d+$"))
    first = said.inner_text()
    page.keyboard.press("ArrowDown")
    expect(said).not_to_have_text(first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"within=(?!11\b)"))
    settle(page)
    expect(page.locator(".crumbs [aria-current]")).not_to_have_text("Tỉnh Điện Biên")
    press_on(page, "[data-action=present]")
    expect(page.locator("html")).to_have_class(re.compile(r"\bpresent\b"))
    page.keyboard.press("Escape")
    expect(page.locator("html")).not_to_have_class(re.compile(r"\bpresent\b"))
    press_on(page, ".menu:has(.tour) > summary")
    press_on(page, ".tour .stories")
    page.wait_for_url("**/stories**")
    press_on(page, "main a[href*='/story/dien-bien-2019']")
    page.wait_for_url("**/story/dien-bien-2019**")
    press_on(page, "[data-start]")
    expect(page.locator("[data-number]")).to_have_text("1")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-number]")).to_have_text("2")
    page.keyboard.press("Escape")
    expect(page.locator("[data-start]")).to_be_visible()


def test_a_planner_goes_the_whole_tour_by_keyboard(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/plan?{VIEW}")
    settle(page)
    press_until(page, "input[name=w_unreached]")
    before = page.locator(".plan-rows tbody").inner_text()
    for _press in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".plan-rows tbody")).not_to_have_text(before)
    settle(page)
    press_until(page, "input[name=pick]")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.locator(".picks tbody tr")).to_have_count(3)
    settle(page)
    press_on(page, ".picks tbody a")
    expect(page.locator(".contrast p")).to_contain_text("mà không chọn")
    press_on(page, "a[href*='/selections/edit/new']")
    page.wait_for_url("**/login**")
    press_until(page, "input[name=name]")
    page.keyboard.type("planner")
    press_until(page, "input[type=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Tên phương án")).to_be_visible()
    press_until(page, "#name")
    page.keyboard.type("Ba xã bằng phím")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Ba xã bằng phím")
    press_until(page, "a[href*='annex.docx']")


def test_who_asked_for_less_motion_gets_none(page: Page, site: Site) -> None:
    """A map that is zoomed glides for others; here nothing on the page is on its way in any of its frames."""
    gliding = """async () => {
      let most = 0;
      const press = new KeyboardEvent("keydown", { key: "+", bubbles: true });
      document.querySelector(".coverage-map").dispatchEvent(press);
      for (let frame = 0; frame < 8; frame += 1) {
        await new Promise(requestAnimationFrame);
        most = Math.max(most, document.getAnimations().length);
      }
      return most;
    }"""
    for motion, glides in (("no-preference", True), ("reduce", False)):
        page.emulate_media(reduced_motion=motion)
        page.goto(f"{site.address}/map?{COMPLETION}&level=managing_unit")
        settle(page)
        assert (page.evaluate(gliding) > 0) is glides, motion


def test_colours_that_the_system_dictates_are_taken_and_the_map_stays_on_its_paper(page: Page, site: Site) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(f"{site.address}/map?{COMPLETION}&level=managing_unit")
    settle(page)
    grounds = "(names) => names.map((name) => getComputedStyle(document.querySelector(name)).backgroundColor)"
    dark, paper = page.evaluate(grounds, ["html", ".map-figure"])
    assert (dark, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    press_until(page, ".coverage-map")
    lines = (
        "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth"
    )
    assert re.match(r"(?!none)\D+[2-9]", page.evaluate(lines))


def test_keys_of_one_character_can_be_switched_off_and_stay_so(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/guide")
    box = page.get_by_role("checkbox")
    expect(box).to_be_checked()
    press_until(page, "[data-single-keys] input")
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    page.goto(f"{site.address}/map?{COMPLETION}&level=managing_unit")
    settle(page)
    page.keyboard.press("p")
    page.keyboard.press("/")
    expect(page.locator("html")).not_to_have_class(re.compile(r"\bpresent\b"))
    expect(page.locator("#search")).not_to_be_focused()
    page.goto(f"{site.address}/story/dien-bien-2019/2")
    settle(page)
    page.keyboard.press("b")
    page.keyboard.press("n")
    expect(page.locator(".curtain")).to_be_hidden()
    expect(page.locator("[data-number]")).to_have_text("2")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-number]")).to_have_text("3")
    page.goto(f"{site.address}/guide")
    expect(box).not_to_be_checked()
    box.check()
    page.goto(f"{site.address}/map?{COMPLETION}&level=managing_unit")
    settle(page)
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.press("p")
    expect(page.locator("html")).to_have_class(re.compile(r"\bpresent\b"))


def test_no_page_is_left_out_of_these_tests() -> None:
    app = create_app(Settings(database_url="sqlite://"))
    rules = app.url_map.bind("localhost")
    made = dict.fromkeys(re.findall(r"{(\w+)}", " ".join(PRIVATE)), "x")
    tried = {rules.match(urlsplit(path.format(**made)).path)[0] for path in (*PUBLIC, *PRIVATE) if path != "/nowhere"}
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(("/api/", "/static/"))
        if "." not in rule.rule.rpartition("/")[2]
    }
    assert pages - NO_PAGES == tried


def press_on(page: Page, selector: str) -> None:
    """Go on with Tab to a control and press Enter on it."""
    press_until(page, selector)
    page.keyboard.press("Enter")
