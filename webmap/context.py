"""What a request may use: the settings, the store and the snapshot in force, put together by create_app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from services.coverage.holder import SnapshotHolder
    from services.intake.files.limits import SheetLimits
    from webmap.encoding import Answer, AnswerCache
    from webmap.gazetteers import Gazetteers
    from webmap.geometry_index import GeometryIndex
    from webmap.intake.checked_uploads import CheckedUploads
    from webmap.pack_making import PackMaker
    from webmap.settings import Settings
    from webmap.static_files import StaticTree
    from webmap.translations import Catalogue


@dataclass(frozen=True)
class Services:
    """The parts that the views share; made once by ``webmap.create_app``."""

    settings: Settings
    engine: Engine
    snapshots: SnapshotHolder
    answers: AnswerCache[Answer]
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
