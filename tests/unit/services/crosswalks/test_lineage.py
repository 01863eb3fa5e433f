from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy.engine import Engine

from geodata.crosswalks.crosswalk import Crosswalk, WeightBasis
from geodata.errors import NotFound
from services.boundaries.importing import import_boundaries
from services.crosswalks.checking import check_crosswalk
from services.crosswalks.exporting import build_pair_list
from services.crosswalks.importing import import_crosswalk
from services.crosswalks.lineage import read_lineage
from services.crosswalks.options import CrosswalkOptions
from services.store.crosswalks import write_crosswalk
from services.store.engine import begin_write
from tests.fixtures.two_vintages import AFTER_ID, BEFORE_ID, NOW, build_two_vintages, write_two_vintages

THIRD_ID = "VN-2026-04-30-two"


@pytest.fixture
def store(engine: Engine) -> Engine:
    write_two_vintages(engine)
    with engine.connect() as connection:
        report = check_crosswalk(connection, CrosswalkOptions(BEFORE_ID, AFTER_ID))
    import_crosswalk(engine, report, by="lan", now=NOW)
    return engine


def write_third(store: Engine) -> None:
    """Add a third vintage in which the first two communes of 2025 are one."""
    _, after = build_two_vintages()
    import_boundaries(store, replace(after, vintage=replace(after.vintage, vintage_id=THIRD_ID)), NOW)
    pairs = pd.DataFrame(
        [("03127", "03127", 1.0), ("03136", "03127", 1.0), ("03139", "03139", 1.0)],
        columns=["from_code", "to_code", "size"],
    )
    with begin_write(store) as connection:
        write_crosswalk(connection, Crosswalk(AFTER_ID, THIRD_ID, WeightBasis.AREA, "NQ", pairs), {}, by="a", now=NOW)


def test_a_whole_unit_has_one_piece(store: Engine) -> None:
    with store.connect() as connection:
        lineage = read_lineage(connection, BEFORE_ID, AFTER_ID, "03130")
    assert lineage.is_whole
    (piece,) = lineage.pieces
    assert (piece.name, piece.share_of_unit) == ("Phường Điện Biên Phủ", 1.0)
    assert piece.share_of_other == pytest.approx(0.4, abs=0.001)


def test_a_divided_unit_has_its_pieces_the_largest_first(store: Engine) -> None:
    with store.connect() as connection:
        lineage = read_lineage(connection, BEFORE_ID, AFTER_ID, "03133")
    assert not lineage.is_whole
    assert [(piece.area_code, round(piece.share_of_unit, 2)) for piece in lineage.pieces] == [
        ("03136", 0.75),
        ("03127", 0.25),
    ]


def test_a_lineage_leads_over_several_crosswalks(store: Engine) -> None:
    write_third(store)
    with store.connect() as connection:
        lineage = read_lineage(connection, BEFORE_ID, THIRD_ID, "03133")
    assert [piece.area_code for piece in lineage.pieces] == ["03127"]
    assert lineage.is_whole


@pytest.mark.parametrize(
    ("ends", "area_code", "code"),
    [
        ((BEFORE_ID, AFTER_ID), "99999", "area_missing"),
        ((BEFORE_ID, "VN-2030-01-01"), "03127", "vintage_not_found"),
    ],
)
def test_what_is_not_there_is_named(store: Engine, ends: tuple[str, str], area_code: str, code: str) -> None:
    with store.connect() as connection, pytest.raises(NotFound) as caught:
        read_lineage(connection, *ends, area_code)
    assert caught.value.code == code


def test_without_a_way_the_crosswalks_that_exist_are_named(engine: Engine) -> None:
    write_two_vintages(engine)
    with engine.connect() as connection, pytest.raises(NotFound) as caught:
        read_lineage(connection, BEFORE_ID, AFTER_ID, "03127")
    assert "crosswalk build" in caught.value.hint.vi


def test_exported_pairs_go_back_in_as_weights(store: Engine, tmp_path: Path) -> None:
    with store.connect() as connection:
        pairs = build_pair_list(connection, BEFORE_ID, AFTER_ID)
    assert pairs["kind"].value_counts().to_dict() == {"full": 4, "partial": 2}
    edited = pairs.assign(weight=pairs["weight"].where(pairs["kind"] == "full", 0.5))
    path = tmp_path / "weights.csv"
    edited.to_csv(path, index=False)
    options = CrosswalkOptions(BEFORE_ID, AFTER_ID, weights_path=path, basis=WeightBasis.POPULATION)
    with store.connect() as connection:
        report = check_crosswalk(connection, options)
    assert report.faults == ()
    assert report.built.crosswalk is not None
    assert sorted(report.built.crosswalk.forward_weights) == [0.5, 0.5, 1.0, 1.0, 1.0, 1.0]
