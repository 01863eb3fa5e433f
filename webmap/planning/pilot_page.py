"""The page of pilots: one request, the evaluation of all cohorts, and what the template shows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask import url_for

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import Bilingual
from services.coverage.catalogue import PilotArea, list_periods, list_pilots
from services.coverage.view import NO_DATE
from services.measures.wording import format_count, format_date
from services.planning.cohort_words import explain_programme
from services.planning.cohorts import Cohort, Programme, evaluate_programme
from webmap.error_pages import BadParameter
from webmap.map_request import build_url
from webmap.page.answer import SEPARATOR
from webmap.page.navigation import PILOTS, PageLink, build_area_url, build_navigation, build_pilots_url
from webmap.page.screen import Screen
from webmap.page.source import Flag, build_flags, build_source
from webmap.page.words import capitalise
from webmap.planning.pilot_chart import PilotChart, build_pilot_chart
from webmap.planning.pilot_request import list_pilot_places
from webmap.planning.pilot_tables import (
    CohortLine,
    GroupLine,
    PilotLine,
    Tile,
    build_balance,
    build_cohort_lines,
    build_group_lines,
    build_pilot_lines,
    build_placebos,
    build_tiles,
    say_finding,
    write_or_dash,
)
from webmap.translations import gettext as _

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True)
class PilotPage:
    """All that the template of the page draws; ``started_on`` is the cohort asked for."""

    screen: Screen
    started_on: date | None

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.screen.lang

    @cached_property
    def programme(self) -> Programme:
        """The evaluation of all cohorts."""
        asked = self.screen.request
        return evaluate_programme(
            self.screen.snapshot, asked.vintage, asked.within, asked.scheme, asked.as_of or NO_DATE
        )

    @cached_property
    def cohort(self) -> Cohort | None:
        """The cohort shown in full; BadParameter for a start that no cohort has."""
        found = self.programme.find_cohort(self.started_on)
        if found is None and self.started_on is not None:
            text = self.started_on.isoformat()
            message = Bilingual(f"Không có đợt xã điểm bắt đầu ngày {text}", f"No cohort of pilots began on {text}")
            raise BadParameter(
                "started_on", text, message, [one.started_on.isoformat() for one in self.programme.cohorts]
            )
        return found

    @cached_property
    def listed(self) -> Sequence[PilotArea]:
        """All pilots of the area, of any time."""
        asked = self.screen.request
        return list_pilots(self.screen.snapshot, asked.vintage, asked.scheme, asked.within)

    @property
    def place(self) -> str:
        """The name of the area."""
        within = self.screen.request.within
        return _("Cả nước") if within == COUNTRY_CODE else str(self.screen.hierarchy.names[self.screen.within])

    @property
    def question(self) -> str:
        """Place, scheme, date."""
        day, scheme = self.screen.request.as_of, capitalise(self.screen.scheme.label.in_language(self.lang))
        return SEPARATOR.join(filter(None, [self.place, scheme, format_date(day, self.lang) if day else ""]))

    @property
    def title(self) -> str:
        """The title of the document."""
        return SEPARATOR.join([_("Xã điểm"), self.question, "Bao Phủ"])

    @property
    def answer(self) -> str:
        """The finding, or what is missing for one."""
        if self.cohort:
            return say_finding(self.cohort.evaluation, self.lang)
        if not self.listed:
            return _("Chưa có xã điểm nào của loại hình này ở đây")
        count, day = format_count(len(self.listed), self.lang), format_date(self.listed[0].started_on, self.lang)
        return _("%(count)s xã điểm từ %(day)s: chưa có số liệu để đánh giá đến ngày này", count=count, day=day)

    @property
    def sentences(self) -> list[str]:
        """What is shown and what cannot be: of all cohorts first, then of the one shown."""
        found = self.cohort.evaluation.sentences if self.cohort else ()
        return [one.in_language(self.lang) for one in (*explain_programme(self.programme), *found)]

    @property
    def tiles(self) -> list[Tile]:
        """The numbers of the cohort in large digits."""
        return build_tiles(self.cohort, self.lang) if self.cohort else []

    @property
    def groups(self) -> list[GroupLine]:
        """Pilots, others and matched communes over the same months."""
        return build_group_lines(self.cohort, self.lang) if self.cohort else []

    @property
    def chart(self) -> PilotChart | None:
        """The chart of the cohort."""
        return build_pilot_chart(self.cohort, self.lang) if self.cohort else None

    @property
    def chart_title(self) -> str:
        """What the chart finds."""
        if not self.cohort:
            return ""
        last = self.cohort.points[-1]
        return _(
            "Tăng thuần bình quân mỗi xã từ %(day)s: xã điểm %(pilots)s, xã tương tự %(matches)s,"
            " các xã khác %(others)s",
            day=format_date(self.cohort.evaluation.baseline_date, self.lang),
            pilots=write_or_dash(last.pilots, self.lang, is_signed=True),
            matches=write_or_dash(last.matches, self.lang, is_signed=True),
            others=write_or_dash(last.others, self.lang, is_signed=True),
        )

    @property
    def points(self) -> list[tuple[str, list[str], bool]]:
        """The rows of the table beside the chart, the newest first: day, three means, whether it is the baseline."""
        if not self.cohort:
            return []
        baseline = self.cohort.evaluation.baseline_date
        return [
            (
                format_date(point.as_of, self.lang),
                [
                    write_or_dash(value, self.lang, is_signed=True)
                    for value in (point.pilots, point.matches, point.others)
                ],
                point.as_of == baseline,
            )
            for point in self.cohort.points[::-1]
        ]

    @property
    def cohorts(self) -> list[CohortLine]:
        """The cohorts side by side and all together; nothing where there is one only."""
        return build_cohort_lines(self.programme, self.cohort, self._link_cohort, self.lang)

    @property
    def balance(self) -> list[tuple[str, str, str]]:
        """How unlike the pilots the others and the matched communes are."""
        return build_balance(self.cohort, self.lang) if self.cohort else []

    @property
    def placebos(self) -> list[tuple[str, str, str, str]]:
        """What the same comparison finds on pretended dates."""
        return build_placebos(self.cohort, self.lang) if self.cohort else []

    @property
    def pilots(self) -> list[PilotLine]:
        """Every pilot of the area: those of the cohort shown with what they gained, the others with their days."""
        return build_pilot_lines(self.listed, self.cohort, self._link_area, self.name_unit, self.lang)

    def _link_cohort(self, started_on: date) -> str:
        return build_pilots_url(self.screen.request, started_on=started_on.isoformat())

    def _link_area(self, code: str) -> str:
        return build_area_url(self.screen.request, code)

    def name_unit(self, code: str) -> str:
        """Return the name of what an area lies in."""
        hierarchy = self.screen.hierarchy
        path = hierarchy.climb(hierarchy.find(code))
        return str(hierarchy.names[path[-1]]) if path else ""

    @property
    def elsewhere(self) -> list[tuple[str, str, str]]:
        """Name, number and address of each other place or scheme with pilots."""
        asked = self.screen.request
        here = (asked.vintage, asked.within, asked.scheme, asked.as_of)
        return [
            (
                SEPARATOR.join([one.name, capitalise(one.scheme.label.in_language(self.lang))]),
                format_count(one.pilot_count, self.lang),
                build_pilots_url(
                    asked, vintage=one.vintage, within=one.within, scheme=one.scheme.value, as_of=one.as_of.isoformat()
                ),
            )
            for one in list_pilot_places(self.screen.snapshot)
            if (one.vintage, one.within, one.scheme, one.as_of) != here
        ]

    @property
    def dates(self) -> list[tuple[str, str]]:
        """The days that can be chosen, as parameter and as printed, the newest first."""
        asked = self.screen.request
        periods = list_periods(self.screen.snapshot, asked.vintage, asked.scheme, asked.within)
        return [(one.as_of.isoformat(), format_date(one.as_of, self.lang)) for one in periods[::-1]]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the choice of a date keeps."""
        asked = self.screen.request
        kept = [("vintage", asked.vintage), ("within", asked.within), ("scheme", asked.scheme.value)]
        return [*kept, *([("lang", "en")] if self.lang == "en" else [])]

    @property
    def urls(self) -> dict[str, str]:
        """Where buttons lead."""
        asked = self.screen.request
        lang = "en" if self.lang == "en" else None
        urls = {
            "map": build_url(asked, present="0"),
            "plan": build_pilots_url(asked, "/plan"),
            "json": build_pilots_url(asked, "/api/v1/pilots/evaluation"),
            "xlsx": build_pilots_url(asked, "/pilots.xlsx"),
            "csv": build_pilots_url(asked, "/pilots.csv"),
            "load": url_for("intake.show_start", lang=lang),
        }
        province = self._find_province()
        if province is not None and not asked.scheme.parts:
            day = format_date(asked.as_of, "vi") if asked.as_of else ""
            urls["template"] = url_for(
                "intake.download_template",
                kind="pilots",
                place=f"{asked.vintage}:{province}",
                as_of=day,
                scheme=asked.scheme.value,
                lang=lang,
            )
        return urls

    def _find_province(self) -> str | None:
        """Return the code of the province shown or lain in; None for the country."""
        hierarchy, within = self.screen.hierarchy, self.screen.within
        for area in (within, *hierarchy.climb(within)):
            if hierarchy.level_of(area) is Level.PROVINCE:
                return str(hierarchy.codes[area])
        return None

    @property
    def source(self) -> list[tuple[str, str]]:
        """The line of sources."""
        unit = _("Đơn vị tính")
        return [(term, _("người") if term == unit else text) for term, text in build_source(self.screen)]

    @property
    def flags(self) -> list[Flag]:
        """What must be known before a number is believed."""
        return build_flags(self.screen)

    @property
    def navigation(self) -> tuple[PageLink, ...]:
        """The pages of the house."""
        return build_navigation(PILOTS, self.screen.request)

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Code, name and address of each language."""
        start = self.started_on.isoformat() if self.started_on else None
        return [
            (
                code,
                name,
                build_pilots_url(self.screen.request, lang="en" if code == "en" else None, started_on=start),
            )
            for code, name in LANGUAGE_NAMES.items()
        ]
