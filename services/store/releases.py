"""Releases: what one file says, published whole, rolled back whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from geodata.errors import Bilingual, Conflict, NotFound, Place
from services.store import tables
from services.store.bulk import build_records, copy_rows, read_fact_rows
from services.store.draft_checks import check_facts, check_not_empty, check_pilots, read_province_codes
from services.store.engine import begin_write
from services.store.publication import bump_publication

FACT_COLUMNS = ["scheme", "measure", "as_of", "level", "area_code", "count", "status"]
PILOT_COLUMNS = ["scheme", "level", "area_code", "started_on"]
SCOPE_COLUMNS = ["province_code", "scheme", "measure", "as_of"]
_PLAIN_FIELDS = (
    *("vintage_id", "file_name", "file_sha256", "source", "target_source", "target_version", "denominator_source"),
    *("is_illustrative", "remark"),
)
_FACT_KEY = FACT_COLUMNS[:5]
_NO_NOTE = Bilingual("", "")


@dataclass(frozen=True)
class ReleaseDraft:
    """What is to be published.

    ``facts``: one row per count, columns ``FACT_COLUMNS``; ``as_of`` a date, ``count`` a whole number or missing
    (withheld), ``status`` reported, estimated or withheld. The province of an area is taken from the vintage.
    ``pilots``: one row per pilot area, columns ``PILOT_COLUMNS``; a list that is not empty replaces the one before.
    """

    vintage_id: str
    file_name: str
    file_sha256: str
    source: str
    facts: pd.DataFrame
    target_source: str = ""
    target_version: str = ""
    denominator_source: str = ""
    is_illustrative: bool = False
    illustrative_note: Bilingual = _NO_NOTE
    remark: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)
    pilots: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=PILOT_COLUMNS))


@dataclass(frozen=True)
class StoredRelease:
    """A release as the store holds it; ``rolled_back_at`` is None while it is published."""

    release_id: int
    vintage_id: str
    file_name: str
    file_sha256: str
    source: str
    target_source: str
    target_version: str
    denominator_source: str
    is_illustrative: bool
    illustrative_note: Bilingual
    remark: str
    report: dict[str, Any]
    published_by: str
    published_at: datetime
    rolled_back_at: datetime | None
    fact_count: int


def publish_release(engine: Engine, draft: ReleaseDraft, *, by: str, now: datetime) -> int:
    """Publish a draft in one transaction and return its release id; killed at any instant, nothing has changed.

    NotFound where the vintage is missing; BadInput where there is nothing to publish, or a count has no area in the
    vintage, is given twice or is no whole number from 0 on.
    """
    with begin_write(engine) as connection:
        check_not_empty(draft.facts, draft.pilots)
        facts = check_facts(connection, draft.vintage_id, draft.facts)
        pilots = check_pilots(connection, draft.vintage_id, draft.pilots)
        release_id = _write_release(connection, draft, by, now)
        _write_facts(connection, facts, _write_scopes(connection, release_id, facts))
        if len(pilots):
            connection.execute(sa.insert(tables.pilot), build_records(pilots.assign(release_id=release_id)))
        bump_publication(connection)
    return release_id


def rollback_release(engine: Engine, release_id: int, now: datetime) -> None:
    """Take a release back; what it replaced is in force again.

    NotFound where it does not exist, Conflict where it has been rolled back before.
    """
    with begin_write(engine) as connection:
        if read_release(connection, release_id).rolled_back_at is not None:
            raise _already_rolled_back(release_id)
        values = {"status": "rolled_back", "rolled_back_at": now}
        connection.execute(sa.update(tables.release).filter_by(release_id=release_id).values(values))
        bump_publication(connection)


def list_releases(connection: Connection) -> list[StoredRelease]:
    """Return all releases with the number of their facts, the one published last first."""
    statement = _select_releases().order_by(tables.release.c.release_id.desc())
    return [_build_stored(row) for row in connection.execute(statement)]


def read_release(connection: Connection, release_id: int) -> StoredRelease:
    """Return one release; NotFound names the newest that exist."""
    row = connection.execute(_select_releases().where(tables.release.c.release_id == release_id)).one_or_none()
    if row is None:
        raise _release_not_found(connection, release_id)
    return _build_stored(row)


def read_newest_release(connection: Connection) -> StoredRelease | None:
    """Return the release that was published last among those not rolled back, None where there is none."""
    published = _select_releases().where(tables.release.c.status == "published")
    row = connection.execute(published.order_by(tables.release.c.release_id.desc()).limit(1)).one_or_none()
    return None if row is None else _build_stored(row)


def read_facts_in_force(connection: Connection) -> pd.DataFrame:
    """Return every count in force, one row per count.

    Columns: ``vintage_id``, ``scheme``, ``measure``, ``as_of`` (datetime.date), ``level``, ``area_code`` and
    ``status``, all categorical; ``release_id`` int64; ``count`` float64, NaN where withheld.
    """
    scopes = _read_scopes_in_force(connection)
    facts = read_fact_rows(connection, sa.select(_scopes_in_force().c.scope_id))
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
    in_force, fact = _scopes_in_force(), tables.fact
    names = [*(in_force.c[name] for name in SCOPE_COLUMNS), fact.c.level, fact.c.area_code]
    statement = sa.select(*names).join(fact, fact.c.scope_id == in_force.c.scope_id)
    touched = [in_force.c[name].in_(scopes[name].unique().tolist()) for name in SCOPE_COLUMNS]
    rows = connection.execute(statement.where(in_force.c.vintage_id == vintage_id, *touched)).all()
    replaced = pd.DataFrame(rows, columns=[*SCOPE_COLUMNS, "level", "area_code"], dtype=object)
    replaced = replaced.merge(scopes.astype(object), on=SCOPE_COLUMNS)
    stated = pd.MultiIndex.from_frame(facts[_FACT_KEY])
    return replaced.loc[~pd.MultiIndex.from_frame(replaced[_FACT_KEY]).isin(stated), _FACT_KEY]


def read_pilots_in_force(connection: Connection) -> pd.DataFrame:
    """Return the pilots in force, one row per pilot: vintage_id, release_id, scheme, level, area_code, started_on."""
    table = tables.pilot
    newest = (
        sa.select(
            tables.release.c.vintage_id,
            table.c.province_code,
            table.c.scheme,
            sa.func.max(table.c.release_id).label("release_id"),
        )
        .join(tables.release, tables.release.c.release_id == table.c.release_id)
        .where(tables.release.c.status == "published")
        .group_by(tables.release.c.vintage_id, table.c.province_code, table.c.scheme)
        .subquery()
    )
    names = [newest.c.vintage_id, table.c.release_id, *(table.c[name] for name in PILOT_COLUMNS)]
    same = (
        (table.c.release_id == newest.c.release_id)
        & (table.c.province_code == newest.c.province_code)
        & (table.c.scheme == newest.c.scheme)
    )
    statement = sa.select(*names).join(newest, same).order_by(newest.c.vintage_id, table.c.scheme, table.c.area_code)
    rows = connection.execute(statement).all()
    return pd.DataFrame(rows, columns=["vintage_id", "release_id", *PILOT_COLUMNS], dtype=object)


def _select_releases() -> sa.Select[Any]:
    scope, release = tables.release_scope, tables.release
    fact_count = (
        sa.select(sa.func.count())
        .select_from(tables.fact.join(scope, scope.c.scope_id == tables.fact.c.scope_id))
        .where(scope.c.release_id == release.c.release_id)
        .scalar_subquery()
    )
    return sa.select(release, fact_count.label("fact_count"))


def _scopes_in_force() -> sa.Subquery:
    """Number the releases of each key from the newest; the first is in force."""
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
    in_force = _scopes_in_force()
    rows = connection.execute(sa.select(*(in_force.c[name] for name in names))).all()
    return pd.DataFrame(rows, columns=names, dtype=object)


def _write_release(connection: Connection, draft: ReleaseDraft, by: str, now: datetime) -> int:
    values = {name: getattr(draft, name) for name in _PLAIN_FIELDS}
    values |= {
        "illustrative_note_vi": draft.illustrative_note.vi,
        "illustrative_note_en": draft.illustrative_note.en,
        "report": json.dumps(draft.report, ensure_ascii=False),
        "status": "published",
        "published_by": by,
        "published_at": now,
    }
    statement = sa.insert(tables.release).values(values).returning(tables.release.c.release_id)
    return int(connection.execute(statement).scalar_one())


def _write_scopes(connection: Connection, release_id: int, facts: pd.DataFrame) -> pd.DataFrame:
    """Store what the release speaks of and return it with its scope ids."""
    scopes = facts[SCOPE_COLUMNS].drop_duplicates().assign(release_id=release_id)
    if len(scopes) == 0:
        return scopes.assign(scope_id=pd.Series(dtype="int64"))
    connection.execute(sa.insert(tables.release_scope), build_records(scopes))
    table = tables.release_scope
    names = ["scope_id", *SCOPE_COLUMNS]
    rows = connection.execute(sa.select(*(table.c[name] for name in names)).where(table.c.release_id == release_id))
    return pd.DataFrame(rows.all(), columns=names)


def _write_facts(connection: Connection, facts: pd.DataFrame, scopes: pd.DataFrame) -> None:
    numbered = facts.merge(scopes[["scope_id", *SCOPE_COLUMNS]], on=SCOPE_COLUMNS, validate="many_to_one")
    ordered = numbered.sort_values(["scope_id", "level", "area_code"])
    copy_rows(connection, tables.fact, ordered[[column.name for column in tables.fact.columns]])


def _build_stored(row: Row[Any]) -> StoredRelease:
    return StoredRelease(
        **{name: getattr(row, name) for name in _PLAIN_FIELDS},
        release_id=row.release_id,
        illustrative_note=Bilingual(row.illustrative_note_vi, row.illustrative_note_en),
        report=json.loads(row.report),
        published_by=row.published_by,
        published_at=row.published_at,
        rolled_back_at=row.rolled_back_at,
        fact_count=row.fact_count,
    )


def _release_not_found(connection: Connection, release_id: int) -> NotFound:
    statement = sa.select(tables.release.c.release_id).order_by(tables.release.c.release_id.desc()).limit(10)
    newest = ", ".join(str(number) for number in connection.execute(statement).scalars())
    return NotFound(
        "release_not_found",
        Bilingual(f"Không có bản số liệu {release_id}", f"There is no release {release_id}"),
        Bilingual(f"Các bản mới nhất: {newest or 'chưa có'}.", f"The newest ones: {newest or 'none yet'}."),
        Place(text=str(release_id)),
    )


def _already_rolled_back(release_id: int) -> Conflict:
    return Conflict(
        "release_rolled_back",
        Bilingual(f"Bản số liệu {release_id} đã được thu hồi", f"Release {release_id} has been rolled back already"),
        Bilingual(
            "Nhập lại tệp gốc nếu muốn công bố lại.", "Import its file again if it is to be published once more."
        ),
        Place(text=str(release_id)),
    )
