"""A long list a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import g

from services.measures.wording import format_count
from webmap.translations import gettext as _

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Pages(Generic[Entry]):
    """The entries of one page and the addresses of its neighbours; None where there is no further page."""

    shown: tuple[Entry, ...]
    total: int
    page: int
    page_count: int
    first: int
    previous_url: str | None
    next_url: str | None

    @property
    def range(self) -> str:
        """Which entries of how many are shown."""
        return _(
            "%(first)s–%(last)s trong %(total)s",
            first=format_count(self.first + 1, g.lang),
            last=format_count(self.first + len(self.shown), g.lang),
            total=format_count(self.total, g.lang),
        )


def build_pages(entries: Sequence[Entry], page: int, size: int, link: Callable[[int], str]) -> Pages[Entry]:
    """Return one page of ``entries``, the last where there are fewer; ``link`` gives the address of a page."""
    page_count = max(1, -(-len(entries) // size))
    page = min(max(1, page), page_count)
    first = (page - 1) * size
    return Pages(
        shown=tuple(entries[first : first + size]),
        total=len(entries),
        page=page,
        page_count=page_count,
        first=first,
        previous_url=link(page - 1) if page > 1 else None,
        next_url=link(page + 1) if page < page_count else None,
    )
