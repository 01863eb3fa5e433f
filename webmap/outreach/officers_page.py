"""The page of officers in charge: how many communes and people each has, and the way to their map and list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from geodata.areas import COUNTRY_CODE, Level
from services.coverage.catalogue import list_periods
from services.coverage.view import NO_DATE
from services.measures.rounding import round_decimal
from services.measures.wording import format_date, format_decimal
from services.planning.officer_report import OfficerLoad, OfficerReport, build_officer_report
from webmap.map_request import build_url
from webmap.page.answer import SEPARATOR
from webmap.page.navigation import OFFICERS, PageLink, build_navigation
from webmap.page.screen import Screen
from webmap.page.source import Flag, build_flags, build_source
from webmap.page.words import capitalise
from webmap.translations import gettext as _

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True)
class OfficerLine:
    """One officer: counts as printed, the bar in per cent of the longest, where their communes are shown."""

    name: str
    is_nobody: bool
    is_here: bool
    communes: str
    unreached: str
    bar: str
    coverage: str
    counts: str
    events: str
    note: str
    map_url: str
    plan_url: str


@dataclass(frozen=True)
class OfficersPage:
    """All that the template draws; ``account_name`` is who is signed in, "" where nobody is."""

    screen: Screen
    account_name: str = ""

    @cached_property
    def report(self) -> OfficerReport:
        """The answer."""
        asked = self.screen.request
        scope = (self.screen.snapshot, asked.vintage, asked.within, asked.scheme)
        return build_officer_report(*scope, asked.as_of or NO_DATE)

    @property
    def question(self) -> str:
        """Place, scheme, date."""
        lang, request = self.screen.lang, self.screen.request
        name = str(self.screen.hierarchy.names[self.screen.within])
        place = _("Cả nước") if request.within == COUNTRY_CODE else name
        scheme = capitalise(self.screen.scheme.label.in_language(lang))
        return SEPARATOR.join([place, scheme, format_date(self.screen.as_of, lang)])

    @property
    def officers(self) -> list[OfficerLoad]:
        """The officers, without the communes that nobody is in charge of."""
        return [one for one in self.report.loads if one.officer is not None]

    @property
    def answer(self) -> str:
        """How many officers for how many communes, in a sentence."""
        if not self.officers:
            return _("Chưa có danh sách cán bộ chuyên quản của ngày này")
        covered = sum(one.commune_count for one in self.officers)
        return _(
            "%(officers)s cán bộ phụ trách %(covered)s / %(count)s xã",
            officers=self.screen.write_count(len(self.officers)),
            covered=self.screen.write_count(covered),
            count=self.screen.write_count(self.report.total.commune_count),
        )

    @cached_property
    def lines(self) -> list[OfficerLine]:
        """One line for each, the one with most people not yet reached first."""
        if not self.officers:
            return []
        longest = max(one.unreached_count or 0 for one in self.report.loads if one.officer) or 1
        return [self._build_line(one, longest if one.officer else 0) for one in self.report.loads]

    @property
    def total(self) -> OfficerLine:
        """All communes of the area."""
        return self._build_line(self.report.total, 0)

    @property
    def dates(self) -> list[tuple[str, str, bool]]:
        """The dates that can be chosen, the newest first."""
        request = self.screen.request
        days = [
            one.as_of for one in list_periods(self.screen.snapshot, request.vintage, request.scheme, request.within)
        ]
        return [(one.isoformat(), format_date(one, self.screen.lang), one == request.as_of) for one in days[::-1]]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the choice of a date keeps."""
        request = self.screen.request
        kept = [("vintage", request.vintage), ("within", request.within), ("scheme", request.scheme.value)]
        return [*kept, ("lang", "en")] if self.screen.lang == "en" else kept

    @property
    def source(self) -> list[tuple[str, str]]:
        """The line of sources: of the counts, and of the lists."""
        data = self.screen.data
        numbers = sorted({one.release_id for one in data.officers if one.holds_on(self.screen.as_of)})
        named = [self.screen.snapshot.releases[one].source for one in numbers if one in self.screen.snapshot.releases]
        return [*build_source(self.screen), (_("Danh sách"), "; ".join(dict.fromkeys(named)) or _("chưa có"))]

    @property
    def flags(self) -> list[Flag]:
        """What must be known before a number is believed."""
        return build_flags(self.screen)

    @property
    def navigation(self) -> Sequence[PageLink]:
        """The pages of the house."""
        return build_navigation(OFFICERS, self.screen.request)

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Code, name and address of each language."""
        pairs = [pair for pair in self.hidden if pair[0] != "lang"]
        pairs += [("as_of", self.screen.as_of.isoformat())]
        return [
            (code, name, f"/officers?{urlencode([*pairs, *([('lang', 'en')] if code == 'en' else [])])}")
            for code, name in LANGUAGE_NAMES.items()
        ]

    def _build_line(self, load: OfficerLoad, longest: int) -> OfficerLine:
        write, request = self.screen.write_count, self.screen.request
        code = load.officer.code if load.officer else None
        shown = build_url(request, level=Level.COMMUNE, officer=code, area=None) if code else ""
        plan = {"vintage": request.vintage, "within": request.within, "scheme": request.scheme.value}
        plan |= {"as_of": self.screen.as_of.isoformat(), "officer": code or ""}
        plan |= {"lang": "en"} if self.screen.lang == "en" else {}
        lacking = load.commune_count - load.known_count
        note = _("%(count)s xã thiếu số liệu", count=write(lacking)) if lacking else ""
        return OfficerLine(
            name=load.officer.name if load.officer else _("Chưa ai phụ trách"),
            is_nobody=load.officer is None,
            is_here=bool(code) and code == self.account_name,
            communes=write(load.commune_count),
            unreached=write(load.unreached_count) or "–",
            bar=f"{(load.unreached_count or 0) / longest * 100:.1f}" if longest else "",
            coverage=self._write_rate(load),
            counts=self._write_counts(load),
            events=write(load.event_count),
            note=note,
            map_url=shown,
            plan_url=f"/plan?{urlencode(plan)}" if code else "",
        )

    def _write_rate(self, load: OfficerLoad) -> str:
        if not load.denominator_count or load.enrolled_count is None:
            return "–"
        share = round_decimal(load.enrolled_count / load.denominator_count * 100, 1)
        return f"{format_decimal(share, self.screen.lang)}%"

    def _write_counts(self, load: OfficerLoad) -> str:
        if load.enrolled_count is None or load.denominator_count is None:
            return ""
        return f"{self.screen.write_count(load.enrolled_count)} / {self.screen.write_count(load.denominator_count)}"
