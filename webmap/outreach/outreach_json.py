"""The outreach of an area as JSON, and an event that was recorded."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from services.coverage.view import NO_DATE
from services.planning.officer_report import OfficerLoad, OfficerReport
from services.planning.outreach import EventYield
from services.planning.outreach_report import OutreachReport
from services.store.event_entries import EventEntry
from webmap.api.view_json import in_both, tidy_value
from webmap.map_request import MapRequest


def build_outreach(report: OutreachReport) -> dict[str, Any]:
    """Return totals, organisers, months, events and the communes left out; joint events as the page counts them."""
    asked, gaps = report.question, report.gaps
    return {
        "vintage_id": asked.vintage_id,
        "within": asked.within,
        "name": report.name,
        "scheme": asked.scheme,
        "from": asked.first,
        "to": asked.last,
        "organiser": asked.organiser,
        "total": build_yield(report.held.total),
        "participation_count": report.held.participation_count,
        "organisers": [build_yield(one) for one in report.held.organisers],
        "gross_new_scheme": report.gross_new_scheme,
        "gross_new_count": sum(one.count for one in report.gross_new) if report.gross_new else None,
        "gross_new_months": [asdict(one) for one in report.gross_new],
        "months": [{"month": f"{month:%Y-%m}", "event_count": count} for month, count in report.month_counts],
        "events": [asdict(one) for one in report.events],
        "without": {
            "months": asked.months,
            "commune_count": len(report.communes),
            "without_count": report.without_count,
            "elsewhere_count": gaps.elsewhere_count,
            "communes": [
                {
                    "area_code": str(report.hierarchy.codes[report.communes[place]]),
                    "name": str(report.hierarchy.names[report.communes[place]]),
                    "months": tidy_value(float(gaps.months[place])),
                }
                for place in report.without.tolist()
            ],
        },
        "illustrative_notes": [asdict(note) for note in report.notes],
    }


def build_yield(found: EventYield) -> dict[str, Any]:
    """Return the yield of one organiser, or of all (``organiser`` null)."""
    return {
        "organiser": found.organiser,
        "event_count": found.event_count,
        "joint_count": found.joint_count,
        "stated_count": found.stated_count,
        "attendee_count": found.attendee_count,
        "enrolled_count": found.enrolled_count,
        "mean": tidy_value(found.mean),
        "low": tidy_value(found.low),
        "high": tidy_value(found.high),
        **in_both("text", found.text),
    }


def build_officers(asked: MapRequest, report: OfficerReport) -> dict[str, Any]:
    """Return the workload of the officers of an area; communes that nobody is in charge of come last, as null."""
    return {
        "vintage_id": asked.vintage,
        "within": asked.within,
        "scheme": asked.scheme,
        "as_of": asked.as_of or NO_DATE,
        "officers": [build_load(one) for one in report.loads],
        "total": build_load(report.total),
    }


def build_load(load: OfficerLoad) -> dict[str, Any]:
    """Return the workload of one officer."""
    counts = ("commune_count", "known_count", "enrolled_count", "denominator_count", "unreached_count", "event_count")
    return {
        "officer_code": load.officer.code if load.officer else None,
        "officer_name": load.officer.name if load.officer else None,
        **{name: getattr(load, name) for name in counts},
        "area_codes": list(load.codes),
    }


def build_entry(entry: EventEntry) -> dict[str, Any]:
    """Return an event as it was recorded."""
    names = ("event_id", "version", "action", "vintage_id", "level", "area_code", "held_on", "scheme", "organisers")
    counts = ("venue", "attendee_count", "enrolled_count", "remark", "written_by", "written_at")
    return {name: getattr(entry, name) for name in (*names, *counts)}
