"""What the panel says beside a value: the plan of the areas that report, the day of a denominator."""

import re

from flask.testing import FlaskClient

from services.demo.cases import BEFORE_2025


def test_the_country_shows_the_plan_of_the_province_that_reports_not_of_all_that_have_one(
    demo_client: FlaskClient,
) -> None:
    asked = {
        "vintage": BEFORE_2025,
        "level": "commune",
        "within": "VN",
        "scheme": "BHXH_TN",
        "indicator": "plan_completion_ratio",
        "as_of": "2021-12-31",
    }
    page = demo_client.get("/map", query_string=asked).get_data(as_text=True)
    assert "Chỉ tiêu 63.167" in page
    assert "88.540" not in page


def test_a_labour_force_counted_on_another_day_carries_that_day(demo_client: FlaskClient) -> None:
    asked = {"vintage": BEFORE_2025, "within": "11", "scheme": "BHXH_TN", "as_of": "2019-03-31"}
    page = demo_client.get("/map", query_string={**asked, "level": "commune", "indicator": "plan_completion_ratio"})
    assert re.search(r">475\.427</span> <small[^>]*>31/12/2025</small>", page.get_data(as_text=True))
