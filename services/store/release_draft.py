"""What is to be published: counts, and whatever else a release may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from geodata.errors import Bilingual

FACT_COLUMNS = ["scheme", "measure", "as_of", "level", "area_code", "count", "status"]
PILOT_COLUMNS = ["scheme", "level", "area_code", "started_on", "ended_on"]
ORGANISATION_FACT_COLUMNS = ["organisation", "scheme", "measure", "as_of", "level", "area_code", "count"]
EVENT_COLUMNS = [
    *("event_no", "level", "area_code", "held_on", "scheme", "organisers", "venue"),
    *("attendee_count", "enrolled_count", "remark"),
]
TERM_COLUMNS = ["unit_code", "unit_name", "level", "area_code", "valid_from", "valid_to"]
OFFICER_COLUMNS = ["officer_code", "officer_name", "level", "area_code", "valid_from", "valid_to"]
GROUP_COLUMNS = ["group_name", "as_of", "level", "area_code", "count"]
COUNTS_KIND = "counts"
_NO_NOTE = Bilingual("", "")


@dataclass(frozen=True, order=True)
class CoveredUnits:
    """That a release speaks for some units of a province only, in its rows of one level.

    ``unit_codes`` are codes as ``services.store.places`` gives them; ``level`` "" stands for lists of all levels at
    once: events and terms under managing units.
    """

    level: str
    province_code: str
    unit_codes: tuple[str, ...]


@dataclass(frozen=True)
class ReleaseDraft:
    """What is to be published.

    ``facts``: one row per count, columns ``FACT_COLUMNS``; ``as_of`` a date, ``count`` a whole number or missing
    (withheld), ``status`` reported, estimated or withheld. The province of an area is taken from the vintage.
    ``pilots``: one row per pilot area, columns ``PILOT_COLUMNS``; ``ended_on`` the last day, missing while it is one
    (the column may be left out); a list that is not empty replaces the one before.
    ``organisation_facts``: one row per count of one collection organisation, columns ``ORGANISATION_FACT_COLUMNS``;
    each beside a fact of the same area. ``outreach_events``: one row per event, columns ``EVENT_COLUMNS``;
    ``organisers`` a sequence of names, ``scheme`` ANY where the event was for all. ``unit_terms``: one row per
    commune and time under a managing unit, columns ``TERM_COLUMNS``; ``valid_to`` exclusive, missing while it lasts.
    ``officer_terms``: the same of officers in charge, columns ``OFFICER_COLUMNS``. ``group_counts``: one row per
    count of people of a potential group, columns ``GROUP_COLUMNS``.
    ``covered``: where the release speaks for some units only; every other province it speaks for whole.
    ``kind`` is what the file was about (``services.intake.kinds.IntakeKind``).
    """

    vintage_id: str
    file_name: str
    file_sha256: str
    source: str
    facts: pd.DataFrame
    kind: str = COUNTS_KIND
    target_source: str = ""
    target_version: str = ""
    denominator_source: str = ""
    is_illustrative: bool = False
    illustrative_note: Bilingual = _NO_NOTE
    remark: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)
    pilots: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=PILOT_COLUMNS))
    organisation_facts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=ORGANISATION_FACT_COLUMNS))
    outreach_events: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=EVENT_COLUMNS))
    unit_terms: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=TERM_COLUMNS))
    officer_terms: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=OFFICER_COLUMNS))
    group_counts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=GROUP_COLUMNS))
    covered: tuple[CoveredUnits, ...] = ()

    @property
    def row_count(self) -> int:
        """How many rows the release will hold in all."""
        frames = (self.facts, self.pilots, self.organisation_facts, self.outreach_events, self.unit_terms)
        return sum(len(frame) for frame in (*frames, self.officer_terms, self.group_counts))
