"""The plan line of the panel speaks of the areas that the line of participants adds up."""

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
