"""Embeds within a page of another origin under a strict policy of its own, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from tests.browser.serving import serve_app
from tests.fixtures.toy_store import VINTAGE_ID
from webmap import create_app
from webmap.settings import Settings

pytestmark = pytest.mark.browser

VIEW = f"vintage={VINTAGE_ID}&level=commune&within=11&scheme=BHXH_TN&indicator=plan_completion_ratio&as_of=2019-03-31"


@contextmanager
def serve_host(pages: dict[str, str]) -> Iterator[str]:
    """Serve ``pages`` of another house: nothing allowed but frames, pictures and the one script of ours."""
    host = Flask("host")
    ours = pages["ours"]

    @host.get("/<name>")
    def show(name: str) -> Response:
        response = Response(f"<!doctype html><html lang='vi'><title>Cổng</title><body>{pages[name]}</body></html>")
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; frame-src {ours}; img-src {ours}; script-src {ours}"
        )
        response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response

    with serve_app(host) as address:
        yield address


@pytest.fixture(scope="module")
def sites(toy_settings: Settings, toy_engine: Engine) -> Iterator[tuple[str, str]]:
    """The addresses of our server and of the other house, which ours lets hold its embeds."""
    pages: dict[str, str] = {"ours": ""}
    app = create_app(Settings(home=toy_settings.home, database_url=toy_settings.database_url), toy_engine)
    with serve_app(app) as ours:
        pages["ours"] = ours
        pages["page"] = (
            f'<h1>Cổng thông tin</h1><iframe data-baophu src="{ours}/embed/map?{VIEW}&size=auto&free=indicator" '
            'title="Bản đồ" width="700" height="120"></iframe>'
            f'<iframe data-baophu src="{ours}/embed/table?{VIEW}&size=auto&rows=2" title="Bảng" width="700" '
            'height="120"></iframe>'
            f'<img src="{ours}/embed/map.png?{VIEW}&width=400&height=320" alt="hình" width="400">'
            f'<script src="{ours}/embed/frame.js"></script>'
        )
        pages["still"] = (
            f'<iframe src="{ours}/embed/map?{VIEW}&mode=still" title="t" width="700" height="500"></iframe>'
        )
        pages["stolen"] = f'<iframe src="{ours}/map?{VIEW}" title="t" width="700" height="500"></iframe>'
        with serve_host(pages) as host:
            object.__setattr__(app.extensions["baophu"].settings, "embed_sites", (host,))
            yield ours, host


def watch(page: Page) -> list[str]:
    """Return the list in which everything that the browser refuses or cannot load is gathered."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("requestfailed", lambda request: heard.append(f"{request.url}: {request.failure}"))
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def test_a_page_of_another_origin_holds_map_table_and_picture(page: Page, sites: tuple[str, str]) -> None:
    ours, host = sites
    heard = watch(page)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3])))
    page.goto(f"{host}/page")
    map_frame = page.frame_locator("iframe[title='Bản đồ']")
    expect(map_frame.locator("html[data-settled=true]")).to_have_count(1, timeout=15_000)
    expect(page.frame_locator("iframe[title='Bảng']").locator(".embed-rows tbody tr")).to_have_count(3)
    # The frames have the height of what is in them: nothing is cut off, nothing scrolls.
    for title in ("Bản đồ", "Bảng"):
        frame = page.query_selector(f"iframe[title='{title}']").content_frame()
        page.wait_for_function(
            "(title) => parseFloat(document.querySelector(`iframe[title='${title}']`).style.height) > 150", arg=title
        )
        cut_off = frame.evaluate("() => document.documentElement.scrollHeight - innerHeight")
        assert cut_off <= 20, title
    assert page.evaluate("() => document.querySelector('img').naturalWidth") == 400
    assert page.context.cookies() == []
    assert asked == {ours, host}
    assert heard == []


def test_it_is_told_by_keys_and_a_choice_stays_in_the_frame(page: Page, sites: tuple[str, str]) -> None:
    _ours, host = sites
    page.goto(f"{host}/page")
    inside = page.frame_locator("iframe[title='Bản đồ']")
    expect(inside.locator("html[data-settled=true]")).to_have_count(1, timeout=15_000)
    inside.locator(".coverage-map").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(inside.locator("#picked")).to_contain_text(";")
    inside.get_by_label("Chỉ số").select_option("enrolled_count")
    expect(inside.locator("h1")).to_contain_text("Số người tham gia")
    assert page.url == f"{host}/page"


def test_pages_that_are_no_embeds_are_not_held(page: Page, sites: tuple[str, str]) -> None:
    _ours, host = sites
    page.goto(f"{host}/stolen")
    stolen = page.frames[-1]
    assert stolen.locator(".map-page").count() == 0


def test_an_old_machine_without_scripts_sees_map_and_source(browser: Browser, sites: tuple[str, str]) -> None:
    ours, host = sites
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for address in (f"{ours}/embed/map?{VIEW}", f"{ours}/embed/map?{VIEW}&mode=still"):
        page.goto(address)
        image = page.locator("#map img")
        expect(image).to_be_visible()
        assert "Bản đồ" in (image.get_attribute("alt") or "")
        expect(page.locator(".embed-source")).to_contain_text("31/03/2019")
    page.goto(f"{host}/still")
    expect(page.frame_locator("iframe").locator("#map img")).to_be_visible()
    context.close()


def test_the_code_shows_what_it_makes_while_options_change(page: Page, sites: tuple[str, str]) -> None:
    ours, _host = sites
    heard = watch(page)
    page.goto(f"{ours}/embed/code?{VIEW}")
    page.get_by_label("Nhúng gì").select_option("headline")
    expect(page.locator("#code-frame")).to_have_value(re.compile(r"/embed/headline\?"))
    expect(page.frame_locator("#preview").locator(".embed-headline .answer")).to_contain_text("kế hoạch")
    page.locator("#option-lang").select_option("en")
    expect(page.frame_locator("#preview").locator(".answer")).to_contain_text("of plan")
    page.get_by_label("loại hình").check()
    expect(page.locator("#code-frame")).to_have_value(re.compile("free=scheme"))
    assert heard == []
