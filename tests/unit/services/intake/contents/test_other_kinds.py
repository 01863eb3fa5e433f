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
            ("BHXH_TN", "commune", "03158", date(2021, 6, 1), None),
            ("BHXH_TN", "commune", "03223", date(2021, 6, 1), None),
        ]

    def test_a_list_without_a_day_is_of_its_newest_entry(self, check: Any) -> None:
        rows = [
            ["DANH SÁCH XÃ ĐIỂM BHXH TỰ NGUYỆN TỈNH ĐIỆN BIÊN"],
            ["STT", "Huyện", "Xã điểm", "Ngày bắt đầu", "Cán bộ phụ trách", "Điện thoại"],
            [1, NHE, "Xã Sín Thầu", "01/06/2021", "Lò Văn Pó", "nội bộ"],
            [2, CHUA, "Xã Xá Nhè", date(2021, 9, 1), "Giàng A Sùng", "nội bộ"],
        ]
        checked = check(rows)
        assert list_codes(checked) == []
        understood = checked.understood
        assert (understood.as_of.value, str(understood.as_of.origin)) == (date(2021, 9, 1), "rows")
        assert (understood.scheme.value, understood.province_code.value) == (Scheme.BHXH_TN, "11")
        assert len(checked.draft.pilots) == 2

    def test_the_province_of_a_file_that_names_none_is_that_of_its_rows(self, check: Any) -> None:
        rows = [
            ["Số người tham gia BHXH tự nguyện đến 31/12/2021"],
            ["Mã tỉnh", "Mã xã", "Tên xã", "Số người"],
            ["11", "03158", "Xã Sín Thầu", 7],
            ["11", "03160", "Xã Mường Nhé", 9],
        ]
        province = check(rows).understood.province_code
        assert (province.value, str(province.origin)) == ("11", "rows")
        two = check([*rows, ["51", "21487", "Xã Ba Tô", 8]]).understood.province_code
        assert two.value is None

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


class TestEndsOfPilots:
    HEAD = (["DANH SÁCH XÃ ĐIỂM BHXH TỰ NGUYỆN TỈNH ĐIỆN BIÊN"], [], ["STT", "Huyện", "Xã điểm", "Từ ngày", "Đến ngày"])

    def test_the_last_day_is_kept_and_blank_means_still_a_pilot(self, check: Any) -> None:
        rows = [
            *self.HEAD,
            [1, NHE, "Xã Sín Thầu", "01/06/2021", "31.12.2021"],
            [2, CHUA, "Xã Xá Nhè", "01/06/2021", ""],
        ]
        checked = check(rows)
        assert (checked.understood.kind.value, list_codes(checked)) == (IntakeKind.PILOTS, [])
        assert checked.draft.pilots["ended_on"].tolist() == [date(2021, 12, 31), None]

    @pytest.mark.parametrize(
        ("first", "last", "code"),
        [
            ("01/06/2021", "31/05/2021", "pilot_term_reversed"),
            ("01/06/2021", "sang năm", "date_unreadable"),
            ("", "31/12/2021", "pilot_start_missing"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_cell_in_both_languages(
        self, check: Any, first: str, last: str, code: str
    ) -> None:
        checked = check([*self.HEAD, [1, NHE, "Xã Sín Thầu", first, last], [2, CHUA, "Xã Xá Nhè", "01/06/2021", ""]])
        found = next(one for one in checked.report.findings if one.code == code)
        assert (found.place.row, found.place.column) == (4, "E")
        assert found.message.vi != found.message.en
        assert found.hint.en

    def test_a_table_of_counts_may_tell_them_beside(self, check: Any) -> None:
        rows = [
            ["Số người tham gia BHXH tự nguyện đến 31/12/2021 tỉnh Điện Biên"],
            ["Mã xã", "Tên xã", "Số người", "Ngày bắt đầu làm xã điểm", "Ngày kết thúc làm xã điểm"],
            ["03158", "Xã Sín Thầu", 7, "01/06/2021", "30/11/2021"],
            ["03160", "Xã Mường Nhé", 9, "", ""],
        ]
        checked = check(rows)
        assert list(checked.draft.pilots.itertuples(index=False, name=None)) == [
            ("BHXH_TN", "commune", "03158", date(2021, 6, 1), date(2021, 11, 30))
        ]
