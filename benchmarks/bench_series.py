"""Bytes and time of all dates of a view: 36 months of 3,321 communes in one answer."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from geodata.areas import Level
from services.demo.build import build_demo
from services.demo.cases import SINCE_2025
from services.measures.schemes import Scheme
from services.store.boundaries import read_areas
from services.store.engine import migrate, open_engine
from services.store.releases import ReleaseDraft, publish_release
from webmap import create_app
from webmap.settings import Settings

MOST_BYTES = 300_000
MONTHS, SEED = 36, 20251231
SCHEME = Scheme.BHXH_TN
INDICATORS = ("enrolled_count", "plan_completion_ratio", "coverage_ratio", "pace_gap_count", "net_change_count")


def main() -> None:
    """Measure and print what one answer weighs, and what building it takes."""
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(home=Path(name))
        engine = open_engine(settings.database_url)
        migrate(engine)
        build_demo(engine, datetime.now(UTC))
        with engine.connect() as connection:
            areas = read_areas(connection, SINCE_2025)
        publish_release(
            engine, build_draft(areas[areas["level"] == Level.COMMUNE.value]), by="bench", now=datetime.now(UTC)
        )
        client = create_app(settings, engine).test_client()
        for indicator in INDICATORS:
            _measure(client, indicator)
        engine.dispose()


def _measure(client: object, indicator: str) -> None:
    query = {"vintage": SINCE_2025, "level": "commune", "within": "VN", "scheme": SCHEME.value, "indicator": indicator}
    query |= {"as_of": "2028-12-31", "from": "2026-01-31", "to": "2028-12-31", "format": "columns"}
    started = process_time()
    response = client.get(f"/api/v1/series?{urlencode(query)}", headers={"Accept-Encoding": "br"})  # type: ignore[attr-defined]
    seconds, size = process_time() - started, len(response.data)
    verdict = "reached" if size < MOST_BYTES else "MISSED"
    print(f"{indicator}: {size / 1000:.0f} kB (below {MOST_BYTES / 1000:.0f}: {verdict}), built in {seconds:.1f} s")


def build_draft(communes: pd.DataFrame, vintage_id: str = SINCE_2025) -> ReleaseDraft:
    """Return 36 months of stocks that grow by a hundredth a month, each commune in its own way, and three targets."""
    random = np.random.default_rng(SEED)
    stock = random.lognormal(6.5, 0.7, len(communes)).round()
    frames = []
    for day in _list_month_ends(date(2026, 1, 31), MONTHS):
        if day.month == 1:
            frames.append(_build_rows(communes, "target", date(day.year, 12, 31), (stock * 1.13).round()))
        frames.append(_build_rows(communes, "enrolled", day, stock))
        stock = np.maximum(0, stock + random.normal(0.01, 0.012, len(communes)) * stock).round()
    return ReleaseDraft(vintage_id, "bench.csv", "0" * 64, "bench", pd.concat(frames, ignore_index=True))


def _build_rows(communes: pd.DataFrame, measure: str, day: date, counts: np.ndarray) -> pd.DataFrame:  # type: ignore[type-arg]
    return pd.DataFrame(
        {
            "scheme": SCHEME.value,
            "measure": measure,
            "as_of": day,
            "level": Level.COMMUNE.value,
            "area_code": communes["area_code"].to_numpy(),
            "count": counts.astype(np.int64),
            "status": "reported",
        }
    )


def _list_month_ends(first: date, count: int) -> list[date]:
    days = [first]
    while len(days) < count:
        days.append((days[-1] + timedelta(days=32)).replace(day=1) - timedelta(days=1))
    return days


if __name__ == "__main__":
    sys.exit(main())
