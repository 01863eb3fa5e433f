"""The rows of the page of outreach in words: yields with their intervals, months, events."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.areas import COUNTRY_CODE
from services.coverage.events import OutreachEvent
from services.measures.rounding import round_decimal
from services.measures.schemes import ANY_SCHEME, Scheme
from services.measures.wording import format_count, format_date, format_decimal
from services.planning.outreach import EventYield
from services.planning.outreach_report import OutreachReport
from webmap.intake.links import build_link
from webmap.outreach.outreach_request import OutreachRequest, build_outreach_url
from webmap.page.answer import SEPARATOR
from webmap.translations import gettext as _

WIDEST_BAR = 7.0  # per cent of the axis


@dataclass(frozen=True)
class YieldLine:
    """One line of the table of yields; the interval in per cent of the widest one, empty where it tells none."""

    name: str
    url: str
    events: str
    joint: str
    stated: str
    attendees: str
    won: str
    mean: str
    interval: str
    mark_x: str
    low_x: str
    width: str


@dataclass(frozen=True)
class EventLine:
    """One event in words; ``edit_url`` leads to who may change it, empty for those of a sheet."""

    day: str
    place: str
    place_url: str
    parent: str
    organisers: str
    scheme: str
    venue: str
    people: str
    source: str
    edit_url: str


@dataclass(frozen=True)
class MonthBar:
    """A month of the axis: its bar in per cent of the highest."""

    label: str
    title: str
    count: str
    x: str
    width: str
    height: str
    y: str
    has_label: bool


@dataclass(frozen=True)
class LineWriter:
    """Writes the rows of a report."""

    request: OutreachRequest
    report: OutreachReport

    @property
    def lang(self) -> str:
        """The language of the rows."""
        return self.request.lang

    def write(self, count: float) -> str:
        """Return a count as printed."""
        return format_count(count, self.lang)

    def write_mean(self, mean: float | None) -> str:
        """Return a mean with one decimal, nothing for none."""
        return "" if mean is None else format_decimal(round_decimal(mean, 1), self.lang)

    def write_interval(self, one: EventYield) -> str:
        """Return the interval of a mean, nothing for none."""
        if one.low is None or one.high is None:
            return ""
        return _("%(low)s đến %(high)s", low=self.write_mean(one.low), high=self.write_mean(one.high))

    def build_months(self) -> list[MonthBar]:
        """Return the time axis: every month of the period."""
        counts = self.report.month_counts
        highest, step = max(1, *(count for _month, count in counts)), 100 / len(counts)
        every, width = -(-len(counts) // 12), min(step * 0.72, WIDEST_BAR)
        return [
            MonthBar(
                label=f"{month:%m/%Y}" if len(counts) <= 12 else f"{month:%m/%y}",
                title=_("%(month)s: %(count)s hội nghị", month=f"{month:%m/%Y}", count=self.write(count)),
                count=self.write(count) if count else "",
                x=f"{(place + 0.5) * step - width / 2:.2f}",
                width=f"{width:.2f}",
                height=f"{count / highest * 100:.1f}",
                y=f"{100 - count / highest * 100:.1f}",
                has_label=place % every == 0,
            )
            for place, (month, count) in enumerate(counts)
        ]

    def build_yield(self, one: EventYield) -> YieldLine:
        """Return the line of an organiser, or of all."""
        held = self.report.held
        widest = max([each.high or each.mean or 0.0 for each in (*held.organisers, held.total)], default=0.0) or 1.0
        low, high = one.low or 0.0, one.high or 0.0
        return YieldLine(
            name=one.organiser or _("Cộng"),
            url=build_outreach_url(self.request, organiser=one.organiser, page=None) if one.organiser else "",
            events=self.write(one.event_count),
            joint=self.write(one.joint_count),
            stated=self.write(one.stated_count),
            attendees=self.write(one.attendee_count) if one.attendee_count else "–",
            won=self.write(one.enrolled_count) if one.stated_count else "–",
            mean=self.write_mean(one.mean) or "–",
            interval=self.write_interval(one),
            mark_x="" if one.mean is None else f"{one.mean / widest * 100:.1f}",
            low_x=f"{low / widest * 100:.1f}",
            width="" if one.high is None else f"{(high - low) / widest * 100:.1f}",
        )

    def build_event(self, event: OutreachEvent) -> EventLine:
        """Return an event in words."""
        hierarchy = self.report.hierarchy
        parents = hierarchy.climb(hierarchy.find(event.area_code))[1:]
        is_entered = bool(event.event_id)
        return EventLine(
            day=format_date(event.held_on, self.lang),
            place=_("Cả nước") if event.area_code == COUNTRY_CODE else event.name,
            place_url=link_area(self.request, event.area_code),
            parent=", ".join(str(hierarchy.names[area]) for area in parents[::-1]),
            organisers="; ".join(event.organisers),
            scheme="" if event.scheme == ANY_SCHEME else Scheme(event.scheme).label.in_language(self.lang),
            venue=event.venue,
            people=self._say_people(event),
            source=_("ghi trực tiếp") if is_entered else _("bản số liệu %(number)s", number=event.release_id),
            edit_url=build_link("outreach_desk.show_event", event_id=event.event_id) if is_entered else "",
        )

    def _say_people(self, event: OutreachEvent) -> str:
        came, won = event.attendee_count, event.enrolled_count
        said = [] if came is None else [_("%(count)s người dự", count=self.write(came))]
        said += [] if won is None else [_("%(count)s tham gia mới", count=self.write(won))]
        return SEPARATOR.join(said) or _("chưa ghi số người")


def link_area(request: OutreachRequest, code: str) -> str:
    """Return the profile of an area of the report."""
    return build_link("profile.show_area", vintage=request.question.vintage_id, code=code)
