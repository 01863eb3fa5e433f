"""Tests in the browser end, whatever hangs."""

import pytest
from playwright.sync_api import Browser, Error

from tests.browser.serving import end_what_hangs

pytestmark = pytest.mark.browser


def test_a_page_that_never_answers_fails_its_test_and_the_next_one_has_a_browser(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    with end_what_hangs(0.1), pytest.raises(Error, match=r"crashed|closed"):
        page.evaluate("new Promise(() => {})")
    context.close()
    context = browser.new_context()
    assert context.new_page().evaluate("1 + 1") == 2
    context.close()
