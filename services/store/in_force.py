"""The counts in force: of each area, level, scheme, measure and date those of the newest release that covers it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from services.store import tables
from services.store.bulk import read_fact_rows
from services.store.coded_facts import code_column, list_distinct
from services.store.places import read_places
from services.store.release_draft import CoveredUnits
from services.store.scopes import SCOPE_COLUMNS, build_count_scopes, locate_in_scopes

_FACT_KEY = ["scheme", "measure", "as_of", "level", "area_code"]
_SHARED = ["vintage_id", *(name for name in SCOPE_COLUMNS if name != "within_code")]


def read_facts_in_force(connection: Connection, chosen: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return every count in force, one row per count; of the scopes ``chosen`` alone, where those are given.

    These are rows of ``read_scopes_in_force``, all of each vintage, scheme, measure and date that is among them.
    Columns: ``vintage_id``, ``scheme``, ``measure``, ``as_of`` (datetime.date), ``level``, ``area_code`` and
    ``status``, all categorical; ``release_id`` int64; ``count`` float64, NaN where withheld.
    """
    scopes = read_scopes_in_force(connection) if chosen is None else chosen
    facts = read_fact_rows(connection, [int(number) for number in scopes["scope_id"]])
    position = pd.Index(scopes["scope_id"]).get_indexer(facts["scope_id"])
    shown = find_shown(connection, scopes, position, facts)
    if not shown.all():
        facts, position = facts[shown], position[shown]
    shared = {
        name: pd.Categorical(scopes[name]).take(position) for name in ("vintage_id", "scheme", "measure", "as_of")
    }
    release_id = scopes["release_id"].to_numpy("int64").take(position)
    own = {name: facts[name].array for name in ("level", "area_code", "count", "status")}
    return pd.DataFrame({"vintage_id": shared.pop("vintage_id"), "release_id": release_id, **shared, **own})


def read_replaced_counts(
    connection: Connection, vintage_id: str, facts: pd.DataFrame, covered: Sequence[CoveredUnits] = ()
) -> pd.DataFrame:
    """Return the counts in force that ``facts`` would replace without stating them again, one row per count.

    Columns: scheme, measure, as_of (datetime.date), level, area_code. ``covered``: as in a draft.
    """
    scopes = read_scopes_in_force(connection)
    scopes = scopes[scopes["vintage_id"] == vintage_id]
    facts = _select_shared(facts, scopes)
    if facts.empty:
        return facts[_FACT_KEY]
    located = locate_in_scopes(connection, vintage_id, facts[_FACT_KEY], covered, at=None)
    touched = build_count_scopes(located, covered)
    keys = [name for name in SCOPE_COLUMNS if name != "within_code"]
    scopes = scopes.merge(touched[keys].drop_duplicates().astype(object), on=keys)
    found = _read_areas_of(connection, scopes)
    position = pd.Index(scopes["scope_id"]).get_indexer(found["scope_id"])
    found = found[find_shown(connection, scopes, position, found)]
    replaced = found.merge(scopes[["scope_id", *keys]], on=["scope_id", "level"]).drop(columns="scope_id")
    if (touched["within_code"] != "").any():
        places = read_places(connection, vintage_id)[["level", "area_code", "within_code"]]
        replaced = replaced.merge(places, on=["level", "area_code"])
        spoken = pd.MultiIndex.from_frame(touched[SCOPE_COLUMNS].astype(object))
        whole = pd.MultiIndex.from_frame(replaced.assign(within_code="")[SCOPE_COLUMNS])
        replaced = replaced[whole.isin(spoken) | pd.MultiIndex.from_frame(replaced[SCOPE_COLUMNS]).isin(spoken)]
    stated = pd.MultiIndex.from_frame(facts[_FACT_KEY])
    return replaced.loc[~pd.MultiIndex.from_frame(replaced[_FACT_KEY]).isin(stated), _FACT_KEY]


def _select_shared(facts: pd.DataFrame, scopes: pd.DataFrame) -> pd.DataFrame:
    """Return the facts of a scheme, measure, date and level of which anything is in force: only these replace."""
    names = ["scheme", "measure", "as_of", "level"]
    known = set(zip(*(scopes[name] for name in names), strict=True))
    numbers = np.zeros(len(facts), dtype=np.int64)
    for name in names:
        coded = code_column(facts, name)
        numbers = numbers * (len(coded.distinct) + 1) + coded.codes + 1
    numbered = list_distinct(numbers)
    first = np.zeros(int(numbered.max(initial=0)) + 1, dtype=np.intp)
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    keys = facts.iloc[first[numbered]][names].itertuples(index=False, name=None)
    is_shared = np.zeros(first.shape, dtype=np.bool_)
    is_shared[numbered] = [key in known for key in keys]
    return facts[is_shared[numbers]]


def select_in_force(table: sa.Table) -> sa.Subquery:
    """Return the scopes of ``table`` that are in force, whole or in part, with their vintage.

    Of each key the newest release of a whole province, and of each unit the newest that came after it. Where both are
    there the whole one holds for the other units only.
    """
    release = tables.release
    key = [release.c.vintage_id, *(c for c in table.c if c.name not in ("scope_id", "release_id", "within_code"))]
    newest = sa.func.max(table.c.release_id).over(partition_by=[*key, table.c.within_code]).label("newest_id")
    whole = sa.case((table.c.within_code == "", table.c.release_id))
    newest_whole = sa.func.max(whole).over(partition_by=key).label("newest_whole_id")
    numbered = (
        sa.select(table, release.c.vintage_id, newest, newest_whole)
        .join(release, release.c.release_id == table.c.release_id)
        .where(release.c.status == "published")
        .subquery()
    )
    is_newest = numbered.c.release_id == numbered.c.newest_id
    is_left = sa.func.coalesce(numbered.c.newest_whole_id, 0) <= numbered.c.release_id
    return sa.select(numbered).where(is_newest, is_left).subquery()


def select_scopes_in_force() -> sa.Subquery:
    """Return the scopes of counts that are in force, whole or in part."""
    return select_in_force(tables.release_scope)


def read_scopes_in_force(connection: Connection) -> pd.DataFrame:
    """Return the scopes of counts in force: scope_id, release_id, vintage_id and ``SCOPE_COLUMNS``."""
    names = ["scope_id", "release_id", "vintage_id", *SCOPE_COLUMNS]
    in_force = select_scopes_in_force()
    rows = connection.execute(sa.select(*(in_force.c[name] for name in names))).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=names, dtype=object)


def find_shown(
    connection: Connection, scopes: pd.DataFrame, position: NDArray[np.intp], rows: pd.DataFrame
) -> NDArray[np.bool_]:
    """Tell for each row whether it is in force: no newer release of its unit has taken the place of its scope.

    ``scopes`` as ``read_scopes_in_force`` gives them, ``position`` the row of each row's scope there; ``rows`` with
    their ``level`` and ``area_code``. Costs nothing where all releases are of whole provinces.
    """
    shown = np.ones(len(position), dtype=bool)
    is_part = (scopes["within_code"] != "").to_numpy(bool)
    if not is_part.any():
        return shown
    wholes = scopes.assign(place=np.arange(len(scopes)))[~is_part]
    hiding = scopes.loc[is_part, [*_SHARED, "within_code"]].merge(wholes[[*_SHARED, "place"]], on=_SHARED)
    is_hidden_in = np.zeros(len(scopes), dtype=bool)
    is_hidden_in[hiding["place"].to_numpy(np.intp)] = True
    looked_at = np.flatnonzero(is_hidden_in[position])
    own = rows.iloc[looked_at][["level", "area_code"]].astype(str)
    own = own.assign(place=position[looked_at], vintage_id=scopes["vintage_id"].to_numpy(object)[position[looked_at]])
    within = _find_units(connection, own)
    hidden = pd.MultiIndex.from_arrays([own["place"], within]).isin(
        pd.MultiIndex.from_arrays([hiding["place"], hiding["within_code"]])
    )
    shown[looked_at[hidden]] = False
    return shown


def _find_units(connection: Connection, rows: pd.DataFrame) -> NDArray[np.object_]:
    """Return the unit of each row: vintage_id, level, area_code."""
    vintages = rows["vintage_id"].unique()
    if not len(vintages):
        return np.array([], dtype=object)
    places = pd.concat([read_places(connection, str(one)).assign(vintage_id=str(one)) for one in vintages])
    found = rows.merge(places, on=["vintage_id", "level", "area_code"], how="left", validate="many_to_one")
    return found["within_code"].to_numpy(object)


def _read_areas_of(connection: Connection, scopes: pd.DataFrame) -> pd.DataFrame:
    """Return the areas that scopes have counts of: scope_id, level, area_code."""
    fact, numbers = tables.fact, [int(number) for number in scopes["scope_id"]]
    names = ["scope_id", "level", "area_code"]
    rows: list[tuple[object, ...]] = []
    for start in range(0, len(numbers), 500):
        chosen = fact.c.scope_id.in_(numbers[start : start + 500])
        rows += [tuple(row) for row in connection.execute(sa.select(*(fact.c[name] for name in names)).where(chosen))]
    return pd.DataFrame(rows, columns=names, dtype=object)
