"""Cut-offs that cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from tests.fixtures.checked_tables import get_refusal
from tests.fixtures.intake_tables import WHOLE_TABLE, build_options, check_text
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xlsx


def test_a_cut_off_in_the_future_is_refused(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [["Xã", "Tham gia BHXH tự nguyện 30/6/2027"], ["Xã Sín Thầu", 8], ["Xã Nậm Kè", 1]]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert "date_in_future" in {finding.code for finding in checked.report.errors}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"as_of": date(2026, 6, 30)}, "date_in_future"),
        ({"as_of": date(2015, 12, 31)}, "date_outside_vintage"),
        ({"as_of": date(2025, 7, 1)}, "date_outside_vintage"),
        ({"as_of": date(2021, 11, 30)}, "date_after_cut_off"),
    ],
)
def test_a_cut_off_that_cannot_be_is_refused(
    store: Engine, tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    checked = check_text(store, tmp_path, WHOLE_TABLE, options=build_options(**changes))
    assert code in {finding.code for finding in checked.report.errors}
    get_refusal(checked)


def test_counts_from_before_the_vintage_are_taken_only_as_restated_by_the_file(store: Engine, tmp_path: Path) -> None:
    text = "Xã;Người tham gia 31/12/2014;Người tham gia 31/12/2021\nXã Sín Thầu;1;2\n"
    assert get_refusal(check_text(store, tmp_path, text)).code == "date_before_vintage"
    allowed = check_text(store, tmp_path, text, options=build_options(allow_earlier=True))
    assert allowed.draft is not None
    assert [finding.code for finding in allowed.report.findings] == ["date_before_vintage"]
