"""The gazetteer tells what a place was called on a day, and what it belonged to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from geodata.areas import Level
from geodata.errors import BadInput
from geodata.gazetteer import UNIT_COLUMNS, Gazetteer, is_continued
from geodata.gazetteer_file import read_gazetteer_file
from tests.fixtures.dated_units import build_gazetteer

BEFORE, SINCE = date(2020, 5, 1), date(2025, 8, 1)
UNITS = (
    ("province", "79", "Thành phố Hồ Chí Minh", "Thành phố Trung ương", "", "2004-08-31", ""),
    ("district", "760", "Quận 1", "Quận", "79", "2004-08-31", "2025-07-01"),
    ("district", "761", "Quận 12", "Quận", "79", "2004-08-31", "2025-07-01"),
    ("commune", "26740", "Phường Bến Nghé", "Phường", "760", "2004-08-31", "2025-07-01"),
    ("commune", "26740", "Phường Sài Gòn", "Phường", "79", "2025-07-01", ""),
    ("commune", "26743", "Xã Bến Thành", "Xã", "760", "2004-08-31", "2012-01-01"),
    ("commune", "26743", "Phường Bến Thành", "Phường", "760", "2012-01-01", "2025-07-01"),
    ("commune", "26746", "Phường Bến Thành", "Phường", "79", "2025-07-01", ""),
    ("commune", "26749", "Phường 01", "Phường", "760", "2004-08-31", "2025-07-01"),
    ("commune", "26752", "Phường 1", "Phường", "761", "2004-08-31", "2025-07-01"),
)


@pytest.fixture
def gazetteer() -> Gazetteer:
    return build_gazetteer(UNITS)


def test_a_code_means_what_it_meant_on_the_day(gazetteer: Gazetteer) -> None:
    before, since = (gazetteer.find(Level.COMMUNE, "26740", day) for day in (BEFORE, SINCE))
    assert before is not None
    assert since is not None
    assert before.name == "Phường Bến Nghé"
    assert [(parent.level, parent.name) for parent in before.parents] == [
        (Level.MANAGING_UNIT, "Quận 1"),
        (Level.PROVINCE, "Thành phố Hồ Chí Minh"),
    ]
    assert (since.name, [parent.code for parent in since.parents]) == ("Phường Sài Gòn", ["79"])


def test_the_last_day_of_a_term_is_the_eve_of_its_end(gazetteer: Gazetteer) -> None:
    eve, first = (gazetteer.find(Level.COMMUNE, "26740", date(2025, *day)) for day in ((6, 30), (7, 1)))
    assert eve is not None
    assert first is not None
    assert (eve.name, first.name) == ("Phường Bến Nghé", "Phường Sài Gòn")
    assert eve.holds_on(date(2025, 6, 30))
    assert not eve.holds_on(date(2025, 7, 1))


def test_before_and_beside_its_terms_a_code_means_nothing(gazetteer: Gazetteer) -> None:
    assert gazetteer.find(Level.COMMUNE, "26740", date(2000, 1, 1)) is None
    assert gazetteer.find(Level.COMMUNE, "99999", BEFORE) is None
    assert gazetteer.find(Level.MANAGING_UNIT, "26740", BEFORE) is None


def test_all_terms_of_a_code_are_listed_in_order_with_their_parents(gazetteer: Gazetteer) -> None:
    terms = gazetteer.list_terms(Level.COMMUNE, "26743")
    assert [(unit.name, unit.valid_to, unit.parents[0].name) for unit in terms] == [
        ("Xã Bến Thành", date(2012, 1, 1), "Quận 1"),
        ("Phường Bến Thành", date(2025, 7, 1), "Quận 1"),
    ]
    assert gazetteer.list_terms(Level.COMMUNE, "99999") == ()


@pytest.mark.parametrize("name", ["Phường Bến Nghé", "bến nghé", "P. Ben Nghe", "BẾN NGHÉ"])
def test_a_place_is_found_however_its_name_is_written(gazetteer: Gazetteer, name: str) -> None:
    assert [unit.code for unit in gazetteer.find_named(Level.COMMUNE, name, BEFORE)] == ["26740"]
    assert gazetteer.find_named(Level.COMMUNE, name, SINCE) == ()


def test_all_bearers_of_a_name_are_found(gazetteer: Gazetteer) -> None:
    assert [unit.code for unit in gazetteer.find_named(Level.COMMUNE, "Phường 1", BEFORE)] == ["26749", "26752"]


def test_a_code_given_to_another_unit_is_not_continued(gazetteer: Gazetteer) -> None:
    ending = gazetteer.find_ending(Level.COMMUNE, "26740", BEFORE)
    assert ending is not None
    assert ending.next_term is not None
    assert (ending.next_term.name, ending.is_continued, ending.namesakes) == ("Phường Sài Gòn", False, ())


def test_a_unit_raised_in_rank_is_continued(gazetteer: Gazetteer) -> None:
    ending = gazetteer.find_ending(Level.COMMUNE, "26743", date(2010, 1, 1))
    assert ending is not None
    assert ending.is_continued


def test_a_name_that_goes_on_under_another_code_is_found(gazetteer: Gazetteer) -> None:
    ending = gazetteer.find_ending(Level.COMMUNE, "26743", BEFORE)
    assert ending is not None
    assert (ending.next_term, [unit.code for unit in ending.namesakes]) == (None, ["26746"])


def test_a_term_that_still_holds_has_no_ending(gazetteer: Gazetteer) -> None:
    assert gazetteer.find_ending(Level.COMMUNE, "26740", SINCE) is None
    assert gazetteer.find_ending(Level.COMMUNE, "99999", SINCE) is None


def test_terms_with_a_gap_between_them_are_two_units(gazetteer: Gazetteer) -> None:
    first, last = gazetteer.list_terms(Level.COMMUNE, "26743")[0], gazetteer.list_terms(Level.COMMUNE, "26740")[1]
    assert not is_continued(first, last)


def test_all_units_of_a_day_are_listed_by_code(gazetteer: Gazetteer) -> None:
    assert [unit.code for unit in gazetteer.list_units(Level.COMMUNE, SINCE)] == ["26740", "26746"]


@pytest.mark.parametrize("missing", ["", None, float("nan"), pd.NaT])
def test_dates_may_be_dates_and_ends_may_be_missing(missing: object) -> None:
    term = ("commune", "26740", "Phường Sài Gòn", "Phường", "79", pd.Timestamp(2025, 7, 1), missing)
    unit = build_gazetteer([term]).find(Level.COMMUNE, "26740", SINCE)
    assert unit is not None
    assert (unit.valid_from, unit.valid_to, unit.parents) == (date(2025, 7, 1), None, ())


HEADER = "level,code,name,type,parent_code,valid_from,valid_to\n"
FIRST = "commune,26740,Phường Bến Nghé,Phường,760,2004-08-31,2025-07-01\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "units.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_units_is_read(tmp_path: Path) -> None:
    read = read_gazetteer_file(write(tmp_path, HEADER + FIRST))
    assert len(read.frame) == 1
    assert list(read.frame.columns) == list(UNIT_COLUMNS)
    assert read.find(Level.COMMUNE, "26740", BEFORE) is not None


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("xóm,26743,A,Xã,760,2004-08-31,", "level"),
        ("commune,2674,A,Xã,760,2004-08-31,", "code"),
        ("district,26743,A,Huyện,79,2004-08-31,", "code"),
        ("commune,26743,A,Xã,760,31/8/2004,", "valid_from"),
        ("commune,26743,A,Xã,760,2004-02-31,", "valid_from"),
        ("commune,26743,A,Xã,760,2004-08-31,sau", "valid_to"),
        ("commune,26743,A,Xã,760,2004-08-31,2004-08-31", "valid_to"),
        ("commune,26740,A,Xã,760,2025-06-30,", "code"),
    ],
)
def test_a_bad_cell_is_told_with_row_and_column(tmp_path: Path, line: str, column: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_gazetteer_file(write(tmp_path, f"{HEADER}{FIRST}{line}\n"))
    assert (caught.value.place.row, caught.value.place.column) == (3, column)


@pytest.mark.real_data
def test_the_history_of_all_units_answers_for_any_day(real_data: Path) -> None:
    gazetteer = read_gazetteer_file(real_data / "gazetteer" / "units_history.csv")
    assert len(gazetteer.list_units(Level.COMMUNE, date(2025, 6, 30))) == 10_047
    assert len(gazetteer.list_units(Level.COMMUNE, SINCE)) == 3_321
    assert len(gazetteer.list_units(Level.PROVINCE, SINCE)) == 34
    unit = gazetteer.find(Level.COMMUNE, "26740", date(2019, 3, 31))
    assert unit is not None
    assert (unit.name, unit.parents[0].name) == ("Phường Bến Nghé", "Quận 1")
