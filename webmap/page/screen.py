"""What a page is built from: the request, the view and what else is known of its areas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geodata.areas import COUNTRY_CODE, Level
from services.coverage.area_value import AreaValue, build_area_value
from services.coverage.columns import Counts
from services.coverage.evaluation import evaluate
from services.coverage.hierarchy import Hierarchy
from services.coverage.snapshot import Snapshot
from services.coverage.view import View
from services.coverage.vintage_data import VintageData
from services.measures.indicators import Count, Indicator
from services.measures.schemes import Scheme
from services.measures.wording import format_count
from webmap.map_request import MapRequest, build_asked_view, build_url
from webmap.page.words import name_count
from webmap.suggestions import list_levels


@dataclass(frozen=True)
class Screen:
    """One request of the page with the view that answers it."""

    request: MapRequest
    snapshot: Snapshot
    data: VintageData
    view: View

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.request.lang

    @property
    def hierarchy(self) -> Hierarchy:
        """The areas of the vintage."""
        return self.data.hierarchy

    @property
    def scheme(self) -> Scheme:
        """The scheme shown."""
        return self.view.request.scheme

    @property
    def as_of(self) -> date:
        """The cut-off shown; the first day of the calendar where there are no data at all."""
        return self.request.as_of or date.min.replace(year=2)

    @property
    def within(self) -> int:
        """The number of the area shown as a whole."""
        return self.hierarchy.find(self.request.within)

    def evaluate(self, indicator: Indicator) -> Counts:
        """Return another indicator of the areas of the view, exact values."""
        return evaluate(self.data, self.scheme, indicator, self.as_of, self.request.since).values[self.view.areas]

    def find_value(self, indicator: Indicator, area: int) -> AreaValue:
        """Return an indicator of any area."""
        found = evaluate(self.data, self.scheme, indicator, self.as_of, self.request.since)
        return build_area_value(self.hierarchy, found, area)

    def name_level(self, level: Level) -> str:
        """Return the everyday word for a level in the language of the page."""
        return self.snapshot.label_level(level, self.data.vintage).in_language(self.lang)

    def name_levels(self, level: Level, count: int) -> str:
        """Return the word for ``count`` areas of a level; Vietnamese has one form for one and many."""
        word = self.name_level(level)
        return f"{word}s" if self.lang == "en" and count != 1 else word

    def write_count(self, count: float | None, *, is_signed: bool = False) -> str:
        """Return a number of people as printed, nothing for None."""
        return "" if count is None else format_count(count, self.lang, is_signed=is_signed)

    def name_count(self, count: Count) -> str:
        """Return what a count of this screen is called."""
        return name_count(count, self.scheme, self.lang, self.request.since)

    def link_within(self, code: str) -> str | None:
        """Return the address of the same question one area up or down; None where it holds no areas."""
        levels = list_levels(self.data, code)
        if not levels:
            return None
        level = levels[0] if code == COUNTRY_CODE else levels[-1]
        return build_url(self.request, within=code, level=level, area=None)


def build_screen(request: MapRequest, snapshot: Snapshot) -> Screen:
    """Return the screen of a request; raises what ``build_view`` raises."""
    data = snapshot.find_vintage(request.vintage).on(request.as_of)
    return Screen(request, snapshot, data, build_asked_view(request, snapshot))
