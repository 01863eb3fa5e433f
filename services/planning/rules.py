"""The rules of a selection, each as rows of a system of linear inequalities over the choice of communes.

x_i is 1 where commune i is picked. A row asks low ≤ Σ a_i x_i ≤ high.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geodata.errors import Bilingual
from services.coverage.columns import Counts, Mask
from services.measures.wording import format_count
from services.planning.cost_units import CostUnit
from services.planning.distances import find_close_pairs
from services.planning.ground import Field


@dataclass(frozen=True)
class Rows:
    """r rows: entries (row, column, coefficient) and bounds, −∞ and ∞ for none."""

    row_numbers: NDArray[np.int64]
    columns: NDArray[np.int64]
    coefficients: Counts
    lows: Counts
    highs: Counts


class Rule(ABC):
    """A rule of a selection: ``label`` in words, ``build_rows`` as inequalities.

    ``is_amount`` tells that the rule can be loosened by a number, not only dropped; ``is_frame`` that it bounds how
    much is picked in all.
    """

    is_amount = False
    is_frame = False

    @property
    @abstractmethod
    def label(self) -> Bilingual:
        """The rule in words."""

    @abstractmethod
    def build_rows(self, ground: Field, rules: Sequence[Rule]) -> Rows:
        """Return the rows of this rule among ``rules``."""


@dataclass(frozen=True)
class PickCount(Rule):
    """How many communes are picked in all; None for no bound."""

    at_least: int | None
    at_most: int | None
    is_amount = True
    is_frame = True

    @property
    def label(self) -> Bilingual:
        """The rule in words."""
        return _name_bounds(Bilingual("chọn", "pick"), self.at_least, self.at_most)

    def build_rows(self, ground: Field, rules: Sequence[Rule]) -> Rows:
        """Return one row over all communes."""
        return _build_sums([np.arange(ground.size)], self.at_least, self.at_most)


@dataclass(frozen=True)
class Budget(Rule):
    """How much the picked communes may cost together; a commune of unknown cost cannot be picked."""

    amount: float
    unit: CostUnit | None = field(default=None, repr=False)  # of the words; a fingerprint does not depend on it
    is_amount = True
    is_frame = True

    @property
    def label(self) -> Bilingual:
        """The rule in words."""
        vi, en = (format_count(self.amount, lang) for lang in ("vi", "en"))
        if self.unit is not None:
            vi, en = f"{vi} {self.unit.label.vi}", f"{en} {self.unit.label.en}"
        return Bilingual(f"chi phí không quá {vi}", f"cost no more than {en}")

    def build_rows(self, ground: Field, rules: Sequence[Rule]) -> Rows:
        """Return one row with the costs; an unknown cost is more than the budget."""
        costs = np.where(np.isfinite(ground.costs), ground.costs, 2 * self.amount + 1.0)
        every = np.arange(ground.size)
        return Rows(np.zeros(ground.size, dtype=np.int64), every, costs, np.array([-np.inf]), np.array([self.amount]))


@dataclass(frozen=True)
class PerUnit(Rule):
    """How many communes of a managing unit are picked; without a code, of each unit that has no rule of its own."""

    at_least: int | None
    at_most: int | None
    unit_code: str | None = None
    is_amount = True

    @property
    def bounds_anything(self) -> bool:
        """Tell whether the rule asks for anything."""
        return bool(self.at_least) or self.at_most is not None

    @property
    def label(self) -> Bilingual:
        """The rule in words."""
        code = self.unit_code
        who = Bilingual("mỗi đơn vị", "each unit") if code is None else Bilingual(f"đơn vị {code}", f"unit {code}")
        return _name_bounds(who, self.at_least, self.at_most)

    def build_rows(self, ground: Field, rules: Sequence[Rule]) -> Rows:
        """Return a row for each unit."""
        own = {one.unit_code for one in rules if isinstance(one, PerUnit) and one.unit_code is not None}
        codes = [self.unit_code] if self.unit_code else [c for c in np.unique(ground.unit_codes) if c not in own]
        members = [np.flatnonzero(ground.unit_codes == code) for code in codes]
        return _build_sums(members, self.at_least, self.at_most)


@dataclass(frozen=True)
class LockIn(Rule):
    """A commune that is picked in any case."""

    code: str

    @property
    def label(self) -> Bilingual:
        """The rule in words."""
        return Bilingual(f"bắt buộc chọn xã {self.code}", f"commune {self.code} is picked")

    def build_rows(self, ground: Field, rules: Sequence[Rule]) -> Rows:
        """Return one row of one commune."""
        return _build_sums([np.array([ground.find(self.code)])], 1, None)


@dataclass(frozen=True)
class LockOut(Rule):
    """A commune that is not picked in any case."""

    code: str

    @property
    def label(self) -> Bilingual:
        """The rule in words."""
        return Bilingual(f"không chọn xã {self.code}", f"commune {self.code} is not picked")

    def build_rows(self, ground: Field, rules: Sequence[Rule]) -> Rows:
        """Return one row of one commune."""
        return _build_sums([np.array([ground.find(self.code)])], None, 0)


@dataclass(frozen=True)
class LeastSize(Rule):
    """No commune smaller than this is picked, nor one of unknown size."""

    size: float

    @property
    def label(self) -> Bilingual:
        """The rule in words."""
        vi, en = (format_count(self.size, lang) for lang in ("vi", "en"))
        return Bilingual(f"chỉ chọn xã từ {vi} người trở lên", f"only communes of {en} people or more")

    def build_rows(self, ground: Field, rules: Sequence[Rule]) -> Rows:
        """Return a row for each commune that is too small."""
        return _forbid(~(ground.sizes >= self.size))


@dataclass(frozen=True)
class NoPilots(Rule):
    """No commune is picked that is a pilot already."""

    @property
    def label(self) -> Bilingual:
        """The rule in words."""
        return Bilingual("không chọn xã đã là xã điểm", "no commune that is a pilot already")

    def build_rows(self, ground: Field, rules: Sequence[Rule]) -> Rows:
        """Return a row for each pilot."""
        return _forbid(ground.is_pilot)


@dataclass(frozen=True)
class LeastDistance(Rule):
    """Picked communes lie at least so many kilometres from each other, by their label points."""

    kilometres: float

    @property
    def label(self) -> Bilingual:
        """The rule in words."""
        vi, en = (format_count(self.kilometres, lang) for lang in ("vi", "en"))
        return Bilingual(f"các xã được chọn cách nhau ít nhất {vi} km", f"picked communes at least {en} km apart")

    def build_rows(self, ground: Field, rules: Sequence[Rule]) -> Rows:
        """Return a row for each pair that is too close: one of them at most."""
        pairs = find_close_pairs(ground.longitudes, ground.latitudes, self.kilometres)
        return _build_sums(list(pairs), None, 1)


@dataclass(frozen=True)
class NeighboursTogether(Rule):
    """Every picked commune touches another one that is picked: an officer's way is short, people see each other."""

    @property
    def label(self) -> Bilingual:
        """The rule in words."""
        return Bilingual(
            "mỗi xã được chọn giáp một xã khác được chọn", "every picked commune touches another picked one"
        )

    def build_rows(self, ground: Field, rules: Sequence[Rule]) -> Rows:
        """Return a row for each commune: Σ of its neighbours − itself ≥ 0."""
        every = np.arange(ground.size)
        pairs = ground.neighbours
        rows = np.concatenate([every, pairs[:, 0], pairs[:, 1]])
        columns = np.concatenate([every, pairs[:, 1], pairs[:, 0]])
        coefficients = np.concatenate([np.full(every.size, -1.0), np.ones(2 * len(pairs))])
        return Rows(rows, columns, coefficients, np.zeros(every.size), np.full(every.size, np.inf))


def _build_sums(members: Iterable[NDArray[np.int64]], at_least: int | None, at_most: int | None) -> Rows:
    groups = list(members)
    sizes = np.array([len(group) for group in groups], dtype=np.int64)
    columns = np.concatenate(groups).astype(np.int64) if groups else np.zeros(0, dtype=np.int64)
    low = -np.inf if at_least is None else float(at_least)
    high = np.inf if at_most is None else float(at_most)
    rows = np.repeat(np.arange(sizes.size), sizes)
    return Rows(rows, columns, np.ones(columns.size), np.full(sizes.size, low), np.full(sizes.size, high))


def _forbid(forbidden: Mask) -> Rows:
    return _build_sums([np.array([place]) for place in np.flatnonzero(forbidden)], None, 0)


def _name_bounds(who: Bilingual, at_least: int | None, at_most: int | None) -> Bilingual:
    if at_least is not None and at_least == at_most:
        return Bilingual(f"{who.vi} đúng {at_least} xã", f"{who.en} exactly {at_least}")
    parts = [(Bilingual("ít nhất", "at least"), at_least), (Bilingual("nhiều nhất", "at most"), at_most)]
    said = [(words, number) for words, number in parts if number is not None]
    vi, en = (", ".join(f"{words.in_language(lang)} {number}" for words, number in said) for lang in ("vi", "en"))
    return Bilingual(f"{who.vi} {vi} xã", f"{who.en} {en}")
