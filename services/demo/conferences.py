"""Made-up conferences of one province: where they were, who held them and whom they won is assumed, by a fixed rule."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pandas as pd

from geodata.areas import Level
from geodata.errors import Bilingual
from services.demo.cases import SINCE_2025
from services.demo.outreach import COMMUNES, FARMERS, POST
from services.measures.schemes import Scheme
from services.store.release_draft import EVENT_COLUMNS, FACT_COLUMNS, ReleaseDraft

PROVINCE_CODE = "11"  # Điện Biên
SOURCE = "Danh sách hội nghị minh họa tỉnh Điện Biên, 8–11/2025 (giả định, không phải của cơ quan BHXH)"
ILLUSTRATIVE = Bilingual(
    "Minh họa: các hội nghị tháng 8–11/2025 ở Điện Biên, số người dự và tham gia mới đều là giả định.",
    "Illustrative: the conferences of August to November 2025 in Điện Biên, who came and who joined are assumed.",
)
WOMEN = "Hội Liên hiệp Phụ nữ"
HELD_BY = [(POST,), (POST, COMMUNES), (WOMEN,), (POST,), (FARMERS, COMMUNES), (POST,), (WOMEN, POST)]
FIRST, STEP_DAYS, COUNT = date(2025, 8, 5), 3, 34


def build_conference_draft(places_2025: pd.DataFrame) -> ReleaseDraft:
    """Return the conferences as a release like any other of its kind; the same input gives the same draft."""
    events = build_conferences(places_2025)
    return ReleaseDraft(
        vintage_id=SINCE_2025,
        file_name="hoi-nghi-dien-bien-2025.csv",
        file_sha256=hashlib.sha256(events.to_csv(index=False).encode()).hexdigest(),
        source=SOURCE,
        kind="outreach_events",
        is_illustrative=True,
        illustrative_note=ILLUSTRATIVE,
        remark="Hội nghị minh họa, Điện Biên, 8–11/2025",
        report={"made_by": "services.demo", "events": len(events)},
        facts=pd.DataFrame(columns=FACT_COLUMNS),
        outreach_events=events,
    )


def build_conferences(places_2025: pd.DataFrame) -> pd.DataFrame:
    """Return a conference every third day, in two of three communes of the province; every fifth states no number."""
    codes = sorted(places_2025[places_2025.province_code == PROVINCE_CODE].area_code)
    visited = [code for place, code in enumerate(codes) if place % 3]
    rows = []
    for number in range(COUNT):
        came = 28 + number * 37 % 45
        won = None if number % 5 == 4 else 2 + number * 29 % 13
        day = FIRST + timedelta(days=STEP_DAYS * number)
        rows.append(
            (
                *(number + 1, Level.COMMUNE.value, visited[number * 7 % len(visited)], day, Scheme.BHXH_TN.value),
                *(HELD_BY[number % len(HELD_BY)], "Nhà văn hóa xã", came, won, "giả định"),
            )
        )
    return pd.DataFrame(rows, columns=EVENT_COLUMNS).astype({"attendee_count": "Int64", "enrolled_count": "Int64"})
