"""A real Chromium whose every fault fails the test: console errors, breaches of the policy, other hosts."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, Route

from services.accounts import passwords
from tests.browser.layer_maps import open_map  # noqa: F401
from tests.browser.serving import end_what_hangs, find_chromium, open_browser
from tests.fixtures.accounts import quicken_hashes

WEBMAP = Path(__file__).resolve().parents[2] / "webmap"
PATIENCE = 600  # seconds; the longest test takes half of it on a machine that is starved
OWN_HOSTS = {"127.0.0.1", "localhost"}
# The policy of webmap/security.py, for pages that the static server makes.
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-test'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
)


@dataclass
class Faults:
    """What went wrong in the pages of a test; ``expect`` takes out what a test provokes on purpose."""

    texts: list[str] = field(default_factory=list)

    def expect(self, part: str) -> None:
        """Take out the faults that contain ``part``; there must be one."""
        found = [text for text in self.texts if part in text]
        assert found, f"no fault with «{part}» among {self.texts}"
        self.texts = [text for text in self.texts if part not in text]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; they are skipped where there is none."""
    if find_chromium() is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    with open_browser() as chromium:
        yield chromium


@pytest.fixture(scope="module", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashes that take a millisecond in the servers of these tests, which all sign somebody in."""
    with pytest.MonkeyPatch.context() as patch:
        quicken_hashes(patch)
        yield
    passwords.hash_of_nobody.cache_clear()


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """No test waits for a page for ever."""
    with end_what_hangs(PATIENCE):
        yield


@pytest.fixture
def faults() -> Faults:
    """The faults seen so far in this test."""
    return Faults()


@pytest.fixture
def browser_context(browser: Browser, faults: Faults) -> Iterator[BrowserContext]:
    """A fresh context; at the end of the test there must be no fault left in any of its pages.

    What is still on its way when the context closes fails by that, and is no fault of the page.
    """
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.route(lambda url: urlsplit(url).hostname not in OWN_HOSTS, partial(_refuse, faults=faults))
    context.on("page", partial(_watch, faults=faults))
    yield context
    for page in context.pages:
        page.wait_for_load_state()
    seen = list(faults.texts)
    context.close()
    assert seen == []


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """A page of the fresh context, 1366 × 768."""
    return browser_context.new_page()


def _refuse(route: Route, request: Request, *, faults: Faults) -> None:
    if urlsplit(request.url).scheme in {"data", "blob"}:
        route.fallback()
        return
    faults.texts.append(f"asked another host: {request.url}")
    route.abort()


def _watch(page: Page, *, faults: Faults) -> None:
    def on_console(message: ConsoleMessage) -> None:
        # Breaches of the Content-Security-Policy are console errors too.
        if message.type in {"error", "warning"}:
            faults.texts.append(f"console {message.type}: {message.text}")

    def on_page_error(error: Error) -> None:
        faults.texts.append(f"uncaught: {error.message}")

    page.on("console", on_console)
    page.on("pageerror", on_page_error)


class _StaticHandler(http.server.SimpleHTTPRequestHandler):
    """Files of webmap/static under /static, and a page without content under the strict policy."""

    extra: dict[str, tuple[str, bytes]]

    def do_GET(self) -> None:
        if self.path in self.extra:
            media_type, body = self.extra[self.path]
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class StaticServer:
    """The address of the static files, and how to give a text an address of its own."""

    url: str
    extra: dict[str, tuple[str, bytes]]

    def add(self, path: str, media_type: str, body: str | bytes) -> str:
        """Serve ``body`` under ``path``; returns its URL."""
        self.extra[path] = (media_type, body.encode() if isinstance(body, str) else body)
        return self.url + path


@pytest.fixture(scope="session")
def static_server() -> Iterator[StaticServer]:
    """A server of webmap/static on this machine, with ``/blank`` to load modules in."""
    extra = {"/blank": ("text/html; charset=utf-8", b"<!doctype html><html lang=vi><title>-</title>")}
    extra["/favicon.ico"] = ("image/x-icon", b"")
    handler = type("Handler", (_StaticHandler,), {"extra": extra})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(WEBMAP)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield StaticServer(f"http://127.0.0.1:{server.server_port}", extra)
    server.shutdown()
    server.server_close()
    thread.join()
