from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.crosswalks.crosswalk import WeightBasis
from geodata.crosswalks.faults import FaultKind
from geodata.errors import BadInput, NotFound
from services.boundaries.correcting import Correction, correct_name
from services.crosswalks.checking import CrosswalkReport, check_crosswalk, read_end
from services.crosswalks.importing import import_crosswalk
from services.crosswalks.options import CrosswalkOptions
from services.store.boundaries import read_vintage
from services.store.crosswalks import list_crosswalks, read_crosswalk_report, read_crosswalks_in_force
from services.store.publication import read_publication_id
from tests.fixtures.two_vintages import AFTER_ID, BEFORE_ID, NOW, PAIRS, write_pair_list, write_two_vintages


@pytest.fixture
def store(engine: Engine) -> Engine:
    write_two_vintages(engine)
    return engine


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "danh_sach.csv"
    path.write_text(write_pair_list(), encoding="utf-8")
    return path


def check(store: Engine, **given: object) -> CrosswalkReport:
    options = CrosswalkOptions(**({"from_vintage_id": BEFORE_ID, "to_vintage_id": AFTER_ID} | given))  # type: ignore[arg-type]
    with store.connect() as connection:
        return check_crosswalk(connection, options)


def list_weights(report: CrosswalkReport) -> dict[tuple[str, str], float]:
    crosswalk = report.built.crosswalk
    assert crosswalk is not None
    pairs = zip(crosswalk.pairs["from_code"], crosswalk.pairs["to_code"], strict=True)
    return dict(zip(pairs, crosswalk.forward_weights.round(2).tolist(), strict=True))


def test_outlines_alone_give_the_pieces_weighed_by_area(store: Engine) -> None:
    report = check(store)
    assert report.faults == ()
    weights = list_weights(report)
    assert set(weights) == {(old, new) for old, _, new, _, _ in PAIRS}
    assert (weights["03133", "03127"], weights["03133", "03136"]) == (0.25, 0.75)


def test_a_sound_list_agrees_with_the_outlines(store: Engine, path: Path) -> None:
    report = check(store, list_path=path, list_source="NQ 202")
    assert report.faults == ()
    assert report.built.crosswalk is not None
    assert report.built.crosswalk.source.startswith("NQ 202")
    assert report.built.summary["agreeing_count"] == report.built.summary["compared_count"] == 5


def test_faults_are_counted_by_kind_and_written_whole(store: Engine, path: Path) -> None:
    path.write_text(write_pair_list([*PAIRS, ("03139", "Xã Pá Khoang", "99999", "Xã Không Có", "partial")]), "utf-8")
    report = check(store, list_path=path)
    assert report.fault_counts[FaultKind.CODE_UNKNOWN_TO] == 1
    document = json.loads(json.dumps(report.build_document(), ensure_ascii=False))
    assert len(document["faults"]) == len(report.faults) >= 2
    unknown = next(fault for fault in document["faults"] if fault["kind"] == "code_unknown_to")
    assert (unknown["rows"], unknown["to_code"]) == ([8], "99999")
    assert "99999" in unknown["message"]["vi"]
    assert document["list"] == "danh_sach.csv"


def test_faults_refuse_an_import_unless_told_to_carry_on(store: Engine, path: Path) -> None:
    path.write_text(write_pair_list([*PAIRS, ("03139", "Xã Pá Khoang", "99999", "Xã Không Có", "partial")]), "utf-8")
    report = check(store, list_path=path)
    with pytest.raises(BadInput) as caught:
        import_crosswalk(store, report, by="lan", now=NOW)
    assert caught.value.code == "crosswalk_faulty"
    with store.connect() as connection:
        assert list_crosswalks(connection) == []
    crosswalk_id = import_crosswalk(store, report, leave_out_faulty=True, by="lan", now=NOW)
    with store.connect() as connection:
        (crosswalk,) = read_crosswalks_in_force(connection)
        kept = read_crosswalk_report(connection, crosswalk_id)
    assert "99999" not in set(crosswalk.pairs["to_code"])
    assert len(kept["faults"]) == len(report.faults)


def test_divided_units_without_any_weights_are_refused_even_when_told_to_carry_on(store: Engine, path: Path) -> None:
    report = check(store, list_path=path, use_outlines=False)
    with pytest.raises(BadInput) as caught:
        import_crosswalk(store, report, leave_out_faulty=True, by="lan", now=NOW)
    assert caught.value.code == "crosswalk_unsettled"
    assert "Xã Thanh Minh" in caught.value.message.vi


def test_given_weights_decide_by_their_basis_with_their_source(store: Engine, path: Path, tmp_path: Path) -> None:
    weights = tmp_path / "dan_so.csv"
    weights.write_text("from_code,to_code,weight\n03133,03127,0.9\n03133,03136,0.1\n", "utf-8")
    report = check(store, list_path=path, weights_path=weights, weights_source="TĐT 2019", basis=WeightBasis.POPULATION)
    assert list_weights(report)["03133", "03127"] == 0.9
    crosswalk = report.built.crosswalk
    assert crosswalk is not None
    assert crosswalk.basis is WeightBasis.POPULATION
    assert "TĐT 2019" in crosswalk.source


def test_sizes_say_what_each_unit_counts_for_on_the_way_back(store: Engine, path: Path, tmp_path: Path) -> None:
    sizes = tmp_path / "dan_so.csv"
    sizes.write_text("code,population\n03127,100\n03130,300\n03133,400\n03136,100\n03139,50\n", "utf-8")
    report = check(store, list_path=path, sizes_path=sizes, sizes_source="TĐT", basis=WeightBasis.POPULATION)
    crosswalk = report.built.crosswalk
    assert crosswalk is not None
    backward = dict(zip(crosswalk.pairs["from_code"], crosswalk.backward_weights, strict=True))
    assert backward["03130"] == pytest.approx(300 / 500)


def test_storing_a_crosswalk_shows_it_to_readers_at_once(store: Engine) -> None:
    with store.connect() as connection:
        before = read_publication_id(connection)
    import_crosswalk(store, check(store), by="lan", now=NOW)
    with store.connect() as connection:
        assert read_publication_id(connection) == before + 1


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        ((AFTER_ID, BEFORE_ID), "crosswalk_order"),
        ((BEFORE_ID, BEFORE_ID), "crosswalk_order"),
        ((BEFORE_ID, "VN-2030-01-01"), "vintage_not_found"),
    ],
)
def test_vintages_that_cannot_be_joined_are_refused(store: Engine, ends: tuple[str, str], code: str) -> None:
    with pytest.raises((BadInput, NotFound)) as caught:
        check(store, from_vintage_id=ends[0], to_vintage_id=ends[1])
    assert caught.value.code == code


def test_an_end_bears_its_corrected_names(store: Engine) -> None:
    asked = Correction(BEFORE_ID, Level.COMMUNE, "03136", "Xã Tà Lèng Mới", NOW.date().replace(year=2020), "NQ")
    correct_name(store, asked, by="lan", now=NOW, today=NOW.date())
    with store.connect() as connection:
        end = read_end(connection, read_vintage(connection, BEFORE_ID).vintage)
    assert end.names["03136"] == "Xã Tà Lèng Mới"
    assert end.areas.crs.to_epsg() == 4326
