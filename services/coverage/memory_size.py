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
_NOTHING = frozenset({int, float, bool, date, type, type(None)})
_IS_NOTHING: dict[type, bool] = {}  # by type: asking every object what it is takes longer than adding it up


def measure_bytes(kept: object) -> int:
    """Return how many bytes of memory ``kept`` takes, without what is ``kept_apart`` within it."""
    total, seen, waiting = 0, set[int](), [kept]
    while waiting:
        one = waiting.pop()
        kind = type(one)
        if kind is np.ndarray:
            if id(one) not in seen:
                seen.add(id(one))
                total += _measure_array(one, seen)
            continue
        is_nothing = _IS_NOTHING.get(kind)
        if is_nothing is None:
            is_nothing = _IS_NOTHING[kind] = kind in _NOTHING or issubclass(kind, Enum)
        if is_nothing or id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, np.ndarray):
            total += _measure_array(one, seen)
            continue
        total += _measure_leaf(one)
        waiting += [part for part in _list_parts(one) if not _is_apart(type(part))]
    return total


def measure_key(key: Hashable) -> int:
    """Return how many bytes a key takes, near enough: texts and bytes in it, not what they are made of."""
    parts: tuple[object, ...] = key if isinstance(key, tuple) else ()
    return sum((sys.getsizeof(part) for part in parts), sys.getsizeof(key))


_APART: dict[type, bool] = {}  # by type: asking an object for what it lacks is slow


def _is_apart(kind: type) -> bool:
    known = _APART.get(kind)
    if known is None:
        known = _APART[kind] = bool(getattr(kind, "kept_apart", False))
    return known


def _find_owner(array: Any) -> Any:
    """Return the array whose memory is looked at: it is there as long as the look is."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def _measure_array(array: Any, seen: set[int]) -> int:
    if array.base is None and array.dtype != object:
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
