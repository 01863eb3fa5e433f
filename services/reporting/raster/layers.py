"""What all pictures of the same areas share: which area lies under each pixel, and the lines over the colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from services.reporting.raster.areas import number_pixels
from services.reporting.raster.document import Document
from services.reporting.raster.hairlines import Hairlines
from services.reporting.raster.outlines import Floats, Integers, Pixels, Rings

FINER = 2  # pixels of the areas per pixel of the picture and side: edges come out smooth
_FOUR_TIMES = np.uint64(0x0001_0001_0001_0001)
CORNERS = 24  # of a circle as lines


@dataclass(frozen=True)
class Lines:
    """Outlines drawn as lines of a width in pixels, at most one."""

    rings: Rings
    width: float


@dataclass(frozen=True)
class Marks:
    """Discs of one size: the middle of each in pixels of the picture, and the number of the area it stands for."""

    places: Floats
    numbers: Integers
    radius: float
    edge: float  # width of the line around it


@dataclass(frozen=True)
class MapOutlines:
    """What is drawn of the areas of a map; ``above`` is a document of the map's size that lies over all lines."""

    pixels: Pixels
    rings: Rings
    numbers: Integers  # of the areas of the rings, from 1
    is_hole: NDArray[np.bool_]
    lines: tuple[Lines, ...]
    marks: Marks
    above: Document | None


@dataclass(frozen=True)
class Layers:
    """Numbers of areas of ``FINER`` pixels, as the picture needs them, and what lies over the colours.

    Most pixels of the picture lie within one area, whose number is in ``areas``; ``mixed`` are the places of the
    others, counted along the rows, and ``parts`` the numbers of their finer pixels.
    """

    areas: NDArray[np.uint16]
    mixed: Integers
    parts: NDArray[np.uint16]
    ink: NDArray[np.uint8]
    above: Image.Image | None

    @property
    def shape(self) -> tuple[int, int]:
        """How many pixels high and wide."""
        high, wide = self.areas.shape
        return high, wide

    @property
    def size(self) -> int:
        """Bytes of memory."""
        above = 4 * self.above.width * self.above.height if self.above else 0
        return self.areas.nbytes + self.mixed.nbytes + self.parts.nbytes + self.ink.nbytes + above

    def look_up(self, values: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return for each pixel the value of its area, a mean at the edges; ``values[0]`` is that of the sea.

        Values may have several parts, as colours do.
        """
        found: NDArray[np.uint8] = np.take(values, self.areas, axis=0)
        flat = found.reshape(-1, *values.shape[1:])
        total = np.take(values, self.parts, axis=0).sum(axis=1, dtype=np.uint16)
        half = FINER * FINER // 2
        flat[self.mixed] = (total + half) // (FINER * FINER)
        return found


def draw_layers(outlines: MapOutlines) -> Layers:
    """Return the layers of a map."""
    finer = _number_finely(outlines)
    high, wide = outlines.pixels.high, outlines.pixels.wide
    blocks = finer.reshape(high, FINER, wide, FINER).transpose(0, 2, 1, 3).reshape(high * wide, FINER * FINER)
    packed = blocks.view(np.uint64)[:, 0]  # the four numbers of a block as one
    mixed = np.flatnonzero(packed != blocks[:, 0] * _FOUR_TIMES)
    above = outlines.above.open() if outlines.above else None
    areas = np.ascontiguousarray(blocks[:, 0]).reshape(high, wide)
    return Layers(areas, mixed, blocks[mixed], _ink_lines(outlines), above)


def _number_finely(outlines: MapOutlines) -> NDArray[np.uint16]:
    pixels, rings = outlines.pixels, outlines.rings
    shape = (pixels.high * FINER, pixels.wide * FINER)
    places = pixels.place(rings.points) * FINER
    numbered = number_pixels(rings, outlines.numbers, outlines.is_hole, places, shape)
    radius = outlines.marks.radius * FINER
    for (x, y), number in zip(outlines.marks.places * FINER, outlines.marks.numbers, strict=True):
        left, top = max(int(x - radius), 0), max(int(y - radius), 0)
        box = numbered[top : int(y + radius) + 2, left : int(x + radius) + 2]
        rows, columns = np.ogrid[: box.shape[0], : box.shape[1]]
        box[(rows + top + 0.5 - y) ** 2 + (columns + left + 0.5 - x) ** 2 <= radius**2] = number
    return numbered


def _ink_lines(outlines: MapOutlines) -> NDArray[np.uint8]:
    pixels, marks = outlines.pixels, outlines.marks
    ink = Hairlines(pixels.wide, pixels.high)
    for lines in outlines.lines:
        places = pixels.place(lines.rings.points)
        ink.draw(places, places[lines.rings.list_following()], lines.width)
    turns = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    circle = marks.radius * np.column_stack([np.cos(turns), np.sin(turns)])
    edges: Any = marks.places[:, None, :] + circle
    ink.draw(edges.reshape(-1, 2), np.roll(edges, -1, axis=1).reshape(-1, 2), marks.edge)
    return ink.finish()
