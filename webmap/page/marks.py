"""What is marked on the map besides pilots: areas with events of the last twelve months, an officer's communes."""

from __future__ import annotations

from datetime import timedelta

from geodata.areas import Level
from geodata.errors import Bilingual
from services.coverage.events import count_events_by_area
from services.coverage.officers import find_officer
from services.measures.periods import find_year_before
from services.measures.wording import format_date
from services.reporting.figure_marks import HELD, PICKED, FigureMarks
from webmap.page.screen import Screen

NO_MARKS = FigureMarks(frozenset())


def build_figure_marks(screen: Screen) -> FigureMarks | None:
    """Return the marks that the address asks for, as the page, its legend and every file of it draw them."""
    request = screen.request
    if request.as_of is None or not (request.marks or request.officer):
        return None
    events, event_label = _find_events(screen)
    own, own_label = _find_own(screen)
    return FigureMarks(own, own_label, events=events, event_label=event_label)


def find_own_places(screen: Screen) -> frozenset[int] | None:
    """Return the places in the view of the communes of the officer asked for; None where nobody is.

    Of a level above communes: the areas that hold one of them.
    """
    request = screen.request
    if request.officer is None:
        return None
    _officer, areas = find_officer(screen.data, request.officer, screen.as_of)
    held = set(screen.hierarchy.ancestors[request.level.rank][areas].tolist()) - {-1}
    return frozenset(place for place, area in enumerate(screen.view.areas.tolist()) if area in held)


def list_positions(screen: Screen, codes: frozenset[str]) -> list[int]:
    """Return the places in the view of these areas."""
    return [place for place, code in enumerate(screen.view.codes) if str(code) in codes]


def _find_events(screen: Screen) -> tuple[frozenset[str], Bilingual]:
    request = screen.request
    if request.marks != "events" or request.as_of is None:
        return frozenset(), HELD
    first = find_year_before(request.as_of) + timedelta(days=1)
    scope = (screen.snapshot, request.vintage, screen.scheme, request.within, request.level)
    counts = count_events_by_area(*scope, first, request.as_of)
    total, vi, en = sum(counts.values()), format_date(request.as_of, "vi"), format_date(request.as_of, "en")
    return frozenset(counts), Bilingual(
        f"Có hội nghị ({total}) trong 12 tháng đến {vi}", f"With events ({total}) in the 12 months to {en}"
    )


def _find_own(screen: Screen) -> tuple[frozenset[str], Bilingual]:
    places = find_own_places(screen)
    if places is None or screen.request.officer is None:
        return frozenset(), PICKED
    officer, _areas = find_officer(screen.data, screen.request.officer, screen.as_of)
    label = Bilingual(f"Xã của {officer.name}", f"Communes of {officer.name}")
    if screen.request.level is not Level.COMMUNE:
        label = Bilingual(f"Nơi có xã của {officer.name}", f"With communes of {officer.name}")
    return frozenset(str(screen.view.codes[place]) for place in places), label
