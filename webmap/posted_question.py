"""What a program posts to have an answer saved: a name, and the query of the page that asks for it."""

from __future__ import annotations

from geodata.errors import BadInput, Bilingual, Place
from webmap.posted_json import read_posted_json


def read_posted_question(code: str) -> tuple[str, str]:
    """Return query and name of the JSON that was posted; BadInput ``code`` where it is no such thing."""
    body = read_posted_json()
    texts = [body.get(name) for name in ("query", "name")] if isinstance(body, dict) else [None, None]
    if not all(isinstance(text, str) for text in texts):
        raise BadInput(
            code,
            Bilingual(
                "Thân yêu cầu phải là JSON có «name» và «query»", "The body must be JSON with «name» and «query»"
            ),
            Bilingual("Xem docs/developers/api.md.", "See docs/developers/api.md."),
            Place(column="query"),
        )
    query, name = map(str, texts)
    return query, name
