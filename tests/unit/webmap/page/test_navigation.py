"""Links between the pages: those that exist, with what the next page can show too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from geodata.areas import Level
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from webmap.map_request import MapRequest
from webmap.page import navigation
from webmap.page.navigation import AREA, LEADERS, MAP, build_area_url, build_leaders_url, build_navigation

SHOWN = MapRequest(
    "VN-2008", Level.COMMUNE, "11", Scheme.BHXH_TN, Indicator.PLAN_COMPLETION_RATIO, date(2019, 3, 31), present="1"
)


@pytest.fixture
def every_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application said to serve all pages, whether they are built or not."""
    served = Flask("all pages")
    served.extensions = app.extensions
    for path in ("/map", "/compare", "/area/<vintage>/<code>", "/leaders", "/stories"):
        served.add_url_rule(path, path, lambda **_: "")
    return served


def test_every_page_is_linked_with_scheme_date_and_area(every_page: Flask) -> None:
    with every_page.test_request_context("/map"):
        links = {urlsplit(link.url).path: link for link in build_navigation(MAP, SHOWN)}
    assert list(links) == ["/map", "/compare", "/area/VN-2008/11", "/leaders", "/stories"]
    for path in ("/map", "/compare", "/area/VN-2008/11", "/leaders"):
        asked = parse_qs(urlsplit(links[path].url).query)
        assert (asked["scheme"], asked["as_of"]) == (["BHXH_TN"], ["2019-03-31"]), path
        assert "present" not in asked
    assert [path for path, link in links.items() if link.is_here] == ["/map"]


def test_a_page_that_is_not_served_is_not_linked() -> None:
    bare = Flask("bare")
    bare.extensions["baophu"] = None
    bare.add_url_rule("/map", "map", lambda: "")
    with bare.test_request_context("/map"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(navigation, "_", lambda text: text)
        assert next(link.url for link in build_navigation(MAP, SHOWN)).startswith("/map?")
        assert len(build_navigation(MAP, SHOWN)) == 1


def test_the_profile_is_of_the_selected_area_and_needs_one(every_page: Flask) -> None:
    with every_page.test_request_context("/map"):
        urls = [link.url for link in build_navigation(LEADERS, replace(SHOWN, area="099"))]
        without = [urlsplit(link.url).path for link in build_navigation("/guide")]
    assert any(url.startswith("/area/VN-2008/099?") for url in urls)
    assert without == ["/map", "/compare", "/leaders", "/stories"]


def test_english_goes_along(every_page: Flask) -> None:
    with every_page.test_request_context("/map?lang=en"):
        every_page.preprocess_request()
        english = replace(SHOWN, lang="en")
        assert "lang=en" in build_area_url(english, "11")
        assert "lang=en" in build_leaders_url(english)
        assert "lang" not in build_leaders_url(SHOWN)


def test_codes_and_vintages_are_quoted() -> None:
    assert build_area_url(replace(SHOWN, vintage="VN 1"), "11 Đ").startswith(f"{AREA}/VN%201/11%20%C4%90?")
