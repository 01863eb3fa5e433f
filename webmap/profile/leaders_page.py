"""The page of leader boards: one board of the areas within one, and the choice of what it ranks by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from geodata.areas import COUNTRY_CODE
from services.coverage.leaders import LeaderBoard, LeaderBy, LeaderRequest, build_leader_board
from services.coverage.view import NO_DATE
from services.measures.wording import format_date
from webmap.map_request import build_url
from webmap.page.answer import SEPARATOR, build_answer
from webmap.page.navigation import LEADERS, PageLink, build_area_url, build_leaders_url, build_navigation
from webmap.page.screen import Screen
from webmap.page.source import Flag, build_flags, build_source
from webmap.page.words import capitalise
from webmap.parameters import WHOLE_BOARD
from webmap.profile.board import Board, build_board
from webmap.stories.links import link_addition
from webmap.suggestions import list_levels
from webmap.translations import gettext as _

PAGE_ROWS = 200
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True)
class LeadersPage:
    """The parts of the page."""

    screen: Screen
    by: LeaderBy
    asked_page: str  # a number, or ``WHOLE_BOARD``
    dates: Sequence[tuple[str, str]]

    @cached_property
    def _found(self) -> LeaderBoard:
        request = self.screen.request
        scope = (request.vintage, request.level, request.within, request.scheme, request.as_of or NO_DATE)
        first = (self.page - 1) * PAGE_ROWS
        places = slice(first, first + PAGE_ROWS) if self.page else slice(None)
        return build_leader_board(self.screen.snapshot, LeaderRequest(*scope, self.by), places)

    @cached_property
    def _area_count(self) -> int:
        return int(self.screen.hierarchy.select(self.screen.request.level, self.screen.within).size)

    @property
    def pages(self) -> int:
        """How many pages the board has."""
        return max(1, -(-self._area_count // PAGE_ROWS))

    @property
    def page(self) -> int:
        """The page shown, the last where a later one was asked for; 0 where all areas stand on one."""
        return 0 if self.asked_page == WHOLE_BOARD else min(int(self.asked_page), self.pages)

    @property
    def turning(self) -> list[tuple[str, str, str]]:
        """Relation, label and address of the pages that can be turned to."""
        count = self.screen.write_count(self._area_count)
        whole = ("", _("Cả %(count)s địa bàn trên một trang", count=count), self._link_page(WHOLE_BOARD))
        if not self.page:
            return [("", _("Xem từng trang"), self._link_page("1"))]
        before = [("prev", _("Trang trước"), self._link_page(str(self.page - 1)))] if self.page > 1 else []
        after = [("next", _("Trang sau"), self._link_page(str(self.page + 1)))] if self.page < self.pages else []
        return [*before, *after, whole]

    @property
    def _kept_page(self) -> str | None:
        return self.asked_page if self.asked_page != "1" else None

    def _link_page(self, page: str) -> str:
        return self.link(page=page if page != "1" else None) + "#board"

    @cached_property
    def board(self) -> Board:
        """The board."""
        kinds = (self._found.definition.numerator_kind, self._found.definition.denominator_kind)
        labels = [self.screen.name_count(kind) if kind else "" for kind in kinds]
        return build_board(self._found, self.screen.request, self.screen.lang, (labels[0], labels[1]))

    @property
    def place(self) -> str:
        """The name of what contains the areas."""
        within = self.screen.request.within
        return _("Cả nước") if within == COUNTRY_CODE else str(self.screen.hierarchy.names[self.screen.within])

    @property
    def question(self) -> str:
        """Place, scheme, date."""
        lang, as_of = self.screen.lang, self.screen.request.as_of
        day = format_date(as_of, lang) if as_of else ""
        scheme = capitalise(self.screen.scheme.label.in_language(lang))
        return SEPARATOR.join(filter(None, [self.place, scheme, day]))

    @property
    def title(self) -> str:
        """What is ranked, in a sentence."""
        levels = self.screen.name_levels(self.screen.request.level, 2)
        return f"{capitalise(levels)} {self.by.label.in_language(self.screen.lang).lower()}"

    @property
    def answer(self) -> str:
        """What holds of the whole."""
        return build_answer(self.screen, self.screen.within)

    @property
    def total(self) -> tuple[str, str, str]:
        """Value and both counts of the whole."""
        found = self._found.total
        counts = (found.numerator, found.denominator)
        numerator, denominator = (self.screen.write_count(count) or "–" for count in counts)
        return found.text(self.screen.lang), numerator, denominator

    @property
    def boards(self) -> list[tuple[str, str, bool]]:
        """Label and address of each kind of board, and whether it is the one shown."""
        return [(one.label.in_language(self.screen.lang), self.link(by=one.value), one is self.by) for one in LeaderBy]

    @property
    def levels(self) -> list[tuple[str, str, bool]]:
        """Label and address of each level within."""
        request = self.screen.request
        return [
            (capitalise(self.screen.name_level(one)), self.link(level=one.value), one is request.level)
            for one in list_levels(self.screen.data, request.within)
        ]

    def link(self, **changes: str | None) -> str:
        """Return the address of this page with changes."""
        return build_leaders_url(self.screen.request, **({"by": self.by.value} | changes))

    @property
    def urls(self) -> dict[str, str]:
        """Where buttons lead."""
        request = self.screen.request
        return {
            "map": build_url(request, indicator=self.by.indicator, present="0"),
            "profile": build_area_url(request, request.within),
            "add": link_addition(self.link(page=self._kept_page)),
        }

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the choice of a date keeps."""
        request = self.screen.request
        kept = {
            "vintage": request.vintage,
            "level": request.level.value,
            "within": request.within,
            "scheme": request.scheme.value,
            "by": self.by.value,
        }
        return [*kept.items(), *([("lang", "en")] if self.screen.lang == "en" else [])]

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
        return build_navigation(LEADERS, self.screen.request)

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Code, name and address of each language."""
        page = self._kept_page
        return [
            (code, name, self.link(lang="en" if code == "en" else None, page=page))
            for code, name in LANGUAGE_NAMES.items()
        ]
