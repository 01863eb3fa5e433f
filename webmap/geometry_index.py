"""Which geometry file belongs to a view, and where in it the areas of the view stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Engine

from geodata.areas import COUNTRY_CODE
from services.coverage.hierarchy import Hierarchy
from services.coverage.memo import Memo
from services.coverage.view import View
from services.reporting.figure import find_scope_code, read_figure_geometry
from services.reporting.figure_geometry import FigureGeometry, parse_figure_geometry
from services.store.boundaries import StoredDelivery, list_deliveries, read_delivery

KEPT_VINTAGES = 16
KEPT_FIGURES = 64  # outlines decoded for drawings and files, some MB each: the budget of the process has room for few


@dataclass(frozen=True)
class GeometryPlace:
    """A geometry file and the place of a view in it.

    ``url`` is TopoJSON, ``arcs_url`` the same arcs as the page's map reads them. ``scope_code`` is VN or a province. Of
    the ``area_count`` areas of the view's level that the file holds, those of the view are the run that begins with
    number ``first_index``, or those at ``positions`` where they are no run: the communes of a unit that a list made.
    ``groups_url`` says which unit each commune of the file is under, where the file does not and the view shows units.
    """

    url: str
    arcs_url: str
    scope_code: str
    scale: str
    first_index: int
    area_count: int
    positions: tuple[int, ...] | None = None
    groups_url: str | None = None


class GeometryIndex:
    """The delivery files of each vintage, read once per publication, and what is decoded of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._memo = Memo(KEPT_VINTAGES)
        self._figures = Memo(KEPT_FIGURES)

    def find(self, view: View) -> GeometryPlace | None:
        """Return the geometry of a view: its province in detail, else the country; None where nothing is delivered."""
        files = self._list_files(view.publication_id, view.vintage.vintage_id)
        hierarchy = view.hierarchy
        for scope in (find_scope_code(hierarchy, view.request.within), COUNTRY_CODE):
            if scope in files:
                return _locate(files[scope], hierarchy, view)
        return None

    def read_outlines(self, view: View) -> FigureGeometry:
        """Return the outlines that show a view, for drawings and files; NotFound where nothing is delivered."""
        scope = find_scope_code(view.hierarchy, view.request.within)
        files = self.find_files(view.publication_id, view.vintage.vintage_id, (scope,))
        if not files:
            with self._engine.connect() as connection:
                return read_figure_geometry(connection, view)  # raises what says why
        # Kept without units, for another day has others.
        return self._read_file(files[0].content_hash).show_units(view.hierarchy)

    def find_files(self, publication_id: int, vintage_id: str, scopes: Iterable[str]) -> tuple[StoredDelivery, ...]:
        """Return the files of a vintage for these scopes (VN, provinces); the country's where one has none."""
        files = self._list_files(publication_id, vintage_id)
        found = tuple(files[scope] for scope in scopes if scope in files)
        return found or tuple(files[scope] for scope in (COUNTRY_CODE,) if scope in files)

    def read_files(self, files: Iterable[StoredDelivery]) -> tuple[FigureGeometry, ...]:
        """Return the outlines in files of ``find_files``."""
        return tuple(self._read_file(file.content_hash) for file in files)

    def _read_file(self, content_hash: str) -> FigureGeometry:
        def read() -> FigureGeometry:
            with self._engine.connect() as connection:
                content = read_delivery(connection, content_hash, "")
            if content is None:
                raise RuntimeError(f"the delivery {content_hash} is listed and not there")
            return parse_figure_geometry(content)

        return self._figures.recall(content_hash, read)

    def _list_files(self, publication_id: int, vintage_id: str) -> dict[str, StoredDelivery]:
        def read() -> dict[str, StoredDelivery]:
            with self._engine.connect() as connection:
                return {one.scope_code: one for one in list_deliveries(connection, vintage_id)}

        return self._memo.recall((publication_id, vintage_id), read)


def _locate(file: StoredDelivery, hierarchy: Hierarchy, view: View) -> GeometryPlace:
    held = hierarchy.select(view.request.level, hierarchy.find(file.scope_code))
    places = np.searchsorted(held, view.areas)
    is_run = places.size == 0 or int(places[-1] - places[0]) + 1 == places.size
    return GeometryPlace(
        url=f"/api/v1/geometry/{file.content_hash}.topojson",
        arcs_url=f"/api/v1/geometry/{file.content_hash}.arcs",
        scope_code=file.scope_code,
        scale=file.scale,
        first_index=int(places[0]) if places.size else 0,
        area_count=int(held.size),
        positions=None if is_run else tuple(places.tolist()),
    )
