"""What is marked on the map besides pilots: the areas with outreach events in the twelve months to the cut-off."""

from __future__ import annotations

from datetime import timedelta

from geodata.errors import Bilingual
from services.coverage.events import count_events_by_area
from services.measures.periods import find_year_before
from services.measures.wording import format_date
from services.reporting.figure_marks import FigureMarks
from webmap.page.screen import Screen


def build_figure_marks(screen: Screen) -> FigureMarks | None:
    """Return the marks that the address asks for, as the page, its legend and every file of it draw them."""
    request = screen.request
    if request.marks != "events" or request.as_of is None:
        return None
    first = find_year_before(request.as_of) + timedelta(days=1)
    scope = (screen.snapshot, request.vintage, screen.scheme, request.within, request.level)
    counts = count_events_by_area(*scope, first, request.as_of)
    total, vi, en = sum(counts.values()), format_date(request.as_of, "vi"), format_date(request.as_of, "en")
    label = Bilingual(
        f"Có hội nghị ({total}) trong 12 tháng đến {vi}", f"With events ({total}) in the 12 months to {en}"
    )
    return FigureMarks(frozenset(), events=frozenset(counts), event_label=label)


def list_event_positions(screen: Screen) -> list[int]:
    """Return the places in the view of the areas with events, none where they are not asked for."""
    marks = build_figure_marks(screen)
    codes = marks.events if marks else frozenset()
    return [place for place, code in enumerate(screen.view.codes) if str(code) in codes]
