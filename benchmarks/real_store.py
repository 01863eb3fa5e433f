"""A store of real communes with figures for all of them, built by the functions behind the commands."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from geodata.areas import Level
from services.boundaries.activation import activate_vintage
from services.boundaries.checking import check_boundaries
from services.boundaries.importing import import_boundaries
from services.boundaries.options import BoundaryOptions, UncodedRows
from services.measures.schemes import Scheme
from services.store.engine import migrate, open_engine
from services.store.releases import FACT_COLUMNS, ReleaseDraft, publish_release
from webmap.settings import Settings

SEED = 20
DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True)
class RealCase:
    """A boundary file and a population file, and the dates for which figures are made up."""

    title: str
    vintage_id: str
    boundaries: str
    population: str
    as_of: date
    year_before: date


CASES = (
    RealCase(
        "3,321 communes of 2025",
        "VN-2025-07-01",
        "boundaries/communes_2025.parquet",
        "population/communes_2025.csv",
        date(2025, 12, 31),
        date(2024, 12, 31),
    ),
    RealCase(
        "11,163 communes of 2016",
        "VN-2016-01-01",
        "boundaries/communes_2016.parquet",
        "population/communes_2016.csv",
        date(2019, 12, 31),
        date(2018, 12, 31),
    ),
)


def find_real_data() -> Path | None:
    """Return the folder of the real files; None where it is missing."""
    folder = Path(os.environ.get("BAOPHU_REAL_DATA", DEFAULT_FOLDER))
    return folder if (folder / "README.md").is_file() else None


def build_real_store(home: Path, folder: Path, case: RealCase, now: datetime | None = None) -> Engine:
    """Return a store under ``home`` with the vintage of ``case`` active and a release for all its communes."""
    engine = open_real_store(home)
    add_real_case(engine, folder, case, now)
    return engine


def open_real_store(home: Path) -> Engine:
    """Return the store under ``home``, made where there is none."""
    engine = open_engine(Settings(home=home).database_url)
    migrate(engine)
    return engine


def add_real_case(engine: Engine, folder: Path, case: RealCase, now: datetime | None = None) -> None:
    """Bring the vintage of ``case`` on the map and publish a release for all its communes."""
    moment = now or datetime.now(UTC)
    options = BoundaryOptions(vintage_id=case.vintage_id, uncoded=UncodedRows.LEAVE_OUT, source="real files")
    boundary_set = check_boundaries(folder / case.boundaries, options)
    import_boundaries(engine, boundary_set, moment)
    activate_vintage(engine, case.vintage_id, moment)
    population = pd.read_csv(folder / case.population, dtype={"code": str}).dropna(subset=["code"])
    known = population[population["code"].isin(boundary_set.areas["area_code"])].drop_duplicates("code")
    draft = ReleaseDraft(
        vintage_id=case.vintage_id,
        file_name=Path(case.population).name,
        file_sha256=hashlib.sha256((folder / case.population).read_bytes()).hexdigest(),
        source="benchmark",
        facts=build_facts(known, case),
        denominator_source="benchmark",
        target_source="benchmark",
        target_version="1",
    )
    publish_release(engine, draft, by="benchmark", now=moment)


def build_facts(population: pd.DataFrame, case: RealCase) -> pd.DataFrame:
    """Return stocks, a target and denominators of every commune by a seeded rule: columns ``FACT_COLUMNS``."""
    random = np.random.default_rng(SEED)
    people = population["population_2019"].fillna(0).astype("int64").to_numpy()
    labour = (people * 0.55).astype("int64")
    target = (labour * random.uniform(0.01, 0.12, len(people))).astype("int64")
    scheme = Scheme.BHXH_TN.value
    columns = [
        (scheme, "enrolled", case.as_of, (target * random.uniform(0.5, 1.1, len(people))).astype("int64")),
        (scheme, "enrolled", case.year_before, (target * random.uniform(0.4, 0.9, len(people))).astype("int64")),
        (scheme, "target", case.as_of, target),
        ("ANY", "labour_force", case.as_of, labour),
        ("ANY", "population", case.as_of, people),
    ]
    frames = [
        pd.DataFrame(
            {
                "scheme": name,
                "measure": measure,
                "as_of": day,
                "level": Level.COMMUNE.value,
                "area_code": population["code"].to_numpy(),
                "count": counts,
                "status": "reported",
            }
        )
        for name, measure, day, counts in columns
    ]
    return pd.concat(frames, ignore_index=True)[FACT_COLUMNS]
