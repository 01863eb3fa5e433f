"""Mending of a dirty coverage: areas that overlap or leave slivers become one coverage, and no area gets lost.

``shapely.coverage_clean`` alone empties small areas silently. So every attempt has to pass gates, gentler
attempts follow where one fails, and what no attempt can mend is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.errors import BadInput, Bilingual, Place
from geodata.progress import Progress, ignore_progress
from geodata.sizes import measure_area_km2
from geodata.threads import map_in_threads

Geometries = NDArray[Any]


POLYGONAL_TYPES = (3, 6)  # shapely type ids: Polygon, MultiPolygon
# A neighbour that covers more than this part of an area would win it whole; the area is cut out of it first.
CONTESTED_RATIO = 0.25
# No mended area may be smaller than its size as read over this factor, or larger than its size times it.
MAXIMUM_CHANGE_FACTOR = 2.0
# What counts as a change worth a line in the report: a square of ten metres.
REPORTED_CHANGE_KM2 = 1e-4


@dataclass(frozen=True)
class Attempt:
    """Settings of one cleaning, in degrees: slivers up to ``gap_width`` are closed, vertices snapped."""

    gap_width: float
    snapping_distance: float
    merge_strategy: str


# From what closes the slivers of separately simplified outlines (0.002° is some 200 m) to what touches least.
ATTEMPTS = (
    Attempt(2e-3, 1e-7, "longest_border"),
    Attempt(5e-4, 1e-7, "longest_border"),
    Attempt(1e-4, 1e-8, "min_area"),
    Attempt(0.0, 1e-9, "min_area"),
)


@dataclass(frozen=True)
class AreaChange:
    """How much the size of one area changed; ``change_ratio`` is relative to its size as read."""

    area_code: str
    before_km2: float
    after_km2: float

    @property
    def change_km2(self) -> float:
        """Square kilometres won (positive) or lost (negative)."""
        return self.after_km2 - self.before_km2

    @property
    def change_ratio(self) -> float:
        """Change over size as read; 0.05 is five per cent won."""
        return self.change_km2 / self.before_km2


@dataclass(frozen=True)
class Mended:
    """A clean coverage in the order of the input, what changed (greatest change first), and how it was reached."""

    geometry: Geometries
    changes: list[AreaChange]
    faulty_count: int  # areas with overlapping or unmatched edges as read
    invalid_count: int  # areas whose own outline crossed itself as read
    attempt: Attempt | None  # None where the coverage was clean as read

    def build_report(self) -> dict[str, Any]:
        """Return the report as plain data: counts, sums in km², and one entry per area that changed."""
        return {
            "faulty_count": self.faulty_count,
            "invalid_count": self.invalid_count,
            "changed_count": len(self.changes),
            "moved_km2": round(sum(abs(change.change_km2) for change in self.changes), 4),
            "net_km2": round(sum(change.change_km2 for change in self.changes), 4),
            "gap_width_degrees": self.attempt.gap_width if self.attempt else None,
            "changes": [
                {
                    "area_code": change.area_code,
                    "before_km2": round(change.before_km2, 4),
                    "after_km2": round(change.after_km2, 4),
                    "change_km2": round(change.change_km2, 4),
                    "change_percent": round(100 * change.change_ratio, 2),
                }
                for change in self.changes
            ],
        }


def mend_coverage(geometry: Geometries, codes: Sequence[str], *, progress: Progress = ignore_progress) -> Mended:
    """Return ``geometry`` (polygons and multipolygons in degrees WGS 84, one per code) as one valid coverage.

    Self-crossing outlines are made valid first; overlaps go to one of the two, slivers to the neighbour with the
    longest border. Islands and holes stay. Raises BadInput for an empty or non-polygonal geometry and where no
    attempt passes the gates: no faulty edge, no invalid or emptied area, none halved or doubled.
    """
    given = np.asarray(geometry, dtype=object)
    _check_polygonal(given, codes)
    before_km2 = measure_area_km2(given)
    valid, invalid_count = _make_valid(given)
    _check_sizes(valid, codes)
    faulty, gapped = map_in_threads(partial(find_faulty_areas, valid), (0.0, ATTEMPTS[0].gap_width))
    mended, attempt = valid, None
    if gapped.any():
        carved = _carve_contested(valid, faulty) if faulty.any() else valid
        mended, attempt = _attempt_in_turn(carved, before_km2, codes, not faulty.any(), progress)
    changes = _list_changes(codes, before_km2, measure_area_km2(mended))
    return Mended(mended, changes, int(faulty.sum()), invalid_count, attempt)


def find_faulty_areas(geometry: Geometries, gap_width: float = 0.0) -> NDArray[np.bool_]:
    """Return for each area whether an edge overlaps a neighbour, does not match it or borders a gap (shape ``(n,)``).

    Gaps count up to ``gap_width`` degrees; 0 leaves them out.
    """
    edges = shapely.coverage_invalid_edges(geometry, gap_width=gap_width)
    return np.asarray(~(shapely.is_missing(edges) | shapely.is_empty(edges)), dtype=np.bool_)


def _attempt_in_turn(
    geometry: Geometries, before_km2: NDArray[np.float64], codes: Sequence[str], was_clean: bool, progress: Progress
) -> tuple[Geometries, Attempt | None]:
    failures: NDArray[np.bool_] = np.zeros(len(geometry), dtype=np.bool_)
    for number, attempt in enumerate(ATTEMPTS):
        progress(number, len(ATTEMPTS), Bilingual("Vá ranh giới", "Mending the boundaries"))
        mended = _clean(geometry, attempt)
        failures = find_failures(mended, before_km2)
        if not failures.any():
            progress(len(ATTEMPTS), len(ATTEMPTS), Bilingual("Đã vá ranh giới", "Boundaries mended"))
            return mended, attempt
    if was_clean:
        return geometry, None
    raise _refuse(_pick_codes(codes, failures))


def _clean(geometry: Geometries, attempt: Attempt) -> Geometries:
    return np.asarray(
        shapely.coverage_clean(
            geometry,
            gap_width=attempt.gap_width,
            snapping_distance=attempt.snapping_distance,
            merge_strategy=attempt.merge_strategy,
        ),
        dtype=object,
    )


def find_failures(mended: Geometries, before_km2: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return for each area whether a gate holds it back: faulty edge, invalid, empty, halved or doubled."""
    gates: tuple[Callable[[Geometries], NDArray[np.bool_]], ...] = (
        find_faulty_areas,
        lambda outlines: ~shapely.is_valid(outlines) | shapely.is_empty(outlines),
        lambda outlines: _find_resized(before_km2, measure_area_km2(outlines)),
    )
    held_back = map_in_threads(lambda gate: gate(mended), gates)
    return np.asarray(np.logical_or.reduce(held_back), dtype=np.bool_)


def _find_resized(before_km2: NDArray[np.float64], after_km2: NDArray[np.float64]) -> NDArray[np.bool_]:
    too_small = after_km2 * MAXIMUM_CHANGE_FACTOR < before_km2
    return np.asarray(too_small | (after_km2 > MAXIMUM_CHANGE_FACTOR * before_km2), dtype=np.bool_)


def _carve_contested(geometry: Geometries, faulty: NDArray[np.bool_]) -> Geometries:
    """Cut areas that a larger neighbour covers by more than ``CONTESTED_RATIO`` out of that neighbour."""
    places = np.flatnonzero(faulty)
    tree = shapely.STRtree(geometry[places])
    first, second = tree.query(geometry[places], predicate="intersects")
    sizes = shapely.area(geometry)
    small, large = places[first], places[second]
    keep = (sizes[small] < sizes[large]) | ((sizes[small] == sizes[large]) & (small < large))
    small, large = small[keep], large[keep]
    shared = shapely.area(shapely.intersection(geometry[small], geometry[large]))
    contested = shared > CONTESTED_RATIO * sizes[small]
    carved = geometry.copy()
    for inner, outer in zip(small[contested], large[contested], strict=True):
        rest = _keep_polygons(shapely.difference(carved[outer], geometry[inner]))
        if not shapely.is_empty(rest):  # of two equal outlines neither may vanish: the gates decide
            carved[outer] = rest
    return carved


def _make_valid(geometry: Geometries) -> tuple[Geometries, int]:
    invalid = ~shapely.is_valid(geometry)
    if not invalid.any():
        return geometry, 0
    valid = geometry.copy()
    repaired = shapely.make_valid(geometry[invalid], method="structure", keep_collapsed=False)
    valid[invalid] = [_keep_polygons(one) for one in repaired]
    return valid, int(invalid.sum())


def _keep_polygons(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the polygonal parts alone: cutting may leave lines and points along an edge."""
    if shapely.get_type_id(geometry) in POLYGONAL_TYPES:
        return geometry
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.union_all(parts[np.isin(shapely.get_type_id(parts), POLYGONAL_TYPES)])


def _check_polygonal(geometry: Geometries, codes: Sequence[str]) -> None:
    if len(geometry) != len(codes):
        raise ValueError(f"{len(geometry)} geometries, {len(codes)} codes")
    missing = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    if missing.any():
        _raise_empty(_pick_codes(codes, missing))
    other = ~np.isin(shapely.get_type_id(geometry), POLYGONAL_TYPES)
    if other.any():
        raise BadInput(
            "geometry_not_polygonal",
            Bilingual("Có đơn vị không phải là vùng (đa giác)", "Some areas are not polygons"),
            Bilingual(
                "Chọn lớp ranh giới dạng vùng, không phải điểm hay đường.",
                "Give the layer of polygons, not points or lines.",
            ),
            Place(text=_join_codes(_pick_codes(codes, other))),
        )


def _check_sizes(geometry: Geometries, codes: Sequence[str]) -> None:
    gone = shapely.is_empty(geometry) | (shapely.area(geometry) <= 0)
    if gone.any():
        _raise_empty(_pick_codes(codes, gone))


def _raise_empty(codes: list[str]) -> None:
    raise BadInput(
        "geometry_empty",
        Bilingual(f"{len(codes)} đơn vị không có hình", f"{len(codes)} areas have no outline"),
        Bilingual(
            "Bổ sung ranh giới của các đơn vị này hoặc bỏ các dòng đó khỏi tệp.",
            "Add their outlines, or take the rows out of the file.",
        ),
        Place(text=_join_codes(codes)),
    )


def _refuse(codes: list[str]) -> BadInput:
    return BadInput(
        "coverage_not_mendable",
        Bilingual(
            f"{len(codes)} đơn vị chồng lấn nhau đến mức không thể tự vá mà không mất hơn nửa diện tích",
            f"{len(codes)} areas overlap so much that mending would take more than half of one away",
        ),
        Bilingual(
            "Mở tệp bằng QGIS, sửa ranh giới của các đơn vị này (hình trùng nhau, đơn vị lặp lại) rồi nạp lại.",
            "Open the file in QGIS, mend these areas (equal outlines, two rows for one area), then import again.",
        ),
        Place(text=_join_codes(codes)),
    )


def _pick_codes(codes: Sequence[str], which: NDArray[np.bool_]) -> list[str]:
    return [str(code) for code, picked in zip(codes, which, strict=True) if picked]


def _join_codes(codes: list[str], limit: int = 12) -> str:
    return ", ".join(codes[:limit]) + (" …" if len(codes) > limit else "")


def _list_changes(
    codes: Sequence[str], before_km2: NDArray[np.float64], after_km2: NDArray[np.float64]
) -> list[AreaChange]:
    difference = np.abs(after_km2 - before_km2)
    changes = [
        AreaChange(str(code), float(before), float(after))
        for code, before, after, changed in zip(codes, before_km2, after_km2, difference, strict=True)
        if changed >= REPORTED_CHANGE_KM2
    ]
    return sorted(changes, key=lambda change: -abs(change.change_km2))
