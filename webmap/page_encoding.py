"""Pages that are made for one reader are compressed on their way, where nothing in them is worth guessing.

Whoever is signed in has tokens of forms in their pages; what such a page weighs compressed, with words of a stranger's
choosing in its address, could tell them letter by letter (the attack known as BREACH). So theirs go as they are.
"""

from __future__ import annotations

from flask import Flask, Response, g, request, session

from webmap.access import TOKEN
from webmap.account_cookie import COOKIE_NAME
from webmap.encoding import ENCODINGS, LEAST_COMPRESSED_SIZE, choose_encoding, compress


def compress_pages(app: Flask) -> None:
    """Compress what ``app`` answers as HTML to readers who are nobody in particular."""
    app.after_request(compress_page)


def compress_page(response: Response) -> Response:
    """Return a response, compressed as the present request takes it where it is such a page."""
    if response.mimetype != "text/html" or response.status_code != 200 or "Content-Encoding" in response.headers:
        return response
    if response.direct_passthrough or "no-store" in response.headers.get("Cache-Control", ""):
        return response
    if not _is_nobody() or (response.content_length or 0) < LEAST_COMPRESSED_SIZE:
        return response
    response.vary.add("Accept-Encoding")
    coding = choose_encoding(request.headers.get("Accept-Encoding", ""), ENCODINGS)
    if coding:
        response.set_data(compress(response.get_data(), coding))
        response.headers["Content-Encoding"] = coding
    return response


def _is_nobody() -> bool:
    """Tell whether nobody is signed in, without asking the store of whoever did not need to be known."""
    return COOKIE_NAME not in request.cookies or TOKEN not in session or g.get("account", "unknown") is None
