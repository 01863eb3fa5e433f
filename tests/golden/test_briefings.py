"""The briefing says of each published report what the report said, to the digit, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from services.coverage.snapshot import Snapshot
from services.demo.cases import BEFORE_2025, SINCE_2025
from services.measures.schemes import Scheme
from services.reporting.briefing import Briefing, ParagraphKind, build_briefing

VOLUNTARY, TOTAL, HEALTH, UNEMPLOYMENT = Scheme.BHXH_TN, Scheme.BHXH, Scheme.BHYT, Scheme.BHTN


def brief(snapshot: Snapshot, area: str, day: date, *schemes: Scheme, vintage: str = BEFORE_2025) -> Briefing:
    return build_briefing(snapshot, vintage, area, schemes or (VOLUNTARY,), day)


def find(briefing: Briefing, kind: ParagraphKind, scheme: Scheme | None = VOLUNTARY) -> str:
    (text,) = [part.text.vi for part in briefing.parts if part.kind is kind and part.scheme is scheme]
    return text


def say_all(briefing: Briefing) -> str:
    return "\n".join(text.vi for text in briefing.paragraphs)


class TestDienBien:
    DAY = date(2019, 3, 31)

    def test_it_opens_as_the_agency_opens_its_report(self, demo_snapshot: Snapshot) -> None:
        briefing = brief(demo_snapshot, "11", self.DAY)
        assert briefing.paragraphs[0].vi == (
            "Tính đến hết tháng 3/2019, toàn tỉnh có 2.959 người tham gia BHXH tự nguyện, tăng 1.620 người (121%) so "
            "với cùng kỳ năm 2018, đạt 68,8% kế hoạch năm 2019 (4.299 người), còn phải phát triển 1.340 người."
        )
        assert briefing.paragraphs[0].en == (
            "By the end of March 2019, Tỉnh Điện Biên had 2,959 people in voluntary social insurance, 1,620 (121%) "
            "more than at the same time in 2018, 68.8% of the plan for 2019 (4,299), 1,340 to go."
        )

    def test_it_tells_what_the_plan_asks_for_the_pace_and_what_each_month_must_bring(
        self, demo_snapshot: Snapshot
    ) -> None:
        progress = find(brief(demo_snapshot, "11", self.DAY), ParagraphKind.PROGRESS)
        for said in (
            "Trong tháng 3/2019 tăng mới 632 người; từ đầu năm tăng thuần 707 người",
            "Kế hoạch năm 2019 đòi hỏi tăng 2.047 người (91%) so với 2.252 người cuối năm 2018.",
            "Theo tiến độ đến ngày này cần có 2.764 người: nhanh hơn tiến độ 195 người.",
            "mỗi tháng còn lại cần tăng thuần 149 người.",
        ):
            assert said in progress

    def test_joint_conferences_count_once(self, demo_snapshot: Snapshot) -> None:
        assert find(brief(demo_snapshot, "11", self.DAY), ParagraphKind.EVENTS) == (
            "Trong tháng 3/2019 có 29 hội nghị tuyên truyền (Bưu điện 26, UBND xã 6, Hội Nông dân 5; tổ chức chung chỉ "
            "tính một lần, cộng theo đơn vị là 37)."
        )

    def test_a_labour_force_of_six_years_later_makes_no_coverage(self, demo_snapshot: Snapshot) -> None:
        briefing = brief(demo_snapshot, "11", self.DAY)
        assert ParagraphKind.COVERAGE not in {part.kind for part in briefing.parts}
        assert "Không nêu tỷ lệ bao phủ" in find(briefing, ParagraphKind.GAPS)

    def test_what_is_assumed_is_said_to_be(self, demo_snapshot: Snapshot) -> None:
        assert "Minh họa" in find(brief(demo_snapshot, "11", self.DAY), ParagraphKind.SOURCES, None)


class TestHaNoi:
    DAY = date(2021, 12, 31)

    def test_it_opens_with_stock_growth_and_plan(self, demo_snapshot: Snapshot) -> None:
        assert brief(demo_snapshot, "01", self.DAY).paragraphs[0].vi == (
            "Tính đến hết tháng 12/2021, toàn thành phố có 63.300 người tham gia BHXH tự nguyện, tăng 14.600 người "
            "(30%) so với cuối năm 2020, đạt 100,2% kế hoạch năm 2021 (63.167 người), vượt 133 người."
        )

    def test_coverage_is_0_3_points_above_the_council_s_one_percent(self, demo_snapshot: Snapshot) -> None:
        coverage = find(brief(demo_snapshot, "01", self.DAY), ParagraphKind.COVERAGE)
        assert "1,30% lực lượng lao động trong độ tuổi" in coverage
        assert "cao hơn 0,30 điểm phần trăm so với mốc 1%" in coverage

    def test_pilots_hold_10_25_percent_and_gained_2_9_times_the_others(self, demo_snapshot: Snapshot) -> None:
        assert find(brief(demo_snapshot, "01", self.DAY), ParagraphKind.PILOTS) == (
            "30 địa bàn điểm (từ tháng 6/2021) có 6.488 người, bằng 10,25% toàn thành phố. So với cuối năm 2020, các "
            "địa bàn điểm tăng thuần 3.108 người. Từ ngày 31/05/2021, mỗi địa bàn điểm tăng bình quân 115 người, gấp "
            "2,9 lần nơi khác."
        )

    def test_the_next_year_asks_for_about_100000(self, demo_snapshot: Snapshot) -> None:
        progress = find(brief(demo_snapshot, "01", self.DAY), ParagraphKind.PROGRESS)
        assert "Chỉ tiêu năm 2022: 100.000 người" in progress
        assert "tức tăng thuần 36.700 người" in progress


class TestGiaLai:
    @pytest.mark.parametrize(
        ("scheme", "stock", "rate", "goal"),
        [
            (TOTAL, "85.700", "10,88%", "13,00%"),
            (UNEMPLOYMENT, "67.300", "8,54%", "10,40%"),
            (HEALTH, "1.340.000", "89,00%", "91,05%"),
        ],
    )
    def test_three_schemes_at_once_with_their_rates_and_the_targets_of_2020(
        self, demo_snapshot: Snapshot, scheme: Scheme, stock: str, rate: str, goal: str
    ) -> None:
        briefing = brief(demo_snapshot, "64", date(2019, 12, 31), TOTAL, UNEMPLOYMENT, HEALTH)
        assert f"toàn tỉnh có {stock} người" in find(briefing, ParagraphKind.HEADLINE, scheme)
        assert f"Tỷ lệ bao phủ đạt {rate}" in find(briefing, ParagraphKind.COVERAGE, scheme)
        assert f"bằng {goal}" in find(briefing, ParagraphKind.PROGRESS, scheme)

    def test_what_is_told_of_one_of_several_schemes_names_it(self, demo_snapshot: Snapshot) -> None:
        day = date(2019, 12, 31)
        several = brief(demo_snapshot, "64", day, TOTAL, UNEMPLOYMENT, HEALTH)
        assert find(several, ParagraphKind.LEADERS, TOTAL).startswith(
            "Về BHXH (bắt buộc và tự nguyện): trong 17 huyện, dẫn đầu về tỷ lệ bao phủ là"
        )
        (leaders,) = [part.text.en for part in several.parts if part.kind is ParagraphKind.LEADERS]
        assert leaders.startswith("On social insurance (compulsory and voluntary): of 17 districts")
        alone = find(brief(demo_snapshot, "64", day, TOTAL), ParagraphKind.LEADERS, TOTAL)
        assert alone.startswith("Trong 17 huyện")


class TestThaiThuy:
    def test_a_fall_is_told_as_one(self, demo_snapshot: Snapshot) -> None:
        assert brief(demo_snapshot, "341", date(2018, 12, 31)).paragraphs[0].vi == (
            "Tính đến hết tháng 12/2018, toàn huyện có 1.700 người tham gia BHXH tự nguyện, giảm 100 người (6%) so với "
            "cuối năm 2017."
        )

    @pytest.mark.parametrize(("year", "gross"), [(2019, "1.500"), (2020, "1.400")])
    def test_gross_enrolments_are_told_apart_from_the_net_rise(
        self, demo_snapshot: Snapshot, year: int, gross: str
    ) -> None:
        progress = find(brief(demo_snapshot, "341", date(year, 12, 31)), ParagraphKind.PROGRESS)
        assert f"Từ đầu năm tăng mới {gross} người (tăng mới chưa trừ người dừng đóng)." in progress


class TestDakLak:
    @pytest.mark.parametrize(
        ("scheme", "said"),
        [
            (
                TOTAL,
                "115.061 người tham gia BHXH (bắt buộc và tự nguyện), tăng 20.566 người (22%) so với ngày 31/12/2012",
            ),
            (HEALTH, "1.673.926 người tham gia bảo hiểm y tế, tăng 399.110 người (31%) so với ngày 31/12/2012"),
            (UNEMPLOYMENT, "89.787 người tham gia bảo hiểm thất nghiệp, tăng 9.821 người (12%) so với ngày 31/12/2012"),
        ],
    )
    def test_growth_since_2012_with_the_printed_13_9_percent_put_right(
        self, demo_snapshot: Snapshot, scheme: Scheme, said: str
    ) -> None:
        briefing = brief(demo_snapshot, "66", date(2020, 12, 31), TOTAL, HEALTH, UNEMPLOYMENT)
        assert said in find(briefing, ParagraphKind.HEADLINE, scheme)
        assert "8,27% lực lượng lao động" in find(briefing, ParagraphKind.COVERAGE, UNEMPLOYMENT)

    def test_nine_months_of_2021(self, demo_snapshot: Snapshot) -> None:
        briefing = brief(demo_snapshot, "66", date(2021, 9, 30))
        headline = find(briefing, ParagraphKind.HEADLINE)
        assert (
            "15.551 người tham gia BHXH tự nguyện, tăng 4.415 người (40%) so với cuối năm 2020, đạt 61,3%" in headline
        )
        assert "1,43% lực lượng lao động" in find(briefing, ParagraphKind.COVERAGE)
        assert "Dù tháng nào cũng tăng như tháng cao nhất, cuối năm vẫn thiếu" in find(briefing, ParagraphKind.PROGRESS)


class TestTuyenQuang:
    def test_two_schemes_one_behind_and_one_exceeded_by_587(self, demo_snapshot: Snapshot) -> None:
        briefing = brief(demo_snapshot, "08", date(2020, 7, 31), TOTAL, VOLUNTARY)
        assert find(briefing, ParagraphKind.HEADLINE, TOTAL) == (
            "Tính đến hết tháng 7/2020, toàn tỉnh có 59.177 người tham gia BHXH (bắt buộc và tự nguyện), tăng 3.860 "
            "người (7%) so với cùng kỳ năm 2019, đạt 83,9% kế hoạch năm 2020 (70.544 người), còn phải phát triển "
            "11.367 người."
        )
        assert find(briefing, ParagraphKind.HEADLINE).endswith(
            "9.287 người tham gia BHXH tự nguyện, tăng 2.806 người (43%) so với cùng kỳ năm 2019, đạt 106,7% kế hoạch "
            "năm 2020 (8.700 người), vượt 587 người."
        )
        assert "13,57% lực lượng lao động trong độ tuổi (59.177/436.210 người)" in find(
            briefing, ParagraphKind.COVERAGE, TOTAL
        )


class TestTheNation:
    def test_the_islands_without_data_are_named(self, demo_snapshot: Snapshot) -> None:
        briefing = brief(demo_snapshot, "VN", date(2025, 12, 31), TOTAL, vintage=SINCE_2025)
        assert briefing.paragraphs[0].vi.startswith("Tính đến hết tháng 12/2025, cả nước có 21.344.000 người")
        assert "45,10%" in find(briefing, ParagraphKind.COVERAGE, TOTAL)
        assert find(briefing, ParagraphKind.GAPS, TOTAL) == (
            "Chưa có số liệu: 2 xã (Đặc khu Hoàng Sa và Đặc khu Trường Sa)."
        )


@pytest.mark.parametrize(
    ("area", "day"), [("11", date(2019, 3, 31)), ("01", date(2021, 10, 31)), ("341", date(2020, 5, 31))]
)
def test_differences_of_rates_are_points_and_nothing_is_left_unsaid(
    demo_snapshot: Snapshot, area: str, day: date
) -> None:
    briefing = brief(demo_snapshot, area, day, *Scheme)
    for text in briefing.paragraphs:
        assert text.vi
        assert text.en
        for broken in ("None", "nan", "  ", "()", " ,", ".."):
            assert broken not in text.vi
            assert broken not in text.en
    assert "điểm %" not in say_all(briefing)
