"""axe-core in a page: what it finds against WCAG 2.2 AA and its own good practice."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

SCRIPT = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """(only) => axe
  .run(document, { runOnly: only, resultTypes: ["violations"], iframes: false })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.any.concat(node.all, node.none)[0]?.message}`)))"""


@cache
def read_script() -> str:
    """Return the source of axe-core, which npm put beside what the pages are made of."""
    return SCRIPT.read_text("utf-8")


def open_checked_context(browser: Browser, **options: Any) -> BrowserContext:
    """Return a context whose pages take the script in spite of their policy; no other page of the tests does."""
    return browser.new_context(bypass_csp=True, reduced_motion="reduce", **options)


def find_violations(page: Page, *rules: str) -> list[str]:
    """Return what breaks a rule on the page as it stands: of all rules, or of those named."""
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(content=read_script())
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(TAGS)}
    found: list[str] = page.evaluate(RUN, only)
    return found
