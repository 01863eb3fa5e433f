"""Every figure that the six reports of docs and the nation's printed is what the API answers from the demonstration."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from services.demo.cases import BEFORE_2025, SINCE_2025

Answer = dict[str, Any]


def ask(
    client: FlaskClient, within: str, scheme: str, indicator: str, as_of: str, vintage: str = BEFORE_2025
) -> Answer:
    """Return the answer of the values endpoint at commune level."""
    parameters = {
        "vintage": vintage,
        "level": "commune",
        "within": within,
        "scheme": scheme,
        "indicator": indicator,
        "as_of": as_of,
    }
    response = client.get("/api/v1/values", query_string=parameters)
    assert response.status_code == 200, response.get_data(as_text=True)
    answer = response.get_json()
    assert isinstance(answer, dict)
    return answer


def total_of(client: FlaskClient, *question: str, **more: str) -> Answer:
    """Return the total over the asked area: value, numerator, denominator."""
    total = ask(client, *question, **more)["total"]
    assert isinstance(total, dict)
    return total


def count_of(client: FlaskClient, within: str, scheme: str, as_of: str, vintage: str = BEFORE_2025) -> int:
    """Return the participants of an area on a date."""
    return int(total_of(client, within, scheme, "enrolled_count", as_of, vintage=vintage)["value"])


class TestDienBien:
    QUESTION = ("11", "BHXH_TN")
    DAY = "2019-03-31"

    def test_stock_is_2959_of_a_target_of_4299_which_is_68_8_percent(self, demo_client: FlaskClient) -> None:
        total = total_of(demo_client, *self.QUESTION, "plan_completion_ratio", self.DAY)
        assert (total["numerator"], total["denominator"]) == (2_959, 4_299)
        assert round(total["value"] * 100, 1) == 68.8

    def test_stock_rose_by_1620_or_121_percent_on_march_2018(self, demo_client: FlaskClient) -> None:
        assert total_of(demo_client, *self.QUESTION, "yoy_change_count", self.DAY)["value"] == 1_620
        ratio = total_of(demo_client, *self.QUESTION, "yoy_change_ratio", self.DAY)
        assert round(ratio["value"] * 100) == 121
        assert count_of(demo_client, *self.QUESTION, "2018-03-31") == 1_339

    def test_target_is_2047_or_91_percent_above_the_stock_of_2018(self, demo_client: FlaskClient) -> None:
        stock_2018 = count_of(demo_client, *self.QUESTION, "2018-12-31")
        assert stock_2018 == 2_252
        assert 4_299 - stock_2018 == 2_047
        assert round((4_299 - stock_2018) / stock_2018 * 100) == 91

    def test_1340_are_missing_and_yet_195_more_than_the_pace(self, demo_client: FlaskClient) -> None:
        assert total_of(demo_client, *self.QUESTION, "plan_gap_count", self.DAY)["value"] == 1_340
        pace = total_of(demo_client, *self.QUESTION, "pace_gap_count", self.DAY)
        assert pace["value"] == 195

    def test_632_were_newly_enrolled_in_march_which_says_nothing_of_the_year(self, demo_client: FlaskClient) -> None:
        assert total_of(demo_client, *self.QUESTION, "gross_new_month_count", self.DAY)["value"] == 632
        year = total_of(demo_client, *self.QUESTION, "gross_new_count", self.DAY)
        assert (year["value"], year["state"]) == (None, "no_data")


class TestHaNoi:
    QUESTION = ("01", "BHXH_TN")
    DAY = "2021-12-31"

    def test_stock_is_63300_which_is_100_21_percent_of_plan(self, demo_client: FlaskClient) -> None:
        total = total_of(demo_client, *self.QUESTION, "plan_completion_ratio", self.DAY)
        assert total["numerator"] == 63_300
        assert round(total["value"] * 100, 2) == 100.21

    def test_coverage_is_1_3_percent_of_the_labour_force(self, demo_client: FlaskClient) -> None:
        total = total_of(demo_client, *self.QUESTION, "coverage_ratio", self.DAY)
        assert round(total["value"] * 100, 1) == 1.3

    def test_stock_rose_by_14600_or_30_percent_in_the_year(self, demo_client: FlaskClient) -> None:
        rise = total_of(demo_client, *self.QUESTION, "net_change_count", "2021-11-30")["value"]
        assert rise < 14_600
        assert total_of(demo_client, *self.QUESTION, "yoy_change_count", self.DAY)["value"] == 14_600
        assert round(total_of(demo_client, *self.QUESTION, "yoy_change_ratio", self.DAY)["value"] * 100) == 30

    def test_thirty_pilot_communes_one_per_district_hold_a_tenth_and_gained_2_9_times_the_others(
        self, demo_client: FlaskClient
    ) -> None:
        answer = ask(demo_client, *self.QUESTION, "enrolled_count", self.DAY)
        end = answer["areas"]
        may = self._list_stocks(demo_client, "2021-05-31")
        december = self._list_stocks(demo_client, "2020-12-31")
        pilot_codes = {pilot["area_code"] for pilot in answer["pilots"] if pilot["started_on"] == "2021-06-01"}
        pilots = [area for area in end if area["area_code"] in pilot_codes]
        others = [area for area in end if area["area_code"] not in pilot_codes]
        assert len(pilots) == 30
        assert len({area["parent_code"] for area in pilots}) == 30
        held = sum(area["value"] for area in pilots)
        assert round(held / 63_300 * 100, 2) == 10.25
        assert round(held - sum(december[area["area_code"]] for area in pilots), -2) == 3_100
        gained = sum(area["value"] - may[area["area_code"]] for area in pilots) / len(pilots)
        gained_elsewhere = sum(area["value"] - may[area["area_code"]] for area in others) / len(others)
        assert gained == 115
        assert round(gained / gained_elsewhere, 1) == 2.9

    def _list_stocks(self, client: FlaskClient, as_of: str) -> dict[str, int]:
        areas = ask(client, *self.QUESTION, "enrolled_count", as_of)["areas"]
        return {area["area_code"]: area["value"] for area in areas}


class TestGiaLai:
    @pytest.mark.parametrize(
        ("scheme", "stock", "percent", "digits"),
        [("BHXH", 85_700, 10.88, 2), ("BHTN", 67_300, 8.54, 2), ("BHYT", 1_340_000, 89, 0)],
    )
    def test_coverage_of_2019(
        self, demo_client: FlaskClient, scheme: str, stock: int, percent: float, digits: int
    ) -> None:
        total = total_of(demo_client, "64", scheme, "coverage_ratio", "2019-12-31")
        assert total["numerator"] == stock
        assert round(total["value"] * 100, digits) == percent


class TestThaiThuy:
    def test_stock_fell_by_100_in_2018_and_reached_4300_in_february_2021(self, demo_client: FlaskClient) -> None:
        assert count_of(demo_client, "341", "BHXH_TN", "2017-12-31") == 1_800
        assert count_of(demo_client, "341", "BHXH_TN", "2018-12-31") == 1_700
        change = total_of(demo_client, "341", "BHXH_TN", "yoy_change_count", "2018-12-31")
        assert change["value"] == -100
        assert count_of(demo_client, "341", "BHXH_TN", "2021-02-28") == 4_300

    def test_1500_and_1400_new_enrolments_are_300_more_than_the_stock_rose(self, demo_client: FlaskClient) -> None:
        years = ("2019-12-31", "2020-12-31")
        gross = [total_of(demo_client, "341", "BHXH_TN", "gross_new_count", day)["value"] for day in years]
        assert gross == [1_500, 1_400]
        stocks = [count_of(demo_client, "341", "BHXH_TN", day) for day in ("2018-12-31", "2021-02-28")]
        assert sum(gross) - (stocks[1] - stocks[0]) == 300


class TestDakLak:
    @pytest.mark.parametrize(
        ("scheme", "stock", "rise", "percent"),
        [("BHXH", 115_061, 20_566, 21.8), ("BHYT", 1_673_926, 399_110, 31.3), ("BHTN", 89_787, 9_821, 12.3)],
    )
    def test_growth_from_2012_to_2020(
        self, demo_client: FlaskClient, scheme: str, stock: int, rise: int, percent: float
    ) -> None:
        before = count_of(demo_client, "66", scheme, "2012-12-31")
        assert count_of(demo_client, "66", scheme, "2020-12-31") == stock
        assert stock - before == rise
        assert round(rise / before * 100, 1) == percent

    def test_unemployment_insurance_covers_8_27_percent(self, demo_client: FlaskClient) -> None:
        total = total_of(demo_client, "66", "BHTN", "coverage_ratio", "2020-12-31")
        assert round(total["value"] * 100, 2) == 8.27

    def test_voluntary_scheme_reached_61_29_percent_of_plan_and_1_43_percent_coverage(
        self, demo_client: FlaskClient
    ) -> None:
        total = total_of(demo_client, "66", "BHXH_TN", "plan_completion_ratio", "2021-09-30")
        assert total["numerator"] == 15_551
        assert round(total["value"] * 100, 2) == 61.29
        assert total_of(demo_client, "66", "BHXH_TN", "net_change_count", "2021-09-30")["value"] == 4_415
        coverage = total_of(demo_client, "66", "BHXH_TN", "coverage_ratio", "2021-09-30")
        assert round(coverage["value"] * 100, 2) == 1.43


class TestTuyenQuang:
    DAY = "2020-07-31"

    def test_bhxh_is_84_percent_of_plan_and_13_57_percent_of_the_labour_force(self, demo_client: FlaskClient) -> None:
        plan = total_of(demo_client, "08", "BHXH", "plan_completion_ratio", self.DAY)
        assert (plan["numerator"], plan["denominator"], round(plan["value"] * 100)) == (59_177, 70_544, 84)
        coverage = total_of(demo_client, "08", "BHXH", "coverage_ratio", self.DAY)
        assert coverage["denominator"] == 436_210
        assert round(coverage["value"] * 100, 2) == 13.57
        assert total_of(demo_client, "08", "BHXH", "yoy_change_count", self.DAY)["value"] == 3_860

    def test_voluntary_scheme_is_107_percent_exceeded_by_587(self, demo_client: FlaskClient) -> None:
        plan = total_of(demo_client, "08", "BHXH_TN", "plan_completion_ratio", self.DAY)
        assert round(plan["value"] * 100) == 107
        gap = total_of(demo_client, "08", "BHXH_TN", "plan_gap_count", self.DAY)
        assert gap["value"] == -587
        profile = demo_client.get(
            f"/api/v1/areas/{BEFORE_2025}/08", query_string={"scheme": "BHXH_TN", "as_of": self.DAY}
        ).get_json()
        assert "vượt 587" in profile["answer_vi"]
        change = total_of(demo_client, "08", "BHXH_TN", "yoy_change_count", self.DAY)["value"]
        ratio = total_of(demo_client, "08", "BHXH_TN", "yoy_change_ratio", self.DAY)["value"]
        assert (change, round(ratio * 100)) == (2_806, 43)


class TestTheNationIn2025:
    @pytest.mark.parametrize(
        ("scheme", "millions", "percent", "digits"),
        [("BHXH", 21.34, 45.1, 1), ("BHTN", 16.6, 35.07, 2), ("BHYT", None, 95.16, 2), ("BHXH_TN", 3.07, None, 0)],
    )
    def test_totals(
        self, demo_client: FlaskClient, scheme: str, millions: float | None, percent: float | None, digits: int
    ) -> None:
        total = total_of(demo_client, "VN", scheme, "coverage_ratio", "2025-12-31", vintage=SINCE_2025)
        if millions is not None:
            assert round(total["numerator"] / 1_000_000, 2) == millions
        if percent is not None:
            assert round(total["value"] * 100, digits) == percent
