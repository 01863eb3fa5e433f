"""Stores of made-up places of any number: communes in 34 provinces without outlines, months and schemes as asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import Engine

from geodata.areas import Level
from geodata.vintages import OutlineKind, Vintage
from services.measures.schemes import ANY_SCHEME, Measure, Scheme
from services.store import tables
from services.store.boundaries import write_vintage
from services.store.engine import begin_write, migrate, open_engine
from services.store.releases import FACT_COLUMNS, ReleaseDraft, publish_release
from webmap.settings import Settings

SEED = 33
VINTAGE_ID = "VN-2025-07-01-scale"
PROVINCES = 34
FIRST_DAY = date(2026, 1, 31)
SCHEMES = (Scheme.BHXH_TN, Scheme.BHXH_BB, Scheme.BHTN, Scheme.BHYT, Scheme.BHYT_HGD)
NOW = datetime(2040, 1, 1, tzinfo=UTC)
_BOX = ("area_km2", "label_lon", "label_lat", "west", "south", "east", "north")


@dataclass(frozen=True)
class Extent:
    """How large a country is: communes, months, schemes."""

    areas: int
    months: int
    schemes: int

    @property
    def days(self) -> list[date]:
        """The cut-off dates, ends of months."""
        days = [FIRST_DAY]
        while len(days) < self.months:
            days.append((days[-1] + timedelta(days=32)).replace(day=1) - timedelta(days=1))
        return days


def build_store(home: Path, extent: Extent) -> Engine:
    """Return a store with one vintage and one release a year, all counts of its months."""
    engine = open_engine(Settings(home=home).database_url)
    migrate(engine)
    codes = _list_codes(extent.areas)
    with begin_write(engine) as connection:
        write_vintage(connection, _build_vintage(), _build_areas(codes), b"none", {}, NOW)
        connection.execute(sa.update(tables.vintage).values(activated_at=NOW))
    days = extent.days
    for begin in range(0, len(days), 12):
        publish_release(engine, build_draft(codes, days[begin : begin + 12], extent), by="scale", now=NOW)
    return engine


def build_next_month(extent: Extent) -> ReleaseDraft:
    """Return the report of the month after the last, of all communes and schemes."""
    day = (extent.days[-1] + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return build_draft(_list_codes(extent.areas), [day], extent)


def build_draft(codes: list[str], days: list[date], extent: Extent) -> ReleaseDraft:
    """Return stocks of some days, with targets of their years and denominators, by a seeded rule."""
    random = np.random.default_rng(SEED)
    people = random.integers(800, 60_000, len(codes))
    frames = [
        _build_rows(codes, ANY_SCHEME, Measure.LABOUR_FORCE, days[0], people * 11 // 20),
        _build_rows(codes, ANY_SCHEME, Measure.POPULATION, days[0], people),
    ]
    for scheme in SCHEMES[: extent.schemes]:
        stock = (people * random.uniform(0.02, 0.5, len(codes))).astype(np.int64)
        for year in sorted({day.year for day in days}):
            frames.append(_build_rows(codes, scheme, Measure.TARGET, date(year, 12, 31), stock * 11 // 10))
        for day in days:
            stock = stock + (stock * random.normal(0.008, 0.01, len(codes))).astype(np.int64)
            frames.append(_build_rows(codes, scheme, Measure.ENROLLED, day, stock))
    facts = pd.concat(frames, ignore_index=True)[FACT_COLUMNS]
    return ReleaseDraft(VINTAGE_ID, "scale.csv", "0" * 64, "made up", facts, "made up", "made up", "1")


def _list_codes(count: int) -> list[str]:
    return [f"{number:05d}" for number in range(1, count + 1)]


def _build_vintage() -> Vintage:
    return Vintage(
        vintage_id=VINTAGE_ID,
        title_vi="Bộ để đo",
        title_en="Set to measure with",
        effective_from=date(2025, 7, 1),
        effective_to=None,
        lowest_level=Level.COMMUNE,
        outline_kind=OutlineKind.APPROXIMATE,
        source="made up",
        licence="MIT",
    )


def _build_areas(codes: list[str]) -> pd.DataFrame:
    provinces = [f"{number:02d}" for number in range(1, PROVINCES + 1)]
    rows = [(Level.COUNTRY, "VN", "Việt Nam", None, None)]
    rows += [(Level.PROVINCE, code, f"Tỉnh {code}", Level.COUNTRY, "VN") for code in provinces]
    rows += [
        (Level.COMMUNE, code, f"Xã {code}", Level.PROVINCE, provinces[number % PROVINCES])
        for number, code in enumerate(codes)
    ]
    frame = pd.DataFrame(rows, columns=["level", "area_code", "name", "parent_level", "parent_code"])
    return frame.assign(position=range(len(frame)), **dict.fromkeys(_BOX, 1.5))


def _build_rows(codes: list[str], scheme: str, measure: Measure, day: date, counts: NDArray[np.int64]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "scheme": str(scheme),
            "measure": measure.value,
            "as_of": day,
            "level": Level.COMMUNE.value,
            "area_code": codes,
            "count": counts,
            "status": "reported",
        }
    )
