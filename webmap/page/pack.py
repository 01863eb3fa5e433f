"""The page of a pack: what it holds, how far it is, and its files."""

from __future__ import annotations

from dataclasses import dataclass

from services.reporting.pack import list_pack_requests
from services.store.packs import PackStatus, StoredPack
from webmap.map_request import build_url, build_view_query
from webmap.page.answer import build_question
from webmap.page.screen import Screen
from webmap.translations import gettext as _


@dataclass(frozen=True)
class PackPage:
    """What the template shows."""

    place: str
    question: str
    contents: str
    done_count: int
    step_count: int
    is_making: bool
    is_ready: bool
    url: str
    status_url: str
    pdf_url: str
    xlsx_url: str
    map_url: str


def build_pack_page(screen: Screen, found: StoredPack) -> PackPage:
    """Return the page of a pack."""
    query = build_view_query(screen.request)
    units = len(list_pack_requests(screen.snapshot, screen.view.request)) - 1
    return PackPage(
        place=str(screen.hierarchy.names[screen.within]),
        question=build_question(screen),
        contents=_(
            "Một trang PDF và một bảng tính cho mỗi đơn vị (%(count)s), cùng một trang chung ở đầu.",
            count=screen.write_count(units),
        ),
        done_count=found.done_count,
        step_count=found.step_count,
        is_making=found.status is PackStatus.MAKING,
        is_ready=found.status is PackStatus.READY,
        url=f"/pack?{query}",
        status_url=f"/api/v1/pack?{query}",
        pdf_url=f"/pack.pdf?{query}",
        xlsx_url=f"/pack.xlsx?{query}",
        map_url=build_url(screen.request),
    )
