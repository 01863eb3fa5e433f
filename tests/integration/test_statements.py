"""What a page asks of the store: nothing for its figures, which are in memory."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask.testing import FlaskClient

from services.demo.cases import SINCE_2025

VIEW = f"vintage={SINCE_2025}&level=commune&scheme=BHXH&as_of=2025-12-31"


@contextmanager
def watch_statements(engine: sa.Engine) -> Iterator[list[str]]:
    """Give the list of statements that are sent while the block runs, reading of the publication number left out."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement != "BEGIN" and "publication" not in statement:
            found.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


PATHS = (
    f"/map?{VIEW}&within=96",
    f"/map/parts?{VIEW}&within=24",
    f"/api/v1/values?{VIEW}&within=82",
    f"/api/v1/series?{VIEW}&within=75",
    f"/table.csv?{VIEW}&within=68",
    f"/embed/values?{VIEW}&within=79",
)


def test_views_never_asked_for_ask_the_store_for_nothing(demo_client: FlaskClient) -> None:
    demo_client.get(f"/map?{VIEW}&within=01")  # what is in force is read by now
    with watch_statements(demo_client.application.extensions["baophu"].engine) as statements:
        assert [demo_client.get(path).status_code for path in PATHS] == [200] * len(PATHS)
        assert statements == []
        assert demo_client.get("/stories").status_code == 200
        assert statements  # that list lies in the store
