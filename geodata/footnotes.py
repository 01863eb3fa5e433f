"""Marks of footnotes behind a name: «Xã Tả Lèng (1)», «Xã Tả Lèng 1)», «Xã Tả Lèng [a]»."""

from __future__ import annotations

import re

from geodata.spelling import clean_text

_BRACKETED = re.compile(r"\s*[(\[]\s*(?:\d{1,2}|[^\W\d_])?[*\s]*[)\]]$")
_OPEN = re.compile(r"(?P<digits>\d{1,2})\s*\)$")


def list_unmarked(text: str) -> tuple[str, ...]:
    """Return what a text may be without the mark of a footnote at its end; nothing where none stands there.

    A bare number is no mark: «Phường 1» is a name. «Phường 12)» may be Phường 1 with the mark 2.
    """
    if ")" not in text and "]" not in text:
        return ()  # asked of every name
    bare = clean_text(text)
    bracketed = _BRACKETED.search(bare)
    if bracketed is not None:
        return _list_named(bare[: bracketed.start()])
    opened = _OPEN.search(bare)
    if opened is None or bare.count("(") >= bare.count(")"):
        return ()
    ends = range(opened.start(), opened.end("digits"))
    return tuple(named for end in ends for named in _list_named(bare[:end]))


def _list_named(text: str) -> tuple[str, ...]:
    return (text.rstrip(),) if text.strip() else ()
