"""Releases: what one file says, published whole, rolled back whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from geodata.errors import Bilingual, Conflict, NotFound, Place
from services.store import charge_tables, intake_tables, tables
from services.store.audit import Deed, write_entry
from services.store.bulk import append_rows, copy_rows
from services.store.draft_checks import check_facts, check_not_empty, check_pilots
from services.store.engine import begin_write
from services.store.groups import check_group_counts
from services.store.in_force import read_facts_in_force, read_replaced_counts
from services.store.managing_units import check_unit_terms
from services.store.officers import check_officer_terms
from services.store.organisations import check_organisation_facts
from services.store.outreach import build_event_rows, check_events
from services.store.pilots import read_pilots_in_force
from services.store.publication import bump_publication
from services.store.release_draft import FACT_COLUMNS, PILOT_COLUMNS, ReleaseDraft
from services.store.report_summary import build_summary
from services.store.scopes import SCOPE_COLUMNS, build_count_scopes, build_list_scopes, locate_in_scopes

__all__ = [
    "FACT_COLUMNS",
    "PILOT_COLUMNS",
    "ReleaseDraft",
    "StoredRelease",
    "list_releases",
    "publish_release",
    "read_facts_in_force",
    "read_newest_release",
    "read_pilots_in_force",
    "read_release",
    "read_replaced_counts",
    "rollback_release",
    "write_release",
]

_PLAIN_FIELDS = (
    *("vintage_id", "file_name", "file_sha256", "source", "target_source", "target_version", "denominator_source"),
    *("kind", "is_illustrative", "remark"),
)


@dataclass(frozen=True)
class StoredRelease:
    """A release as the store holds it; ``rolled_back_at`` is None while it is published.

    The counts of rows tell what it holds: counts of areas, pilot areas, events, terms under a managing unit.
    """

    release_id: int
    kind: str
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
    rolled_back_by: str | None
    fact_count: int
    pilot_count: int
    event_count: int
    unit_term_count: int
    officer_term_count: int
    group_count: int


def publish_release(engine: Engine, draft: ReleaseDraft, *, by: str, now: datetime) -> int:
    """Publish a draft in one transaction and return its release id; killed at any instant, nothing has changed.

    Raises what ``write_release`` raises.
    """
    with begin_write(engine) as connection:
        return write_release(connection, draft, by=by, now=now)


def write_release(connection: Connection, draft: ReleaseDraft, *, by: str, now: datetime) -> int:
    """Publish a draft within the writing transaction of ``connection`` and return its release id.

    NotFound where the vintage is missing; BadInput where there is nothing to publish, or a row has no area in the
    vintage, is given twice, holds no whole number from 0 on, or dates that cannot be.
    """
    check_not_empty(draft)
    vintage_id = draft.vintage_id
    facts = check_facts(connection, vintage_id, draft.facts)
    beside = {
        tables.pilot: check_pilots(connection, vintage_id, draft.pilots),
        intake_tables.organisation_fact: check_organisation_facts(
            connection, vintage_id, draft.organisation_facts, facts
        ),
        intake_tables.outreach_event: build_event_rows(check_events(connection, vintage_id, draft.outreach_events)),
        intake_tables.managing_unit_term: check_unit_terms(connection, vintage_id, draft.unit_terms),
        charge_tables.officer_term: check_officer_terms(connection, vintage_id, draft.officer_terms),
        charge_tables.group_count: check_group_counts(connection, vintage_id, draft.group_counts),
    }
    located = locate_in_scopes(connection, vintage_id, facts, draft.covered, at=None)
    release_id = _write_head(connection, draft, by, now)
    scopes = _write_scopes(connection, release_id, build_count_scopes(located, draft.covered))
    _write_facts(connection, located, scopes)
    append_rows(
        connection, intake_tables.list_scope, build_list_scopes(connection, draft).assign(release_id=release_id)
    )
    for table, rows in beside.items():
        append_rows(connection, table, rows.assign(release_id=release_id))
    publication_id = bump_publication(connection)
    _change_head(connection, release_id, publication_id=publication_id)
    after = {"publication_id": publication_id, "kind": str(draft.kind), "vintage_id": vintage_id}
    before = {"publication_id": publication_id - 1}
    write_entry(connection, Deed.RELEASE_PUBLISHED, release_id, by=by, now=now, before=before, after=after)
    return release_id


def rollback_release(engine: Engine, release_id: int, now: datetime, *, by: str | None = None) -> None:
    """Take a release back; what it replaced is in force again. ``by`` None: nobody said who did it.

    NotFound where it does not exist, Conflict where it has been rolled back before.
    """
    with begin_write(engine) as connection:
        if read_release(connection, release_id).rolled_back_at is not None:
            raise _already_rolled_back(release_id)
        publication_id = bump_publication(connection)
        done = {"rolled_back_at": now, "rolled_back_by": by, "rolled_back_publication_id": publication_id}
        _change_head(connection, release_id, status="rolled_back", **done)
        before, after = {"publication_id": publication_id - 1}, {"publication_id": publication_id}
        write_entry(connection, Deed.RELEASE_ROLLED_BACK, release_id, by=by, now=now, before=before, after=after)


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


def _select_releases() -> sa.Select[Any]:
    scope, release = tables.release_scope, tables.release
    fact_count = (
        sa.select(sa.func.count())
        .select_from(tables.fact.join(scope, scope.c.scope_id == tables.fact.c.scope_id))
        .where(scope.c.release_id == release.c.release_id)
        .scalar_subquery()
    )
    beside = {
        "pilot_count": tables.pilot,
        "event_count": intake_tables.outreach_event,
        "unit_term_count": intake_tables.managing_unit_term,
        "officer_term_count": charge_tables.officer_term,
        "group_count": charge_tables.group_count,
    }
    counts = [_count_rows(table).label(name) for name, table in beside.items()]
    return sa.select(release, fact_count.label("fact_count"), *counts)


def _count_rows(table: sa.Table) -> sa.ScalarSelect[int]:
    """Return how many rows of ``table`` each release has."""
    counted = sa.select(sa.func.count()).select_from(table)
    return counted.where(table.c.release_id == tables.release.c.release_id).correlate(tables.release).scalar_subquery()


def _write_head(connection: Connection, draft: ReleaseDraft, by: str, now: datetime) -> int:
    values = {name: getattr(draft, name) for name in _PLAIN_FIELDS}
    values |= {
        "kind": str(draft.kind),
        "illustrative_note_vi": draft.illustrative_note.vi,
        "illustrative_note_en": draft.illustrative_note.en,
        "report": json.dumps(dict(draft.report), ensure_ascii=False),
        "summary": json.dumps(build_summary(draft.report), ensure_ascii=False),
        "status": "published",
        "published_by": by,
        "published_at": now,
    }
    statement = sa.insert(tables.release).values(values).returning(tables.release.c.release_id)
    return int(connection.execute(statement).scalar_one())


def _change_head(connection: Connection, release_id: int, **values: Any) -> None:
    connection.execute(sa.update(tables.release).filter_by(release_id=release_id).values(values))


def _write_scopes(connection: Connection, release_id: int, spoken: pd.DataFrame) -> pd.DataFrame:
    """Store what the release speaks of and return it with its scope ids."""
    scopes = spoken.assign(release_id=release_id)
    if len(scopes) == 0:
        return scopes.assign(scope_id=pd.Series(dtype="int64"))
    append_rows(connection, tables.release_scope, scopes)
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
        rolled_back_by=row.rolled_back_by,
        fact_count=row.fact_count,
        pilot_count=row.pilot_count,
        event_count=row.event_count,
        unit_term_count=row.unit_term_count,
        officer_term_count=row.officer_term_count,
        group_count=row.group_count,
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
