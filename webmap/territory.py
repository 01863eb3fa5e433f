"""Where an account may write: the one place that decides it, for every view that changes something.

Each such view says how far it reaches (``reaches``); one that deals with places calls a check of this module before it
writes. A view that says nothing is closed to whoever is limited to a territory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from flask import current_app, request
from sqlalchemy.engine import Connection

from geodata.errors import BaoPhuError, Bilingual, NotFound, Place
from services.accounts.territory import Territory
from services.coverage.snapshot import Snapshot
from services.embedding.scope import ScopeArea, lies_in
from services.store.footprints import build_footprints, read_footprints
from services.store.places import read_places
from services.store.release_draft import ReleaseDraft
from webmap.access import current_account
from webmap.context import services

if TYPE_CHECKING:
    from flask import Flask

    from webmap.intake.upload_checking import CheckedNow

View = TypeVar("View", bound=Callable[..., Any])
Places = Iterable[tuple[str, str]]  # vintage and code


class Reach(Enum):
    """What a view writes about."""

    NO_PLACE = "no place"  # one's own session, presentations, weights: they state no number of a place
    PLACES = "places"  # checked by the view before it writes


class BeyondTerritory(BaoPhuError):  # noqa: N818 (what it is, not that it is one)
    """The account is limited to another place."""

    http_status = 403


def reaches(reach: Reach) -> Callable[[View], View]:
    """Return a decorator that says how far a view writes."""

    def decorate(view: View) -> View:
        view.reach = reach  # type: ignore[attr-defined]
        return view

    return decorate


def guard_territories(app: Flask) -> None:
    """Close the views of ``app`` that write and do not say how far to accounts that are limited."""

    @app.before_request
    def refuse_undecided() -> None:
        if request.method in ("GET", "HEAD", "OPTIONS") or request.endpoint is None:
            return
        territory = read_territory()
        if territory and getattr(current_app.view_functions[request.endpoint], "reach", None) is None:
            raise _refuse(territory, request.path)


def read_territory() -> Territory | None:
    """Return what the account that asks is limited to; None where it is not."""
    account = current_account()
    return None if account is None else account.within


def check_places(places: Places) -> None:
    """Raise BeyondTerritory unless all of these lie wholly where the account that asks may write."""
    territory = read_territory()
    if territory is not None:
        _check(services().snapshots.read_newest(), territory, places)


def check_release(release_id: int) -> None:
    """Raise BeyondTerritory unless all that a release speaks for lies where the account may write."""
    if read_territory() is not None:
        with services().engine.connect() as connection:
            keys = read_footprints(connection, [release_id]).get(release_id, set())
        check_places((key.vintage_id, key.within_code or key.province_code) for key in keys)


def check_upload(now: CheckedNow) -> None:
    """Raise BeyondTerritory where rows of a file are about places elsewhere, as far as they are known."""
    vintage_id = now.found.checked.understood.vintage_id.value
    codes = {row.area.area_code for row in now.found.checked.report.rows if row.area is not None}
    if read_territory() is None or vintage_id is None or not codes:
        return
    with services().engine.connect() as connection:
        places = read_places(connection, vintage_id)
    named = places[places["area_code"].isin(codes)]
    provinces = {str(code) for code in named["province_code"]}
    try:
        check_places((vintage_id, code) for code in provinces)  # mostly one, and all is said
    except BeyondTerritory:
        check_places((vintage_id, code) for code in sorted(codes))


def build_draft_check() -> Callable[[Connection, ReleaseDraft], None] | None:
    """Return what must hold of a draft when it is written, for the account that asks; None where all may be."""
    territory = read_territory()
    if territory is None:
        return None
    snapshot = services().snapshots.read_newest()

    def check(connection: Connection, draft: ReleaseDraft) -> None:
        keys = build_footprints(connection, draft)
        _check(snapshot, territory, ((key.vintage_id, key.within_code or key.province_code) for key in keys))

    return check


def check_exists(snapshot: Snapshot, territory: Territory) -> str:
    """Return the name of a territory; NotFound where the vintage has no such area."""
    hierarchy = snapshot.find_vintage(territory.vintage_id).on(None).hierarchy
    return str(hierarchy.names[hierarchy.find(territory.area_code)])


def name_territory(territory: Territory) -> str:
    """Return the name of a territory, its code where its vintage is not in force."""
    try:
        return f"{check_exists(services().snapshots.current(), territory)} ({territory})"
    except NotFound:
        return str(territory)


def _check(snapshot: Snapshot, territory: Territory, places: Places) -> None:
    for vintage_id, code in dict.fromkeys(places):
        if not _lies_within(snapshot, vintage_id, code, territory):
            raise _refuse(territory, f"{code} ({vintage_id})")


def _lies_within(snapshot: Snapshot, vintage_id: str, code: str, territory: Territory) -> bool:
    if vintage_id == territory.vintage_id and _is_under(snapshot, vintage_id, code, territory.area_code):
        return True
    return lies_in(snapshot, vintage_id, code, ScopeArea(territory.vintage_id, territory.area_code, ""))


def _is_under(snapshot: Snapshot, vintage_id: str, code: str, unit: str) -> bool:
    """Tell whether an area is, or lies in, a unit of the list that holds now."""
    try:
        hierarchy = snapshot.find_vintage(vintage_id).on(None).hierarchy
        above = hierarchy.climb(hierarchy.find(code))
    except NotFound:
        return False
    return code == unit or any(str(hierarchy.codes[one]) == unit for one in above)


def _refuse(territory: Territory, where: str) -> BeyondTerritory:
    own = name_territory(territory)
    return BeyondTerritory(
        "beyond_territory",
        Bilingual(
            f"Tài khoản này chỉ được ghi trong phạm vi {own}; «{where}» không nằm trọn trong đó",
            f"This account may write within {own} only; «{where}» does not lie wholly in it",
        ),
        Bilingual(
            "Chưa có gì thay đổi. Tệp của một đơn vị thì chọn «chỉ nói về đơn vị này»; việc khác nhờ cán bộ nơi đó.",
            "Nothing was changed. Say of a file of one unit that it speaks for that unit only; else ask who may.",
        ),
        Place(text=where),
    )
