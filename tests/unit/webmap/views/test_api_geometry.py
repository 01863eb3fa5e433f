"""The outlines that belong to an answer of the API: which areas a file holds, and in which form."""

import json
from pathlib import Path

import brotli
import sqlalchemy as sa
from flask.testing import FlaskClient

from geodata.layers.arc_file import build_arc_file
from services.store import tables
from services.store.engine import begin_write, open_engine
from tests.fixtures.api_answers import COMPLETION, get
from tests.fixtures.toy_store import VINTAGE_ID, fill_toy_store
from webmap import create_app
from webmap.settings import Settings


def test_the_geometry_of_a_view_holds_its_areas_where_it_says(client: FlaskClient) -> None:
    for within, level in (
        ("VN", "commune"),
        ("VN", "province"),
        ("11", "commune"),
        ("106", "commune"),
        ("12", "managing_unit"),
    ):
        columns = get(client, f"/api/v1/values?level={level}&within={within}&format=columns")
        codes = get(client, columns["areas_url"])["codes"]
        place = columns["view"]["geometry"]
        topology = json.loads(client.get(place["url"]).data)
        if level == "commune":
            held = [one["id"] for one in topology["objects"]["areas"]["geometries"]]
        else:
            held = topology["baophu"]["levels"][level]["codes"]
        assert len(held) == place["area_count"]
        assert held[place["first_index"] : place["first_index"] + len(codes)] == codes
        assert (
            topology["baophu"]["scope_code"]
            == place["scope_code"]
            == ("VN" if within == "VN" else within if within in {"11", "12"} else "12")
        )


def test_the_arcs_of_a_view_are_those_of_its_topology(client: FlaskClient) -> None:
    columns = get(client, f"{COMPLETION}&format=columns")
    assert client.get(columns["arcs_url"]).data == build_arc_file(client.get(columns["geometry_url"]).data)


def test_beside_the_outlines_of_a_country_stand_its_provinces_in_detail(client: FlaskClient) -> None:
    arcs_url = get(client, f"{COMPLETION}&format=classes")["arcs_url"]
    answer = client.get(arcs_url.replace(".arcs", ".details"))
    details = answer.get_json()
    assert details["vintage_id"] == VINTAGE_ID
    assert set(details["arcs_urls"]) == {"11", "12"}
    within = get(client, "/api/v1/values?level=commune&within=12&format=columns")
    assert details["arcs_urls"]["12"] == within["arcs_url"], "the file that a view of the province loads"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert client.get("/api/v1/geometry/none.details").status_code == 404


def test_a_vintage_activated_without_arc_files_gets_them_when_they_are_asked_for(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    engine = open_engine(settings.database_url)
    fill_toy_store(engine)
    with begin_write(engine) as connection:
        older = tables.delivery.c.encoding.startswith("arcs")
        assert connection.execute(sa.delete(tables.delivery).where(older)).rowcount > 0
    client = create_app(settings, engine).test_client()
    columns = get(client, f"{COMPLETION}&format=columns")
    response = client.get(columns["arcs_url"], headers={"Accept-Encoding": "br"})
    assert brotli.decompress(response.data) == build_arc_file(client.get(columns["geometry_url"]).data)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    engine.dispose()
