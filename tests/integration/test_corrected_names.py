"""A corrected name is what readers see, and files that still carry the former one are read as before."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.boundaries.correcting import Correction, correct_name
from services.coverage.snapshot import read_snapshot
from services.store.boundaries import mark_activated
from services.store.engine import begin_write
from tests.fixtures.intake_tables import OLD_VINTAGE, TODAY, check_text, write_small_vintages
from webmap.catalogues import build_found_areas

HEADER = "Huyện;Mã xã;Xã;Người tham gia 31/12/2021"


@pytest.fixture
def store(engine: Engine) -> Engine:
    write_small_vintages(engine)
    asked = Correction(OLD_VINTAGE, Level.COMMUNE, "03158", "Xã Sen Thượng", date(2020, 5, 1), "NQ 7")
    correct_name(engine, asked, by="lan", now=datetime(2026, 1, 2, tzinfo=UTC), today=TODAY)
    return engine


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ("Huyện Mường Nhé;;Xã Sín Thầu;1100", "alias"),
        ("Huyện Mường Nhé;03158;Xã Sín Thầu;1100", "alias"),
        ("Huyện Mường Nhé;;Xã Sen Thượng;1100", "matched"),
        ("Huyện Mường Nhé;03158;Xã Sen Thượng;1100", "matched"),
    ],
)
def test_files_with_either_name_find_the_area(store: Engine, tmp_path: Path, row: str, outcome: str) -> None:
    checked = check_text(store, tmp_path, f"{HEADER}\n{row}\n")
    (joined,) = (one for one in checked.report.rows if one.number == 2)
    assert joined.area is not None, checked.report.findings
    assert (joined.area.area_code, joined.area.name) == ("03158", "Xã Sen Thượng")
    assert joined.outcome == outcome


def test_a_reader_finds_the_area_by_either_name_and_is_shown_the_corrected_one(store: Engine) -> None:
    with begin_write(store) as connection:
        mark_activated(connection, OLD_VINTAGE, datetime(2026, 1, 2, tzinfo=UTC))
    data = read_snapshot(store).find_vintage(OLD_VINTAGE)
    for asked in ("sin thau", "Sen Thượng"):
        (found,) = build_found_areas(data, Level.COMMUNE, "VN", asked)["areas"]
        assert (found["area_code"], found["name"]) == ("03158", "Xã Sen Thượng")
