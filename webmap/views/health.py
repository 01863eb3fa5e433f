"""For whoever watches the service: is it alive, is it ready, and what does it show."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import orjson
import structlog
from flask import Blueprint, Response, abort
from sqlalchemy.exc import SQLAlchemyError

from services.store.boundaries import StoredVintage, list_vintages
from services.store.crosswalks import StoredCrosswalk, list_crosswalks
from services.store.engine import is_schema_newest
from services.store.publication import read_publication_id
from services.store.releases import StoredRelease, read_newest_release
from webmap.context import services
from webmap.version import VERSION, read_commit

if TYPE_CHECKING:
    from sqlalchemy import Connection

blueprint = Blueprint("health", __name__)
log = structlog.get_logger(__name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Say that the process answers; asks nothing of the store."""
    return _render({"status": "ok"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """Say that the store can be read and has the schema of this version; else 503."""
    try:
        is_ready = is_schema_newest(services().engine)
    except SQLAlchemyError as error:
        log.warning("not_ready", exc_info=error)
        is_ready = False
    if not is_ready:
        abort(503)
    return _render({"status": "ready"})


@blueprint.get("/status")
def status() -> Response:
    """Say which version and commit runs, and which vintage and release are in force."""
    with services().engine.connect() as connection:
        return _render(build_status(connection, services().settings.commit, datetime.now(UTC).date()))


def build_status(connection: Connection, commit: str, today: date) -> dict[str, Any]:
    """Return what /status tells; ``vintage`` is the active one that holds today, else the newest active one."""
    active = [stored for stored in list_vintages(connection) if stored.activated_at is not None]
    holding = [stored for stored in active if stored.vintage.holds_on(today)]
    shown = (holding or active)[:1]
    release = read_newest_release(connection)
    return {
        "version": VERSION,
        "commit": read_commit(commit) or None,
        "publication_id": read_publication_id(connection),
        "vintage": _describe_vintage(shown[0]) if shown else None,
        "active_vintage_count": len(active),
        "crosswalks": [_describe_crosswalk(one) for one in list_crosswalks(connection) if one.in_force],
        "release": _describe_release(release) if release else None,
    }


def _describe_vintage(stored: StoredVintage) -> dict[str, Any]:
    vintage = stored.vintage
    return {
        "vintage_id": vintage.vintage_id,
        "effective_from": vintage.effective_from,
        "effective_to": vintage.effective_to,
        "outline_kind": vintage.outline_kind,
        "is_demo": vintage.is_demo,
        "activated_at": stored.activated_at,
    }


def _describe_crosswalk(stored: StoredCrosswalk) -> dict[str, Any]:
    return {
        "crosswalk_id": stored.crosswalk_id,
        "from_vintage_id": stored.from_vintage_id,
        "to_vintage_id": stored.to_vintage_id,
        "basis": stored.basis,
        "source": stored.source,
        "pair_count": stored.pair_count,
        "split_count": stored.split_count,
        "written_at": stored.written_at,
    }


def _describe_release(release: StoredRelease) -> dict[str, Any]:
    return {
        "release_id": release.release_id,
        "vintage_id": release.vintage_id,
        "published_at": release.published_at,
        "is_illustrative": release.is_illustrative,
        "fact_count": release.fact_count,
    }


def _render(body: dict[str, Any]) -> Response:
    response = Response(orjson.dumps(body), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
