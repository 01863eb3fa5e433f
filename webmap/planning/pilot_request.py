"""What the page of pilots and its API are asked: a place, a scheme, a day; left out, where there are pilots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import Bilingual
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.measures.schemes import Scheme
from services.planning.pilot_study import list_study_dates
from webmap.dated_vintages import list_own_cut_offs
from webmap.map_request import MapRequest, build_map_request
from webmap.parameters import AS_OF, LANG, SCHEME, VINTAGE, WITHIN, Parameter

STARTED_ON = Parameter(
    "started_on",
    Bilingual("Ngày bắt đầu của đợt xã điểm", "Start of the cohort shown; the largest if left out"),
    is_date=True,
)
PILOT_PARAMETERS = (VINTAGE, WITHIN, SCHEME, AS_OF, LANG)
PILOT_PAGE_PARAMETERS = (*PILOT_PARAMETERS, STARTED_ON)
_PLACE = ("vintage", "within", "scheme", "as_of")


@dataclass(frozen=True)
class PilotPlace:
    """A province with pilots of a scheme, and the newest day with figures of its own boundaries."""

    vintage: str
    within: str
    name: str
    scheme: Scheme
    as_of: date
    pilot_count: int


def build_pilot_request(given: Mapping[str, Any], snapshot: Snapshot) -> MapRequest:
    """Return the request; where nothing is said of place, scheme and day, that of the first place with pilots."""
    known = {name: given[name] for name in (*_PLACE, "lang") if given.get(name) is not None}
    if not any(name in known for name in _PLACE):
        places = list_pilot_places(snapshot)
        if places:
            first = places[0]
            known |= {"vintage": first.vintage, "within": first.within, "scheme": first.scheme, "as_of": first.as_of}
    return build_map_request(known, snapshot)


def list_pilot_places(snapshot: Snapshot) -> tuple[PilotPlace, ...]:
    """Return where there are pilots: newest boundaries first, then by the number of pilots."""
    found = []
    for data in snapshot.vintages.values():
        counted = Counter((_find_province(data, one.area), Scheme(one.scheme)) for one in data.pilots)
        for (within, scheme), count in counted.most_common():
            own = list_own_cut_offs(data, scheme)  # what was converted from other boundaries is estimated in part
            known = list_study_dates(snapshot, data.vintage.vintage_id, within, scheme, max(own, default=date.min))
            dates = [day for day in known if day in own]
            if dates:
                name = str(data.hierarchy.names[data.hierarchy.find(within)])
                found.append(PilotPlace(data.vintage.vintage_id, within, name, scheme, dates[-1], count))
    return tuple(found)


def _find_province(data: VintageData, area: int) -> str:
    if Level.PROVINCE not in data.levels:
        return COUNTRY_CODE
    province = data.hierarchy.ancestors[Level.PROVINCE.rank][area]
    return str(data.hierarchy.codes[province]) if province >= 0 else COUNTRY_CODE
