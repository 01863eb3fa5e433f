from __future__ import annotations

from datetime import date

import pytest

from geodata.areas import Level
from geodata.errors import Bilingual
from services.measures.answer import build_answer
from services.measures.indicators import Indicator
from services.measures.schemes import DenominatorKind, Scheme
from services.measures.wording import (
    build_legend_sentence,
    format_count,
    format_date,
    format_pace_gap,
    format_plan_gap,
    format_points,
    format_ratio,
    format_shown,
    format_value,
    label_level,
)

MARCH = date(2019, 3, 31)
NOBODY = (None, None, None)
LABOUR_FORCE = DenominatorKind.LABOUR_FORCE.label


@pytest.mark.parametrize(
    ("text_vi", "text_en", "write"),
    [
        ("4.299", "4,299", lambda lang: format_count(4299, lang)),
        ("1.234.568", "1,234,568", lambda lang: format_count(1234567.5, lang)),
        ("68,8%", "68.8%", lambda lang: format_ratio(2959 / 4299, lang, 1)),
        ("+121%", "+121%", lambda lang: format_value(Indicator.YOY_CHANGE_RATIO.definition, 1620 / 1339, lang)),
        ("3,4 điểm %", "3.4 points", lambda lang: format_points(3.4, lang, is_signed=False)),
        ("+4,5 điểm %", "+4.5 points", lambda lang: format_value(Indicator.PACE_GAP_POINTS.definition, 4.5418, lang)),
        ("−195", "−195", lambda lang: format_value(Indicator.PACE_GAP_COUNT.definition, -195, lang)),
        ("31/03/2019", "31/03/2019", lambda lang: format_date(MARCH, lang)),
        ("68,8%", "68.8%", lambda lang: format_shown(Indicator.PLAN_COMPLETION_RATIO.definition, 688, lang)),
        ("1,30%", "1.30%", lambda lang: format_shown(Indicator.COVERAGE_RATIO.definition, 130, lang)),
        ("0%", "0%", lambda lang: format_shown(Indicator.YOY_CHANGE_RATIO.definition, 0, lang)),
        ("còn 1.340", "1,340 to go", lambda lang: format_plan_gap(1340, lang)),
        ("vượt 587", "exceeded by 587", lambda lang: format_plan_gap(-587, lang)),
        ("vừa đủ kế hoạch", "exactly on plan", lambda lang: format_plan_gap(0, lang)),
        ("nhanh hơn tiến độ 195 người", "195 people ahead of pace", lambda lang: format_pace_gap(195, lang)),
        ("chậm hơn tiến độ 3 người", "3 people behind pace", lambda lang: format_pace_gap(-3, lang)),
        ("đúng tiến độ", "on pace", lambda lang: format_pace_gap(0, lang)),
    ],
)
def test_numbers_and_words_are_written_in_both_languages(text_vi: str, text_en: str, write: object) -> None:
    assert write("vi") == text_vi  # type: ignore[operator]
    assert write("en") == text_en  # type: ignore[operator]


@pytest.mark.parametrize(("ratio", "text"), [(0.685, "69%"), (0.145, "15%"), (1.005, "101%"), (-0.685, "−69%")])
def test_halves_are_rounded_up_as_they_are_printed(ratio: float, text: str) -> None:
    assert format_ratio(ratio, "en", 0) == text


def test_the_answer_says_plan_counts_gap_and_pace() -> None:
    answer = build_answer(
        completion=(688, 2959, 4299),
        plan_gap=1340,
        pace_gap=195,
        coverage=NOBODY,
        enrolled=2959,
        denominator_label=LABOUR_FORCE,
    )
    assert answer == Bilingual(
        "68,8% kế hoạch · 2.959 / 4.299 người · còn 1.340 · nhanh hơn tiến độ 195 người",
        "68.8% of plan · 2,959 / 4,299 people · 1,340 to go · 195 people ahead of pace",
    )


def test_without_a_target_the_answer_says_coverage_then_stock_then_that_there_is_nothing() -> None:
    def answer(coverage: tuple[int | None, float | None, float | None], enrolled: float | None) -> str:
        return build_answer(
            completion=NOBODY,
            plan_gap=None,
            pace_gap=None,
            coverage=coverage,
            enrolled=enrolled,
            denominator_label=LABOUR_FORCE,
        ).vi

    assert answer((130, 63300, 4869231), 63300) == (
        "bao phủ 1,30% lực lượng lao động trong độ tuổi · 63.300 / 4.869.231 người"
    )
    assert answer(NOBODY, 63300) == "63.300 người tham gia"
    assert answer(NOBODY, None) == "chưa có số liệu"


def test_the_legend_is_a_sentence() -> None:
    sentence = build_legend_sentence(
        Indicator.COVERAGE_RATIO.definition, Scheme.BHXH_TN, label_level(Level.COMMUNE, MARCH), MARCH
    )
    assert sentence.vi == (
        "Mỗi xã tô theo tỷ lệ bao phủ (người tham gia trên lực lượng lao động trong độ tuổi), BHXH tự nguyện, "
        "ngày 31/03/2019."
    )
    assert sentence.en == (
        "Each commune is coloured by coverage (participants in the working-age labour force), "
        "voluntary social insurance, 31/03/2019."
    )


def test_the_middle_level_is_a_district_before_july_2025_and_an_office_after() -> None:
    assert label_level(Level.MANAGING_UNIT, date(2016, 1, 1)).vi == "huyện"
    assert label_level(Level.MANAGING_UNIT, date(2025, 7, 1)).vi == "BHXH cơ sở"
