"""A made-up list of managing units for one province of the demonstration: no agency has published one."""

from __future__ import annotations

import hashlib
from datetime import date

import pandas as pd

from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.names import clean_text
from services.demo.cases import SINCE_2025
from services.store.release_draft import FACT_COLUMNS, TERM_COLUMNS, ReleaseDraft

PROVINCE_CODE = "11"  # Điện Biên
BEGIN, MOVE = date(2025, 7, 1), date(2025, 10, 1)
GAINING_DISTRICT = "Thành phố Điện Biên Phủ"
LOSING_DISTRICT = "Huyện Điện Biên"
SOURCE = "Danh sách BHXH cơ sở minh họa tỉnh Điện Biên (dựng theo huyện cũ, không phải của cơ quan BHXH)"
ILLUSTRATIVE = Bilingual(
    "Minh họa: tên và địa bàn các BHXH cơ sở ở Điện Biên là giả định, dựng theo huyện trước 01/07/2025.",
    "Illustrative: names and communes of the managing units of Điện Biên are assumed, after its districts before"
    " 1 July 2025.",
)
_KINDS = ("Thành phố ", "Thị xã ", "Huyện ")


def build_unit_terms(places_2025: pd.DataFrame, places_before: pd.DataFrame) -> pd.DataFrame:
    """Return a term for each commune of the province: under a unit named after the district that most of it was in.

    The commune of the district around the town that lies nearest to the town moves to its unit on 1 October 2025.
    """
    communes = places_2025[places_2025.province_code == PROVINCE_CODE].set_index("area_code")
    district = _find_districts(communes, places_before)
    names = sorted(set(district.values()))
    codes = {name: f"BHXH-{PROVINCE_CODE}-{number:02d}" for number, name in enumerate(names, start=1)}
    moving = _find_moving(communes, district)
    rows = []
    for code, name in district.items():
        rows.append((code, name, BEGIN, MOVE if code == moving else None))
        if code == moving:
            rows.append((code, GAINING_DISTRICT, MOVE, None))
    terms = [(codes[name], _name_unit(name), Level.COMMUNE.value, code, *days) for code, name, *days in rows]
    return pd.DataFrame(terms, columns=TERM_COLUMNS)


def build_unit_draft(places_2025: pd.DataFrame, places_before: pd.DataFrame) -> ReleaseDraft:
    """Return the list as a release like any other of its kind; the same input gives the same draft."""
    terms = build_unit_terms(places_2025, places_before)
    return ReleaseDraft(
        vintage_id=SINCE_2025,
        file_name="bhxh-co-so-dien-bien.csv",
        file_sha256=hashlib.sha256(terms.to_csv(index=False).encode()).hexdigest(),
        source=SOURCE,
        kind="managing_units",
        is_illustrative=True,
        illustrative_note=ILLUSTRATIVE,
        remark="BHXH cơ sở minh họa, Điện Biên",
        report={"made_by": "services.demo", "terms": len(terms)},
        facts=pd.DataFrame(columns=FACT_COLUMNS),
        unit_terms=terms,
    )


def _find_districts(communes: pd.DataFrame, places_before: pd.DataFrame) -> dict[str, str]:
    """Return the district that most predecessors of each commune were in; the nearest one where none is known."""
    before = places_before[places_before.province_code == PROVINCE_CODE]
    found: dict[str, str] = {}
    for code, place in communes.iterrows():
        own = before[before.successor == code].managing_unit_name
        if own.empty:
            distance = (before.lon - place.lon) ** 2 + (before.lat - place.lat) ** 2
            own = before.managing_unit_name.loc[[distance.idxmin()]]
        found[str(code)] = clean_text(str(own.mode().iloc[0]))
    return found


def _find_moving(communes: pd.DataFrame, district: dict[str, str]) -> str:
    gaining, losing = (
        communes.loc[[code for code in communes.index if district[code] == name]]
        for name in (GAINING_DISTRICT, LOSING_DISTRICT)
    )
    distance = (losing.lon - gaining.lon.mean()) ** 2 + (losing.lat - gaining.lat.mean()) ** 2
    return str(distance.idxmin())


def _name_unit(district: str) -> str:
    kind = next((kind for kind in _KINDS if district.startswith(kind)), "")
    return f"BHXH cơ sở {district.removeprefix(kind)} (minh họa)"
