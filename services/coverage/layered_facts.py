"""The facts of a vintage with those of other vintages below them, converted when first asked for.

What the vintage itself holds lies over what is converted, area by area; of several other vintages the nearest lies
highest. A count converted for a larger area gives way where another layer has counts within: it would not be the sum
of what is shown there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol, TypeGuard, runtime_checkable

import numpy as np

from services.coverage.columns import FactColumn, FactKey, Mask, Numbers, build_own_column, find_above
from services.coverage.conversion import Conversion
from services.coverage.conversions import Conversions
from services.coverage.converting import convert
from services.coverage.fact_columns import join_columns, mark_origin, renumber_facts, select_facts
from services.coverage.hierarchy import Hierarchy
from services.coverage.memo import Memo
from services.coverage.sums import roll_up, sum_complete

# A converted column of 12,000 areas takes 0.6 MB.
KEPT_CONVERTED = 160
KEPT_CUT = 160
KEPT_ARRANGED = 6  # days of changes whose columns are kept over publications
_NO_LAYER = -1


@dataclass(frozen=True)
class FactSource:
    """The facts that another vintage holds itself."""

    vintage_id: str
    hierarchy: Hierarchy
    facts: Mapping[FactKey, FactColumn]


@runtime_checkable
class ArrangedFacts(Protocol):
    """Facts that know more of larger areas than their communes tell, and so depend on which units there are."""

    def arrange(self, hierarchy: Hierarchy, change: date) -> Mapping[FactKey, FactColumn]:
        """Return the same facts for the units that hold from a change of their list on."""


def arrange_facts(
    facts: Mapping[FactKey, FactColumn], hierarchy: Hierarchy, change: date
) -> Mapping[FactKey, FactColumn]:
    """Return facts for the units of a day; the same object where communes tell all there is."""
    return facts.arrange(hierarchy, change) if isinstance(facts, ArrangedFacts) else facts


class LayeredFacts(Mapping[FactKey, FactColumn]):
    """Own facts over converted ones; ``sources`` stand in the order of ``ConvertedPart.origins``, from 1.

    ``before`` are the facts of the publication before: what was laid from the same columns is taken over.
    """

    kept_apart: ClassVar[bool] = True

    def __init__(
        self,
        own: Mapping[FactKey, FactColumn],
        vintage_id: str,
        hierarchy: Hierarchy,
        sources: Sequence[FactSource],
        conversions: Conversions,
        before: Mapping[FactKey, FactColumn] | None = None,
        kept: Memo | None = None,
    ) -> None:
        self.own = own
        self.sources = tuple(sources)
        self._vintage_id = vintage_id
        self._hierarchy = hierarchy
        self._conversions = conversions
        follows = before if self._continues(before) else None
        last = follows._kept if follows is not None else Memo(KEPT_CONVERTED)
        self._kept: Memo = kept if kept is not None else last
        self._arranged: Memo = follows._arranged if follows is not None else Memo(KEPT_ARRANGED, None)
        self._keys = dict.fromkeys([*own, *(key for source in self.sources for key in source.facts)])

    def __getitem__(self, key: FactKey) -> FactColumn:
        if key not in self._keys:
            raise KeyError(key)
        if not any(key in source.facts for source in self.sources):
            return self.own[key]
        own, columns = self.own.get(key), [source.facts.get(key) for source in self.sources]
        return self._kept.recall_of(key, (own, *columns), lambda: self._lay(own, columns))

    def _continues(self, before: Mapping[FactKey, FactColumn] | None) -> TypeGuard[LayeredFacts]:
        """Tell whether columns laid before mean the same: same areas, same ways between vintages, same origins."""
        return (
            isinstance(before, LayeredFacts)
            and before._hierarchy is self._hierarchy
            and before._conversions is self._conversions
            and [one.vintage_id for one in before.sources] == [one.vintage_id for one in self.sources]
        )

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[FactKey]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def find_conversion(self, origin: int) -> Conversion:
        """Return the conversion that counts of an origin (from 1) came by."""
        return self._conversions.build(self.sources[origin - 1].vintage_id, self._vintage_id, self._hierarchy)

    def arrange(self, hierarchy: Hierarchy, change: date) -> LayeredFacts:
        """Return the same facts for the units that hold from a change of their list on."""
        own = arrange_facts(self.own, hierarchy, change)
        kept = self._arranged.recall_of(change, (hierarchy,), lambda: Memo(KEPT_CONVERTED))
        return LayeredFacts(own, self._vintage_id, hierarchy, self.sources, self._conversions, kept=kept)

    def _lay(self, own: FactColumn | None, columns: Sequence[FactColumn | None]) -> FactColumn:
        """Return a column of the sources' columns, one for each or None, and of the own one."""
        sources = zip(self.sources, columns, strict=True)
        layers = [
            (place + 1, self._convert(place + 1, source, column))
            for place, (source, column) in reversed(list(enumerate(sources)))
            if column is not None
        ]
        if own is not None:
            layers.append((0, own))
        return lay_columns(self._hierarchy, layers)

    def _convert(self, origin: int, source: FactSource, column: FactColumn) -> FactColumn:
        whole = roll_up(source.hierarchy, build_own_column([column], source.hierarchy))
        shown = sum_complete(source.hierarchy, [whole])
        return convert(self.find_conversion(origin), column.as_of, whole, shown)


def lay_columns(hierarchy: Hierarchy, layers: Sequence[tuple[int, FactColumn]]) -> FactColumn:
    """Return one column of several with their origins (0 for the vintage's own), the highest last."""
    marked = [mark_origin(column, origin) for origin, column in layers]
    if len(marked) == 1:
        return marked[0]
    origins = np.array([origin for origin, _ in layers])
    above = [find_above(hierarchy, column.areas) for column in marked]
    chosen = np.full(hierarchy.size, _NO_LAYER, dtype=np.int32)
    for place, column in enumerate(marked):
        converted = (chosen != _NO_LAYER) & (origins[chosen] > 0)
        chosen[converted & above[place]] = _NO_LAYER
        chosen[column.areas] = place
    picked = [_pick(column, place, chosen, above) for place, column in enumerate(marked)]
    return join_columns(picked)


def _pick(column: FactColumn, place: int, chosen: Numbers, above: Sequence[Mask]) -> FactColumn:
    """Return what of a layer shows; people known of an area in part only where no other layer has any of them."""
    others = np.any([one for other, one in enumerate(above) if other != place], axis=0)
    free = (chosen == _NO_LAYER) & ~others
    return select_facts(column, chosen[column.areas] == place, free)


class CutFacts(Mapping[FactKey, FactColumn]):
    """The facts of some areas of a vintage under other numbers, cut when first asked for.

    ``renumbered`` has the number of each area within, −1 for all others.
    """

    kept_apart: ClassVar[bool] = True

    def __init__(self, facts: Mapping[FactKey, FactColumn], renumbered: Numbers) -> None:
        self._facts = facts
        self._renumbered = renumbered
        self._kept = Memo(KEPT_CUT)

    def __getitem__(self, key: FactKey) -> FactColumn:
        if key not in self._facts:
            raise KeyError(key)
        return self._kept.recall(key, lambda: renumber_facts(self._facts[key], self._renumbered))

    def __contains__(self, key: object) -> bool:
        return key in self._facts

    def __iter__(self) -> Iterator[FactKey]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)
