"""What a release would change besides counts: lists of pilots, events of a month, communes under managing units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy.engine import Connection

from services.store.footprints import EVENTS, GROUPS, OFFICERS, PILOTS, UNITS, Footprint, build_row_keys
from services.store.groups import read_group_counts_in_force
from services.store.managing_units import read_unit_terms_in_force
from services.store.officers import read_officer_terms_in_force
from services.store.outreach import read_events_in_force
from services.store.pilots import read_pilots_in_force
from services.store.place_names import read_place_names
from services.store.release_draft import (
    EVENT_COLUMNS,
    GROUP_COLUMNS,
    OFFICER_COLUMNS,
    PILOT_COLUMNS,
    TERM_COLUMNS,
    ReleaseDraft,
)

# What makes two rows the same: the number of an event is only the row of its file.
_SAME_EVENT = [name for name in EVENT_COLUMNS if name != "event_no"]


@dataclass(frozen=True, order=True)
class ListPart:
    """A province that a list speaks for, whole where no units are named."""

    province_code: str
    province_name: str
    unit_codes: tuple[str, ...] = ()
    unit_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListChange:
    """One kind of list: how many rows are in force now, how many would be, how many come in and go out.

    ``content`` is pilots, events or units (``services.store.footprints``); ``lost_area_codes`` are the areas of rows
    that go out without any row for the same area coming in, at most a handful named. ``parts`` is what the list speaks
    for: provinces by code and name, with the names of the units where it speaks for these alone.
    """

    content: str
    before_count: int
    after_count: int
    added_count: int
    lost_count: int
    lost_area_codes: tuple[str, ...]
    parts: tuple[ListPart, ...] = ()


def build_list_changes(
    connection: Connection, draft: ReleaseDraft, touched: frozenset[Footprint]
) -> tuple[ListChange, ...]:
    """Return the change of each list that the draft states; a list replaces what it is about whole."""
    lists: tuple[tuple[str, pd.DataFrame, Callable[[Connection], pd.DataFrame], list[str]], ...] = (
        (PILOTS, draft.pilots.reindex(columns=PILOT_COLUMNS), read_pilots_in_force, PILOT_COLUMNS),
        (EVENTS, draft.outreach_events, read_events_in_force, _SAME_EVENT),
        (UNITS, draft.unit_terms, read_unit_terms_in_force, TERM_COLUMNS),
        (OFFICERS, draft.officer_terms, read_officer_terms_in_force, OFFICER_COLUMNS),
        (GROUPS, draft.group_counts, read_group_counts_in_force, GROUP_COLUMNS),
    )
    changes = []
    for content, stated, read, same in lists:
        if len(stated):
            before = _keep_touched(connection, content, read(connection), draft.vintage_id, touched)
            parts = _list_parts(connection, [key for key in touched if key.content == content])
            changes.append(replace(_compare(content, before, stated, same), parts=parts))
    return tuple(changes)


def _list_parts(connection: Connection, keys: list[Footprint]) -> tuple[ListPart, ...]:
    names = read_place_names(connection, keys)
    units: dict[tuple[str, str], set[str]] = defaultdict(set)
    for key in keys:
        units[key.vintage_id, key.province_code] |= {key.within_code} - {""}
    return tuple(
        ListPart(
            province,
            names.get((vintage_id, "province", province), province),
            tuple(sorted(codes)),
            tuple(names.get((vintage_id, "unit", code), code) for code in sorted(codes)),
        )
        for (vintage_id, province), codes in sorted(units.items())
    )


def _keep_touched(
    connection: Connection, content: str, rows: pd.DataFrame, vintage_id: str, touched: frozenset[Footprint]
) -> pd.DataFrame:
    """Return the rows in force that the draft replaces: those of the same vintage and keys."""
    own = rows[rows["vintage_id"] == vintage_id].drop(columns="province_code", errors="ignore")
    keys = build_row_keys(connection, content, vintage_id, own)
    return own[np.array([key in touched or key.whole in touched for key in keys], dtype=bool)]


def _compare(content: str, before: pd.DataFrame, after: pd.DataFrame, same: list[str]) -> ListChange:
    first, last = _list_keys(before, same), _list_keys(after, same)
    stated = {str(code) for code in after["area_code"]}
    gone = sorted({str(code) for code in before["area_code"]} - stated)
    return ListChange(content, len(before), len(after), len(last - first), len(first - last), tuple(gone[:5]))


def _list_keys(rows: pd.DataFrame, same: list[str]) -> set[tuple[Any, ...]]:
    columns = [[_read_value(value) for value in rows[name]] for name in same]
    return set(zip(*columns, strict=True))


def _read_value(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(value)
    return "" if pd.isna(value) else str(value)
