"""Targets as offices assign them: by year, month, collection organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.intake.kinds import IntakeKind
from services.intake.outcomes import RowOutcome
from tests.fixtures.kind_files import CHUA, NHE, OFFICE, YEAR_END, list_codes, list_facts


class TestTargets:
    BY_COLUMN = (
        OFFICE,
        ["GIAO CHỈ TIÊU PHÁT TRIỂN BHXH TỰ NGUYỆN NĂM 2019 THEO TỔ CHỨC DỊCH VỤ THU"],
        [],
        ["STT", "Đơn vị", "Chỉ tiêu năm 2019", "Trong đó giao cho tổ chức dịch vụ thu", None, None],
        [None, None, None, "Bưu điện", "Hội Phụ nữ", "UBND xã"],
        ["I", NHE, 300, 180, 80, 40],
        [1, "Xã Sín Thầu", 100, 60, 30, 10],
        [2, "Xã Mường Nhé", 200, 120, 50, 30],
        ["II", CHUA, 70, 50, 10, 10],
        [1, "Xã Xá Nhè", 70, 50, 10, 10],
        ["Tổng cộng", None, 370, 230, 90, 50],
    )

    def test_organisations_stand_under_a_merged_header(self, check: Any) -> None:
        checked = check(self.BY_COLUMN, ["D4:F4"])
        assert (checked.understood.kind.value, list_codes(checked)) == (IntakeKind.TARGETS, [])
        assert list_facts(checked, "scheme", "as_of", "area_code", "count") == [
            ("BHXH_TN", YEAR_END, "03158", 100),
            ("BHXH_TN", YEAR_END, "03160", 200),
            ("BHXH_TN", YEAR_END, "03223", 70),
        ]
        parts = checked.draft.organisation_facts
        assert parts.groupby("organisation")["count"].sum().to_dict() == {
            "Bưu điện": 230,
            "Hội Phụ nữ": 90,
            "UBND xã": 50,
        }
        assert checked.report.check_sums
        assert all(one.holds for one in checked.report.check_sums)

    def test_a_total_that_differs_from_its_organisations_is_a_check_sum_that_does_not_hold(self, check: Any) -> None:
        rows = [list(row) for row in self.BY_COLUMN]
        rows[6][2] = 105
        checked = check(rows, ["D4:F4"])
        failed = [(one.row, one.stated_count, one.summed_count) for one in checked.report.check_sums if not one.holds]
        assert (7, 105, 100) in failed
        assert ("03158", 105) in list_facts(checked, "area_code", "count")

    def test_short_names_of_organisations_and_an_unknown_one_beside_them(self, check: Any) -> None:
        """«Trong đó · Hội LHPN» left out in silence would be missing in the sum."""
        rows = [list(row) for row in self.BY_COLUMN]
        rows[3][3] = "Trong đó"
        rows[4] = [None, None, None, "Bưu điện huyện", "Hội LHPN", "Đoàn TN"]
        checked = check(rows, ["D4:F4"])
        assert list_codes(checked) == []
        assert set(checked.draft.organisation_facts["organisation"]) == {"Bưu điện huyện", "Hội LHPN", "Đoàn TN"}
        rows[4][5] = "Tổ dân phố"
        asked = check(rows, ["D4:F4"])
        assert list_codes(asked)[0] == "column_uncertain"
        column = asked.report.tables[0].columns[5]
        assert str(column.proposal) == "target:2019-12-31::Tổ dân phố"

    def test_an_organisation_a_row_is_summed_and_the_report_says_so(self, check: Any) -> None:
        rows = [
            ["CHỈ TIÊU BHXH TỰ NGUYỆN NĂM 2019 TỈNH ĐIỆN BIÊN"],
            [],
            ["Huyện", "Xã", "Đại lý thu", "Chỉ tiêu năm 2019"],
            [NHE, "Xã Sín Thầu", "Bưu điện", 60],
            [NHE, "Xã Sín Thầu", "Hội Phụ nữ", 40],
            [NHE, "Xã Mường Nhé", "Bưu điện", 50],
        ]
        checked = check(rows)
        assert list_codes(checked) == ["total_summed_over_organisations"]
        assert list_facts(checked, "area_code", "count") == [("03158", 100), ("03160", 50)]
        assert len(checked.draft.organisation_facts) == 3

    def test_an_organisation_named_twice_for_a_commune_asks(self, check: Any) -> None:
        rows = [
            ["CHỈ TIÊU BHXH TỰ NGUYỆN NĂM 2019 TỈNH ĐIỆN BIÊN"],
            [],
            ["Huyện", "Xã", "Đại lý thu", "Chỉ tiêu năm 2019"],
            [NHE, "Xã Sín Thầu", "Bưu điện", 60],
            [NHE, "Xã Sín Thầu", "Bưu điện", 40],
        ]
        checked = check(rows)
        assert checked.draft is None
        assert [row.outcome for row in checked.report.unsettled] == [RowOutcome.DUPLICATE] * 2

    def test_a_schedule_has_a_month_a_column(self, check: Any) -> None:
        rows = [
            OFFICE,
            ["KẾ HOẠCH PHÁT TRIỂN BHXH TỰ NGUYỆN THEO THÁNG NĂM 2019"],
            [],
            ["STT", "Tên xã", "Huyện", "Kế hoạch năm 2019", None, None],
            [None, None, None, "Tháng 1", "Tháng 2", "Tháng 12"],
            [1, "Xã Sín Thầu", NHE, 10, 20, 120],
        ]
        checked = check(rows, ["D4:F4"])
        assert list_codes(checked) == []
        assert list_facts(checked, "as_of", "count") == [
            (date(2019, 1, 31), 10),
            (date(2019, 2, 28), 20),
            (YEAR_END, 120),
        ]

    @pytest.mark.parametrize("months", [("01/2019", "Tháng 2"), (1, 2), ("T1/2019", "28/02/2019")])
    def test_a_schedule_has_a_month_a_row(self, check: Any, months: tuple[object, object]) -> None:
        rows = [
            ["KẾ HOẠCH BHXH TỰ NGUYỆN NĂM 2019 TỈNH ĐIỆN BIÊN"],
            [],
            ["Huyện", "Xã", "Tháng", "Chỉ tiêu năm 2019"],
            [NHE, "Xã Sín Thầu", months[0], 60],
            [NHE, "Xã Sín Thầu", months[1], 70],
            [NHE, "Xã Sín Thầu", "Cả năm", 160],
        ]
        checked = check(rows)
        assert list_codes(checked) == []
        assert list_facts(checked, "as_of", "count") == [
            (date(2019, 1, 31), 60),
            (date(2019, 2, 28), 70),
            (YEAR_END, 160),
        ]

    def test_source_and_version_reach_the_release(self, check: Any) -> None:
        checked = check(self.BY_COLUMN, ["D4:F4"], target_source="QĐ 12/QĐ-UBND", target_version="điều chỉnh lần 1")
        assert (checked.draft.target_source, checked.draft.target_version) == ("QĐ 12/QĐ-UBND", "điều chỉnh lần 1")
        assert checked.draft.kind == "targets"

    def test_targets_of_a_year_to_come_are_welcome(self, check: Any) -> None:
        rows = [
            ["CHỈ TIÊU BHXH TỰ NGUYỆN NĂM 2027 TỈNH ĐIỆN BIÊN"],
            [],
            ["Xã", "Chỉ tiêu năm 2027"],
            ["Xã Sín Thầu", 60],
        ]
        checked = check(rows, as_of=date(2027, 1, 1))
        assert list_codes(checked) == []
        assert list_facts(checked, "as_of", "count") == [(date(2027, 12, 31), 60)]


class TestAssignedByTitle:
    """The title says that targets are assigned; the headers name months, schemes or people alone."""

    PLACES = ((NHE, "Xã Sín Thầu"), (NHE, "Xã Mường Nhé"), (CHUA, "Xã Xá Nhè"))

    def build(self, title: str, headers: list[str], values: list[int]) -> list[list[object]]:
        rows: list[list[object]] = [[i + 1, *place, *values] for i, place in enumerate(self.PLACES)]
        return [[*OFFICE], [title], ["STT", "Huyện", "Xã", *headers], *rows]

    @pytest.mark.parametrize("title", ["GIAO CHỈ TIÊU BHXH TỰ NGUYỆN NĂM 2019 THEO THÁNG", "KẾ HOẠCH BHXH TN NĂM 2019"])
    @pytest.mark.parametrize("word", ["T", "Tháng "])
    def test_months_are_targets(self, check: Any, title: str, word: str) -> None:
        headers = [f"{word}{month}" for month in range(1, 13)]
        checked = check(self.build(title, headers, list(range(10, 22))))
        assert (checked.understood.kind.value, list_codes(checked)) == (IntakeKind.TARGETS, [])
        facts = list_facts(checked, "measure", "as_of", "area_code", "count")
        assert len(facts) == 36
        assert {measure for measure, *_ in facts} == {"target"}
        assert ("target", date(2019, 3, 31), "03158", 12) in facts
        assert ("target", YEAR_END, "03223", 21) in facts

    def test_schemes_are_targets_of_the_year(self, check: Any) -> None:
        rows = self.build("GIAO CHỈ TIÊU NĂM 2019", ["BHXH bắt buộc", "BHXH tự nguyện", "BHTN", "BHYT"], [9, 8, 7, 6])
        checked = check(rows)
        facts = list_facts(checked, "scheme", "measure", "as_of", "area_code", "count")
        assert ("BHXH_TN", "target", YEAR_END, "03160", 8) in facts
        assert {(measure, day) for _, measure, day, *_ in facts} == {("target", YEAR_END)}

    def test_people_alone_are_asked_about(self, check: Any) -> None:
        checked = check(self.build("GIAO CHỈ TIÊU BHXH TỰ NGUYỆN NĂM 2019", ["Số người"], [9]))
        assert list_codes(checked)[0] == "column_uncertain"
        assert str(checked.report.tables[0].columns[3].proposal).startswith("target:2019-12-31")

    def test_a_day_of_another_year_is_the_stock_that_the_plan_starts_from(self, check: Any) -> None:
        rows = self.build("GIAO CHỈ TIÊU BHXH TN NĂM 2019", ["31/12/2018", "31/12/2019"], [9, 12])
        facts = list_facts(check(rows), "measure", "as_of", "area_code")
        assert ("enrolled", date(2018, 12, 31), "03158") in facts
        assert ("target", YEAR_END, "03158") in facts

    @pytest.mark.parametrize(
        "title", ["KẾT QUẢ THỰC HIỆN CHỈ TIÊU GIAO BHXH TN NĂM 2019", "TÌNH HÌNH BHXH TN THEO KẾ HOẠCH GIAO NĂM 2019"]
    )
    def test_a_title_about_results_makes_no_targets(self, check: Any, title: str) -> None:
        checked = check(self.build(title, ["31/3/2019"], [9]))
        assert {measure for (measure,) in list_facts(checked, "measure")} == {"enrolled"}
