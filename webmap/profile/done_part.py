"""What was done in an area: pilots with their first day, outreach events with their totals and by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.areas import COUNTRY_CODE, Level
from services.coverage.catalogue import PilotArea
from services.coverage.events import OutreachEvent, sum_events
from services.coverage.hierarchy import Hierarchy
from services.measures.wording import format_count, format_date
from webmap.page.navigation import build_area_url, build_pilots_url
from webmap.page.screen import Screen
from webmap.translations import gettext as _


@dataclass(frozen=True)
class DoneRow:
    """One pilot, or one month of events."""

    day: str
    text: str
    url: str = ""
    aside: str = ""


@dataclass(frozen=True)
class DonePart:
    """Sentences and rows; empty where nothing is known."""

    pilots_sentence: str
    pilots: tuple[DoneRow, ...]
    pilots_url: str
    events_sentence: str
    organisers: tuple[tuple[str, str], ...]
    months: tuple[DoneRow, ...]


def build_done_part(screen: Screen, pilots: Sequence[PilotArea], events: Sequence[OutreachEvent]) -> DonePart:
    """Return pilots and events of an area in words; a joint event is one event in the total."""
    totals = sum_events(events)
    return DonePart(
        pilots_sentence=_say_pilots(screen, pilots),
        pilots=tuple(_build_pilot(screen, pilot) for pilot in pilots),
        pilots_url=_link_evaluation(screen, pilots),
        events_sentence=_say_events(screen, events) if events else "",
        organisers=tuple((name, format_count(count, screen.lang)) for name, count in totals.organiser_counts.items()),
        months=tuple(_build_months(screen, events)),
    )


def _say_pilots(screen: Screen, pilots: Sequence[PilotArea]) -> str:
    if not pilots:
        return ""
    return _(
        "%(count)s xã điểm, sớm nhất từ %(day)s",
        count=format_count(len(pilots), screen.lang),
        day=format_date(min(pilot.started_on for pilot in pilots), screen.lang),
    )


def _link_evaluation(screen: Screen, pilots: Sequence[PilotArea]) -> str:
    """Return the page of the pilots of their province (of the country, where they lie in several).

    The cohort of a single pilot is open: one alone, or those of one district, tell little.
    """
    if not pilots:
        return ""
    hierarchy, start = screen.hierarchy, pilots[0].started_on if len(pilots) == 1 else None
    provinces = {_find_province(hierarchy, hierarchy.find(pilot.area_code)) for pilot in pilots}
    within = provinces.pop() if len(provinces) == 1 else COUNTRY_CODE
    return build_pilots_url(screen.request, within=within, started_on=start.isoformat() if start else None)


def _find_province(hierarchy: Hierarchy, area: int) -> str:
    above = [one for one in hierarchy.climb(area) if hierarchy.level_of(one) is Level.PROVINCE]
    return str(hierarchy.codes[above[0]]) if above else COUNTRY_CODE


def _build_pilot(screen: Screen, pilot: PilotArea) -> DoneRow:
    url = build_area_url(screen.request, pilot.area_code)
    day = format_date(pilot.started_on, screen.lang)
    if pilot.ended_on:
        day = f"{day} – {format_date(pilot.ended_on, screen.lang)}"
    return DoneRow(day, pilot.name, url)


def _say_events(screen: Screen, events: Sequence[OutreachEvent]) -> str:
    totals, lang = sum_events(events), screen.lang
    said = [_("%(count)s hội nghị tuyên truyền", count=format_count(totals.event_count, lang))]
    if totals.participation_count > totals.event_count:
        times = format_count(totals.participation_count, lang)
        said.append(_("%(times)s lượt đơn vị tổ chức; hội nghị chung chỉ tính một lần", times=times))
    if totals.enrolled_count:
        said.append(_("%(count)s người tham gia qua hội nghị", count=format_count(totals.enrolled_count, lang)))
    return " · ".join(said)


def _build_months(screen: Screen, events: Sequence[OutreachEvent]) -> list[DoneRow]:
    months: dict[date, list[OutreachEvent]] = {}
    for event in events:
        months.setdefault(event.held_on.replace(day=1), []).append(event)
    rows = []
    for month, held in sorted(months.items(), reverse=True):
        won = sum(event.enrolled_count or 0 for event in held)
        aside = _("%(count)s người", count=format_count(won, screen.lang)) if won else ""
        text = _("%(count)s hội nghị", count=format_count(len(held), screen.lang))
        rows.append(DoneRow(f"{month.month:02d}/{month.year}", text, aside=aside))
    return rows
