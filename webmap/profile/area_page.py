"""The page of one area: pace first, then the briefing, the series, schemes, ranks, what lies within, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from geodata.areas import COUNTRY_CODE, Level
from services.coverage.catalogue import PilotArea, list_begun_pilots, list_schemes
from services.coverage.events import OutreachEvent, list_events
from services.coverage.leaders import LeaderBoard, LeaderBy, LeaderRequest, build_leader_board
from services.coverage.outlooks import AreaOutlook, build_outlook
from services.coverage.view import NO_DATE
from services.measures.schemes import Scheme
from services.measures.wording import format_date
from services.reporting.briefing import build_briefing
from webmap.geometry_index import GeometryIndex
from webmap.map_request import build_url
from webmap.page.ancestry import AncestryPart, build_ancestries
from webmap.page.answer import SEPARATOR, say_incomplete
from webmap.page.navigation import AREA, PageLink, build_area_url, build_leaders_url, build_navigation
from webmap.page.screen import Screen
from webmap.page.source import Flag, build_flags, build_source
from webmap.page.words import capitalise
from webmap.profile.board import Board, build_board, choose_window, list_marks
from webmap.profile.chart_part import ChartPart, build_chart_part
from webmap.profile.done_part import DonePart, build_done_part
from webmap.profile.pace_part import PacePart, build_pace_part
from webmap.profile.schemes_part import SchemeRow, build_scheme_rows
from webmap.stories.links import link_addition
from webmap.suggestions import list_levels
from webmap.translations import gettext as _

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True)
class AreaPage:
    """The parts of the page, each built when its template asks for it."""

    screen: Screen
    code: str
    dates: Sequence[tuple[str, str]]
    geometries: GeometryIndex | None = None

    @cached_property
    def area(self) -> int:
        """The number of the area."""
        return self.screen.hierarchy.find(self.code)

    @property
    def name(self) -> str:
        """The name of the area."""
        return _("Cả nước") if self.code == COUNTRY_CODE else str(self.screen.hierarchy.names[self.area])

    @property
    def question(self) -> str:
        """Scheme and date."""
        day = format_date(self.screen.request.as_of, self.screen.lang) if self.screen.request.as_of else ""
        return SEPARATOR.join(filter(None, [capitalise(self.screen.scheme.label.in_language(self.screen.lang)), day]))

    @property
    def level(self) -> str:
        """The level of the area in words."""
        return capitalise(self.screen.name_level(self.screen.hierarchy.level_of(self.area)))

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """Name and profile of what the area lies in, from the country down."""
        hierarchy = self.screen.hierarchy
        found = []
        for one in hierarchy.climb(self.area):
            code = str(hierarchy.codes[one])
            name = _("Cả nước") if code == COUNTRY_CODE else str(hierarchy.names[one])
            found.append((name, self.link(code=code)))
        return found

    def link(self, code: str | None = None, **changes: str | None) -> str:
        """Return the address of a profile, with changes."""
        return build_area_url(self.screen.request, code or self.code, **changes)

    @property
    def schemes(self) -> list[tuple[str, str, bool]]:
        """Label and address of each scheme with data here, and whether it is the one shown."""
        request = self.screen.request
        found = list_schemes(self.screen.snapshot, request.vintage, self.code)
        return [
            (
                capitalise(one.label.in_language(self.screen.lang)),
                self.link(scheme=one.value, as_of=None if one not in self._schemes_on_date else self._day),
                one is self.screen.scheme,
            )
            for one in found
        ]

    @property
    def _day(self) -> str | None:
        as_of = self.screen.request.as_of
        return as_of.isoformat() if as_of else None

    @cached_property
    def _schemes_on_date(self) -> set[Scheme]:
        return {row.scheme for row in self.scheme_rows if row.has_data}

    @cached_property
    def outlook(self) -> AreaOutlook:
        """The way to the plan."""
        request = self.screen.request
        as_of = request.as_of or NO_DATE
        return build_outlook(self.screen.snapshot, request.vintage, self.code, request.scheme, as_of)

    @cached_property
    def pace(self) -> PacePart:
        """What the page leads with."""
        return build_pace_part(self.screen, self.outlook, self.area)

    @property
    def incomplete(self) -> str:
        """How many of the smallest areas the numbers are of, where not of all."""
        return say_incomplete(self.screen, self.screen.find_value(self.screen.view.request.indicator, self.area))

    @cached_property
    def briefing(self) -> list[str]:
        """The paragraphs that a report opens with."""
        request = self.screen.request
        others = [row.scheme for row in self.scheme_rows if row.has_data and row.scheme is not request.scheme]
        as_of = request.as_of or NO_DATE
        asked = (request.scheme, *others)
        found = build_briefing(self.screen.snapshot, request.vintage, self.code, asked, as_of)
        return [paragraph.in_language(self.screen.lang) for paragraph in found.paragraphs]

    @cached_property
    def pilots(self) -> list[PilotArea]:
        """The pilot areas within."""
        request = self.screen.request
        return list_begun_pilots(
            self.screen.snapshot, request.vintage, request.scheme, self.code, request.as_of or NO_DATE
        )

    @cached_property
    def events(self) -> tuple[OutreachEvent, ...]:
        """The outreach events within, up to the date."""
        request = self.screen.request
        return list_events(
            self.screen.snapshot, request.vintage, request.scheme, self.code, last=request.as_of or NO_DATE
        )

    @cached_property
    def chart(self) -> ChartPart | None:
        """The series."""
        return build_chart_part(self.screen, self.area, self.outlook, self.pilots, self.events)

    @cached_property
    def done(self) -> DonePart:
        """Pilots and events in words."""
        return build_done_part(self.screen, self.pilots, self.events)

    @cached_property
    def scheme_rows(self) -> tuple[SchemeRow, ...]:
        """The schemes side by side."""
        return build_scheme_rows(self.screen, self.code, self.area)

    @cached_property
    def standing(self) -> Board | None:
        """Of the board among its like the lines around the area; None where it has no like."""
        parents = self.screen.hierarchy.climb(self.area)
        if not parents:
            return None
        parent = str(self.screen.hierarchy.codes[parents[-1]])
        found = self._choose_board(self.screen.hierarchy.level_of(self.area), parent)
        if found.ranked_count <= 1:
            return None
        return self._build_board(replace(found, rows=choose_window(found.rows, self.code)))

    @property
    def standing_title(self) -> str:
        """Where the area stands, in words."""
        found = self.standing
        own = next((line for line in found.lines if line.code == self.code), None) if found else None
        if found is None or own is None or not own.rank:
            return _("Vị trí")
        return _("Hạng %(rank)s / %(count)s", rank=own.rank, count=self.screen.write_count(found.ranked_count))

    @cached_property
    def _within(self) -> LeaderBoard | None:
        levels = list_levels(self.screen.data, self.code)
        return self._choose_board(levels[0], self.code) if levels else None

    @cached_property
    def children(self) -> Board | None:
        """The board of what lies directly within; None for the smallest areas."""
        return self._build_board(self._within) if self._within else None

    @property
    def children_title(self) -> str:
        """What the board within ranks."""
        levels = list_levels(self.screen.data, self.code)
        if not levels or self.children is None:
            return ""
        count = len(self.children.lines)
        words = self.screen.name_levels(levels[0], count)
        return _(
            "%(count)s %(level)s, xếp theo: %(title)s", count=count, level=words, title=self.children.title.lower()
        )

    def _build_board(self, board: LeaderBoard) -> Board:
        definition = board.definition
        kinds = (definition.numerator_kind, definition.denominator_kind)
        labels = [self.screen.name_count(kind) if kind else "" for kind in kinds]
        return build_board(board, self.screen.request, self.screen.lang, (labels[0], labels[1]))

    def _choose_board(self, level: Level, within: str) -> LeaderBoard:
        """Return the board by completion; by coverage or growth where nobody has a plan."""
        request, found = self.screen.request, []
        for by in (LeaderBy.COMPLETION, LeaderBy.COVERAGE, LeaderBy.GROWTH):
            asked = LeaderRequest(request.vintage, level, within, request.scheme, request.as_of or NO_DATE, by)
            found.append(build_leader_board(self.screen.snapshot, asked))
            if found[-1].ranked_count:
                return found[-1]
        return found[0]

    @property
    def urls(self) -> dict[str, str]:
        """Where buttons lead."""
        levels = list_levels(self.screen.data, self.code)
        request = self.screen.request
        return {
            "map": build_url(request, present="0"),
            "leaders": build_leaders_url(request, level=levels[0].value if levels else request.level.value),
            "add": link_addition(self.link()),
        }

    @property
    def chart_data(self) -> dict[str, object]:
        """What the charts draw; None where there is none."""
        return {
            "chart": self.chart.data if self.chart else None,
            "strip": list_marks(self._within, self.screen.lang) if self._within else None,
            "strip_mark": self.children.mark_value if self.children else None,
        }

    @property
    def ancestries(self) -> tuple[AncestryPart, ...]:
        """What the area was made of and what became of it."""
        return build_ancestries(self.screen, self.geometries)

    @property
    def source(self) -> list[tuple[str, str]]:
        """The line of sources."""
        return build_source(self.screen)

    @property
    def flags(self) -> list[Flag]:
        """What must be known before a number is believed."""
        return build_flags(self.screen)

    @cached_property
    def navigation(self) -> tuple[PageLink, ...]:
        """The pages of the house."""
        return build_navigation(AREA, self.screen.request)

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Code, name and address of each language."""
        return [(code, name, self.link(lang="en" if code == "en" else None)) for code, name in LANGUAGE_NAMES.items()]
