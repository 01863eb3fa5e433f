"""Counts by collection organisation (đại lý thu): a breakdown of the counts of areas, in force with them."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.errors import BadInput, Bilingual, Place
from services.store import tables
from services.store.draft_checks import build_days, check_counts, check_unique, locate_areas
from services.store.in_force import find_shown, read_scopes_in_force, select_scopes_in_force
from services.store.intake_tables import organisation_fact
from services.store.release_draft import ORGANISATION_FACT_COLUMNS
from services.store.scopes import SCOPE_COLUMNS

_KEY = ORGANISATION_FACT_COLUMNS[:-1]
_AREA_KEY = ["scheme", "measure", "as_of", "level", "area_code"]
_LONGEST_NAME = 80


def check_organisation_facts(
    connection: Connection, vintage_id: str, rows: pd.DataFrame, facts: pd.DataFrame
) -> pd.DataFrame:
    """Return the counts by organisation ready to be stored, with their ``province_code``.

    ``facts`` are the checked counts of the same draft. BadInput for an unknown area, a count given twice or that is
    no whole number from 0 on, a missing or overlong name, or a part whose whole is not stated.
    """
    if rows.empty:
        return rows.assign(province_code=None)
    located = locate_areas(connection, vintage_id, rows[ORGANISATION_FACT_COLUMNS])
    located["as_of"] = build_days(located["as_of"])
    for name in located["organisation"].unique():
        check_organisation_name(str(name))
    check_unique(located, _KEY)
    located["count"] = check_counts(located, "count", may_be_missing=False)
    stated = pd.MultiIndex.from_frame(facts[_AREA_KEY].astype(str))
    lost = located[~pd.MultiIndex.from_frame(located[_AREA_KEY].astype(str)).isin(stated)]
    if len(lost):
        raise _whole_missing(str(lost.iloc[0]["organisation"]), str(lost.iloc[0]["area_code"]))
    return located


def read_organisation_facts_in_force(connection: Connection) -> pd.DataFrame:
    """Return the counts by organisation in force, one row per area, organisation and count.

    Columns: vintage_id, release_id, organisation, scheme, measure, as_of, level, area_code, count. They stand and
    fall with the counts of their areas of the same release, scheme, measure and date.
    """
    scope, fact, table = select_scopes_in_force(), tables.fact, organisation_fact
    # The count of the area is of the very scope that its parts are of.
    same = [table.c[name] == scope.c[name] for name in ("release_id", *SCOPE_COLUMNS) if name != "within_code"]
    whole = [fact.c.scope_id == scope.c.scope_id, *(fact.c[name] == table.c[name] for name in ("level", "area_code"))]
    names = [scope.c.vintage_id, table.c.release_id, *(table.c[name] for name in ORGANISATION_FACT_COLUMNS)]
    statement = sa.select(scope.c.scope_id, *names).select_from(table).join(scope, sa.and_(*same))
    order = (scope.c.vintage_id, *(table.c[name] for name in ("scheme", "measure", "as_of", "area_code")))
    ordered = statement.join(fact, sa.and_(*whole)).order_by(*order, table.c.organisation)
    columns = ["scope_id", "vintage_id", "release_id", *ORGANISATION_FACT_COLUMNS]
    found = pd.DataFrame([tuple(row) for row in connection.execute(ordered)], columns=columns, dtype=object)
    scopes = read_scopes_in_force(connection)
    position = pd.Index(scopes["scope_id"]).get_indexer(found.pop("scope_id"))
    return found[find_shown(connection, scopes, position, found)].reset_index(drop=True)


def check_organisation_name(name: str) -> None:
    """Raise BadInput where a name is blank or longer than the store holds."""
    if name.strip() and len(name) <= _LONGEST_NAME:
        return
    raise BadInput(
        "organisation_name_invalid",
        Bilingual(
            f"Tên tổ chức dịch vụ thu trống hoặc dài hơn {_LONGEST_NAME} ký tự",
            f"The name of a collection organisation is blank or longer than {_LONGEST_NAME} characters",
        ),
        Bilingual("Ghi tên ngắn gọn của tổ chức.", "Write a short name of the organisation."),
        Place(text=name[:_LONGEST_NAME]),
    )


def _whole_missing(organisation: str, area_code: str) -> BadInput:
    return BadInput(
        "organisation_without_total",
        Bilingual(
            f"«{organisation}» có số cho {area_code} nhưng bản số liệu không có số chung của đơn vị",
            f"«{organisation}» has a count for {area_code}, of which the release states no whole",
        ),
        Bilingual("Nêu cả số chung của đơn vị.", "State the count of the area as well."),
        Place(text=area_code),
    )
