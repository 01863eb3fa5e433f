"""The base date of a change: always named by whoever asks, never guessed."""

from __future__ import annotations

from datetime import date

from geodata.areas import COUNTRY_CODE
from geodata.errors import BadInput, Bilingual, Place
from services.coverage.catalogue import list_periods
from services.coverage.snapshot import Snapshot
from services.measures.schemes import Scheme


def list_base_dates(
    snapshot: Snapshot, vintage_id: str, scheme: Scheme, as_of: date, within: str = COUNTRY_CODE
) -> tuple[date, ...]:
    """Return the dates before ``as_of`` with participants of the scheme in an area, earliest first."""
    return tuple(one.as_of for one in list_periods(snapshot, vintage_id, scheme, within) if one.as_of < as_of)


def check_base_date(snapshot: Snapshot, vintage_id: str, scheme: Scheme, as_of: date, since: date | None) -> date:
    """Return ``since`` where it is a base date of ``as_of``; raise BadInput naming those there are."""
    allowed = list_base_dates(snapshot, vintage_id, scheme, as_of)
    if since is not None and since in allowed:
        return since
    choices = ", ".join(day.isoformat() for day in allowed)
    raise BadInput(
        "since_missing" if since is None else "since_unknown",
        Bilingual("Chỉ số này cần ngày gốc để so sánh", "This indicator needs a base date to compare with")
        if since is None
        else Bilingual(
            f"Ngày {since} không thể là ngày gốc của ngày {as_of}", f"{since} cannot be the base date of {as_of}"
        ),
        Bilingual(f"Chọn một trong: {choices}.", f"Choose one of: {choices}.")
        if allowed
        else Bilingual(f"Không có số liệu nào trước ngày {as_of}.", f"There are no data before {as_of}."),
        Place(column="since", text="" if since is None else since.isoformat()),
    )
