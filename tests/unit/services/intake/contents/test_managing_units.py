"""Lists of the communes that each managing unit looks after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from services.intake.loading import CheckedTable
from tests.fixtures.kind_files import OFFICE, find_place, list_codes


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
