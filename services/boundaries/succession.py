"""Which open vintages end where a later one begins: those whose provinces it all has."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from geodata.areas import Level
from geodata.vintages import Vintage, read_vintage_label
from services.store.boundaries import end_vintage, list_vintages, read_areas


def end_predecessors(connection: Connection, vintage: Vintage) -> tuple[str, ...]:
    """End every open vintage that ``vintage`` succeeds on the day on which it begins, and return their ids.

    It succeeds those with an earlier first day and no province that it lacks: a province's own boundaries end nothing
    of the country. One with a label in its id ends only those with the same: a set on trial ends no official one. The
    demonstration and an agency's own boundaries end nothing of each other. Call it within ``begin_write``.
    """
    provinces = _list_provinces(connection, vintage)
    ended = tuple(
        one.vintage_id
        for one in (stored.vintage for stored in list_vintages(connection))
        if _is_open_before(one, vintage) and _list_provinces(connection, one) <= provinces
    )
    for vintage_id in ended:
        end_vintage(connection, vintage_id, vintage.effective_from)
    return ended


def _is_open_before(one: Vintage, vintage: Vintage) -> bool:
    (country, label), (own_country, own_label) = map(read_vintage_label, (one.vintage_id, vintage.vintage_id))
    is_of_series = country == own_country and own_label in ("", label) and one.is_demo is vintage.is_demo
    return is_of_series and one.effective_to is None and one.effective_from < vintage.effective_from


def _list_provinces(connection: Connection, vintage: Vintage) -> set[str]:
    areas = read_areas(connection, vintage.vintage_id)
    return set(areas["area_code"][areas["level"] == Level.PROVINCE.value])
