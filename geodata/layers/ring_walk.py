"""References and points of rings as a reader meets them who walks along: what follows from the walk is not written.

An arc that is walked for the first time begins where the walk stands, so that its first point need not be said; one
that was walked before is among the few that touch that place, so that a small number says which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

NEW = 0  # the next arc, forwards
BACK = 255  # the arc just walked, the other way
Point = tuple[int, int]


class NoWalkError(ValueError):
    """The arcs are not in the order in which their rings walk them, or a ring has a gap."""


@dataclass
class Walk:
    """``tokens``: of each reference ``NEW``, ``BACK``, or 1 + which of the arcs that touch the place, the newest first.

    ``far``: for each ring that begins with an arc walked before, 2 × its distance from the newest, +1 backwards.
    ``x``, ``y``: steps between the points written, one after another.
    """

    tokens: list[int] = field(default_factory=list)
    far: list[int] = field(default_factory=list)
    x: list[int] = field(default_factory=list)
    y: list[int] = field(default_factory=list)


def walk_rings(rings: Sequence[Sequence[int]], arcs: Sequence[NDArray[np.int64]]) -> Walk:
    """Return the walk along all rings; ``arcs`` are the points of each. NoWalkError where they cannot be walked."""
    walker = _Walker(arcs)
    for ring in rings:
        walker.walk_ring(ring)
    if walker.seen < len(arcs):
        raise NoWalkError(f"no ring walks arc {walker.seen}")
    return walker.walk


class _Walker:
    def __init__(self, arcs: Sequence[NDArray[np.int64]]) -> None:
        self.walk = Walk()
        self._arcs = arcs
        self.seen = 0
        self._touching: dict[Point, list[int]] = {}  # place → references that leave it
        self._written: Point = (0, 0)

    def walk_ring(self, ring: Sequence[int]) -> None:
        place: Point | None = None
        before: int | None = None
        for reference in ring:
            arc = reference if reference >= 0 else ~reference
            if reference == self.seen:
                self._write_arc(arc, place)
            elif arc >= self.seen:
                raise NoWalkError(f"arc {arc} before arc {self.seen}")
            elif place is None:
                self.walk.tokens.append(1)
                self.walk.far.append(2 * (self.seen - 1 - arc) + (reference < 0))
            else:
                self.walk.tokens.append(
                    BACK if before is not None and reference == ~before else 1 + self._rank(place, reference, before)
                )
            place, before = self._end_of(reference), reference

    def _write_arc(self, arc: int, place: Point | None) -> None:
        points = [(int(x), int(y)) for x, y in self._arcs[arc]]
        if place is not None and points[0] != place:
            raise NoWalkError(f"arc {arc} does not begin where the ring stands")
        self.walk.tokens.append(NEW)
        at = self._written if place is None else place
        for point in points if place is None else points[1:]:
            self.walk.x.append(point[0] - at[0])
            self.walk.y.append(point[1] - at[1])
            at = point
        self._written = points[-1]
        self._touching.setdefault(points[0], []).append(arc)
        self._touching.setdefault(points[-1], []).append(~arc)
        self.seen += 1

    def _rank(self, place: Point, reference: int, before: int | None) -> int:
        others = self._list_leaving(place, before)
        for rank, other in enumerate(others):
            if other == reference and rank + 1 < BACK:
                return rank
        raise NoWalkError(f"reference {reference} does not leave where the ring stands")

    def _list_leaving(self, place: Point, before: int | None) -> Iterator[int]:
        """Yield the references that leave a place, the newest first, without the way back."""
        for reference in reversed(self._touching.get(place, [])):
            if before is None or reference != ~before:
                yield reference

    def _end_of(self, reference: int) -> Point:
        x, y = self._arcs[reference][-1] if reference >= 0 else self._arcs[~reference][0]
        return int(x), int(y)
