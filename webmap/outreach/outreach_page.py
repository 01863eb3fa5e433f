"""The page of outreach: what was held in an area and a period, what it brought, who has been left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

import numpy as np

from geodata.areas import COUNTRY_CODE
from geodata.errors import Bilingual
from geodata.vintages import OutlineKind
from services.coverage.snapshot import Snapshot
from services.measures.wording import format_count, format_date
from services.planning.outreach import LEAST_EVENTS
from services.planning.outreach_report import OutreachReport, build_outreach_report
from webmap.intake.links import build_link
from webmap.outreach.other_boundaries import find_other_boundaries
from webmap.outreach.outreach_filter import OutreachFilter
from webmap.outreach.outreach_lines import EventLine, LineWriter, MonthBar, YieldLine, link_area
from webmap.outreach.outreach_request import OutreachRequest, build_outreach_url
from webmap.page.answer import SEPARATOR
from webmap.page.navigation import OUTREACH, PageLink, build_navigation
from webmap.page.source import Flag
from webmap.page.words import capitalise
from webmap.translations import gettext as _

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}
PAGE_ROWS = 20
MOST_LISTED = 400  # communes without an event


@dataclass(frozen=True)
class OutreachPage:
    """All that the template draws."""

    request: OutreachRequest
    snapshot: Snapshot

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.request.lang

    @cached_property
    def report(self) -> OutreachReport:
        """The answer."""
        return build_outreach_report(self.snapshot, self.request.question)

    @cached_property
    def writer(self) -> LineWriter:
        """What writes the rows."""
        return LineWriter(self.request, self.report)

    @cached_property
    def filter(self) -> OutreachFilter:
        """What can be asked for."""
        return OutreachFilter(self.report, self.lang)

    @cached_property
    def months(self) -> list[MonthBar]:
        """The time axis: every month of the period."""
        return self.writer.build_months()

    @property
    def place(self) -> str:
        """The name of the area."""
        return _("Cả nước") if self.request.question.within == COUNTRY_CODE else self.report.name

    @property
    def question(self) -> str:
        """Place, scheme, period, organiser."""
        asked = self.request.question
        scheme = capitalise(asked.scheme.label.in_language(self.lang)) if asked.scheme else ""
        period = f"{format_date(asked.first, self.lang)} – {format_date(asked.last, self.lang)}"
        return SEPARATOR.join(filter(None, [self.place, scheme, period, asked.organiser or ""]))

    @property
    def answer(self) -> str:
        """How many events, joint ones once, in a sentence."""
        total = self.report.held.total
        if not total.event_count:
            return _("Không có hội nghị nào trong kỳ này")
        said = _("%(count)s hội nghị", count=self.write(total.event_count))
        if total.joint_count:
            said += ", " + _("trong đó %(count)s phối hợp, tính một lần", count=self.write(total.joint_count))
        return said

    @property
    def shares(self) -> str:
        """How many each organiser held, and why they add up to more."""
        held = self.report.held
        parts = [f"{one.organiser} {self.write(one.event_count)}" for one in held.organisers[:6]]
        said = SEPARATOR.join([*parts, *(["…"] if len(held.organisers) > 6 else [])])
        if held.participation_count > held.total.event_count:
            more = _(
                "cộng %(count)s vì hội nghị phối hợp tính cho từng đơn vị", count=self.write(held.participation_count)
            )
            said += f" ({more})"
        return said

    @cached_property
    def others(self) -> list[tuple[str, str]]:
        """What was held here in this period on other boundaries, in words, with its address."""
        found = find_other_boundaries(self.snapshot, self.request.question)
        return [
            (
                _(
                    "Cũng kỳ này, %(count)s hội nghị của %(place)s theo ranh giới «%(title)s»",
                    count=self.write(one.event_count),
                    place=self.place,
                    title=Bilingual(one.title_vi, one.title_en).in_language(self.lang),
                ),
                build_outreach_url(self.request, vintage=one.vintage_id, page=None),
            )
            for one in found
        ]

    @property
    def tiles(self) -> list[tuple[str, str, str]]:
        """Term, number and what must be said of it."""
        report, total = self.report, self.report.held.total
        won = self.write(total.enrolled_count) if total.stated_count else "–"
        of_them = _(
            "%(stated)s / %(count)s hội nghị có ghi",
            stated=self.write(total.stated_count),
            count=self.write(total.event_count),
        )
        tiles = [
            (_("Người dự"), self.write(total.attendee_count) if total.attendee_count else "–", ""),
            (_("Tham gia mới tại hội nghị"), won, of_them if total.event_count else ""),
            (_("Mỗi hội nghị"), self.writer.write_mean(total.mean) or "–", self.writer.write_interval(total)),
        ]
        if report.gross_new and report.gross_new_scheme:
            months = ", ".join(f"{one.as_of.month}/{one.as_of.year}" for one in report.gross_new[-3:])
            tiles.append(
                (
                    _("Tăng mới của cả địa bàn"),
                    self.write(sum(one.count for one in report.gross_new)),
                    _("số báo cáo tháng %(months)s, không chỉ từ hội nghị", months=months),
                )
            )
        share = f"{self.write(report.without_count)} / {self.write(len(report.communes))}"
        tiles.append((_("Xã không có hội nghị từ %(months)s tháng", months=report.question.months), share, ""))
        return tiles

    @cached_property
    def yields(self) -> list[YieldLine]:
        """The organisers, the one with most events first."""
        return [self.writer.build_yield(one) for one in self.report.held.organisers]

    @cached_property
    def total(self) -> YieldLine:
        """All events, joint ones once."""
        return self.writer.build_yield(self.report.held.total)

    @property
    def interval_note(self) -> str:
        """From how many events on an interval is told."""
        return _(
            "Khoảng tin cậy 95%% của số người tham gia mới mỗi hội nghị; dưới %(count)s hội nghị có ghi số thì không"
            " nêu khoảng. Hội nghị phối hợp tính một lần ở dòng Cộng, và tính trọn cho từng đơn vị.",
            count=LEAST_EVENTS,
        )

    @cached_property
    def without(self) -> list[tuple[str, str, str]]:
        """Name, address and how long of each commune left out, the longest first."""
        report = self.report
        rows = []
        for place in report.without.tolist()[:MOST_LISTED]:
            area, months = int(report.communes[place]), float(report.gaps.months[place])
            since = _("chưa từng") if np.isnan(months) else _("%(months)s tháng", months=self.write(months))
            rows.append(
                (str(report.hierarchy.names[area]), link_area(self.request, str(report.hierarchy.codes[area])), since)
            )
        return rows

    @property
    def without_more(self) -> str:
        """How many are not listed; empty where all are."""
        more = self.report.without_count - len(self.without)
        return _("và %(count)s xã khác", count=self.write(more)) if more > 0 else ""

    @property
    def elsewhere(self) -> str:
        """That some events were of a larger area than a commune; empty where none was."""
        count = self.report.gaps.elsewhere_count
        if not count:
            return ""
        return _("%(count)s hội nghị cấp trên xã không tính cho xã nào.", count=self.write(count))

    @property
    def last_day(self) -> str:
        """The day on which communes without an event are told."""
        return format_date(self.request.question.last, self.lang)

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return max(1, -(-len(self.report.events) // PAGE_ROWS))

    @property
    def page_number(self) -> int:
        """The page shown; the last one for a number beyond it."""
        return min(self.request.page, self.pages)

    @cached_property
    def lines(self) -> list[EventLine]:
        """A page of the events, the newest first."""
        first = (self.page_number - 1) * PAGE_ROWS
        return [self.writer.build_event(one) for one in self.report.events[::-1][first : first + PAGE_ROWS]]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form keeps."""
        kept = [("vintage", self.request.question.vintage_id)]
        return [*kept, ("lang", self.lang)] if self.lang != "vi" else kept

    @property
    def urls(self) -> dict[str, str]:
        """Where buttons lead."""
        asked = self.request.question
        shown = {"vintage": asked.vintage_id, "within": asked.within, "marks": "events"}
        shown |= {"scheme": asked.scheme.value} if asked.scheme else {}
        shown |= {"lang": self.lang} if self.lang != "vi" else {}
        return {
            "new": build_link("outreach_desk.show_new"),
            "load": build_link("intake.show_start"),
            "map": f"/map?{urlencode(shown)}",
            "json": build_outreach_url(self.request, path="/api/v1/outreach", page=None),
            "clear": build_outreach_url(self.request, organiser=None, scheme=None, page=None),
            "previous": build_outreach_url(self.request, page=self.page_number - 1 if self.page_number > 2 else None),
            "next": build_outreach_url(self.request, page=self.page_number + 1),
        }

    @property
    def flags(self) -> list[Flag]:
        """What must be known before a number is believed."""
        flags = []
        if self.report.notes:
            notes = " ".join(note.in_language(self.lang) for note in self.report.notes)
            flags.append(Flag(_("Số liệu minh họa"), notes))
        vintage = self.snapshot.find_vintage(self.request.question.vintage_id).vintage
        if vintage.outline_kind is OutlineKind.APPROXIMATE:
            title = Bilingual(vintage.title_vi, vintage.title_en)
            flags.append(Flag(_("Ranh giới gần đúng"), title.in_language(self.lang)))
        return flags

    @property
    def source(self) -> list[tuple[str, str]]:
        """The line of sources."""
        releases = {one.release_id for one in self.report.events}
        named = [self.snapshot.releases[one].source for one in sorted(releases) if one in self.snapshot.releases]
        entered = [_("ghi trực tiếp")] if 0 in releases else []
        vintage = self.snapshot.find_vintage(self.request.question.vintage_id).vintage
        title = Bilingual(vintage.title_vi, vintage.title_en).in_language(self.lang)
        lines = [
            (_("Nguồn"), "; ".join([*dict.fromkeys(filter(None, named)), *entered]) or _("chưa có số liệu")),
            (_("Đơn vị tính"), _("hội nghị, người")),
            (_("Ranh giới"), title),
        ]
        notes = " ".join(note.in_language(self.lang) for note in self.report.notes)
        return [*lines, (_("Số liệu"), notes)] if notes else lines

    @property
    def navigation(self) -> Sequence[PageLink]:
        """The pages of the house."""
        return build_navigation(OUTREACH)

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Code, name and address of each language."""
        return [
            (code, name, build_outreach_url(self.request, lang="en" if code == "en" else None))
            for code, name in LANGUAGE_NAMES.items()
        ]

    def write(self, count: float) -> str:
        """Return a count as printed."""
        return format_count(count, self.lang)
