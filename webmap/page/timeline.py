"""The timeline under the map: all dates of the view in their order, those without data too."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from geodata.areas import Level
from services.coverage.catalogue import list_periods
from services.coverage.events import list_events
from services.coverage.value_series import list_series_dates
from services.measures.wording import format_count, format_date
from webmap.dated_vintages import list_own_cut_offs
from webmap.map_request import build_url, build_view_query
from webmap.page.screen import Screen
from webmap.spans import Span
from webmap.translations import gettext as _

LEAST_DATES = 2
MOST_LABELS = 6
WIDTH = 1000  # of the drawn axis; it is stretched to the room there is


@dataclass(frozen=True)
class Tick:
    """One date: ``x`` along the axis; ``kind`` is ``data`` or ``gap``; ``label`` is written under some of them.

    ``event_count``: outreach events of its month, on the last date of the month alone.
    """

    day: date
    x: float
    kind: str
    is_here: bool
    label: str
    event_count: int


@dataclass(frozen=True)
class Timeline:
    """The dates of a screen, earliest first."""

    screen: Screen
    days: tuple[date, ...]
    known: frozenset[date]

    @property
    def span(self) -> Span:
        """The whole period, or the one that the address names."""
        return self.screen.request.span or Span(self.days[0], self.days[-1])

    @cached_property
    def at(self) -> int:
        """The place of the date shown; that of the last date before it where it is none of them."""
        return max(sum(day <= self.screen.as_of for day in self.days) - 1, 0)

    @property
    def now(self) -> str:
        """The date shown."""
        return format_date(self.screen.as_of, self.screen.lang)

    @property
    def has_data(self) -> bool:
        """Tell whether there are data of the date shown."""
        return self.screen.as_of in self.known

    @cached_property
    def ticks(self) -> tuple[Tick, ...]:
        """The dates as they lie on the axis, evenly: the slider goes from one to the next."""
        steps = max(len(self.days) - 1, 1)
        every = -(-len(self.days) // MOST_LABELS)
        return tuple(
            Tick(
                day=day,
                x=round(place / steps * WIDTH, 1),
                kind="data" if day in self.known else "gap",
                is_here=place == self.at,
                label=f"{day.month:02d}/{day.year}" if place % every == 0 else "",
                event_count=self.event_counts[place],
            )
            for place, day in enumerate(self.days)
        )

    @cached_property
    def event_counts(self) -> tuple[int, ...]:
        """How many outreach events the month of each date had within the area shown; 0 but on its last date."""
        request = self.screen.request
        first, last = self.days[0].replace(day=1), self.days[-1]
        held = list_events(self.screen.snapshot, request.vintage, self.screen.scheme, request.within, first, last)
        months = Counter((one.held_on.year, one.held_on.month) for one in held)
        ends = {(day.year, day.month): place for place, day in enumerate(self.days)}
        return tuple(
            months[day.year, day.month] if ends[day.year, day.month] == place else 0
            for place, day in enumerate(self.days)
        )

    @property
    def has_events(self) -> bool:
        """Tell whether any month on the axis had events."""
        return any(self.event_counts)

    @property
    def event_notes(self) -> list[str]:
        """The same in words, nothing for none."""
        lang = self.screen.lang
        return [
            _("%(count)s hội nghị", count=format_count(count, lang)) if count else "" for count in self.event_counts
        ]

    @property
    def previous_url(self) -> str | None:
        """The date before that has data, in the classes of the period."""
        return self._link([day for day in self.days if day in self.known and day < self.screen.as_of][-1:])

    @property
    def next_url(self) -> str | None:
        """The date after that has data, in the classes of the period."""
        return self._link([day for day in self.days if day in self.known and day > self.screen.as_of][:1])

    @property
    def is_fixed(self) -> bool:
        """Tell whether the classes are those of the period."""
        return self.screen.request.span is not None

    @property
    def toggle_url(self) -> str:
        """The same date in the classes of the period, or again in its own."""
        if not self.is_fixed:
            return build_url(self.screen.request, span=self.span, boundaries="fixed")
        as_of = self.screen.as_of if self.has_data else max(self.known)
        return build_url(self.screen.request, span=None, as_of=as_of)

    def _link(self, days: list[date]) -> str | None:
        if not days:
            return None
        return build_url(self.screen.request, as_of=days[0], span=self.span, boundaries="fixed")

    @property
    def config(self) -> dict[str, Any]:
        """What the script is told: the dates, the period, and where all their values come from at once."""
        request = self.screen.request
        # The same answer for every date, but where a list puts other communes into a unit on another day.
        shows_units = request.level is Level.MANAGING_UNIT or self.screen.data.is_unit(request.within)
        asked = build_view_query(request, span=self.span, as_of=request.as_of if shows_units else max(self.known))
        return {
            "days": [day.isoformat() for day in self.days],
            "labels": [format_date(day, self.screen.lang) for day in self.days],
            "has_data": [day in self.known for day in self.days],
            "event_notes": self.event_notes if self.has_events else None,
            "span": str(self.span),
            "is_fixed": self.is_fixed,
            "series_url": f"/api/v1/series?{asked}&format=columns",
        }


def build_timeline(screen: Screen) -> Timeline | None:
    """Return the timeline of a screen; None where there are fewer than two dates with data to go between."""
    request, span = screen.request, screen.request.span
    known = _list_known(screen)
    inside = [day for day in known if span is None or span.first <= day <= span.last]
    if len(inside) < LEAST_DATES or request.as_of is None:
        return None
    days = list_series_dates(known, span.first if span else None, span.last if span else None)
    return Timeline(screen, tuple(days), frozenset(inside))


def _list_known(screen: Screen) -> list[date]:
    """Return the dates with data, earliest first.

    Those that were counted on the boundaries shown, where the date shown is one of them or the address names a period
    that has them; else what is converted from others too: one axis for both would mostly be the years between.
    """
    request = screen.request
    known = [one.as_of for one in list_periods(screen.snapshot, request.vintage, screen.scheme, request.within)]
    own = list_own_cut_offs(screen.data, screen.scheme)
    here = request.span.last if request.span else request.as_of
    return [day for day in known if day in own] if here in own else known
