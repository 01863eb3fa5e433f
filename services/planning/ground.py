"""The communes that the rules of a selection speak of."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geodata.errors import BadInput, Bilingual, Place
from services.coverage.columns import Counts, Mask
from services.planning.candidates import Texts

Pairs = NDArray[np.int64]


@dataclass(frozen=True)
class Field:
    """The m communes that rules speak of; arrays of m entries, NaN where nothing is known.

    ``costs`` are money or people-days, in the unit of the budget; ``neighbours`` n × 2 numbers of communes that touch.
    """

    codes: Texts
    unit_codes: Texts
    is_pilot: Mask
    sizes: Counts
    costs: Counts
    longitudes: Counts
    latitudes: Counts
    neighbours: Pairs = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))

    @property
    def size(self) -> int:
        """How many communes there are."""
        return len(self.codes)

    def find(self, code: str) -> int:
        """Return the place of a commune; BadInput where it is none of these."""
        found = np.flatnonzero(self.codes == code)
        if found.size == 0:
            raise _not_a_candidate(code)
        return int(found[0])

    def reorder(self, order: NDArray[np.int64]) -> Field:
        """Return the communes in another order, pairs of neighbours sorted."""
        place = np.argsort(order)
        pairs = np.sort(place[self.neighbours], axis=1)
        return Field(
            codes=self.codes[order],
            unit_codes=self.unit_codes[order],
            is_pilot=self.is_pilot[order],
            sizes=self.sizes[order],
            costs=self.costs[order],
            longitudes=self.longitudes[order],
            latitudes=self.latitudes[order],
            neighbours=pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))],
        )


def _not_a_candidate(code: str) -> BadInput:
    return BadInput(
        "not_a_candidate",
        Bilingual(f"Xã «{code}» không nằm trong địa bàn đang chọn", f"Commune «{code}» is none of the candidates"),
        Bilingual("Bỏ xã này khỏi danh sách khoá, hoặc mở rộng địa bàn.", "Unlock it, or widen the area."),
        Place(column="locked", text=code),
    )
