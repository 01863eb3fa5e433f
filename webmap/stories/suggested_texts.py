"""What a step may be called: the answer of the view as its title, its question as the note."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from werkzeug.datastructures import MultiDict

from services.coverage.leaders import LeaderBy
from services.coverage.snapshot import Snapshot
from services.measures.indicators import Indicator
from services.stories.addresses import dress_address
from webmap.map_request import PAGE_PARAMETERS, MapRequest, parse_map_request
from webmap.page.answer import SEPARATOR
from webmap.page.map_page import MapPage
from webmap.page.screen import build_screen
from webmap.stories.links import name_page
from webmap.suggestions import list_levels
from webmap.translations import language

MOST_FINDINGS = 2  # of the answer: what can be read at a glance


def suggest_texts(address: str, snapshot: Snapshot) -> tuple[str, str]:
    """Return title and note for a view, in the language of the request; raises what the page itself would raise."""
    parts = urlsplit(dress_address(address, language()))
    asked = _read_question(parts, snapshot)
    if asked is None:
        return name_page(address), ""
    page = MapPage(build_screen(asked, snapshot))
    findings = page.answer.split(SEPARATOR)[:MOST_FINDINGS]
    return f"{page.place}: {SEPARATOR.join(findings)}", page.question


def _read_question(parts: SplitResult, snapshot: Snapshot) -> MapRequest | None:
    """Return the view whose answer leads the page; None where a page is of several, or its area has none within."""
    given = dict(parse_qsl(parts.query))
    if parts.path.startswith("/area/"):
        vintage, code = (unquote(part) for part in parts.path.split("/")[2:4])
        if not list_levels(snapshot.find_vintage(vintage), code):
            return None
        given = {"indicator": Indicator.PLAN_COMPLETION_RATIO.value, **given, "vintage": vintage, "within": code}
    elif parts.path == "/leaders":
        given["indicator"] = LeaderBy(given.get("by", LeaderBy.COMPLETION)).indicator.value
    elif parts.path != "/map":
        return None
    known = {parameter.name for parameter in PAGE_PARAMETERS}
    is_map = parts.path == "/map"  # whose own misspelt names are refused
    return parse_map_request(MultiDict({k: v for k, v in given.items() if is_map or k in known}), snapshot)
