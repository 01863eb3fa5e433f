"""Names made to do harm in a real browser: nothing of them runs, and none is written beyond the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from services.store.engine import open_engine
from tests.browser.serving import serve_app
from tests.fixtures.hostile_names import fill_hostile_store
from tests.fixtures.toy_store import VINTAGE_ID
from webmap import create_app
from webmap.settings import Settings

pytestmark = pytest.mark.browser
VIEW = "level=commune&as_of=2019-03-31&scheme=BHXH_TN"
PAGES = (
    f"/map?{VIEW}&area=03386",
    f"/area/{VINTAGE_ID}/03386",
    f"/area/{VINTAGE_ID}/03127",
    f"/compare?{VIEW}",
    "/plan?pick=3",
    f"/multiples?{VIEW}&by=area&within=11",
)


def test_names_are_text_to_the_browser_too(page: Page, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    engine = open_engine(settings.database_url)
    fill_hostile_store(engine, tmp_path)
    with serve_app(create_app(settings, engine)) as home:
        for address in PAGES:
            page.goto(home + address, wait_until="load")
            page.wait_for_function("document.readyState === 'complete'")
            assert page.evaluate("typeof window.hurt") == "undefined", address
            assert page.locator('img[src="x"]').count() == 0, address
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        page.goto(f"{home}/map?{VIEW}&within=11", wait_until="load")
        box = page.locator(".leaflet-container").first.bounding_box()
        assert box
        for step in range(1, 10):  # tooltips
            page.mouse.move(box["x"] + box["width"] * step / 10, box["y"] + box["height"] / 2)
        assert page.evaluate("typeof window.hurt") == "undefined"
    engine.dispose()
