"""What a header means, and what is asked because it could mean something else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.intake.headers.header_meanings import read_meaning
from services.intake.loading import IntakeOptions
from tests.fixtures.checked_tables import DAY, list_codes, list_enrolled
from tests.fixtures.group_reports import LETTERHEAD, check_groups
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xlsx


def test_a_year_that_could_be_so_far_or_at_its_end_is_asked_about(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["STT", "Đơn vị", "Thực hiện năm 2020", "Thực hiện năm 2021"],
        [1, "Xã Sín Thầu", 5, 8],
        [2, "Xã Mường Nhé", 10, 12],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)})
    (error,) = check_printed(store, path).report.errors
    assert (error.code, error.place.column) == ("column_uncertain", "D")
    assert "enrolled:2021-06-30" in error.hint.vi
    settled = check_printed(store, path, IntakeOptions(mapping={"D": "enrolled:as_of"}))
    assert list_enrolled(settled) == {"03158": 8, "03160": 12}
    assert list_enrolled(settled, date(2020, 12, 31)) == {"03158": 5, "03160": 10}


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Phát triển mới · Lũy kế 6 tháng", "gross_new:2021-06-30"),
        ("Phát triển mới · Trong tháng · Thực hiện", "gross_new_month:2021-06-30"),
        ("Tăng mới đến 30/6/2021", "gross_new:2021-06-30"),
        ("Tăng mới 6/2021", "gross_new_month:2021-06-30"),
        ("BHXH tự nguyện · Số lao động", "enrolled:2021-06-30:BHXH_TN"),
        ("Số đầu kỳ (31/12/2020)", "enrolled:2020-12-31"),
        ("Cuối năm 2020", "enrolled:2020-12-31"),
        ("Đầu năm", "enrolled:2020-12-31"),
        ("TH 30/6/21", "enrolled:2021-06-30"),
        ("Số tiền phải thu (đồng)", "ignore"),
        ("BHXH bắt buộc · Số đơn vị", "ignore"),
        ("Chênh lệch", "recomputed"),
        ("Đạt", "recomputed"),
    ],
)
def test_headers_that_once_misled(header: str, meaning: str) -> None:
    assert str(read_meaning(header, Level.COMMUNE, DAY).meaning) == meaning


@pytest.mark.parametrize(
    ("header", "proposal"),
    [
        ("Chỉ tiêu phát triển mới", "None"),  # neither a target of the stock nor people won
        ("Phát triển mới · KH", "None"),
        ("Thực hiện trong tháng", "gross_new_month:2021-06-30"),
        ("Lũy kế từ đầu năm", "gross_new:2021-06-30"),
        ("BHXH tự nguyện · Mức hỗ trợ", "None"),
        ("Số người chưa tham gia BHXH TN", "None"),
        ("Số người dừng tham gia", "None"),
        ("Số người giảm trong kỳ", "None"),
        ("Số HSSV tham gia BHYT", "None"),
        ("Thực hiện tháng trước", "None"),
        ("Dự kiến thực hiện đến 31/12/2021", "enrolled:2021-12-31"),
        ("Ước thực hiện tháng 7/2021", "enrolled:2021-07-31"),
    ],
)
def test_what_is_no_stock_of_all_participants_is_asked(header: str, proposal: str) -> None:
    reading = read_meaning(header, Level.COMMUNE, DAY)
    assert reading.meaning is None
    assert str(reading.proposal) == proposal


@pytest.mark.parametrize(
    ("title", "proposal"),
    [
        ("SỐ NGƯỜI THAM GIA MỚI BHXH TỰ NGUYỆN ĐẾN 30/6/2021", "gross_new:2021-06-30:BHXH_TN"),
        ("RÀ SOÁT NGƯỜI CHƯA THAM GIA BHXH TỰ NGUYỆN ĐẾN 30/6/2021", "None"),
    ],
)
def test_a_count_that_only_its_title_explains_is_asked(
    store: Engine, tmp_path: Path, title: str, proposal: str
) -> None:
    checked = check_groups(store, tmp_path, [title], [["Thực hiện"]], [[5], [6], [7], [8]])
    assert checked.draft is None
    assert str(checked.report.table.columns[2].proposal) == proposal
    assert list_codes(checked) & {"column_uncertain", "column_unrecognised"}


def test_bhxh_alone_takes_no_scheme_of_a_title_about_others(store: Engine, tmp_path: Path) -> None:
    for title in ("THAM GIA BHXH, BHTN ĐẾN 30/6/2021", "THAM GIA BHTN ĐẾN 30/6/2021"):
        checked = check_groups(store, tmp_path, [title], [["Số người tham gia BHXH"]], [[5], [6], [7], [8]])
        assert list_codes(checked) == {"scheme_missing"}
