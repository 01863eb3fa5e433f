"""Made-up officers in charge and potential groups of one province: nobody has published either."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pandas as pd

from geodata.areas import Level
from geodata.errors import Bilingual
from services.demo.cases import SINCE_2025
from services.store.release_draft import FACT_COLUMNS, GROUP_COLUMNS, OFFICER_COLUMNS, ReleaseDraft

PROVINCE_CODE = "11"  # Điện Biên
BEGIN, CHANGE, COUNTED = date(2025, 7, 1), date(2025, 10, 1), date(2025, 12, 31)
COMMUNES_EACH = 6
GROUPS = (("Lao động phi chính thức (giả định)", 22, 41), ("Nữ 35–54 tuổi (giả định)", 9, 17))  # per cent from, spread
OFFICERS_NOTE = Bilingual(
    "Minh họa: cán bộ chuyên quản ở Điện Biên là giả định, không phải người thật.",
    "Illustrative: the officers in charge of Điện Biên are assumed, not real persons.",
)
GROUPS_NOTE = Bilingual(
    "Minh họa: số người của các nhóm tiềm năng ở Điện Biên là giả định.",
    "Illustrative: the people of potential groups in Điện Biên are assumed.",
)


def build_officer_draft(places_2025: pd.DataFrame) -> ReleaseDraft:
    """Return the list of officers as a release like any other; the same input gives the same draft."""
    terms = build_officer_terms(places_2025)
    return replace(_build_draft("can-bo-chuyen-quan", "officers", OFFICERS_NOTE, terms), officer_terms=terms)


def build_group_draft(places_2025: pd.DataFrame, facts: pd.DataFrame) -> ReleaseDraft:
    """Return the counts of groups as a release; ``facts`` hold the labour force of the communes."""
    counts = build_group_counts(places_2025, facts)
    return replace(_build_draft("nhom-tiem-nang", "potential_groups", GROUPS_NOTE, counts), group_counts=counts)


def build_officer_terms(places_2025: pd.DataFrame) -> pd.DataFrame:
    """Return a term for each commune of the province; those of the first officer go to the second on 1 October."""
    rows = []
    for place, code in enumerate(_list_communes(places_2025)):
        number = place // COMMUNES_EACH + 1
        moves = number == 1 and place % 2 == 1
        rows.append((*_name(number), Level.COMMUNE.value, code, BEGIN, CHANGE if moves else None))
        if moves:
            rows.append((*_name(number + 1), Level.COMMUNE.value, code, CHANGE, None))
    return pd.DataFrame(rows, columns=OFFICER_COLUMNS)


def build_group_counts(places_2025: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Return the people of each group in each commune: a share of its labour force by a fixed rule."""
    is_force = (facts.measure == "labour_force") & (facts.level == Level.COMMUNE.value)
    force = facts[is_force].set_index("area_code")["count"]
    rows = []
    for place, code in enumerate(_list_communes(places_2025)):
        for number, (name, least, spread) in enumerate(GROUPS):
            share = least + (place * 13 + number * 7) % spread
            if code in force.index:
                rows.append((name, COUNTED, Level.COMMUNE.value, code, int(force[code]) * share // 100))
    return pd.DataFrame(rows, columns=GROUP_COLUMNS)


def _list_communes(places_2025: pd.DataFrame) -> list[str]:
    return sorted(places_2025[places_2025.province_code == PROVINCE_CODE].area_code)


def _name(number: int) -> tuple[str, str]:
    return f"cb-{number:02d}", f"Cán bộ số {number} (minh họa)"


def _build_draft(slug: str, kind: str, note: Bilingual, rows: pd.DataFrame) -> ReleaseDraft:
    return ReleaseDraft(
        vintage_id=SINCE_2025,
        file_name=f"{slug}-dien-bien.csv",
        file_sha256=hashlib.sha256(rows.to_csv(index=False).encode()).hexdigest(),
        source=note.vi,
        kind=kind,
        is_illustrative=True,
        illustrative_note=note,
        remark=note.vi,
        report={"made_by": "services.demo", "rows": len(rows)},
        facts=pd.DataFrame(columns=FACT_COLUMNS),
    )
