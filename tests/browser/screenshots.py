"""Pictures of the pages over the demonstration: python -m tests.browser.screenshots (make screenshots).

Vietnamese and English, office screen, projector and phone; also what is rare: no data, one area, above 100 %.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, expect

from services.demo.build import build_demo
from services.store.engine import migrate, open_engine
from tests.browser.sample_report import begin_intake, sign_in
from tests.browser.serving import open_browser, serve_app
from webmap import create_app
from webmap.settings import Settings

SIZES = ((1366, 768), (1920, 1080), (390, 844))
LANGUAGES = ("vi", "en")
VOLUNTARY_2019 = "scheme=BHXH_TN&as_of=2019-03-31"
VOLUNTARY_2025 = "scheme=BHXH_TN&as_of=2025-12-31"


@dataclass(frozen=True)
class Shot:
    """One view to be pictured; ``click`` is opened first, ``media`` print shows the page for paper.

    ``is_private`` where an officer has to sign in.
    """

    name: str
    path: str
    click: str | None = None
    media: str = "screen"
    is_private: bool = False


SHOTS = (
    Shot("start", "/"),
    Shot("country", f"/map?within=VN&level=province&indicator=coverage_ratio&{VOLUNTARY_2025}"),
    Shot("country-communes", f"/map?within=VN&level=commune&indicator=coverage_ratio&{VOLUNTARY_2025}"),
    Shot("province", f"/map?within=11&level=commune&indicator=plan_completion_ratio&{VOLUNTARY_2019}"),
    Shot("province-pace", f"/map?within=11&level=commune&indicator=pace_gap_count&{VOLUNTARY_2019}"),
    Shot("one-area", f"/map?within=11&level=managing_unit&area=099&{VOLUNTARY_2019}"),
    Shot("above-100", "/map?within=01&level=commune&scheme=BHXH_TN&as_of=2021-12-31&indicator=plan_completion_ratio"),
    Shot("no-data", f"/map?within=VN&level=commune&indicator=coverage_ratio&{VOLUNTARY_2019}"),
    Shot("presenting", f"/map?within=11&present=1&indicator=plan_completion_ratio&{VOLUNTARY_2019}"),
    Shot("paper", f"/map?within=11&indicator=plan_completion_ratio&{VOLUNTARY_2019}", media="print"),
    Shot("share", f"/map?within=11&indicator=plan_completion_ratio&{VOLUNTARY_2019}", click="details.menu summary"),
    Shot("profile", f"/area/VN-2008-08-01-demo/11?{VOLUNTARY_2019}"),
    Shot("profile-paper", f"/area/VN-2008-08-01-demo/11?{VOLUNTARY_2019}", media="print"),
    Shot("leaders", f"/leaders?within=11&level=managing_unit&{VOLUNTARY_2019}"),
    Shot("pilots", "/pilots"),
    Shot("stories", "/stories"),
    Shot("story", "/story/dien-bien-2019"),
    Shot("story-step", "/story/dien-bien-2019/3"),
    Shot("guide", "/guide"),
    Shot("wrong-address", "/map?indicator=luck"),
    Shot("intake", "/intake", is_private=True),
    Shot("intake-sheet", "/intake/uploads/{upload_id}", is_private=True),
    Shot("releases", "/releases", is_private=True),
)


def main() -> None:
    """Take the pictures that were asked for; all by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("--home", type=Path, help="a BAOPHU_HOME with the demonstration; by default one is built")
    parser.add_argument("--only", nargs="*", default=[shot.name for shot in SHOTS], help="names of pictures")
    parser.add_argument("--widths", nargs="*", type=int, default=[width for width, _height in SIZES])
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        app = build_app(asked.home or Path(folder))
        wanted = [shot for shot in SHOTS if shot.name in asked.only]
        officer = begin_intake(app) if any(shot.is_private for shot in wanted) else None
        with serve_app(app) as address, open_browser() as browser:
            for shot in wanted:
                for size in (one for one in SIZES if one[0] in asked.widths):
                    for lang in LANGUAGES:
                        take_picture(browser, address, shot, size, lang, asked.out, officer)


def build_app(home: Path) -> Flask:
    """Return the application over a home; one without a store gets the demonstration."""
    settings = Settings.from_environment({"BAOPHU_HOME": str(home), "BAOPHU_LOG_LEVEL": "WARNING"})
    if not list(home.glob("*.sqlite")):
        engine = open_engine(settings.database_url)
        migrate(engine)
        build_demo(engine, datetime(2026, 1, 15, tzinfo=UTC))
        engine.dispose()
    return create_app(settings)


def take_picture(
    browser: Browser,
    address: str,
    shot: Shot,
    size: tuple[int, int],
    lang: str,
    out: Path,
    officer: tuple[str, str, str] | None = None,
) -> Path:
    """Write one picture and return its path; the page has drawn all that it shows.

    ``officer``: name, password and the id of an upload, for pages that are private.
    """
    width, height = size
    is_phone = width < 700
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=is_phone, is_mobile=is_phone, reduced_motion="reduce"
    )
    page = context.new_page()
    path_shown = shot.path
    if shot.is_private and officer is not None:
        name, password, upload_id = officer
        sign_in(page, address, name, password)
        path_shown = shot.path.format(upload_id=upload_id)
    page.goto(f"{address}{path_shown}{'&' if '?' in path_shown else '?'}lang={lang}")
    if page.locator(".coverage-map, [data-settles], .stage iframe").count():
        expect(page.locator("html")).to_have_attribute("data-settled", "true", timeout=30_000)
    if shot.click:
        page.locator(shot.click).click()
    if shot.media == "print":
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
    page.evaluate("document.fonts.ready")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    path = out / f"{shot.name}-{lang}-{width}.png"
    page.screenshot(path=path)
    context.close()
    return path


if __name__ == "__main__":
    main()
