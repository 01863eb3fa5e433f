"""The vintages that files were about last: their areas never change, so they are read once and not for each file.

What can change lies over them: official corrections of names are read for each file and are part of the key, aliases
are no part of what is kept. At most ``_MOST_KEPT`` per store, some 20 MB each with the names of all communes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import pandas as pd
from sqlalchemy.engine import Connection, Engine

from geodata.area_tree import AreaTree, build_area_tree
from services.intake.scope.place_clues import PlaceClues, build_place_clues
from services.store.area_fixes import read_area_fixes
from services.store.boundaries import StoredVintage, read_areas
from services.store.places import build_places

_MOST_KEPT = 4


@dataclass(frozen=True, eq=False)
class KeptVintage:
    """The areas of one vintage as ``services.store.boundaries.read_areas`` gives them, and what files ask of them.

    Nobody changes ``areas``: files of other threads look at it meanwhile.
    """

    areas: pd.DataFrame

    @cached_property
    def clues(self) -> PlaceClues:
        """The provinces and districts, to be looked for in words."""
        return build_place_clues(self.areas)

    @cached_property
    def tree(self) -> AreaTree:
        """The areas as rows are matched with them."""
        return build_area_tree(self.areas)

    @cached_property
    def located(self) -> Mapping[tuple[str, str], tuple[str, str]]:
        """Level and code of each area → the code of its province and of the unit that it lies in."""
        places = build_places(self.areas)
        level, code, province, within = (
            places[name].tolist() for name in ("level", "area_code", "province_code", "within_code")
        )
        return dict(zip(zip(level, code, strict=True), zip(province, within, strict=True), strict=True))

    @cached_property
    def units(self) -> Mapping[str, Mapping[str, set[str]]]:
        """By province and level the units that areas of that level lie in, "" for those that lie in none."""
        units: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for (level, _), (province, within) in self.located.items():
            units[province][level].add(within)
        return {province: dict(by_level) for province, by_level in units.items()}


class KeptVintages:
    """The vintages read last from one store. Safe for threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, KeptVintage] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, connection: Connection, stored: StoredVintage) -> KeptVintage:
        """Return the areas of a vintage, read now where they are not kept."""
        vintage_id = stored.vintage.vintage_id
        key = (vintage_id, stored.imported_at, stored.geometry_sha256, *read_area_fixes(connection, vintage_id))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        kept = KeptVintage(read_areas(connection, vintage_id))
        with self._lock:
            self._kept[key] = kept
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return kept


_OF_STORES: WeakKeyDictionary[Engine, KeptVintages] = WeakKeyDictionary()


def read_kept_vintage(connection: Connection, stored: StoredVintage) -> KeptVintage:
    """Return the areas of a stored vintage with its corrections in force, kept while it is among the last asked for."""
    return _OF_STORES.setdefault(connection.engine, KeptVintages()).read(connection, stored)
