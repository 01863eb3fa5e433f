"""Whatever is asked, the service answers or says what is wrong: never 500, never a traceback."""

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.toy_store import LATER_VINTAGE_ID, VINTAGE_ID
from webmap.api.operations import OPERATIONS
from webmap.map_request import PAGE_PARAMETERS

PATHS = [
    "/map",
    "/map/parts",
    "/search",
    "/map/places",
    *(o.path for o in OPERATIONS if "<" not in o.path and "gpkg" not in o.path),
]
NAMES = sorted({p.name for operation in OPERATIONS for p in operation.parameters} | {p.name for p in PAGE_PARAMETERS})
GOOD = sorted({text for operation in OPERATIONS for p in operation.parameters for text in p.choices})
LIKELY = [
    *GOOD,
    VINTAGE_ID,
    LATER_VINTAGE_ID,
    "VN",
    "11",
    "12",
    "094",
    "106",
    "03127",
    "2019-03-31",
    "2018-12-31",
    "5",
    "da",
]
values = st.one_of(st.sampled_from(LIKELY), st.text(max_size=30), st.dates().map(str), st.integers().map(str))
queries = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), values), max_size=6)
headers = st.fixed_dictionaries(
    {},
    optional={
        "Accept": st.sampled_from(["*/*", "text/html", "application/json", "x", ""]),
        "Accept-Encoding": st.sampled_from(["br", "gzip;q=0.1", "*;q=0", "identity;q=0", ";;,"]),
        "If-None-Match": st.sampled_from(["*", '"x"', "W/", ""]),
    },
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PATHS), queries, headers)
def test_any_query_is_answered_or_refused(
    client: FlaskClient,
    path: str,
    query: list[tuple[str, str]],
    headers: dict[str, str],
) -> None:
    response = client.get(path, query_string=query, headers=headers)
    # A pack that is still being made answers 409 and says so.
    assert response.status_code in {200, 304, 400, 404, 406, *([409] if path.startswith("/pack.") else [])}
    if response.status_code >= 400 and response.content_type == "application/json":
        assert set(response.get_json()["error"]) == {"code", "message", "hint", "fields"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=20), st.text(max_size=20))
def test_any_path_is_answered_or_refused(client: FlaskClient, first: str, second: str) -> None:
    for path in (f"/api/v1/areas/{first}/{second}", f"/api/v1/geometry/{first}.topojson", f"/static/{first}/{second}"):
        assert client.get(path).status_code in {200, 308, 400, 404}
