"""Pages made once for a publication and an address: to each reader they are given with a nonce of their own.

A page is a function of the snapshot, the address and the language in it; what differs from answer to answer is the
nonce of its scripts and styles. It is kept with a mark in its place, which nobody outside this process can know.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import Response, g, request

from services.coverage.snapshot import Snapshot
from webmap.access import current_account
from webmap.context import services
from webmap.encoding import Answer, choose_encoding
from webmap.lanes import Lane
from webmap.spliced_page import SplicedPage

MARK = secrets.token_urlsafe(32)
HTML = "text/html; charset=utf-8"


def keep_page(snapshot: Snapshot, render: Callable[[], str], lane: Lane = Lane.QUICK) -> Response:
    """Return the page that ``render`` makes of a snapshot, as it was made before where it was.

    Whoever is signed in gets one of their own: it may name them.
    """
    parts = services()
    if current_account() is not None:
        with parts.lanes.enter(lane):
            return Response(render(), content_type=HTML)
    nonce = str(g.csp_nonce)
    tree = parts.static_tree.content_hash
    # The host stands in the key because a page tells portals its whole address.
    key = ("page", request.path, snapshot.edition, tree, request.root_url, request.query_string)

    def build() -> Answer:
        return SplicedPage(render().replace(nonce, MARK).encode(), HTML, MARK.encode())

    kept = parts.answers.get_or_build(key, build, lane)
    if not isinstance(kept, SplicedPage):
        raise TypeError(f"{key} is no page")
    return _answer(kept, nonce.encode())


def _answer(page: SplicedPage, nonce: bytes) -> Response:
    """Return the page as gzip where the reader takes it: nothing secret stands in what everybody may read."""
    coding = choose_encoding(request.headers.get("Accept-Encoding", ""), ("gzip",))
    response = Response(page.build_gzip(nonce) if coding else page.build_plain(nonce), content_type=HTML)
    if coding:
        response.headers["Content-Encoding"] = coding
    response.vary.add("Accept-Encoding")
    return response
