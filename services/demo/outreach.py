"""The conferences of Điện Biên in March 2019: how many, and by whom, is published; where and when is assumed."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pandas as pd

from geodata.areas import Level
from geodata.errors import Bilingual
from services.demo.cases import BEFORE_2025, DIEN_BIEN
from services.measures.schemes import Scheme
from services.store.release_draft import EVENT_COLUMNS, FACT_COLUMNS, ReleaseDraft

POST, FARMERS, COMMUNES = "Bưu điện", "Hội Nông dân", "UBND xã"
# Published: 29 held; by organiser 26, 5 and 6, 37 in all. That eight were held jointly follows; by whom is assumed.
ORGANISERS = [(POST,)] * 18 + [(POST, FARMERS)] * 4 + [(POST, COMMUNES)] * 4 + [(FARMERS,)] + [(COMMUNES,)] * 2
FIRST = date(2019, 3, 1)
ILLUSTRATIVE = Bilingual(
    "Minh họa: số hội nghị và số hội nghị của từng đơn vị là số đã công bố; ngày, xã và việc phối hợp là giả định.",
    "Illustrative: how many conferences, and how many by each organiser, is published; days, communes and who held"
    " which together are assumed.",
)


def build_events(places_before: pd.DataFrame) -> pd.DataFrame:
    """Return one conference a day from 1 to 29 March, each in another commune of the province, by a fixed rule.

    How many people came or joined at each is not published, so it is not made up.
    """
    communes = places_before[places_before.province_code == DIEN_BIEN.province_code].sort_values("area_code")
    chosen = communes.iloc[:: max(1, len(communes) // len(ORGANISERS))].head(len(ORGANISERS))
    # Every fifth place of the list is the next one's: jointly held conferences lie all over the province and month.
    spread = [ORGANISERS[place * 5 % len(ORGANISERS)] for place in range(len(ORGANISERS))]
    rows = [
        (number, Level.COMMUNE.value, code, FIRST + timedelta(days=number - 1), Scheme.BHXH_TN.value, organisers)
        for number, (code, organisers) in enumerate(zip(chosen.area_code, spread, strict=True), start=1)
    ]
    frame = pd.DataFrame(rows, columns=EVENT_COLUMNS[:6])
    blank = {"venue": "", "attendee_count": None, "enrolled_count": None, "remark": ""}
    return frame.assign(**blank).astype({"attendee_count": "Int64", "enrolled_count": "Int64"})[EVENT_COLUMNS]


def build_event_draft(places_before: pd.DataFrame) -> ReleaseDraft:
    """Return the conferences as a release like any other of its kind; the same input gives the same draft."""
    events = build_events(places_before)
    return ReleaseDraft(
        vintage_id=BEFORE_2025,
        file_name="hoi-nghi-dien-bien-2019-03.csv",
        file_sha256=hashlib.sha256(events.to_csv(index=False).encode()).hexdigest(),
        source=DIEN_BIEN.source,
        kind="outreach_events",
        is_illustrative=True,
        illustrative_note=ILLUSTRATIVE,
        remark="Hội nghị tuyên truyền, Điện Biên, 03/2019",
        report={"made_by": "services.demo", "events": len(events)},
        facts=pd.DataFrame(columns=FACT_COLUMNS),
        outreach_events=events,
    )
