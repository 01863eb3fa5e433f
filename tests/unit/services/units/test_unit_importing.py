from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.errors import BadInput
from services.store.unit_history import list_unit_histories, read_gazetteer
from services.units.importing import check_unit_file, import_units
from tests.fixtures.two_vintages import NOW, UNIT_LIST


def write(folder: Path, text: str) -> Path:
    path = folder / "don_vi.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_list_is_counted_by_level_and_named_by_its_days(tmp_path: Path) -> None:
    units = check_unit_file(write(tmp_path, UNIT_LIST))
    assert units.term_counts == {"province": 1, "managing_unit": 2, "commune": 9}
    assert units.unit_counts == {"province": 1, "managing_unit": 2, "commune": 5}
    assert (units.first_day.isoformat(), units.last_day.isoformat()) == ("2004-08-31", "2025-07-01")


def test_an_imported_list_is_the_gazetteer_in_force_with_its_source(engine: Engine, tmp_path: Path) -> None:
    units = check_unit_file(write(tmp_path, UNIT_LIST))
    import_units(engine, units, "", by="lan", now=NOW)
    with engine.connect() as connection:
        gazetteer = read_gazetteer(connection)
        (stored,) = list_unit_histories(connection)
    assert gazetteer is not None
    assert [term.name for term in gazetteer.list_terms(Level.COMMUNE, "03127")] == [
        "Phường Mường Thanh",
        "Phường Điện Biên Phủ",
    ]
    assert (stored.source, stored.term_count) == ("don_vi.csv", 12)


def test_a_list_of_managing_units_is_told_the_command_that_takes_it(tmp_path: Path) -> None:
    text = "Mã BHXH cơ sở;BHXH cơ sở;Mã xã;Xã;Từ ngày;Đến ngày\nDB1;BHXH cơ sở Điện Biên;03127;Phường;01/07/2025;\n"
    with pytest.raises(BadInput) as caught:
        check_unit_file(write(tmp_path, text))
    assert caught.value.code == "list_of_managing_units"
    assert "data import don_vi.csv --kind managing_units" in caught.value.hint.vi


def test_another_file_is_told_which_columns_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        check_unit_file(write(tmp_path, "Xã,Người tham gia\nXã A,5\n"))
    assert caught.value.code == "column_missing"


def test_a_list_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        check_unit_file(write(tmp_path, UNIT_LIST.splitlines()[0] + "\n"))
    assert caught.value.code == "list_empty"
