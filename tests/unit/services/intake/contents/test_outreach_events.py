"""Outreach events as offices report them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from services.intake.kinds import IntakeKind
from services.intake.loading import CheckedTable
from services.intake.outcomes import RowOutcome
from tests.fixtures.kind_files import CHUA, NHE, OFFICE, find_place, list_codes


class TestOutreachEvents:
    HEADER = (
        OFFICE,
        ["DANH SÁCH HỘI NGHỊ TUYÊN TRUYỀN BHXH TỰ NGUYỆN"],
        ["Tháng 3 năm 2019"],
        [],
        [
            *("STT", "Ngày tổ chức", "Địa bàn", None, "Đơn vị tổ chức", "Địa điểm", "Số người tham dự"),
            *("Trong đó: số người đăng ký tham gia", "Ghi chú"),
        ],
        [None, None, "Huyện", "Xã, phường, thị trấn", None, None, None, None, None],
    )

    def _check(self, check: Any, *events: Sequence[object], **options: Any) -> CheckedTable:
        checked = check([*self.HEADER, *events], ["C5:D5"], **options)
        assert isinstance(checked, CheckedTable)
        return checked

    def test_a_list_as_offices_send_it(self, check: Any) -> None:
        checked = self._check(
            check,
            [1, "05/03/2019", NHE, "Xã Sín Thầu", "Bưu điện huyện", "Nhà văn hóa", 45, 12, None],
            [2, "08.03.2019", NHE, "Xã Mường Nhé", "Bưu điện huyện; Hội Nông dân", None, 60, "-", "mưa"],
            [3, date(2019, 3, 9), CHUA, "Xã Xá Nhè", "Hội Nông dân và Bưu điện huyện", None, 38, 5, None],
            [4, date(2019, 3, 9), CHUA, "Xã Xá Nhè", "Hội Nông dân", None, 38, 5, None],
            ["Tổng cộng", None, None, None, None, None, 181, 22, None],
        )
        assert (checked.understood.kind.value, list_codes(checked)) == (IntakeKind.OUTREACH_EVENTS, [])
        assert checked.draft is not None
        events = checked.draft.outreach_events
        assert events["organisers"].tolist() == [
            ("Bưu điện huyện",),
            ("Bưu điện huyện", "Hội Nông dân"),
            ("Hội Nông dân", "Bưu điện huyện"),
            ("Hội Nông dân",),
        ]
        assert events["area_code"].tolist() == ["03158", "03160", "03223", "03223"]
        assert set(events["scheme"]) == {"BHXH_TN"}
        assert events["remark"].tolist() == ["", "mưa", "", ""]
        assert [(one.stated_count, one.summed_count) for one in checked.report.check_sums] == [(181, 181), (22, 22)]

    def test_an_event_may_be_of_a_district_or_of_the_province(self, check: Any) -> None:
        checked = self._check(
            check,
            [1, "05/03/2019", NHE, None, "Bưu điện huyện", None, 45, 12, None],
            [2, "06/03/2019", NHE, "Xã Sín Thầu", "Bưu điện huyện", None, 45, 12, None],
            [3, "07/03/2019", "Toàn tỉnh", None, "Bưu điện tỉnh", None, 45, 12, None],
            [4, "08/03/2019", CHUA, "Toàn huyện", "Bưu điện huyện", None, 45, 12, None],
        )
        assert checked.draft is not None, checked.refusal
        events = checked.draft.outreach_events
        assert list(zip(events["level"], events["area_code"], strict=True)) == [
            ("managing_unit", "096"),
            ("commune", "03158"),
            ("province", "11"),
            ("managing_unit", "098"),
        ]

    def test_a_dated_row_without_a_place_asks(self, check: Any) -> None:
        checked = self._check(
            check,
            [1, "05/03/2019", None, None, "Bưu điện huyện", None, 45, 12, None],
            [2, "06/03/2019", NHE, "Xã Sín Thầu", "Bưu điện huyện", None, 45, 12, None],
        )
        assert [(row.number, row.outcome) for row in checked.report.unsettled] == [(7, RowOutcome.UNKNOWN)]
        assert checked.draft is None

    def test_one_organiser_with_a_comma_in_its_name_stays_one_and_is_told(self, check: Any) -> None:
        name = "Sở Lao động, Thương binh và Xã hội"
        checked = self._check(check, [1, "05/03/2019", NHE, "Xã Sín Thầu", name, None, 45, 12, None])
        assert list_codes(checked) == ["organisers_perhaps_several"]
        assert checked.draft is not None
        assert checked.draft.outreach_events["organisers"].tolist() == [(name,)]

    @pytest.mark.parametrize(
        ("changes", "code", "column"),
        [
            ({1: "tháng ba"}, "date_unreadable", "B"),
            ({1: date(2026, 3, 5)}, "date_in_future", "B"),
            ({4: None}, "organiser_missing", "E"),
            ({6: -4}, "count_negative", "G"),
            ({6: "nhiều"}, "number_unreadable", "G"),
        ],
    )
    def test_a_wrong_cell_is_named_with_its_place(
        self, check: Any, changes: dict[int, object], code: str, column: str
    ) -> None:
        row: list[object] = [1, "05/03/2019", NHE, "Xã Sín Thầu", "Bưu điện", None, 45, 12, None]
        for index, value in changes.items():
            row[index] = value
        checked = self._check(check, row, [2, "06/03/2019", NHE, "Xã Mường Nhé", "Bưu điện", None, 10, 1, None])
        assert code in list_codes(checked)
        assert find_place(checked, code) == (7, column)
        assert checked.draft is None

    def test_more_people_won_than_came_and_a_row_given_twice_are_told(self, check: Any) -> None:
        row = ["05/03/2019", NHE, "Xã Sín Thầu", "Bưu điện", None, 5, 12, None]
        checked = self._check(check, [1, *row], [2, *row])
        assert list_codes(checked) == ["won_above_attendees", "won_above_attendees", "event_repeated"]
        assert checked.draft is not None
        assert len(checked.draft.outreach_events) == 2
