"""What a request may use: the settings, the store and the snapshot in force, put together by create_app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import Flask, Response, current_app, has_request_context, request

from services.coverage.audience import Audience

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from services.coverage.holder import SnapshotHolder
    from services.coverage.snapshot import Snapshot
    from services.intake.files.limits import SheetLimits
    from webmap.encoding import Answer, AnswerCache
    from webmap.gazetteers import Gazetteers
    from webmap.geometry_index import GeometryIndex
    from webmap.intake.checked_uploads import CheckedUploads
    from webmap.lanes import Lanes
    from webmap.pack_making import PackMaker
    from webmap.settings import Settings
    from webmap.static_files import StaticTree
    from webmap.translations import Catalogue


SNAPSHOT = "baophu.snapshot"  # in the environ of a request: what it is answered from
PUBLICATION_HEADER = "Baophu-Publication"


class RequestSnapshots:
    """Gives each request one snapshot, however often it asks: map, values and table of an answer are of one state."""

    def __init__(self, holder: SnapshotHolder) -> None:
        self.holder = holder

    def current(self, audience: Audience = Audience.PUBLIC) -> Snapshot:
        """Return the snapshot of the present request, the one in force when it asked first, for an audience.

        Views ask ``webmap.readers.snapshot_for_reader``, which knows the audience.
        """
        if not has_request_context():
            return self.holder.current(audience)
        found = request.environ.get(SNAPSHOT)
        bound = found if found is not None else self._bind(self.holder.current(Audience.STAFF))
        return bound if audience is Audience.STAFF else self.holder.protect(bound)

    def read_newest(self) -> Snapshot:
        """Return the snapshot in force at this moment with all its counts, from now on that of the present request."""
        return self._bind(self.holder.read_newest())

    def _bind(self, snapshot: Snapshot) -> Snapshot:
        if has_request_context():
            request.environ[SNAPSHOT] = snapshot
        return snapshot


def name_publications(app: Flask) -> None:
    """Make each answer of ``app`` that was made from a snapshot name its publication."""

    @app.after_request
    def name_publication(response: Response) -> Response:
        snapshot = request.environ.get(SNAPSHOT)
        if snapshot is not None:
            response.headers[PUBLICATION_HEADER] = str(snapshot.publication_id)
        return response


@dataclass(frozen=True)
class Services:
    """The parts that the views share; made once by ``webmap.create_app``."""

    settings: Settings
    engine: Engine
    snapshots: RequestSnapshots
    answers: AnswerCache[Answer]
    lanes: Lanes
    static_tree: StaticTree
    catalogue: Catalogue
    geometries: GeometryIndex
    gazetteers: Gazetteers
    checked_uploads: CheckedUploads
    sheet_limits: SheetLimits
    packs: PackMaker


def services() -> Services:
    """Return the parts of the application that serves the present request."""
    return cast(Services, current_app.extensions["baophu"])
