"""A name that was official on another day: its unit is offered first and the reason said, and nothing is matched."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from services.intake.outcomes import JoinedRow, RowOutcome
from services.store.engine import begin_write
from services.store.unit_history import write_unit_history
from tests.fixtures.checked_tables import get_refusal
from tests.fixtures.dated_units import build_units
from tests.fixtures.intake_tables import check_text

NOW = datetime(2026, 1, 2, tzinfo=UTC)
TERMS = (
    ("province", "11", "Tỉnh Điện Biên", "Tỉnh", None, "2004-01-01", None),
    ("district", "096", "Huyện Mường Nhé", "Huyện", "11", "2004-01-01", "2025-07-01"),
    ("district", "098", "Huyện Tủa Chùa", "Huyện", "11", "2004-01-01", "2025-07-01"),
    ("commune", "03158", "Xã Pa Mỳ", "Xã", "096", "2004-01-01", "2020-01-01"),
    ("commune", "03158", "Xã Sín Thầu", "Xã", "096", "2020-01-01", "2024-01-01"),
    ("commune", "03158", "Xã Tả Phìn", "Xã", "096", "2024-01-01", "2025-07-01"),
    # The code of another unit once, in another district: it does not go on into Xã Quý Hòa.
    ("commune", "03226", "Xã Nà Hỳ", "Xã", "096", "2004-01-01", "2012-01-01"),
    ("commune", "03226", "Xã Quý Hòa", "Xã", "098", "2012-01-01", "2025-07-01"),
)


def ask(store: Engine, folder: Path, name: str, district: str = "Huyện Mường Nhé") -> JoinedRow:
    """The row in doubt of a table of two communes."""
    text = f"Huyện;Xã;Người tham gia 31/12/2021\nHuyện Tủa Chùa;TT Tủa Chùa;20\n{district};{name};7\n"
    checked = check_text(store, folder, text)
    assert get_refusal(checked).code == "rows_unsettled"
    (asked,) = checked.report.unsettled
    assert asked.area is None
    return asked


@pytest.fixture
def dated(store: Engine) -> Engine:
    """The store with a gazetteer."""
    with begin_write(store) as connection:
        write_unit_history(connection, build_units(TERMS), "thử", "tests", NOW)
    return store


def test_a_name_of_before_is_offered_first_with_its_last_day_and_not_matched(dated: Engine, tmp_path: Path) -> None:
    row = ask(dated, tmp_path, "Xã Pa Mỳ")
    assert row.outcome == RowOutcome.UNKNOWN
    assert row.candidates[0].area_code == "03158"
    note = dict(row.notes)["03158"]
    assert note.vi == "tên «Xã Pa Mỳ» đến 31/12/2019"
    assert note.en == "called «Xã Pa Mỳ» until 31/12/2019"


def test_a_name_of_later_is_offered_as_well(dated: Engine, tmp_path: Path) -> None:
    row = ask(dated, tmp_path, "Xã Tả Phìn")
    assert row.candidates[0].area_code == "03158"
    assert "Xã Tả Phìn" in dict(row.notes)["03158"].vi


def test_a_code_that_was_given_to_another_unit_offers_nothing(dated: Engine, tmp_path: Path) -> None:
    assert ask(dated, tmp_path, "Xã Nà Hỳ").notes == ()


def test_a_name_in_another_district_is_not_offered(dated: Engine, tmp_path: Path) -> None:
    assert ask(dated, tmp_path, "Xã Pa Mỳ", "Huyện Tủa Chùa").notes == ()


def test_without_a_gazetteer_nothing_is_said_of_other_days(store: Engine, tmp_path: Path) -> None:
    assert ask(store, tmp_path, "Xã Pa Mỳ").notes == ()
