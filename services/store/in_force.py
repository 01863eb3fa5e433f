"""The counts in force: of each vintage, province, scheme, measure and date those of the release published last."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.store import tables
from services.store.bulk import read_fact_rows
from services.store.draft_checks import read_province_codes

SCOPE_COLUMNS = ["province_code", "scheme", "measure", "as_of"]
_FACT_KEY = ["scheme", "measure", "as_of", "level", "area_code"]


def read_facts_in_force(connection: Connection) -> pd.DataFrame:
    """Return every count in force, one row per count.

    Columns: ``vintage_id``, ``scheme``, ``measure``, ``as_of`` (datetime.date), ``level``, ``area_code`` and
    ``status``, all categorical; ``release_id`` int64; ``count`` float64, NaN where withheld.
    """
    scopes = _read_scopes_in_force(connection)
    facts = read_fact_rows(connection, sa.select(select_scopes_in_force().c.scope_id))
    position = pd.Index(scopes["scope_id"]).get_indexer(facts["scope_id"])
    shared = {
        name: pd.Categorical(scopes[name]).take(position) for name in ("vintage_id", "scheme", "measure", "as_of")
    }
    release_id = scopes["release_id"].to_numpy("int64").take(position)
    own = {name: facts[name] for name in ("level", "area_code", "count", "status")}
    return pd.DataFrame({"vintage_id": shared.pop("vintage_id"), "release_id": release_id, **shared, **own})


def read_replaced_counts(connection: Connection, vintage_id: str, facts: pd.DataFrame) -> pd.DataFrame:
    """Return the counts in force that ``facts`` would replace without stating them again, one row per count.

    Columns: scheme, measure, as_of (datetime.date), level, area_code. A release replaces its provinces whole.
    """
    provinces = read_province_codes(connection, vintage_id)
    scopes = facts.merge(provinces, on=["level", "area_code"], validate="many_to_one")[SCOPE_COLUMNS].drop_duplicates()
    in_force, fact = select_scopes_in_force(), tables.fact
    names = [*(in_force.c[name] for name in SCOPE_COLUMNS), fact.c.level, fact.c.area_code]
    statement = sa.select(*names).join(fact, fact.c.scope_id == in_force.c.scope_id)
    touched = [in_force.c[name].in_(scopes[name].unique().tolist()) for name in SCOPE_COLUMNS]
    rows = connection.execute(statement.where(in_force.c.vintage_id == vintage_id, *touched)).all()
    plain = [tuple(row) for row in rows]  # pandas would ask each row for the protocols of arrays
    replaced = pd.DataFrame(plain, columns=[*SCOPE_COLUMNS, "level", "area_code"], dtype=object)
    replaced = replaced.merge(scopes.astype(object), on=SCOPE_COLUMNS)
    stated = pd.MultiIndex.from_frame(facts[_FACT_KEY])
    return replaced.loc[~pd.MultiIndex.from_frame(replaced[_FACT_KEY]).isin(stated), _FACT_KEY]


def select_scopes_in_force() -> sa.Subquery:
    """Return the scopes in force: the releases of each key are numbered from the newest, the first is in force."""
    scope, release = tables.release_scope, tables.release
    key = (release.c.vintage_id, scope.c.province_code, scope.c.scheme, scope.c.measure, scope.c.as_of)
    age = sa.func.row_number().over(partition_by=key, order_by=scope.c.release_id.desc()).label("age")
    numbered = (
        sa.select(scope, release.c.vintage_id, age)
        .join(release, release.c.release_id == scope.c.release_id)
        .where(release.c.status == "published")
        .subquery()
    )
    return sa.select(numbered).where(numbered.c.age == 1).subquery()


def _read_scopes_in_force(connection: Connection) -> pd.DataFrame:
    names = ["scope_id", "release_id", "vintage_id", "scheme", "measure", "as_of"]
    in_force = select_scopes_in_force()
    rows = connection.execute(sa.select(*(in_force.c[name] for name in names))).all()
    return pd.DataFrame(rows, columns=names, dtype=object)
