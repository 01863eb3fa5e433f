"""What an embed token may show: areas, schemes, indicators and days; everything else is refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from geodata.areas import COUNTRY_CODE
from geodata.errors import BadInput, BaoPhuError, Bilingual, NotFound, Place
from services.coverage.ancestry import build_ancestry
from services.coverage.snapshot import Snapshot
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme

MOST_AREAS = 30
# What a table tells of one indicator: its value and rank, with the two counts that it is made of.
TOLD_COLUMNS = ("rank", "name", "value", "numerator", "denominator")


class BeyondScope(BaoPhuError):  # noqa: N818 (what it is, not that it is one)
    """A token was shown with something that it does not open."""

    http_status = 403


@dataclass(frozen=True)
class ScopeArea:
    """An area with all that lies in it, by its code in one vintage; ``name`` as it was when the token was made."""

    vintage_id: str
    area_code: str
    name: str


@dataclass(frozen=True)
class Scope:
    """What a token opens.

    ``schemes`` and ``indicators`` empty: any. ``is_newest``: only the newest day of what is shown, whatever that is
    when it is asked for; else only ``as_of`` where that is given, any day where it is not.
    """

    areas: tuple[ScopeArea, ...]
    schemes: tuple[Scheme, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    is_newest: bool = False
    as_of: date | None = None

    def __post_init__(self) -> None:
        """Refuse a scope that opens nothing, or means two things."""
        if not 1 <= len(self.areas) <= MOST_AREAS:
            raise _refuse_scope(f"1 … {MOST_AREAS} địa bàn", f"1 … {MOST_AREAS} areas", "areas")
        if self.is_newest and self.as_of is not None:
            raise _refuse_scope("ngày mới nhất hoặc một ngày", "the newest day or one day", "as_of")


@dataclass(frozen=True)
class Shown:
    """What somebody wants to see; ``newest`` is the newest day of it, None where it has no data.

    ``since`` is the day that a change is measured from, ``usual_since`` the one that goes without saying; ``sort`` the
    column that a table is in the order of.
    """

    vintage_id: str
    within: str
    scheme: Scheme
    indicator: Indicator
    as_of: date | None
    newest: date | None
    since: date | None = None
    usual_since: date | None = None
    sort: str | None = None


def check_scope(scope: Scope, shown: Shown, snapshot: Snapshot) -> None:
    """Raise BeyondScope with what is opened instead, unless all of ``shown`` is opened by ``scope``."""
    check_area(scope, shown.vintage_id, shown.within, snapshot)
    if scope.schemes and shown.scheme not in scope.schemes:
        raise _refuse("scheme", shown.scheme.value, [one.value for one in scope.schemes])
    if scope.indicators and shown.indicator not in scope.indicators:
        raise _refuse("indicator", shown.indicator.value, [one.value for one in scope.indicators])
    wanted = shown.newest if scope.is_newest else scope.as_of
    if (scope.is_newest or scope.as_of is not None) and shown.as_of != wanted:
        raise _refuse("as_of", str(shown.as_of), [str(wanted)])
    # Any day that a change may be measured from is told by it, one after the other.
    if (scope.is_newest or scope.as_of is not None) and shown.since != shown.usual_since:
        raise _refuse("since", str(shown.since), [str(shown.usual_since)])
    # The order by gap or change tells of these what the columns leave out.
    if scope.indicators and shown.sort is not None and shown.sort not in TOLD_COLUMNS:
        raise _refuse("sort", shown.sort, TOLD_COLUMNS)


def check_area(scope: Scope, vintage_id: str, within: str, snapshot: Snapshot) -> None:
    """Raise BeyondScope unless the area lies wholly in one of the scope, in whatever vintage that one is given."""
    if not any(lies_in(snapshot, vintage_id, within, area) for area in scope.areas):
        raise _refuse("within", within, [f"{area.area_code} ({area.vintage_id})" for area in scope.areas])


def lies_in(snapshot: Snapshot, vintage_id: str, within: str, area: ScopeArea) -> bool:
    """Tell whether an area lies wholly in another, whose vintage may be another; False where nobody knows."""
    if area.area_code == COUNTRY_CODE:
        return True
    if vintage_id == area.vintage_id:
        return _is_inside(snapshot, vintage_id, within, area.area_code)
    if within == COUNTRY_CODE:
        return False
    try:
        ancestry = build_ancestry(snapshot, vintage_id, within, area.vintage_id)
    except NotFound:  # no crosswalk leads there: nobody knows whether it is the same place
        return False
    inside = [_is_inside(snapshot, area.vintage_id, piece.area_code, area.area_code) for piece in ancestry.pieces]
    return ancestry.is_covered and bool(inside) and all(inside)


def _is_inside(snapshot: Snapshot, vintage_id: str, code: str, container: str) -> bool:
    if code == container:
        return True
    try:
        data = snapshot.find_vintage(vintage_id)
    except NotFound:
        return False
    hierarchy = data.hierarchy
    if not np.any(hierarchy.codes == code):
        return (
            data.is_unit(code)
            and data.unit_terms is not None
            and (str(hierarchy.codes[data.unit_terms.find_parent(hierarchy, code)]) == container)
        )
    return any(str(hierarchy.codes[above]) == container for above in hierarchy.climb(hierarchy.find(code)))


def write_scope(scope: Scope) -> str:
    """Return the scope as the store keeps it."""
    return json.dumps(
        {
            "areas": [vars(area) for area in scope.areas],
            "schemes": [one.value for one in scope.schemes],
            "indicators": [one.value for one in scope.indicators],
            "is_newest": scope.is_newest,
            "as_of": scope.as_of.isoformat() if scope.as_of else None,
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def read_scope(text: str) -> Scope:
    """Return the scope that ``write_scope`` wrote."""
    kept = json.loads(text)
    return Scope(
        areas=tuple(ScopeArea(**area) for area in kept["areas"]),
        schemes=tuple(Scheme(one) for one in kept["schemes"]),
        indicators=tuple(Indicator(one) for one in kept["indicators"]),
        is_newest=kept["is_newest"],
        as_of=date.fromisoformat(kept["as_of"]) if kept["as_of"] else None,
    )


def _refuse(name: str, given: str, allowed: Sequence[str]) -> BeyondScope:
    opened = ", ".join(allowed)
    return BeyondScope(
        "beyond_scope",
        Bilingual(f"Mã nhúng này không mở «{given}» ({name})", f"This embed token does not open «{given}» ({name})"),
        Bilingual(
            f"Mã mở: {opened}. Cần khác, nhờ người cấp mã làm mã mới.",
            f"It opens: {opened}. For anything else ask whoever made it for another.",
        ),
        Place(column=name, text=given),
    )


def _refuse_scope(vi: str, en: str, column: str) -> BadInput:
    return BadInput(
        "scope_invalid",
        Bilingual("Phạm vi của mã nhúng không dùng được", "The scope of the token cannot be used"),
        Bilingual(f"Phạm vi cần: {vi}.", f"It takes: {en}."),
        Place(column=column),
    )
