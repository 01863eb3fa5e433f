"""What is compared: two questions about the same areas, all in the address; ``b_…`` says what is other on the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from geodata.errors import Bilingual
from services.coverage.catalogue import list_periods
from services.coverage.view import build_view
from services.measures.periods import find_year_before
from webmap.map_request import PAGE_PARAMETERS, MapRequest, build_map_request, build_query, build_view_request
from webmap.parameters import Parameter
from webmap.second_side import SECOND_SIDE, build_second_request

if TYPE_CHECKING:
    from services.coverage.snapshot import Snapshot

MODES = ("sides", "difference")
MODE = Parameter(
    "mode", Bilingual("Hai bản đồ, hay bản đồ chênh lệch", "Two maps, or the map of differences"), choices=MODES
)
ROWS_BY = Parameter(
    "rows_by",
    Bilingual("Bảng xếp theo", "What the table is sorted by"),
    choices=("difference", "name", "a", "b"),
    default="difference",
)
ROWS_ORDER = Parameter(
    "rows_order", Bilingual("Chiều xếp", "Order of the rows"), choices=("desc", "asc"), default="desc"
)
COMPARE_PARAMETERS = (*PAGE_PARAMETERS, *SECOND_SIDE, MODE, ROWS_BY, ROWS_ORDER)
# What a map page has and a comparison has not.
WITHOUT: dict[str, Any] = {"span": None, "over": None, "clusters": "0", "sort": "rank", "order": "asc"}


@dataclass(frozen=True)
class CompareRequest:
    """Two requests of the same areas of one vintage; the difference is right minus left."""

    left: MapRequest
    right: MapRequest
    mode: str = "sides"
    rows_by: str = "difference"
    rows_order: str = "desc"


def build_compare_request(values: Mapping[str, Any], snapshot: Snapshot) -> CompareRequest:
    """Return the comparison that checked parameters ask for; raises what ``build_map_request`` raises.

    Where nothing is said of the right side, the date asked for stands there, and an earlier one on the left.
    """
    left = replace(build_map_request(values, snapshot), **WITHOUT)
    if any(values[one.name] for one in SECOND_SIDE):
        pair = left, _build_right(values, left, snapshot)
    else:
        pair = find_earlier(left, snapshot) or left, left
    rows_by, rows_order = str(values["rows_by"] or "difference"), str(values["rows_order"] or "desc")
    return CompareRequest(*pair, mode=str(values["mode"] or "sides"), rows_by=rows_by, rows_order=rows_order)


MOST_TRIED = 12  # dates


def build_compare_url(request: CompareRequest, path: str = "/compare") -> str:
    """Return the canonical address of a comparison; both sides are always said."""
    right = request.right
    pairs = [
        ("b_scheme", right.scheme.value),
        ("b_indicator", right.indicator.value),
        ("b_as_of", right.as_of.isoformat() if right.as_of else None),
        ("b_since", right.since.isoformat() if right.since else None),
        ("mode", request.mode if request.mode != "sides" else None),
        ("rows_by", request.rows_by if request.rows_by != "difference" else None),
        ("rows_order", request.rows_order if request.rows_order != "desc" else None),
    ]
    known = [(name, value) for name, value in pairs if value is not None]
    return f"{path}?{build_query(request.left)}&{urlencode(known)}"


def change_both(request: CompareRequest, **changes: Any) -> CompareRequest:
    """Return the comparison with the same fields changed on both sides."""
    return replace(request, left=replace(request.left, **changes), right=replace(request.right, **changes))


def _build_right(values: Mapping[str, Any], left: MapRequest, snapshot: Snapshot) -> MapRequest:
    same = left.indicator.value == (values["b_indicator"] or left.indicator.value)
    first = left if same else replace(left, method=None, classes=None)  # classes of one are none of another
    right = build_second_request(values, first, snapshot)
    return replace(right, area=left.area, present=left.present, boundaries=left.boundaries)


def find_earlier(asked: MapRequest, snapshot: Snapshot) -> MapRequest | None:
    """Return the same question a year before where it has an answer then, else on the last date that has one.

    None without an earlier date; where none has an answer (no target then, say), the nearest.
    """
    if asked.as_of is None:
        return None
    days = [one.as_of for one in list_periods(snapshot, asked.vintage, asked.scheme, asked.within)]
    before = find_year_before(asked.as_of)
    known = sorted((day for day in days if day < asked.as_of), key=lambda day: (day == before, day), reverse=True)
    found = [replace(asked, as_of=day, since=None) for day in known[:MOST_TRIED]]
    return next((one for one in found if _has_answer(one, snapshot)), found[0] if found else None)


def _has_answer(asked: MapRequest, snapshot: Snapshot) -> bool:
    return build_view(snapshot, build_view_request(asked)).total.shown is not None
