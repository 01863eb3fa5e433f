"""What was answered before is given again, exactly, and only while its publication is in force."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from werkzeug.test import Client

from webmap.replay import PUBLICATION, Replay


class Snapshots:
    """Stands in for the holder: only the publication number is asked for."""

    publication_id = 1
    broken = False

    def current(self) -> "Snapshots":
        if self.broken:
            raise RuntimeError
        return self


class Application:
    """Counts how often it is asked; answers with that number."""

    def __init__(self, snapshots: Snapshots, status: str = "200 OK", *, from_snapshot: bool = True) -> None:
        self.snapshots, self.status, self.from_snapshot, self.asked = snapshots, status, from_snapshot, 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked += 1
        if self.from_snapshot:
            environ[PUBLICATION] = self.snapshots.publication_id
        start_response(self.status, [("X-Request-ID", f"first-{self.asked}"), ("ETag", '"a"')])
        return [b"answer ", str(self.asked).encode()]


@pytest.fixture
def snapshots() -> Snapshots:
    return Snapshots()


def ask(application: Application, snapshots: Snapshots) -> Client:
    return Client(Replay(application, snapshots))  # type: ignore[arg-type]


def test_the_second_asking_does_not_reach_the_application(snapshots: Snapshots) -> None:
    application = Application(snapshots)
    client = ask(application, snapshots)
    first, second = client.get("/api/v1/values?a=1"), client.get("/api/v1/values?a=1")
    assert application.asked == 1
    assert first.data == second.data == b"answer 1"
    assert second.headers["ETag"] == '"a"'


def test_each_answer_has_a_request_id_of_its_own(snapshots: Snapshots) -> None:
    client = ask(Application(snapshots), snapshots)
    client.get("/api/v1/values")
    second, third = client.get("/api/v1/values"), client.get("/api/v1/values", headers={"X-Request-ID": "from-proxy"})
    assert second.headers.getlist("X-Request-ID") != ["first-1"]
    assert third.headers.getlist("X-Request-ID") == ["from-proxy"]


def test_another_publication_is_asked_for_anew(snapshots: Snapshots) -> None:
    application = Application(snapshots)
    client = ask(application, snapshots)
    client.get("/api/v1/values")
    snapshots.publication_id = 2
    assert client.get("/api/v1/values").data == b"answer 2"
    snapshots.publication_id = 1
    assert client.get("/api/v1/values").data == b"answer 1"


@pytest.mark.parametrize(
    "headers",
    [{"Accept-Encoding": "br"}, {"Accept": "text/html"}, {"If-None-Match": '"a"'}],
)
def test_what_the_client_accepts_and_has_makes_another_answer(snapshots: Snapshots, headers: dict[str, str]) -> None:
    application = Application(snapshots)
    client = ask(application, snapshots)
    client.get("/api/v1/values")
    client.get("/api/v1/values", headers=headers)
    assert application.asked == 2


@pytest.mark.parametrize("status", ["400 BAD REQUEST", "404 NOT FOUND", "500 INTERNAL SERVER ERROR"])
def test_errors_are_not_kept(snapshots: Snapshots, status: str) -> None:
    application = Application(snapshots, status)
    client = ask(application, snapshots)
    client.get("/api/v1/values")
    client.get("/api/v1/values")
    assert application.asked == 2


def test_only_what_is_answered_from_a_snapshot_is_kept(snapshots: Snapshots) -> None:
    application = Application(snapshots, from_snapshot=False)
    client = ask(application, snapshots)
    client.get("/api/v1/values")
    client.get("/api/v1/values")
    assert application.asked == 2


def test_other_methods_bodies_and_addresses_pass_by(snapshots: Snapshots) -> None:
    application = Application(snapshots)
    client = ask(application, snapshots)
    for _ in range(2):
        client.post("/api/v1/values")
        client.head("/api/v1/values")
        client.get("/map")
        client.get("/api/v1/values", data=b"x")
    assert application.asked == 8


def test_while_the_store_cannot_be_read_the_application_answers(snapshots: Snapshots) -> None:
    application = Application(snapshots, "500 INTERNAL SERVER ERROR", from_snapshot=False)
    snapshots.broken = True
    assert ask(application, snapshots).get("/api/v1/values").status_code == 500
