"""The picture of a map of thousands of areas: colours looked up in layers that are kept, texts around it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from services.reporting.raster.document import Document
from services.reporting.raster.layers import Layers, MapOutlines, draw_layers
from services.reporting.raster.png import write_png

MOST_BYTES = 64 * 2**20  # of layers some 8 MB each at 1600 × 1200, strips and patterns of 1 MB
MISSING = b""  # the answer where the layers must be sent along

Made = TypeVar("Made")


class Shelf:
    """What was used last, up to so many bytes; what alone is more than half of them is not kept. For one thread."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    def recall(self, key: Hashable, make: Callable[[], Made], measure: Callable[[Made], int]) -> Made:
        """Return what is kept under ``key``, made where it is not."""
        if key in self._kept:
            self._kept.move_to_end(key)
            found: Made = self._kept[key][0]  # type: ignore[assignment]
            return found
        made = make()
        size = measure(made)
        if 2 * size <= self._most_bytes:
            self._kept[key] = (made, size)
            self._bytes += size
        while self._bytes > self._most_bytes:
            _key, (_oldest, freed) = self._kept.popitem(last=False)
            self._bytes -= freed
        return made


_KEPT = Shelf()


def _open_once(document: Document) -> Image.Image:
    """Return a drawing that comes again in other pictures."""
    return _KEPT.recall(document, document.open, lambda drawn: 4 * drawn.width * drawn.height)


@dataclass(frozen=True)
class Strip:
    """A part of the sheet beside the map, and where it lies in pixels."""

    left: int
    top: int
    document: Document


@dataclass(frozen=True)
class Pattern:
    """A pattern over some areas: ``covered`` is 255 for their numbers. ``tile`` is one that fits to itself."""

    tile: Document
    covered: NDArray[np.uint8]


@dataclass(frozen=True)
class LayeredPicture:
    """A picture: strips around a map whose areas have ``colors``, red, green and blue by number, 0 the sea.

    ``outlines`` may be left out where the layers under ``key`` may be known. ``below`` lies under the lines, ``above``
    over them.
    """

    size: tuple[int, int]
    key: bytes
    outlines: MapOutlines | None
    place: tuple[int, int]
    strips: tuple[Strip, ...]
    colors: NDArray[np.uint8]
    patterns: tuple[Pattern, ...]
    ink: tuple[int, int, int]
    below: Document | None
    above: Document | None

    def draw(self) -> bytes:
        """Return the picture as PNG; ``MISSING`` where the layers are not known."""
        outlines = self.outlines
        if outlines is None and self.key not in _KEPT:
            return MISSING
        layers = _KEPT.recall(self.key, lambda: draw_layers(outlines), lambda made: made.size)  # type: ignore[arg-type]
        return _write_sheet(self.size, self.strips, self._paint(layers), self.place)

    def _paint(self, layers: Layers) -> Image.Image:
        painted = Image.fromarray(layers.look_up(self.colors), "RGB")
        for pattern in self.patterns:
            drawn = np.asarray(_open_once(pattern.tile))
            high, wide = layers.shape
            times = (-(-high // drawn.shape[0]), -(-wide // drawn.shape[1]), 1)
            laid = np.tile(drawn, times)[:high, :wide]
            mask = laid[..., 3].astype(np.uint16) * layers.look_up(pattern.covered) // 255
            colored = Image.fromarray(np.ascontiguousarray(laid[..., :3]), "RGB")
            painted.paste(colored, (0, 0), Image.fromarray(mask.astype(np.uint8), "L"))
        _lay_over(painted, self.below.open() if self.below else None)
        painted.paste(self.ink, (0, 0, *painted.size), Image.fromarray(layers.ink, "L"))
        _lay_over(painted, layers.above)
        _lay_over(painted, _open_once(self.above) if self.above else None)
        return painted


@dataclass(frozen=True)
class CutPicture:
    """A picture whose map is a drawing of its own, among strips."""

    size: tuple[int, int]
    place: tuple[int, int]
    strips: tuple[Strip, ...]
    map: Document

    def draw(self) -> bytes:
        """Return the picture as PNG."""
        return _write_sheet(self.size, self.strips, self.map.open().convert("RGB"), self.place)


def _write_sheet(size: tuple[int, int], strips: tuple[Strip, ...], drawn: Image.Image, place: tuple[int, int]) -> bytes:
    picture = Image.new("RGB", size, "#ffffff")
    for strip in strips:
        picture.paste(_open_once(strip.document).convert("RGB"), (strip.left, strip.top))
    picture.paste(drawn, place)
    return write_png(np.asarray(picture))


def _lay_over(painted: Image.Image, over: Image.Image | None) -> None:
    if over is not None:
        painted.paste(over, (0, 0), over.getchannel("A"))
