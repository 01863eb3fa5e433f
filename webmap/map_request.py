"""The state of a page, all of it in its URL: parameters ⇄ frozen MapRequest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import Bilingual
from services.coverage.view import View, ViewRequest, build_view
from services.measures.class_methods import ClassMethod
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from webmap.parameters import AREA_CODE, CLUSTERS, MARKS, OFFICER, OVER, VIEW_PARAMETERS, Parameter, parse_parameters
from webmap.spans import Span, paint_by_period
from webmap.suggestions import complete

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from services.coverage.snapshot import Snapshot

SORT_KEYS = ("rank", "name", "value", "numerator", "denominator", "gap", "change")
AREA = Parameter("area", Bilingual("Mã địa bàn đang chọn", "Code of the selected area"), pattern=AREA_CODE)
SORT = Parameter(
    "sort", Bilingual("Cột sắp xếp của bảng", "Sorted column of the table"), choices=SORT_KEYS, default="rank"
)
ORDER = Parameter("order", Bilingual("Chiều sắp xếp", "Order of sorting"), choices=("asc", "desc"), default="asc")
PRESENT = Parameter("present", Bilingual("Chế độ trình chiếu", "Presentation mode"), choices=("0", "1"), default="0")
BOUNDARIES = Parameter(
    "boundaries",
    Bilingual("Theo ngày số liệu, hay giữ nguyên bộ ranh giới", "Boundaries of the date, or one set kept for any date"),
    choices=("date", "fixed"),
)
CODES_OF = Parameter(
    "codes_of",
    Bilingual("Bộ ranh giới của các mã đã cho", "Vintage whose codes `within` and `area` are; they are carried over"),
    pattern=OVER.pattern,
)
PAGE_PARAMETERS = (*VIEW_PARAMETERS, AREA, SORT, ORDER, PRESENT, OVER, MARKS, OFFICER, CLUSTERS, BOUNDARIES, CODES_OF)
# What goes without saying in an address, and what concerns the page alone.
PLAIN: dict[str, Any] = {
    "since": None,
    "method": None,
    "classes": None,
    "span": None,
    "lang": "vi",
    "area": None,
    "sort": "rank",
    "order": "asc",
    "present": "0",
    "over": None,
    "marks": None,
    "officer": None,
    "clusters": "0",
    "boundaries": "date",
}
PAGE_ONLY = ("area", "sort", "order", "present", "over", "marks", "officer", "clusters", "boundaries")


@dataclass(frozen=True)
class MapRequest:
    """What is shown; ``area`` is the selected one, ``as_of`` None where the vintage has no data at all.

    ``method`` and ``classes`` are None where the indicator decides, ``since`` where it compares with no chosen date.
    ``span`` is the period whose dates share their classes, None where each date has its own.
    ``over`` is the vintage whose outlines are drawn over the map, ``marks`` what is marked on it besides pilots,
    ``officer`` whose communes are marked and listed alone;
    ``clusters`` is 1 where those of low coverage are marked. ``boundaries`` is ``date`` where the vintage is the date's
    own and another date brings its own, ``fixed`` where all dates are shown on this one.
    """

    vintage: str
    level: Level
    within: str
    scheme: Scheme
    indicator: Indicator
    as_of: date | None
    since: date | None = None
    method: ClassMethod | None = None
    classes: int | None = None
    span: Span | None = None
    lang: str = "vi"
    area: str | None = None
    sort: str = "rank"
    order: str = "asc"
    present: str = "0"
    over: str | None = None
    clusters: str = "0"
    marks: str | None = None
    officer: str | None = None
    boundaries: str = "date"


def parse_map_request(
    args: MultiDict[str, str], snapshot: Snapshot, parameters: tuple[Parameter, ...] = PAGE_PARAMETERS
) -> MapRequest:
    """Return the request of a URL; what it leaves out comes from the newest data of the snapshot.

    Raises BadInput with the allowed values for a parameter that is unknown or impossible, NotFound for an area or a
    vintage that is not there.
    """
    return build_map_request(parse_parameters(args, parameters), snapshot)


def build_map_request(values: Mapping[str, Any], snapshot: Snapshot) -> MapRequest:
    """Return the request of checked parameters (``parse_parameters``), completed from the snapshot."""
    known = {name: values[name] for name in MapRequest.__dataclass_fields__ if values.get(name) is not None}
    return MapRequest(**complete(known, snapshot, codes_of=values.get("codes_of")))


def build_query(request: MapRequest, **changes: Any) -> str:
    """Return the canonical query of a request, with ``changes`` made: fixed order, nothing that goes without saying.

    Vintage, level, area, scheme, indicator and date are always said, so that a link shows the same screen when
    newer data have come.
    """
    if not changes.keys() <= MapRequest.__dataclass_fields__.keys():
        raise TypeError(f"no fields of a MapRequest: {changes.keys() - MapRequest.__dataclass_fields__.keys()}")
    pairs = []
    for name in MapRequest.__dataclass_fields__:
        value = changes[name] if name in changes else getattr(request, name)
        if value is not None and (name not in PLAIN or value != PLAIN[name]):
            pairs.append(f"{name}={_quote(str(value))}")
    return "&".join(pairs)


@lru_cache(maxsize=4096)
def _quote(text: str) -> str:
    """Return a value of a query as ``urlencode`` writes it; a page has hundreds of addresses of few values."""
    return quote_plus(text)


def build_url(request: MapRequest, path: str = "/map", **changes: Any) -> str:
    """Return the canonical address of a page; ``changes`` are fields of MapRequest."""
    return f"{path}?{build_query(request, **changes)}"


def build_view_query(request: MapRequest, **changes: Any) -> str:
    """Return the query of the API for what a page shows: without what concerns the page alone."""
    return build_query(request, **({name: PLAIN[name] for name in PAGE_ONLY} | changes))


def build_drawn_query(request: MapRequest) -> str:
    """Return the query of a drawing of what a page shows: with what lies over the colours."""
    return build_view_query(request, over=request.over, marks=request.marks, officer=request.officer)


def build_view_request(request: MapRequest) -> ViewRequest:
    """Return what the services are asked for."""
    return ViewRequest(
        request.vintage,
        request.level,
        request.within,
        request.scheme,
        request.indicator,
        request.as_of,
        request.method,
        request.classes,
        request.since,
    )


def build_asked_view(request: MapRequest, snapshot: Snapshot) -> View:
    """Return the view of a request, in the classes of its period where it names one; raises as ``build_view``."""
    view = build_view(snapshot, build_view_request(request))
    return view if request.span is None else paint_by_period(snapshot, view, request.span)


def is_country(request: MapRequest) -> bool:
    """Tell whether the whole vintage is shown."""
    return request.within == COUNTRY_CODE
