"""The real communes of 2016 and 2025: the shared list is checked, its faults are named, the crosswalk comes in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.crosswalks.faults import FaultKind
from services.coverage.snapshot import Snapshot, read_snapshot
from services.coverage.view import View, ViewRequest, build_view
from services.crosswalks.lineage import read_lineage
from services.intake.files.sheets import read_workbook_file
from services.intake.loading import check_data
from services.intake.options import IntakeOptions
from services.intake.publication.deciding import check_with_words
from services.intake.publication.publishing import publish_settled
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.store.crosswalks import read_crosswalks_in_force
from services.store.engine import open_engine
from services.units.answers import find_named_units, find_unit
from tests.fixtures.national_store import NationalStore
from tests.fixtures.real_vintages import AFTER_ID, BEFORE_ID, NOW

MOST_SECONDS = 120.0  # of processor time, for building, checking and storing


# File, vintage of its day, what it settles, province then and since, cut-off, published stock.
DIEN_BIEN = ("dien_bien_bhxhtn_2019-03.xlsx", ("Xã Xá Nhè=Xã Sáng Nhè",), "11", date(2019, 3, 31), 2_959)
HA_NOI = ("ha_noi_bhxhtn_2021-12.csv", (), "01", date(2021, 12, 31), 63_300)
TODAY = date(2026, 1, 2)


@pytest.fixture(scope="module")
def engine(national_store: NationalStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A copy of the national store, for the reports of this module."""
    engine = open_engine(national_store.copy_to(tmp_path_factory.mktemp("national")))
    yield engine
    engine.dispose()


@pytest.mark.real_data
def test_the_national_crosswalk_is_built_and_stored_in_time(national_store: NationalStore, engine: Engine) -> None:
    assert national_store.seconds < MOST_SECONDS
    with engine.connect() as connection:
        (crosswalk,) = read_crosswalks_in_force(connection)
    assert len(crosswalk.from_codes) > 11_000
    assert 430 < len(crosswalk.split_codes) < 480


@pytest.mark.real_data
def test_the_faults_of_the_shared_list_are_named_with_their_rows(national_store: NationalStore) -> None:
    unknown = {
        (fault.to_code, fault.rows) for fault in national_store.faults if fault.kind is FaultKind.CODE_UNKNOWN_TO
    }
    assert unknown == {("06970", (2767, 2791, 2792, 2795, 2797)), ("23737", (7643,))}
    lacking = {
        fault.to_code
        for fault in national_store.faults
        if fault.kind is FaultKind.NO_PREDECESSOR and "leaves out" in fault.message.en
    }
    assert len(lacking) == 7  # as the description of the file says
    assert {"06978", "20333"} <= lacking


@pytest.mark.real_data
def test_a_code_that_was_used_again_is_told_apart(engine: Engine) -> None:
    with engine.connect() as connection:
        lineage = read_lineage(connection, BEFORE_ID, AFTER_ID, "26740")
        unit = find_unit(connection, "26740", date(2019, 3, 31))
    assert (lineage.name, [piece.name for piece in lineage.pieces]) == ("Phường Bến Nghé", ["Phường Sài Gòn"])
    assert unit.unit is not None
    assert unit.unit.name == "Phường Bến Nghé"
    assert unit.ending is not None
    assert not unit.ending.is_continued


@pytest.mark.real_data
def test_a_place_is_found_by_the_name_it_bore_on_the_day(engine: Engine) -> None:
    with engine.connect() as connection:
        before = find_named_units(connection, "Phường Bến Nghé", date(2019, 3, 31))
        since = find_named_units(connection, "Phường Bến Nghé", date(2026, 1, 1))
    assert [unit.parents[0].name for unit in before if unit.code == "26740"] == ["Quận 1"]
    assert "26740" not in {unit.code for unit in since}


@pytest.fixture(scope="module")
def snapshot(engine: Engine, real_data: Path) -> Snapshot:
    """Both reports of before July 2025, loaded on the communes of 2016."""
    for name, words, province, as_of, _ in (DIEN_BIEN, HA_NOI):
        workbook = read_workbook_file(real_data / "reports" / name)
        options = IntakeOptions(province_code=province, as_of=as_of, scheme=Scheme.BHXH_TN)
        with engine.connect() as connection:
            settled = check_with_words(connection, workbook, options, words, TODAY)
        publish_settled(engine, settled, by="lan", now=NOW)
    return read_snapshot(engine)


def view(snapshot: Snapshot, vintage_id: str, level: Level, province: str, as_of: date) -> View:
    request = ViewRequest(vintage_id, level, province, Scheme.BHXH_TN, Indicator.ENROLLED_COUNT, as_of)
    return build_view(snapshot, request)


@pytest.mark.real_data
@pytest.mark.parametrize("case", [DIEN_BIEN, HA_NOI])
def test_province_totals_agree_to_the_person_on_either_vintage(
    snapshot: Snapshot, case: tuple[str, tuple[str, ...], str, date, int]
) -> None:
    _, _, province, as_of, published = case
    before = view(snapshot, BEFORE_ID, Level.COMMUNE, province, as_of)
    since = view(snapshot, AFTER_ID, Level.COMMUNE, province, as_of)
    assert before.total.numerator == since.total.numerator == published
    assert before.total.estimated_share == since.total.estimated_share == 0
    assert before.conversions == ()
    (note,) = since.conversions
    assert note.from_vintage.vintage_id == BEFORE_ID


@pytest.mark.real_data
def test_communes_of_2025_add_up_to_their_province_and_say_where_they_are_estimates(snapshot: Snapshot) -> None:
    # Điện Biên made its communes of whole ones; Hà Nội divided many.
    for (_, _, province, as_of, published), count, is_estimated in ((DIEN_BIEN, 45, False), (HA_NOI, 126, True)):
        since = view(snapshot, AFTER_ID, Level.COMMUNE, province, as_of)
        assert len(since.values) == count
        assert since.values.sum() == published
        assert since.estimated.any() == is_estimated
        assert not since.estimated.all()


@pytest.mark.real_data
@pytest.mark.parametrize("vintage_id", [BEFORE_ID, AFTER_ID])
def test_a_file_of_codes_alone_is_refused_naming_both_units(engine: Engine, tmp_path: Path, vintage_id: str) -> None:
    path, day = tmp_path / "ma.csv", date(2025, 12, 31) if vintage_id == AFTER_ID else date(2019, 3, 31)
    path.write_text(f"Mã xã;Người tham gia {day:%d/%m/%Y}\n26740;120\n26743;80\n", "utf-8")
    options = IntakeOptions(vintage_id=vintage_id, province_code="79", as_of=day, scheme=Scheme.BHXH_TN)
    with engine.connect() as connection:
        checked = check_data(connection, path, options, TODAY)
    assert checked.refusal is not None
    (told,) = [one.message.vi for one in checked.report.findings if one.code == "codes_without_names"]
    assert "Phường Bến Nghé" in told
    assert "Phường Sài Gòn" in told


@pytest.mark.real_data
def test_a_file_of_2025_keyed_by_codes_of_before_is_refused_naming_both_units(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "quan_1.csv"
    path.write_text("Mã xã;Xã;Người tham gia 31/12/2025\n26740;Phường Bến Nghé;120\n", "utf-8")
    options = IntakeOptions(vintage_id=AFTER_ID, province_code="79", as_of=date(2025, 12, 31), scheme=Scheme.BHXH_TN)
    with engine.connect() as connection:
        checked = check_data(connection, path, options, TODAY)
    assert checked.refusal is not None
    told = str(
        [finding.message.vi for finding in checked.report.findings] + [row.reason for row in checked.report.rows]
    )
    assert "Phường Bến Nghé" in told
    assert "Phường Sài Gòn" in told
