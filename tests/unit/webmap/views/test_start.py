"""The first address leads to a view that makes the point."""

from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient

from services.demo.tour import TOUR


def test_data_of_ones_own_open_on_the_newest(client: FlaskClient) -> None:
    assert client.get("/").headers["Location"] == "/map"
    assert client.get("/?lang=en").headers["Location"] == "/map?lang=en"
    assert client.get("/?scheme=BHYT").headers["Location"] == "/map?scheme=BHYT"


def test_the_demonstration_opens_on_its_tour(demo_client: FlaskClient) -> None:
    for address in ("/map", "/map?lang=en"):
        location = demo_client.get(address).headers["Location"]
        asked = {name: text for name, (text,) in parse_qs(urlsplit(location).query).items()}
        assert asked.items() >= TOUR[0].parameters.items()
        assert demo_client.get(location).status_code == 200


def test_the_page_of_the_demonstration_offers_every_stop_of_the_tour(demo_client: FlaskClient) -> None:
    page = demo_client.get("/map?lang=en", follow_redirects=True).get_data(as_text=True)
    for stop in TOUR:
        assert stop.title.en in page
        assert demo_client.get("/map", query_string=dict(stop.parameters)).status_code == 200


def test_the_page_of_own_data_offers_no_tour(client: FlaskClient) -> None:
    assert "menu-body tour" not in client.get("/map").get_data(as_text=True)
