from __future__ import annotations

from services.measures.indicators import DEFINITIONS, Indicator, Unit
from services.measures.schemes import DenominatorKind, Scheme


def test_health_insurance_is_measured_on_the_population_and_all_else_on_the_labour_force() -> None:
    on_population = {scheme for scheme in Scheme if scheme.denominator_kind is DenominatorKind.POPULATION}
    assert on_population == {Scheme.BHYT, Scheme.BHYT_HGD}


def test_social_insurance_is_compulsory_plus_voluntary() -> None:
    assert Scheme.BHXH.parts == (Scheme.BHXH_BB, Scheme.BHXH_TN)
    assert not any(scheme.parts for scheme in Scheme if scheme is not Scheme.BHXH)


def test_every_indicator_is_defined_in_both_languages_under_a_name_with_the_suffix_of_its_unit() -> None:
    assert set(DEFINITIONS) == set(Indicator)
    for indicator, definition in DEFINITIONS.items():
        assert definition.indicator is indicator
        assert indicator.value.endswith(definition.unit.value)
        for text in (definition.label, definition.definition, definition.formula, definition.legend_phrase):
            assert text.vi
            assert text.en
            assert text.vi != text.en


def test_the_digits_shown_follow_from_the_decimals_and_the_unit() -> None:
    assert Indicator.COVERAGE_RATIO.definition.value_scale == 10_000
    assert Indicator.PLAN_COMPLETION_RATIO.definition.value_scale == 1_000
    assert Indicator.YOY_CHANGE_RATIO.definition.value_scale == 100
    assert Indicator.PACE_GAP_POINTS.definition.value_scale == 10
    counts = [one for one in DEFINITIONS.values() if one.unit is Unit.COUNT]
    assert {one.value_scale for one in counts} == {1}


def test_behind_is_the_missing_side_of_a_gap_and_the_negative_side_of_a_change() -> None:
    assert Indicator.PLAN_GAP_COUNT.definition.behind_side == 1
    assert Indicator.UNREACHED_COUNT.definition.behind_side == 1
    for indicator in (Indicator.PACE_GAP_COUNT, Indicator.YOY_CHANGE_COUNT, Indicator.NET_CHANGE_COUNT):
        assert indicator.definition.behind_side == -1


def test_growth_above_100_percent_is_no_state_of_its_own() -> None:
    can = {indicator for indicator in Indicator if indicator.definition.can_exceed_100}
    assert can == {Indicator.COVERAGE_RATIO, Indicator.PLAN_COMPLETION_RATIO}
