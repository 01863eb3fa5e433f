"""How many bytes of memory something takes, as far as it is its own.

An upper bound within a few per cent: arrays, texts, outlines and pictures are counted whole, once each. What an object
merely refers to and others hold as well (the snapshot, a hierarchy) says so by ``kept_apart`` and is left out where it
stands within something else.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterable
from datetime import date
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd
import shapely
from PIL import Image

COORDINATE_BYTES = 16
GEOMETRY_BYTES = 260  # of an outline besides its coordinates: the objects of GEOS and of Python
RING_BYTES = 120
PIXEL_BYTES = {"L": 1, "1": 1}  # all other pictures take four bytes a pixel in memory
ARRAY_BYTES = sys.getsizeof(np.empty(0))
_LEFT_OUT, _ARRAY, _APART, _PARTS = 1, 2, 3, 4  # ways to measure an object; plain numbers, for a member of an enum is
# looked up by a function
_NOTHING = frozenset({int, float, bool, date, type, type(None)})
_WAYS: dict[type, int] = {}  # asking every object what it is would take longer than adding it up


def measure_bytes(kept: object) -> int:
    """Return how many bytes of memory ``kept`` takes, without what is ``kept_apart`` within it."""
    total, seen, waiting = 0, set[int](), [kept]
    while waiting:
        one = waiting.pop()
        kind = type(one)
        way = _WAYS.get(kind) or _find_way(kind)
        if way is _LEFT_OUT or id(one) in seen or (way is _APART and one is not kept):
            continue
        seen.add(id(one))
        if way is _ARRAY:
            total += _measure_array(one, seen)
            continue
        total += _measure_leaf(one)
        waiting.extend(_list_parts(one))
    return total


def _find_way(kind: type) -> int:
    if kind in _NOTHING or issubclass(kind, Enum):
        way = _LEFT_OUT
    elif issubclass(kind, np.ndarray):
        way = _ARRAY
    else:
        way = _APART if getattr(kind, "kept_apart", False) else _PARTS
    _WAYS[kind] = way
    return way


def measure_key(key: Hashable) -> int:
    """Return how many bytes a key takes, near enough: texts and bytes in it, not what they are made of."""
    parts: tuple[object, ...] = key if isinstance(key, tuple) else ()
    return sum((sys.getsizeof(part) for part in parts), sys.getsizeof(key))


def _find_owner(array: Any) -> Any:
    """Return the array whose memory is looked at: it is there as long as the look is."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def _measure_array(array: Any, seen: set[int]) -> int:
    if array.base is None and not array.dtype.hasobject:
        return int(array.nbytes) + ARRAY_BYTES
    owner = array if array.base is None else _find_owner(array)
    if owner is not array:
        if id(owner) in seen:
            return 0
        seen.add(id(owner))
        array = owner
    if array.dtype != object:
        return int(array.nbytes) + ARRAY_BYTES
    geometries = array[shapely.is_geometry(array)]
    return int(array.nbytes) + _measure_geometries(geometries)


def _measure_geometries(geometries: Any) -> int:
    if not geometries.size:
        return 0
    coordinates = int(shapely.get_num_coordinates(geometries).sum())
    parts = shapely.get_parts(geometries)
    rings = int(shapely.get_num_interior_rings(parts).sum()) + int(parts.size)
    outlines = int(geometries.size + parts.size)
    return coordinates * COORDINATE_BYTES + rings * RING_BYTES + outlines * GEOMETRY_BYTES


def _measure_leaf(one: object) -> int:
    kind = type(one)
    if kind is tuple or kind is dict or kind is str or kind is list:
        return sys.getsizeof(one)
    if isinstance(one, Image.Image):
        return one.width * one.height * PIXEL_BYTES.get(one.mode, 4)
    if isinstance(one, shapely.Geometry):
        return _measure_geometries(np.array([one], dtype=object))
    if isinstance(one, pd.DataFrame):
        return int(one.memory_usage(deep=True).sum())
    return sys.getsizeof(one)


def _list_parts(one: object) -> Iterable[object]:
    if isinstance(one, tuple | list | set | frozenset):
        return one
    if isinstance(one, str | bytes | Image.Image | shapely.Geometry | pd.DataFrame):
        return ()
    if isinstance(one, dict):
        return list(one.items())
    return list(getattr(one, "__dict__", {}).values())  # another thread may add to it
