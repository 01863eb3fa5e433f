"""The geometry of a drawn figure, from the same delivery file that the browser draws."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.areas import COUNTRY_CODE, Level
from geodata.layers.topology import decode_topology
from services.coverage.hierarchy import NO_PARENT, Hierarchy
from services.coverage.memo import Memo

Geometries = NDArray[Any]
# Of one file, as far as the budget of the process has room: paths and dissolved outlines, up to some MB each.
KEPT_DRAWINGS = 24


@dataclass(frozen=True)
class Outlines:
    """Areas of one level with their outlines in degrees; ``geometry[i]`` belongs to ``codes[i]``."""

    codes: NDArray[Any]
    geometry: Geometries


@dataclass(frozen=True)
class FigureGeometry:
    """A delivery file, decoded: areas of the lowest level, their parents by level, and marks of islets.

    ``parents[level][i]`` is the code of the parent of area ``i`` at that level, None where it has none there;
    ``marks`` are (index of the area, longitude, latitude). ``name`` is that of the content of the file: pictures of
    equal ones have the same layers. ``drawn`` keeps the paths that all views of these outlines share.
    """

    scope_code: str
    lowest: Outlines
    parents: dict[Level, NDArray[Any]]
    marks: tuple[tuple[int, float, float], ...]
    name: str
    drawn: Memo = field(default_factory=lambda: Memo(KEPT_DRAWINGS), compare=False, repr=False)

    def show_units(self, hierarchy: Hierarchy) -> FigureGeometry:
        """Return the same outlines with the units that a list gives the communes; itself where there is no list."""
        if not hierarchy.has_listed_units:
            return self
        communes = hierarchy.select(Level.COMMUNE, 0)
        units = hierarchy.ancestors[Level.MANAGING_UNIT.rank][communes]
        named = zip(hierarchy.codes[communes], units, strict=True)
        unit_of = {commune: hierarchy.codes[unit] for commune, unit in named if unit != NO_PARENT}
        listed = _pack([unit_of.get(code) for code in self.lowest.codes])
        return replace(self, parents={**self.parents, Level.MANAGING_UNIT: listed})

    def find_groups(self, level: Level) -> NDArray[Any]:
        """Return for each area of the lowest level the code of its area of ``level`` (its own at the lowest)."""
        if level is Level.COUNTRY:
            return np.full(len(self.lowest.codes), COUNTRY_CODE, dtype=object)
        return self.parents.get(level, self.lowest.codes)

    def build_outlines(self, level: Level, wanted: NDArray[np.bool_]) -> Outlines:
        """Return the areas of ``level``, dissolved from those areas of the lowest level that ``wanted`` picks."""
        groups = self.find_groups(level)
        if groups is self.lowest.codes:
            return Outlines(groups[wanted], self.lowest.geometry[wanted])
        places: dict[str, list[int]] = {}
        for place in np.flatnonzero(wanted).tolist():
            if groups[place] is not None:
                places.setdefault(groups[place], []).append(place)
        merged = [_dissolve(self.lowest.geometry[one]) for one in places.values()]
        return Outlines(_pack(list(places)), _pack(merged))


def parse_figure_geometry(content: bytes) -> FigureGeometry:
    """Return the geometry in a delivery file (TopoJSON, not encoded)."""
    decoded = decode_topology(content)
    extra = decoded["baophu"]
    parents = {Level(level): np.repeat(_pack(runs["codes"]), runs["sizes"]) for level, runs in extra["levels"].items()}
    marks = tuple((int(area), float(lon), float(lat)) for area, lon, lat in extra["marks"])
    lowest = Outlines(decoded["codes"], decoded["geometry"])
    return FigureGeometry(extra["scope_code"], lowest, parents, marks, hashlib.sha256(content).hexdigest())


def _dissolve(geometry: Geometries) -> shapely.Geometry:
    """Return the union of areas; where the grid of the delivery has crossed two edges, by the general way."""
    try:
        return shapely.coverage_union_all(geometry)
    except shapely.errors.GEOSException:
        # A coverage on a grid is no longer one where an area is slimmer than a cell (some 17 m).
        return shapely.union_all(shapely.make_valid(geometry))


def _pack(items: list[Any]) -> NDArray[Any]:
    packed = np.empty(len(items), dtype=object)
    packed[:] = items
    return packed
