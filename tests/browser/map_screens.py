"""The screen of the map in a real browser: opened, waited for, read."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.fixtures.toy_store import VINTAGE_ID

COMMUNES = f"/map?vintage={VINTAGE_ID}&level=commune&within=VN&scheme=BHXH_TN&as_of=2019-03-31"
ROWS = "#areas tr:not(.spacer):has(td)"
CELLS = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim().replace(/\\s+/g, ' ')))"


def show(page: Page, address: str) -> Page:
    """Open a page and wait until its screen is complete."""
    page.goto(address)
    settle(page)
    return page


def settle(page: Page, **expected: str | None) -> None:
    """Wait until the address says what is expected and its screen is complete."""
    page.wait_for_url(lambda url: all(read_parameter(url, name) == value for name, value in expected.items()))
    expect(page.locator("html")).to_have_attribute("data-settled", "true")


def read_parameter(url: str, name: str) -> str | None:
    """Return a parameter of an address."""
    return parse_qs(urlsplit(url).query).get(name, [None])[0]


def read_state(page: Page) -> dict[str, str]:
    """Return the parameters of the address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def read_table(page: Page) -> list[list[str]]:
    """Return the texts of the rows drawn, the total last."""
    return page.locator(ROWS).evaluate_all(CELLS)


def read_table_of_server(page: Page) -> list[list[str]]:
    """Return the texts of the rows in the server's HTML for the address of the page: taken apart, not drawn."""
    answer = page.request.get(page.url)
    assert answer.ok
    parse = "new DOMParser().parseFromString(html, 'text/html').querySelectorAll(rows)"
    return page.evaluate(f"([html, rows]) => ({CELLS})([...{parse}])", [answer.text(), ROWS])
