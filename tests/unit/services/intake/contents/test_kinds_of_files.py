"""Files of each kind as offices lay them out: targets, events, managing units, pilots, denominators, new enrolments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy.engine import Engine

from services.intake.kinds import IntakeKind
from services.intake.loading import CheckedTable
from services.intake.options import IntakeOptions
from services.intake.outcomes import RowOutcome
from services.measures.schemes import Scheme
from tests.fixtures.intake_tables import check_file, write_small_vintages

Rows = Sequence[Sequence[object]]
NHE, CHUA = "Huyện Mường Nhé", "Huyện Tủa Chùa"
OFFICE = ["BẢO HIỂM XÃ HỘI TỈNH ĐIỆN BIÊN"]
YEAR_END = date(2019, 12, 31)


@pytest.fixture
def store(sqlite_engine: Engine) -> Engine:
    write_small_vintages(sqlite_engine)
    return sqlite_engine


@pytest.fixture
def check(store: Engine, tmp_path: Path) -> Any:
    def check_rows(rows: Rows, merged: Sequence[str] = (), **options: Any) -> CheckedTable:
        book = Workbook()
        sheet = book.worksheets[0]
        for row in rows:
            sheet.append(list(row))
        for merge in merged:
            sheet.merge_cells(merge)
        path = tmp_path / "bieu.xlsx"
        book.save(path)
        return check_file(store, path, IntakeOptions(**options))

    return check_rows


def list_codes(checked: CheckedTable) -> list[str]:
    return [finding.code for finding in checked.report.findings]


def find_place(checked: CheckedTable, code: str) -> tuple[int | None, str | None]:
    place = next(finding.place for finding in checked.report.findings if finding.code == code)
    return place.row, place.column


def list_facts(checked: CheckedTable, *columns: str) -> list[tuple[Any, ...]]:
    assert checked.draft is not None, checked.refusal
    return list(checked.draft.facts[list(columns)].itertuples(index=False, name=None))


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
        )
        assert checked.draft is not None, checked.refusal
        events = checked.draft.outreach_events
        assert list(zip(events["level"], events["area_code"], strict=True)) == [
            ("managing_unit", "096"),
            ("commune", "03158"),
            ("province", "11"),
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


class TestManagingUnits:
    HEADER = (
        OFFICE,
        ["DANH SÁCH XÃ THUỘC BHXH CƠ SỞ"],
        [],
        ["STT", "Mã BHXH cơ sở", "Tên BHXH cơ sở", "Mã xã", "Tên xã", "Từ ngày", "Đến ngày"],
    )
    ONE, TWO = ("1101", "BHXH cơ sở Mường Nhé"), ("1102", "BHXH cơ sở Tủa Chùa")
    FIRST = "01/07/2020"

    def _check(self, check: Any, *terms: Sequence[object], merged: Sequence[str] = ()) -> CheckedTable:
        rows = [[number, *term] for number, term in enumerate(terms, start=1)]
        checked = check([*self.HEADER, *rows], merged, as_of=date(2020, 7, 1))
        assert isinstance(checked, CheckedTable)
        return checked

    def test_terms_follow_each_other_and_gaps_are_told(self, check: Any) -> None:
        checked = self._check(
            check,
            [*self.ONE, "03158", "Xã Sín Thầu", self.FIRST, None],
            [*self.TWO, "03217", "Thị trấn Tủa Chùa", self.FIRST, "31/12/2020"],
            [*self.ONE, "03217", "Thị trấn Tủa Chùa", "01/03/2021", None],
            [*self.TWO, "03223", "Xã Xá Nhè", self.FIRST, "31/12/2020"],
            [*self.ONE, "03223", "Xã Xá Nhè", "01/01/2021", None],
        )
        assert list_codes(checked) == ["managing_unit_gap", "communes_without_unit"]
        assert find_place(checked, "managing_unit_gap") == (7, "F")
        assert checked.draft is not None
        assert checked.draft.unit_terms["valid_to"].tolist() == [None, date(2021, 1, 1), None, date(2021, 1, 1), None]

    def test_a_unit_given_once_stands_for_the_rows_below(self, check: Any) -> None:
        checked = self._check(
            check,
            [*self.ONE, "03158", "Xã Sín Thầu", self.FIRST, None],
            [None, None, "03160", "Xã Mường Nhé", self.FIRST, None],
            [*self.TWO, "03217", "Thị trấn Tủa Chùa", self.FIRST, None],
            merged=["B5:B6", "C5:C6"],
        )
        assert checked.draft is not None
        assert checked.draft.unit_terms["unit_code"].tolist() == ["1101", "1101", "1102"]

    @pytest.mark.parametrize(
        ("terms", "code"),
        [
            ([(ONE, "01/07/2020", None), (TWO, "01/08/2020", None)], "managing_unit_terms_overlap"),
            ([(ONE, "01/07/2020", "31/08/2020"), (TWO, "31/08/2020", None)], "managing_unit_terms_overlap"),
            ([(ONE, "01/07/2020", "30/06/2020")], "managing_unit_term_reversed"),
            ([(("", "Tên"), "01/07/2020", None)], "managing_unit_unnamed"),
            ([(ONE, "tháng bảy", None)], "date_unreadable"),
            ([(ONE, "01/07/2020", "hết năm")], "date_unreadable"),
        ],
    )
    def test_terms_that_cannot_be_are_refused(
        self, check: Any, terms: list[tuple[tuple[str, str], str, str | None]], code: str
    ) -> None:
        rows = [[*unit, "03158", "Xã Sín Thầu", began, ended] for unit, began, ended in terms]
        checked = self._check(check, *rows, [*self.TWO, "03160", "Xã Mường Nhé", self.FIRST, None])
        assert code in list_codes(checked)
        assert checked.draft is None

    def test_a_unit_has_one_name_at_a_time(self, check: Any) -> None:
        checked = self._check(
            check,
            [*self.ONE, "03158", "Xã Sín Thầu", self.FIRST, None],
            ["1101", "BHXH Mường Nhé", "03160", "Xã Mường Nhé", self.FIRST, None],
        )
        assert "managing_unit_two_names" in list_codes(checked)
        assert find_place(checked, "managing_unit_two_names") == (6, "C")


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
