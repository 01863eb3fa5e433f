"""All conversions between the vintages of one snapshot; each is built when first asked for and kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geodata.crosswalks.composing import find_way
from geodata.crosswalks.crosswalk import Crosswalk
from geodata.vintages import Vintage
from services.coverage.conversion import Conversion, build_conversion
from services.coverage.hierarchy import Hierarchy
from services.coverage.memo import Memo

KEPT_CONVERSIONS = 32  # some 2 MB each between two vintages of the whole country


@dataclass(frozen=True)
class ConvertedVintage:
    """A vintage as conversions need it."""

    vintage: Vintage
    hierarchy: Hierarchy


class Conversions:
    """Which vintages lead to which, and how. Safe between threads."""

    def __init__(self, vintages: Mapping[str, ConvertedVintage], crosswalks: Sequence[Crosswalk]) -> None:
        self._vintages = dict(vintages)
        self._crosswalks = tuple(crosswalks)
        self._kept = Memo(KEPT_CONVERSIONS)
        self._sources = {vintage_id: self._rank_sources(vintage_id) for vintage_id in self._vintages}

    @property
    def crosswalks(self) -> tuple[Crosswalk, ...]:
        """The crosswalks in force."""
        return self._crosswalks

    def list_sources(self, to_vintage_id: str) -> tuple[str, ...]:
        """Return the ids of the vintages that lead to one, the fewest steps first, of equals the newest."""
        return self._sources.get(to_vintage_id, ())

    def is_for(self, vintages: Mapping[str, ConvertedVintage], crosswalks: Sequence[Crosswalk]) -> bool:
        """Tell whether these lead between the very same areas by the same pieces."""
        own = self._vintages
        return (
            own.keys() == vintages.keys()
            and all(own[key].vintage == one.vintage for key, one in vintages.items())
            and all(own[key].hierarchy is one.hierarchy for key, one in vintages.items())
            and len(crosswalks) == len(self._crosswalks)
            and all(map(_is_same, crosswalks, self._crosswalks))
        )

    def find(self, from_vintage_id: str, to_vintage_id: str) -> Conversion | None:
        """Return the conversion between two vintages, None where no way leads from one to the other."""
        if from_vintage_id not in self.list_sources(to_vintage_id):
            return None
        return self.build(from_vintage_id, to_vintage_id, self._vintages[to_vintage_id].hierarchy)

    def build(self, from_vintage_id: str, to_vintage_id: str, target: Hierarchy) -> Conversion:
        """Return the conversion from a source to an arrangement of the areas of another vintage."""
        # What is kept holds its target, so that no other object can come to bear the same id.
        key = (from_vintage_id, to_vintage_id, id(target))
        return self._kept.recall(key, lambda: self._build(from_vintage_id, to_vintage_id, target))

    def _build(self, from_vintage_id: str, to_vintage_id: str, target: Hierarchy) -> Conversion:
        way = find_way(self._crosswalks, from_vintage_id, to_vintage_id)
        if not way:
            raise ValueError(f"no crosswalk leads from {from_vintage_id} to {to_vintage_id}")
        source, goal = self._vintages[from_vintage_id], self._vintages[to_vintage_id]
        return build_conversion(source.vintage, goal.vintage, source.hierarchy, target, way)

    def _rank_sources(self, vintage_id: str) -> tuple[str, ...]:
        """Return the vintages joined to one; a way may lead over vintages that are not in force."""
        steps = {vintage_id: 0}
        waiting = deque([vintage_id])
        while waiting:
            here = waiting.popleft()
            for one in self._crosswalks:
                ends = (one.from_vintage_id, one.to_vintage_id)
                if here in ends:
                    other = ends[1] if ends[0] == here else ends[0]
                    if other not in steps:
                        steps[other] = steps[here] + 1
                        waiting.append(other)
        joined = [one for one in steps if one != vintage_id and one in self._vintages]
        newest_first = sorted(joined, key=lambda one: (self._vintages[one].vintage.effective_from, one), reverse=True)
        return tuple(sorted(newest_first, key=steps.__getitem__))


def _is_same(one: Crosswalk, other: Crosswalk) -> bool:
    told = ("from_vintage_id", "to_vintage_id", "basis", "source")
    return all(getattr(one, name) == getattr(other, name) for name in told) and one.pairs.equals(other.pairs)
