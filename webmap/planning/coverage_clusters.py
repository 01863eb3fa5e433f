"""Clusters of low coverage on any map of communes: who is marked, and the sentence that explains the marks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.areas import Level
from services.coverage.snapshot import Snapshot
from services.coverage.view import View
from services.planning.candidates import Texts
from services.planning.cluster_study import ClusterStudy, recall_clusters
from webmap.geometry_index import GeometryIndex
from webmap.translations import gettext as _


def find_coverage_clusters(snapshot: Snapshot, view: View, geometries: GeometryIndex) -> ClusterStudy | None:
    """Return the clusters of the communes of a view; None for a view of another level or without a date."""
    asked = view.request
    if asked.level is not Level.COMMUNE or asked.as_of is None:
        return None

    def read(codes: Texts) -> NDArray[Any]:
        return read_outlines_of(view, codes, geometries)

    return recall_clusters(snapshot, asked.vintage_id, asked.within, asked.scheme, asked.as_of, read)


def list_positions(view: View, study: ClusterStudy | None) -> list[int]:
    """Return where the communes in clusters of low coverage stand in the view."""
    marked = study.low_codes if study else frozenset()
    return [place for place, code in enumerate(view.codes) if str(code) in marked]


def name_clusters(positions: list[int]) -> tuple[str, int]:
    """Return what a legend calls the marks, and how many there are."""
    return _("Cụm bao phủ thấp"), len(positions)


def read_outlines_of(view: View, codes: Texts, geometries: GeometryIndex) -> NDArray[Any]:
    """Return the outlines of communes in the order of their codes, None where the file of the view has none of one."""
    lowest = geometries.read_outlines(view).lowest
    found = dict(zip(lowest.codes.tolist(), lowest.geometry, strict=True))
    outlines = np.empty(len(codes), dtype=object)
    outlines[:] = [found.get(str(code)) for code in codes]
    return outlines
