"""Facts of one published report, split over its communes by the seeded rule; totals hold to the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from geodata.areas import Level
from services.demo.cases import (
    HA_NOI,
    HA_NOI_STOCK_2020,
    HA_NOI_STOCK_2021,
    NEW_PER_OTHER_COMMUNE,
    PILOT_STOCK,
    PILOTS_SINCE,
    Case,
    Stock,
)
from services.demo.splitting import Counts, Floats, Terrain, apportion, build_rates
from services.measures.schemes import Scheme

TARGET_NOISE = 0.13


def build_case_facts(case: Case, places: pd.DataFrame, terrain: Terrain) -> pd.DataFrame:
    """Return the facts of ``case``, one row per commune, measure and date, in the columns of a release draft."""
    chosen = _choose(case, places)
    builder = _FactBuilder(places.iloc[chosen], _part(terrain, chosen))
    for stock in case.stocks:
        builder.add_stock(stock, np.ones(len(chosen), dtype=bool))
    if case is HA_NOI:
        _add_ha_noi(builder)
    for measure, totals in (("labour_force", case.labour_force), ("population", case.population)):
        for day, total in totals:
            builder.add_denominator(measure, day, total)
    for scheme, day, total in case.targets:
        builder.add_target(scheme, day, total)
    for measure, stated in (("gross_new", case.gross_new), ("gross_new_month", case.gross_new_month)):
        for scheme, day, total in stated:
            builder.add_gross_new(measure, scheme, day, total)
    return pd.concat(builder.frames, ignore_index=True)


def build_pilots(places: pd.DataFrame) -> pd.DataFrame:
    """Return the 30 pilot communes of Hà Nội, one per district, chosen by rule: the second code of each."""
    of_ha_noi = places[places.province_code == HA_NOI.province_code]
    second = of_ha_noi.sort_values("area_code").groupby("managing_unit_code").area_code.nth(1)
    return pd.DataFrame(
        {
            "scheme": Scheme.BHXH_TN.value,
            "level": Level.COMMUNE.value,
            "area_code": sorted(second),
            "started_on": PILOTS_SINCE,
        }
    )


def build_month_ends(first: date, last: date) -> Iterator[date]:
    """Yield the month ends strictly between two dates."""
    day = first
    while True:
        next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        day = (next_month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        if day >= last:
            return
        yield day


def _choose(case: Case, places: pd.DataFrame) -> Counts:
    chosen = ~places.area_code.isin(case.without_data)
    if case.province_code is not None:
        chosen &= places.province_code == case.province_code
    if case.managing_unit_code is not None:
        chosen &= places.managing_unit_code == case.managing_unit_code
    return np.flatnonzero(chosen)


def _part(terrain: Terrain, chosen: Counts) -> Terrain:
    return Terrain(terrain.population[chosen], terrain.labour_force_share[chosen], terrain.development[chosen])


def _add_ha_noi(builder: _FactBuilder) -> None:
    """Split pilots and other communes apart, so that the pilots' published share and growth hold."""
    is_pilot = builder.places.area_code.isin(build_pilots(builder.places).area_code).to_numpy()
    others = int((~is_pilot).sum())
    (first, pilots_2020), (second, _), (last, pilots_2021) = PILOT_STOCK.anchors
    other_2021 = HA_NOI_STOCK_2021 - pilots_2021
    other_stock = Stock(
        Scheme.BHXH_TN,
        (
            (first, HA_NOI_STOCK_2020 - pilots_2020),
            (second, other_2021 - round(NEW_PER_OTHER_COMMUNE * others)),
            (last, other_2021),
        ),
        monthly=True,
    )
    builder.add_stock(other_stock, ~is_pilot)
    builder.add_stock(PILOT_STOCK, is_pilot)


class _FactBuilder:
    """Collects the facts of one case; every split is over ``places`` in their order."""

    def __init__(self, places: pd.DataFrame, terrain: Terrain) -> None:
        self.places = places
        self.terrain = terrain
        self.frames: list[pd.DataFrame] = []
        self._last: dict[Scheme, Floats] = {}

    def add_stock(self, stock: Stock, members: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
        """Add the anchors of a stock and, where it is monthly, the months between them on a straight line."""
        previous: tuple[date, int, Floats] | None = None
        for salt, (day, total) in enumerate(stock.anchors):
            weights = self._weigh(stock.scheme, salt)[members]
            if previous and stock.monthly:
                self._add_months(stock.scheme, members, previous, (day, total, weights))
            counts = apportion(total, weights)
            self._add(stock.scheme.value, "enrolled", day, counts, members)
            last = self._last.setdefault(stock.scheme, np.zeros(len(self.places)))
            last[members] = counts
            previous = (day, total, weights)

    def _add_months(
        self,
        scheme: Scheme,
        members: np.ndarray[tuple[int], np.dtype[np.bool_]],
        start: tuple[date, int, Floats],
        end: tuple[date, int, Floats],
    ) -> None:
        (first, total_first, weights_first), (last, total_last, weights_last) = start, end
        weights_first, weights_last = weights_first / weights_first.sum(), weights_last / weights_last.sum()
        for day in build_month_ends(first, last):
            passed = (day - first) / (last - first)
            total = round(total_first + (total_last - total_first) * passed)
            weights = weights_first * (1 - passed) + weights_last * passed
            self._add(scheme.value, "enrolled", day, apportion(total, weights), members)

    def add_denominator(self, measure: str, day: date, total: int) -> None:
        """Add labour force or population, in proportion to the invented weights."""
        self._add("ANY", measure, day, apportion(total, self._denominator(measure)))

    def add_target(self, scheme: Scheme, day: date, total: int) -> None:
        """Add a target: near the last stock of each commune, scattered, so that some are ahead and some behind."""
        random = np.random.default_rng([day.toordinal(), list(Scheme).index(scheme)])
        base = self._last.get(scheme)
        if base is None:  # a total of schemes: BHXH from compulsory and voluntary
            base = np.sum([self._last[part] for part in (Scheme.BHXH_BB, Scheme.BHXH_TN)], axis=0)
        weights = (base + 1.0) * np.exp(random.normal(0.0, TARGET_NOISE, len(base)))
        self._add(scheme.value, "target", day, apportion(total, weights))

    def add_gross_new(self, measure: str, scheme: Scheme, day: date, total: int) -> None:
        """Add gross new enrolments of the year or month that ends on ``day``, in proportion to the last stock."""
        self._add(scheme.value, measure, day, apportion(total, self._last[scheme] + 1.0))

    def _denominator(self, measure: str) -> Floats:
        population = self.terrain.population
        return population * self.terrain.labour_force_share if measure == "labour_force" else population

    def _weigh(self, scheme: Scheme, salt: int) -> Floats:
        """Return a commune's share of a stock; the later anchors move a little, so that growth differs by place."""
        rates = build_rates(self.terrain, scheme, 0)
        if salt:
            rates = rates**0.9 * build_rates(self.terrain, scheme, salt) ** 0.1
        return rates * self._denominator("population" if scheme is Scheme.BHYT else "labour_force")

    def _add(
        self,
        scheme: str,
        measure: str,
        day: date,
        counts: Counts,
        members: np.ndarray[tuple[int], np.dtype[np.bool_]] | None = None,
    ) -> None:
        places = self.places if members is None else self.places[members]
        self.frames.append(
            pd.DataFrame(
                {
                    "scheme": scheme,
                    "measure": measure,
                    "as_of": day,
                    "level": Level.COMMUNE.value,
                    "area_code": places.area_code.to_numpy(),
                    "province_code": places.province_code.to_numpy(),
                    "count": counts,
                    "status": "reported",
                }
            )
        )
