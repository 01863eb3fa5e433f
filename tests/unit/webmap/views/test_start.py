"""The first address leads to a view that makes the point."""

from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient

from services.demo.tour import TOUR
from tests.fixtures.demo_store import demo_client, demo_home  # noqa: F401


def test_data_of_ones_own_open_on_the_newest(client: FlaskClient) -> None:
    assert client.get("/").headers["Location"] == "/map"
    assert client.get("/?lang=en").headers["Location"] == "/map?lang=en"
    assert client.get("/?scheme=BHYT").headers["Location"] == "/map?scheme=BHYT"


def test_the_demonstration_opens_on_its_tour(demo_client: FlaskClient) -> None:  # noqa: F811
    location = demo_client.get("/?lang=en").headers["Location"]
    asked = {name: text for name, (text,) in parse_qs(urlsplit(location).query).items()}
    assert asked == dict(TOUR[0].parameters) | {"lang": "en"}
    assert demo_client.get(location).status_code == 200


def test_every_stop_of_the_tour_can_be_shown(demo_client: FlaskClient) -> None:  # noqa: F811
    for stop in TOUR:
        assert demo_client.get("/api/v1/values", query_string=dict(stop.parameters)).status_code == 200
