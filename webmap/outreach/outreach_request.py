"""What a page of outreach is asked: parameters, and what holds where they are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from geodata.areas import COUNTRY_CODE
from geodata.errors import Bilingual
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.measures.schemes import Scheme
from services.planning.outreach_report import MOST_MONTHS, OutreachQuestion, list_months
from webmap.dated_vintages import list_own_cut_offs
from webmap.error_pages import BadParameter
from webmap.parameters import LANG, LONGEST_TEXT, SCHEME, VINTAGE, WITHIN, Parameter
from webmap.suggestions import find_area, find_vintage

PATH = "/outreach"
DEFAULT_MONTHS = 6
FROM = Parameter(
    "from", Bilingual("Từ ngày", "First day of the period; eleven months before `to`'s if left out"), is_date=True
)
TO = Parameter(
    "to", Bilingual("Đến ngày", "Last day of the period; that of the newest event's month if left out"), is_date=True
)
ORGANISER = Parameter(
    "organiser",
    Bilingual("Đơn vị tổ chức", "Only events of this organiser, alone or with others"),
    pattern=rf"(?s).{{0,{LONGEST_TEXT}}}",
)
MONTHS = Parameter(
    "months",
    Bilingual(
        "Không có hội nghị từ bao nhiêu tháng",
        "Communes without an event for so many whole months are listed; 6 if left out",
    ),
    between=(1, 120),
)
LIST_PAGE = Parameter("page", Bilingual("Trang của danh sách", "Page of the list"), between=(1, 1000))
OUTREACH_PARAMETERS = (VINTAGE, WITHIN, SCHEME, FROM, TO, ORGANISER, MONTHS, LANG)
PAGE_PARAMETERS = (*OUTREACH_PARAMETERS, LIST_PAGE)


@dataclass(frozen=True)
class OutreachRequest:
    """One question in a language, and the page of the list of events."""

    question: OutreachQuestion
    lang: str
    page: int = 1


def build_outreach_request(given: Mapping[str, Any], snapshot: Snapshot) -> OutreachRequest:
    """Return the request of checked parameters, completed from the newest events.

    Raises BadParameter for a period that ends before it begins or is too long, NotFound for a place that is not there.
    """
    data = snapshot.find_vintage(given["vintage"]) if given["vintage"] else _choose_vintage(snapshot, given["to"])
    within = given["within"] or COUNTRY_CODE
    last = given["to"] or _choose_last(data, within)
    first = given["from"] or list_months(date(max(last.year - 1, 1), last.month, 1), last)[1]
    if first > last:
        message = Bilingual(f"Từ ngày {first} sau đến ngày {last}", f"{first} is after {last}")
        raise BadParameter("from", first.isoformat(), message)
    if len(list_months(first, last)) > MOST_MONTHS:
        message = Bilingual(f"Kỳ dài hơn {MOST_MONTHS} tháng", f"The period is longer than {MOST_MONTHS} months")
        raise BadParameter("from", first.isoformat(), message)
    find_area(data.on(last), "within", within)
    question = OutreachQuestion(
        vintage_id=data.vintage.vintage_id,
        within=within,
        scheme=Scheme(given["scheme"]) if given["scheme"] else None,
        first=first,
        last=last,
        organiser=(given["organiser"] or "").strip() or None,
        months=int(given["months"] or DEFAULT_MONTHS),
    )
    return OutreachRequest(question, given["lang"], int(given.get("page") or 1))


def build_outreach_url(request: OutreachRequest, path: str = PATH, **changes: str | int | None) -> str:
    """Return the canonical address; ``changes`` are parameters by name, None takes one away."""
    asked = request.question
    pairs: dict[str, str | int | None] = {
        "vintage": asked.vintage_id,
        "within": asked.within,
        "scheme": asked.scheme.value if asked.scheme else None,
        "from": asked.first.isoformat(),
        "to": asked.last.isoformat(),
        "organiser": asked.organiser,
        "months": asked.months if asked.months != DEFAULT_MONTHS else None,
        "lang": request.lang if request.lang != "vi" else None,
        "page": request.page if request.page > 1 else None,
    }
    known = [(name, str(value)) for name, value in (pairs | changes).items() if value not in (None, "")]
    return f"{path}?{urlencode(known)}"


def _choose_vintage(snapshot: Snapshot, last: date | None) -> VintageData:
    """Return the vintage of the newest event, one that held on the last day asked for before the others.

    That of the newest data where there are no events at all.
    """
    held = [data for data in snapshot.vintages.values() if data.events]
    if not held:
        return find_vintage(snapshot, None)
    return max(held, key=lambda data: (last is not None and data.vintage.holds_on(last), data.events[-1].held_on))


def _choose_last(data: VintageData, within: str) -> date:
    """Return the last day of the month of the newest event within an area, of the newest data where there is none."""
    hierarchy = data.on(None).hierarchy
    inside = set(hierarchy.select_all(find_area(data.on(None), "within", within)).tolist())
    days = [one.held_on for one in data.on(None).events if one.area in inside]
    newest = max(days, default=None) or max(list_own_cut_offs(data), default=data.vintage.effective_from)
    following = list_months(newest, date(min(newest.year + 1, 9998), 1, 1))[1]
    return date.fromordinal(following.toordinal() - 1)
