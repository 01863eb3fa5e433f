"""A real server in a thread and a real Chromium, for tests and for the pictures of the pages."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# What Playwright switches off itself: a list that is given replaces its own.
FEATURES_OF_PLAYWRIGHT = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
# Each fresh context opened a window whose address bar, which nobody sees, is a page with a process of its own, and
# kept one more process ready for the next site: two thirds of the processor time that a context took.
FEATURES_UNSEEN = (
    "SpareRendererForSitePerProcess",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup",
)
# No service of the browser's own asks another host while a test watches for such requests.
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join((*FEATURES_OF_PLAYWRIGHT, *FEATURES_UNSEEN))}",
)


@contextmanager
def serve_app(app: Flask) -> Iterator[str]:
    """Serve ``app`` on a free port of the loopback while the block runs; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def find_chromium() -> str | None:
    """Return the path of the browser: BAOPHU_CHROMIUM, else one of the PATH; None where there is none."""
    return os.environ.get("BAOPHU_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@contextmanager
def end_what_hangs(seconds: float) -> Iterator[None]:
    """Kill the pages of the browser after ``seconds`` in the block, so that what waits for one fails.

    Nothing else bounds ``evaluate``: a page whose process of graphics has died answers nothing, for ever.
    """
    timer = threading.Timer(seconds, _kill_pages)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _kill_pages() -> None:
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if "--type=renderer" in process.cmdline():
                process.kill()


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Run a headless Chromium while the block runs; RuntimeError says how to get one where none is found."""
    path = find_chromium()
    if path is None:
        raise RuntimeError("needs Chromium: apt-get install chromium, or BAOPHU_CHROMIUM=/path/to/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
