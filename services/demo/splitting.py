"""The seeded rule that splits a published total over communes; every result is illustrative."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from services.measures.schemes import Scheme

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

SEED = 20260331
POPULATION_OF_KIND = {"Phường": 14_000.0, "Thị trấn": 10_000.0, "Xã": 7_500.0, "Huyện đảo": 3_000.0, "Đặc khu": 6_000.0}
DEVELOPMENT_OF_KIND = {"Phường": 0.75, "Thị trấn": 0.5, "Xã": 0.25, "Huyện đảo": 0.4, "Đặc khu": 0.4}
# Steepness of the rate over "development": wage work gathers in towns, the voluntary scheme in the countryside,
# health insurance is near the ceiling everywhere.
RATE_SLOPE = {
    Scheme.BHXH: 1.5,
    Scheme.BHXH_BB: 1.7,
    Scheme.BHXH_TN: -0.5,
    Scheme.BHTN: 1.7,
    Scheme.BHYT: 0.03,
}
RATE_NOISE = {Scheme.BHYT: 0.025, Scheme.BHXH_TN: 0.35}


@dataclass(frozen=True)
class Terrain:
    """What the rule knows of each commune, one entry per row of ``places``, in its order."""

    population: Floats
    labour_force_share: Floats
    development: Floats


def build_terrain(places: pd.DataFrame, area_km2: Floats) -> Terrain:
    """Return invented but plausible weights from the kind of a commune, its size and its neighbourhood."""
    random = np.random.default_rng(SEED)
    count = len(places)
    remoteness = np.log(np.clip(area_km2, 1.0, 800.0) / 30.0)
    population = places.kind.map(POPULATION_OF_KIND).to_numpy(dtype=float)
    population = population * np.exp(-0.18 * remoteness + random.normal(0.0, 0.3, count))
    development = places.kind.map(DEVELOPMENT_OF_KIND).to_numpy(dtype=float)
    development = development + 0.22 * _build_regional_field(places, random) - 0.09 * remoteness
    development = development + random.normal(0.0, 0.05, count)
    share = np.clip(random.normal(0.52, 0.02, count), 0.45, 0.6)
    return Terrain(np.asarray(population, dtype=np.float64), share, np.clip(development, 0.0, 1.2))


def _build_regional_field(places: pd.DataFrame, random: np.random.Generator) -> Floats:
    """Return a smooth field over the map, about −1 to 1: neighbours resemble each other as in life."""
    field = np.zeros(len(places))
    lon, lat = places.lon.to_numpy(dtype=float), places.lat.to_numpy(dtype=float)
    for _ in range(60):
        x, y, width = random.uniform(102.5, 109.5), random.uniform(8.5, 23.3), random.uniform(0.4, 1.2)
        field += random.choice([-1.0, 1.0]) * np.exp(-((lon - x) ** 2 + (lat - y) ** 2) / (2 * width**2))
    # Two industrial regions that everybody knows, so that the illustration is recognisable.
    for x, y, width in ((105.95, 21.05, 0.6), (106.75, 10.95, 0.6)):
        field += 1.6 * np.exp(-((lon - x) ** 2 + (lat - y) ** 2) / (2 * width**2))
    return np.asarray(np.tanh(field))


def build_rates(terrain: Terrain, scheme: Scheme, salt: int) -> Floats:
    """Return relative participation rates of the communes (no unit; only their ratios matter)."""
    random = np.random.default_rng([SEED, salt, list(Scheme).index(scheme)])
    noise = random.normal(0.0, RATE_NOISE.get(scheme, 0.12), len(terrain.population))
    return np.asarray(np.exp(RATE_SLOPE[scheme] * terrain.development + noise))


def apportion(total: int, weights: Floats) -> Counts:
    """Return non-negative integers in proportion to ``weights`` that sum to ``total`` exactly.

    Largest remainder (Hamilton); ties go to the earlier entry, so that the same input gives the same split.
    """
    share = weights / weights.sum() * total
    counts: Counts = np.floor(share).astype(np.int64)
    remainder = share - counts
    order = np.argsort(-remainder, kind="stable")
    counts[order[: total - int(counts.sum())]] += 1
    return counts
