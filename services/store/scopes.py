"""What a draft speaks of: for each of its contents the levels, provinces or units, schemes, measures and dates.

A scope covers all areas of a level in a province, or in one unit of it. Within its scopes a release replaces what was
before whole; what lies outside of them it leaves alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy.engine import Connection

from services.store.places import read_places
from services.store.release_draft import CoveredUnits, ReleaseDraft

COUNTS, PILOTS, EVENTS, UNITS = "counts", "pilots", "events", "units"
OFFICERS, GROUPS = "officers", "groups"
SCOPE_COLUMNS = ["province_code", "within_code", "level", "scheme", "measure", "as_of"]
LIST_SCOPE_COLUMNS = ["content", "province_code", "within_code", "level", "scheme", "month"]
_AREA = ["level", "area_code"]
_DATED = {EVENTS: "held_on", GROUPS: "as_of"}  # lists that speak of a month


def locate_in_scopes(
    connection: Connection, vintage_id: str, rows: pd.DataFrame, covered: Sequence[CoveredUnits], *, at: str | None
) -> pd.DataFrame:
    """Return rows with their ``province_code`` and the ``within_code`` of their scope, "" where that is the province.

    ``at`` is the level of the scopes where it is not that of the rows: "" for lists of all levels. ValueError where a
    row lies in a unit of a province that the draft speaks for in part and that is not among those it speaks for.
    """
    units = {(one.level, one.province_code): frozenset(one.unit_codes) for one in covered}
    if not units and "province_code" in rows:
        return rows.assign(within_code="")
    places = read_places(connection, vintage_id)
    located = rows.drop(columns="province_code", errors="ignore").merge(places, on=_AREA, how="left", validate="m:1")
    if not units:
        return located.assign(within_code="")
    # As plain objects: a column of texts gives its values one by one at fifty times the cost.
    levels = located["level"].astype(object).to_numpy() if at is None else [at] * len(located)
    provinces, units_of = (located[name].to_numpy(object) for name in ("province_code", "within_code"))
    spoken_for = [units.get((str(level), province)) for level, province in zip(levels, provinces, strict=True)]
    for codes, within in zip(spoken_for, units_of, strict=True):
        if codes is not None and within not in codes:
            raise ValueError(f"the draft speaks for {sorted(codes)}, and has rows of «{within}»")
    partly = np.array([codes is not None for codes in spoken_for], dtype=bool)
    return located.assign(within_code=np.where(partly, units_of, ""))


def build_count_scopes(located: pd.DataFrame, covered: Sequence[CoveredUnits]) -> pd.DataFrame:
    """Return the scopes of located counts, columns ``SCOPE_COLUMNS``; a unit without counts has its scopes as well."""
    return _fill_units(located[SCOPE_COLUMNS].drop_duplicates(), covered, SCOPE_COLUMNS)


def build_list_scopes(connection: Connection, draft: ReleaseDraft) -> pd.DataFrame:
    """Return the scopes of the lists of a draft, columns ``LIST_SCOPE_COLUMNS``."""
    lists = {
        PILOTS: draft.pilots,
        EVENTS: draft.outreach_events,
        UNITS: draft.unit_terms,
        OFFICERS: draft.officer_terms,
        GROUPS: draft.group_counts,
    }
    parts = [
        _fill_units(
            build_list_keys(connection, content, draft.vintage_id, rows, draft.covered).drop_duplicates(),
            draft.covered,
            LIST_SCOPE_COLUMNS,
        )
        for content, rows in lists.items()
        if len(rows)
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=LIST_SCOPE_COLUMNS)


def build_list_keys(
    connection: Connection, content: str, vintage_id: str, rows: pd.DataFrame, covered: Sequence[CoveredUnits] | None
) -> pd.DataFrame:
    """Return the scope of each row of a list, in their order; with ``covered`` None that of its unit alone."""
    names = {PILOTS: ["scheme"], EVENTS: ["held_on"], GROUPS: ["as_of"]}.get(content, [])
    at = None if content == PILOTS else ""
    if covered is None:
        places = read_places(connection, vintage_id)
        located = rows[[*_AREA, *names]].merge(places, on=_AREA, how="left", validate="many_to_one")
    else:
        located = locate_in_scopes(connection, vintage_id, rows[[*_AREA, *names]], covered, at=at)
    keys: dict[str, Any] = {
        "content": content,
        "province_code": located["province_code"],
        "within_code": located["within_code"],
        "level": located["level"].astype(str) if content == PILOTS else "",
        "scheme": located["scheme"].astype(str) if content == PILOTS else "",
        "month": [f"{day:%Y-%m}" for day in located[_DATED[content]]] if content in _DATED else "",
    }
    return pd.DataFrame(keys, index=located.index, columns=LIST_SCOPE_COLUMNS)


def _fill_units(scopes: pd.DataFrame, covered: Sequence[CoveredUnits], columns: list[str]) -> pd.DataFrame:
    """Give each unit that a draft speaks for every scope that one of the province has: silence is a statement too."""
    spoken = [scopes]
    for one in covered:
        of_it = (scopes["level"] == one.level) & (scopes["province_code"] == one.province_code)
        spoken += [scopes[of_it].assign(within_code=code) for code in one.unit_codes]
    return pd.DataFrame(pd.concat(spoken, ignore_index=True), columns=columns).drop_duplicates(ignore_index=True)
