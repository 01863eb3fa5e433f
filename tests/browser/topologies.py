"""Small TopoJSON topologies made by hand: every edge between two grid points is an arc, shared by its two areas."""

from __future__ import annotations

from typing import Any

Ring = list[tuple[int, int]]
STEP_DEGREES = 0.1
WEST, SOUTH = 103.0, 21.0


def build_square(column: int, row: int, size: int = 1) -> Ring:
    """Return the ring of a square, counter-clockwise, through every grid point of its edge."""
    side = range(size)
    return (
        [(column + i, row) for i in side]
        + [(column + size, row + i) for i in side]
        + [(column + size - i, row + size) for i in side]
        + [(column, row + size - i) for i in side]
    )


def build_topology(
    areas: dict[str, list[list[Ring]]],
    *,
    scope: str = "11",
    levels: dict[str, dict[str, int]] | None = None,
    marks: list[list[float]] | None = None,
    step: float = STEP_DEGREES,
) -> dict[str, Any]:
    """Return a topology of ``areas`` (code → polygons of rings in grid steps); ``levels`` gives code → run length."""
    arcs: list[list[list[int]]] = []
    numbers: dict[tuple[tuple[int, int], tuple[int, int]], int] = {}

    def refer(start: tuple[int, int], end: tuple[int, int]) -> int:
        if (end, start) in numbers:
            return ~numbers[end, start]
        if (start, end) not in numbers:
            numbers[start, end] = len(arcs)
            arcs.append([list(start), [end[0] - start[0], end[1] - start[1]]])
        return numbers[start, end]

    def build_ring(ring: Ring) -> list[int]:
        return [refer(start, end) for start, end in zip(ring, [*ring[1:], ring[0]], strict=True)]

    geometries = [
        {
            "type": "MultiPolygon",
            "id": code,
            "arcs": [[build_ring(ring) for ring in polygon] for polygon in polygons],
        }
        if polygons
        else {"type": None, "id": code}
        for code, polygons in areas.items()
    ]
    return {
        "type": "Topology",
        "transform": {"scale": [step, step], "translate": [WEST, SOUTH]},
        "objects": {"areas": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs,
        "baophu": {
            "vintage_id": "VN-2025-07-01",
            "scope_code": scope,
            "scale": "detail",
            "first_position": 0,
            "area_count": len(geometries),
            "levels": {
                level: {"codes": list(runs), "sizes": list(runs.values())} for level, runs in (levels or {}).items()
            },
            "marks": marks or [],
        },
    }


def build_grid(columns: int, rows: int, **options: Any) -> dict[str, Any]:
    """Return a grid of unit squares, coded 00000, 00001, … row by row from the south-west."""
    squares = {
        f"{row * columns + column:05d}": [[build_square(column, row)]]
        for row in range(rows)
        for column in range(columns)
    }
    return build_topology(squares, **options)
