"""A crosswalk: the pieces that the communes of two vintages have in common, and how large each piece is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.errors import Bilingual

PAIR_COLUMNS = ("from_code", "to_code", "size")


class WeightBasis(StrEnum):
    """What the pieces of a split commune are weighed by; said beside every estimate."""

    AREA = "area"
    BUILT_UP_AREA = "built_up_area"
    POPULATION = "population"
    LABOUR_FORCE = "labour_force"
    GIVEN = "given"

    @property
    def label(self) -> Bilingual:
        """How the basis is called on the page."""
        return _LABELS[self]


_LABELS = {
    WeightBasis.AREA: Bilingual("diện tích", "area"),
    WeightBasis.BUILT_UP_AREA: Bilingual("diện tích đất xây dựng", "built-up area"),
    WeightBasis.POPULATION: Bilingual("dân số", "population"),
    WeightBasis.LABOUR_FORCE: Bilingual("lực lượng lao động", "labour force"),
    WeightBasis.GIVEN: Bilingual("tỷ trọng nêu ở nguồn", "weights told with the source"),
}


@dataclass(frozen=True, eq=False)
class Crosswalk:
    """The pieces common to the communes of two vintages; serves both directions.

    ``pairs`` has one row per piece, sorted by (from_code, to_code), each pair once: ``from_code``, ``to_code``
    (text) and ``size`` (float > 0), how much of ``basis`` lies in the piece. A commune with one piece is whole, one
    with several is split. Pairs given in another order are sorted; ValueError for a pair that stands twice or a
    size that is not above 0.
    """

    from_vintage_id: str
    to_vintage_id: str
    basis: WeightBasis
    source: str
    pairs: pd.DataFrame

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", _check_pairs(self.pairs))

    def reverse(self) -> Crosswalk:
        """Return the same pieces seen from the other vintage."""
        pairs = self.pairs.rename(columns={"from_code": "to_code", "to_code": "from_code"})
        return Crosswalk(self.to_vintage_id, self.from_vintage_id, self.basis, self.source, pairs)

    @cached_property
    def split_codes(self) -> frozenset[str]:
        """The from units that have several pieces."""
        codes = self.pairs["from_code"]
        return frozenset(codes[codes.duplicated()])

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The position in ``pairs`` of the first piece of each from unit, in the order of ``from_codes``."""
        codes = self.pairs["from_code"].to_numpy()
        is_first = np.ones(len(codes), dtype=bool)
        is_first[1:] = codes[1:] != codes[:-1]
        return np.flatnonzero(is_first)

    @cached_property
    def from_codes(self) -> NDArray[np.object_]:
        """Each from unit once, sorted."""
        return np.asarray(self.pairs["from_code"], dtype=object)[self.starts]

    @cached_property
    def forward_weights(self) -> NDArray[np.float64]:
        """The share of each piece in its from unit, in the order of ``pairs``."""
        return self._share_out("from_code")

    @cached_property
    def backward_weights(self) -> NDArray[np.float64]:
        """The share of each piece in its to unit, in the order of ``pairs``."""
        return self._share_out("to_code")

    def _share_out(self, column: str) -> NDArray[np.float64]:
        sizes = self.pairs["size"]
        return (sizes / sizes.groupby(self.pairs[column]).transform("sum")).to_numpy(dtype=np.float64)


def _check_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    checked = pairs[list(PAIR_COLUMNS)].astype({"from_code": object, "to_code": object, "size": "float64"})
    checked = checked.sort_values(["from_code", "to_code"], kind="stable", ignore_index=True)
    doubled = checked.duplicated(["from_code", "to_code"])
    if doubled.any():
        first = checked[doubled].iloc[0]
        raise ValueError(f"the pair {first.from_code} -> {first.to_code} stands twice")
    sizes = checked["size"].to_numpy()
    if not bool(np.all(np.isfinite(sizes) & (sizes > 0))):
        first = checked[~(np.isfinite(sizes) & (sizes > 0))].iloc[0]
        raise ValueError(f"the pair {first.from_code} -> {first.to_code} has the size {first['size']}")
    return checked
