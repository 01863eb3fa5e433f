"""What a step may be called: the answer of the view as its title, its question as the note."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from werkzeug.datastructures import MultiDict

from services.coverage.snapshot import Snapshot
from services.stories.addresses import dress_address
from webmap.map_request import parse_map_request
from webmap.page.answer import SEPARATOR
from webmap.page.map_page import MapPage
from webmap.page.screen import build_screen
from webmap.stories.links import name_page
from webmap.translations import language

MOST_FINDINGS = 2  # of the answer: what can be read at a glance


def suggest_texts(address: str, snapshot: Snapshot) -> tuple[str, str]:
    """Return title and note for a view, in the language of the request; raises what the page itself would raise."""
    parts = urlsplit(dress_address(address, language()))
    if parts.path != "/map":
        return name_page(address), ""
    asked = parse_map_request(MultiDict(parse_qsl(parts.query)), snapshot)
    page = MapPage(build_screen(asked, snapshot))
    findings = page.answer.split(SEPARATOR)[:MOST_FINDINGS]
    return f"{page.place}: {SEPARATOR.join(findings)}", page.question
