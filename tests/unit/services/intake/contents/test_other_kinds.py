"""Pilots, denominators and new enrolments as offices lay them out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.intake.kinds import IntakeKind
from services.measures.schemes import Scheme
from tests.fixtures.kind_files import CHUA, NHE, OFFICE, list_codes, list_facts


class TestOtherKinds:
    def test_a_list_of_pilots(self, check: Any) -> None:
        rows = [
            ["DANH SÁCH XÃ ĐIỂM BHXH TỰ NGUYỆN TỈNH ĐIỆN BIÊN NĂM 2021"],
            [],
            ["STT", "Huyện", "Xã điểm", "Ngày bắt đầu"],
            [1, NHE, "Xã Sín Thầu", "01/06/2021"],
            [2, CHUA, "Xã Xá Nhè", date(2021, 6, 1)],
        ]
        checked = check(rows)
        assert (checked.understood.kind.value, list_codes(checked)) == (IntakeKind.PILOTS, [])
        assert list(checked.draft.pilots.itertuples(index=False, name=None)) == [
            ("BHXH_TN", "commune", "03158", date(2021, 6, 1)),
            ("BHXH_TN", "commune", "03223", date(2021, 6, 1)),
        ]

    def test_denominators_have_a_date_and_a_source(self, check: Any) -> None:
        rows = [
            ["LỰC LƯỢNG LAO ĐỘNG VÀ DÂN SỐ TỈNH ĐIỆN BIÊN"],
            ["(Thời điểm 01/04/2019)"],
            [],
            ["STT", "Tên xã", "Huyện", "Dân số (người)", "Lực lượng lao động trong độ tuổi"],
            [1, "Xã Sín Thầu", NHE, "3.100", "1.900"],
            [2, "Xã Mường Nhé", NHE, "8.250", "4.700"],
            ["", "Tổng cộng", "", "11.350", "6.600"],
        ]
        checked = check(rows, denominator_source="Niên giám 2019")
        assert (checked.understood.kind.value, list_codes(checked)) == (IntakeKind.DENOMINATORS, [])
        assert checked.draft.denominator_source == "Niên giám 2019"
        assert set(list_facts(checked, "scheme", "measure", "as_of")) == {
            ("ANY", "population", date(2019, 4, 1)),
            ("ANY", "labour_force", date(2019, 4, 1)),
        }
        assert all(one.holds for one in checked.report.check_sums)

    @pytest.mark.parametrize(
        ("header", "measure", "codes"),
        [
            ("Tăng mới trong tháng", "gross_new_month", []),
            ("Tăng mới tháng 3/2019", "gross_new_month", []),
            ("Tăng mới 3 tháng đầu năm", "gross_new", []),
            ("Số tăng mới lũy kế từ đầu năm", "gross_new", []),
            ("Tăng mới trong kỳ", "gross_new", ["new_enrolment_period_assumed"]),
        ],
    )
    def test_new_enrolments_are_of_the_month_or_of_the_year(
        self, check: Any, header: str, measure: str, codes: list[str]
    ) -> None:
        rows = [
            OFFICE,
            ["BÁO CÁO ĐẾN 31/03/2019"],
            [],
            ["STT", "Tên xã", "Huyện", "Số người tham gia", header],
            [1, "Xã Sín Thầu", NHE, 31, 3],
            [2, "Xã Mường Nhé", NHE, 82, 4],
        ]
        checked = check(rows, scheme=Scheme.BHXH_TN)
        assert list_codes(checked) == codes
        assert (measure, date(2019, 3, 31), 3) in list_facts(checked, "measure", "as_of", "count")

    def test_the_kind_can_be_given(self, check: Any) -> None:
        rows = [
            ["TỈNH ĐIỆN BIÊN, 31/12/2019"],
            [],
            ["Huyện", "Xã", "Từ ngày", "Loại hình"],
            [NHE, "Xã Sín Thầu", "01/06/2019", "BHYT"],
        ]
        checked = check(rows, kind=IntakeKind.PILOTS)
        assert checked.draft.pilots["scheme"].tolist() == ["BHYT"]
