"""Do areas lie where the areas of that code lie? Swapped axes, places outside Việt Nam and wrong zones are refused.

Outlines are compared with the approximate positions of the reference gazetteer. One position may be wrong by far;
the median displacement over many is not: on the real files it stays below 0.1 km where the zone is right, and is 26 km
per 15′ where it is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from geodata.areas import Level
from geodata.crs import VN2000_EPSG, WGS84_EPSG, describe_crs
from geodata.errors import BadInput, Bilingual, Place
from geodata.names import fold_name
from geodata.reference import ReferenceGazetteer

# Degrees: west, south, east, north. Mainland, continental shelf islands, Hoàng Sa and Trường Sa, with a margin.
VIETNAM_BOX = (101.9, 6.0, 118.2, 23.7)
# Kilometres that the positions of a single area scatter, by level: measured on the real files, 95 of 100 areas.
_SCATTER_KM = {Level.COMMUNE: 4.0, Level.MANAGING_UNIT: 6.0, Level.PROVINCE: 40.0}
_LEAST_DISPLACEMENT_KM = 8.0
_FAR_KM = 40.0
_FAR_RATIO = 0.2
_FEW = 5
_MOST_SUGGESTED = 3
_KM_PER_DEGREE = 111.32
Points = NDArray[np.float64]


@dataclass(frozen=True)
class LocationReport:
    """How the areas lie relative to their reference positions; distances in km, displacement towards east and north."""

    compared_count: int
    median_east_km: float
    median_north_km: float
    far_codes: tuple[str, ...]

    def build_report(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "compared_count": self.compared_count,
            "median_east_km": round(self.median_east_km, 3),
            "median_north_km": round(self.median_north_km, 3),
            "far_codes": list(self.far_codes),
        }


@dataclass(frozen=True)
class LocatedAreas:
    """Areas as read and as converted: ``raw`` geometry in the file's CRS, ``outlines`` in WGS 84, one per code.

    ``rows`` are their rows in the file, counted from 1.
    """

    raw: NDArray[Any]
    outlines: NDArray[Any]
    codes: Sequence[str | None]
    names: Sequence[str | None]
    rows: Sequence[int]


def check_location(areas: LocatedAreas, level: Level, reference: ReferenceGazetteer) -> LocationReport:
    """Return how the areas lie against ``reference``; raise BadInput where they lie elsewhere as a whole.

    Compared are areas whose code and name both agree, since codes were reused. With fewer than five of them the
    error comes only where another zone fits. Swapped axes and places outside Việt Nam are refused in any case.
    """
    known = match_reference(areas.codes, areas.names, level, reference)
    codes = [str(code) for code, agrees in zip(areas.codes, known, strict=True) if agrees]
    expected = reference.list_areas(level).loc[codes, ["lon", "lat"]].to_numpy(dtype=np.float64)
    raw = _centre(areas.raw[known])
    limit = max(_LEAST_DISPLACEMENT_KM, 2 * _SCATTER_KM[level] / np.sqrt(max(1, len(codes))))
    _check_extent(areas, _find_fitting_crs(raw, expected, limit))
    if not codes:
        return LocationReport(0, 0.0, 0.0, ())
    displacement = _measure_displacement(_centre(areas.outlines[known]), expected)
    east, north = (float(value) for value in np.median(displacement, axis=0))
    fitting = _find_fitting_crs(raw, expected, limit)
    if np.hypot(east, north) > limit and (fitting or len(codes) >= _FEW):
        raise _refuse_zone(east, north, fitting)
    distances = np.hypot(displacement[:, 0], displacement[:, 1])
    far = [code for code, distance in zip(codes, distances, strict=True) if distance > _FAR_KM]
    if len(codes) >= _FEW and len(far) > _FAR_RATIO * len(codes) and level is not Level.PROVINCE:
        raise _refuse_elsewhere(far, len(codes))
    return LocationReport(len(codes), east, north, tuple(far))


def _check_extent(areas: LocatedAreas, fitting: Sequence[int]) -> None:
    """Raise BadInput where an area lies outside Việt Nam, naming what would bring all of them to their places."""
    bounds = shapely.bounds(areas.outlines)
    inside = _lie_inside(bounds)
    if inside.all():
        return
    places = _centre(areas.raw)
    if not fitting and (_lie_inside(bounds[:, [1, 0, 3, 2]]).all() or _fits_swapped(places)):
        raise _refuse_swapped()
    possible = [epsg for epsg in (WGS84_EPSG, *VN2000_EPSG) if _lie_inside_points(_transform(places, epsg)).all()]
    # Where no place is known, most zones would fit somewhere in the country: naming one would be a guess.
    suggested = fitting or (possible if len(possible) <= _MOST_SUGGESTED else [])
    first = int(np.flatnonzero(~inside)[0])
    place = Place(row=areas.rows[first], text=" ".join(filter(None, (areas.codes[first], areas.names[first]))))
    raise _refuse_outside(int((~inside).sum()), place, suggested)


def match_reference(
    codes: Sequence[str | None], names: Sequence[str | None], level: Level, reference: ReferenceGazetteer
) -> NDArray[np.bool_]:
    """Return for each area whether the reference knows its code under the same name (type of unit left aside)."""
    official = reference.list_areas(level)["name"].to_dict()
    pairs = zip(codes, names, strict=True)
    agree = [code in official and have_same_name(name, official[code], level) for code, name in pairs]
    return np.array(agree, dtype=np.bool_)


def have_same_name(one: str | None, other: str | None, level: Level) -> bool:
    """Tell whether two names of areas of ``level`` agree once spelling and the type of unit are left aside."""
    if not one or not other:
        return False
    return bool({folded.core for folded in fold_name(one, level)} & {folded.core for folded in fold_name(other, level)})


def _centre(geometry: NDArray[Any]) -> Points:
    centres = shapely.centroid(geometry)
    return np.column_stack([shapely.get_x(centres), shapely.get_y(centres)])


def _measure_displacement(actual: Points, expected: Points) -> Points:
    """Return (east, north) in km from expected to actual, on a sphere flattened at each place."""
    difference = actual - expected
    east = difference[:, 0] * _KM_PER_DEGREE * np.cos(np.radians(expected[:, 1]))
    return np.column_stack([east, difference[:, 1] * _KM_PER_DEGREE])


def _find_fitting_crs(raw: Points, expected: Points, limit: float) -> list[int]:
    """Return the coordinate systems that bring the areas to their places, the best first, at most three."""
    if not len(raw):
        return []
    fits: list[tuple[float, int]] = []
    for epsg in (WGS84_EPSG, *VN2000_EPSG):
        placed = _transform(raw, epsg)
        if np.isfinite(placed).all():
            distance = float(np.hypot(*np.median(_measure_displacement(placed, expected), axis=0)))
            fits.append((distance, epsg))
    best = min(fits, default=(np.inf, 0))[0]
    return [epsg for distance, epsg in sorted(fits) if distance < limit and distance < best + 1.0][:_MOST_SUGGESTED]


def _transform(points: Points, epsg: int) -> Points:
    lon, lat = _open_transformer(epsg).transform(points[:, 0], points[:, 1])
    return np.column_stack([lon, lat])


@cache
def _open_transformer(epsg: int) -> Transformer:
    """Return what brings a coordinate system to WGS 84; opening all that are tried took longer than the check."""
    return Transformer.from_crs(CRS.from_epsg(epsg), CRS.from_epsg(WGS84_EPSG), always_xy=True)


def _lie_inside(bounds: NDArray[np.float64]) -> NDArray[np.bool_]:
    west, south, east, north = VIETNAM_BOX
    low = (bounds[:, 0] >= west) & (bounds[:, 1] >= south)
    return np.asarray(low & (bounds[:, 2] <= east) & (bounds[:, 3] <= north), dtype=np.bool_)


def _lie_inside_points(points: Points) -> NDArray[np.bool_]:
    return _lie_inside(np.column_stack([points, points]))


def _fits_swapped(raw: Points) -> bool:
    """Tell whether projected coordinates make sense only with easting and northing exchanged."""
    projected = bool((np.abs(raw) > 1000).all())
    return projected and bool((raw[:, 0] > 850_000).all() and (raw[:, 1] < 850_000).all())


def _refuse_swapped() -> BadInput:
    return BadInput(
        "axes_swapped",
        Bilingual("Kinh độ và vĩ độ (X và Y) bị đổi chỗ", "Longitude and latitude (X and Y) are exchanged"),
        Bilingual(
            "Xuất lại với X là kinh độ (Đông) và Y là vĩ độ (Bắc).",
            "Export it again with X as longitude (east) and Y as latitude (north).",
        ),
    )


def _name_crs(fitting: Sequence[int]) -> Bilingual:
    if not fitting:
        return Bilingual("Kiểm tra hệ tọa độ (--crs) và tệp.", "Check the coordinate system (--crs) and the file.")
    vi = "; ".join(describe_crs(epsg).vi for epsg in fitting)
    en = "; ".join(describe_crs(epsg).en for epsg in fitting)
    if len(fitting) > 1:
        return Bilingual(
            f"Có thể là: {vi}. Hỏi nơi đo vẽ rồi ghi --crs.", f"It may be: {en}. Ask the surveyor, then give --crs."
        )
    option = f"--crs EPSG:{fitting[0]}"
    return Bilingual(f"Phù hợp với: {vi}. Thử {option}.", f"What would fit: {en}. Try {option}.")


def _refuse_outside(count: int, place: Place, fitting: Sequence[int]) -> BadInput:
    return BadInput(
        "outside_vietnam",
        Bilingual(f"{count} vùng nằm ngoài Việt Nam", f"{count} areas lie outside Việt Nam"),
        _name_crs(fitting),
        place,
    )


def _refuse_zone(east: float, north: float, fitting: Sequence[int]) -> BadInput:
    return BadInput(
        "zone_wrong",
        Bilingual(
            f"Các vùng lệch {east:+.0f} km về phía đông, {north:+.0f} km về phía bắc so với vị trí của chúng: sai múi",
            f"The areas lie {east:+.0f} km east and {north:+.0f} km north of where they belong: a wrong zone",
        ),
        _name_crs(fitting),
    )


def _refuse_elsewhere(far: Sequence[str], count: int) -> BadInput:
    listed = ", ".join(far[:10])
    return BadInput(
        "areas_elsewhere",
        Bilingual(
            f"{len(far)} trong {count} vùng nằm xa vị trí của mã: {listed}",
            f"{len(far)} of {count} areas lie far from the place of their code: {listed}",
        ),
        Bilingual("Kiểm tra cột mã và ngày của bộ ranh giới.", "Check the code column and the date of the vintage."),
    )
