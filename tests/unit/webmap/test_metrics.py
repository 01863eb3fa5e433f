"""What Prometheus is told: by whom it may be asked, and that all workers are counted whichever answers."""

from __future__ import annotations

import multiprocessing

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from tests.fixtures.toy_store import fill_toy_store
from webmap import create_app
from webmap.metrics import OTHER, Metrics
from webmap.settings import Settings

Samples = dict[tuple[str, ...], float]


def read(text: str) -> Samples:
    families = text_string_to_metric_families(text)
    samples = [one for family in families for one in family.samples]
    return {(one.name, *(one.labels[label] for label in sorted(one.labels))): one.value for one in samples}


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(["/map", "/area/<code>"], 3, lambda: 7, {"version": "1.2", "commit": "abc"})


def _count_elsewhere(metrics: Metrics, slot: int) -> None:
    metrics.take_slot(slot)
    for _ in range(1000):
        metrics.count_request("/map", 200, 0.004)


def test_workers_count_for_all_and_their_successors_count_on(metrics: Metrics) -> None:
    context = multiprocessing.get_context("fork")
    metrics.count_request("/map", 503, 2.5)
    for slots in ((1, 2), (1,)):  # two at once; then one in the place of the first
        workers = [context.Process(target=_count_elsewhere, args=(metrics, slot)) for slot in slots]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
    found = read(metrics.render().decode())
    assert found["baophu_requests_total", "/map", "2xx"] == 3000
    assert found["baophu_requests_total", "/map", "5xx"] == 1
    assert found["baophu_request_seconds_bucket", "0.005", "/map"] == 3000
    assert found["baophu_request_seconds_bucket", "3.0", "/map"] == 3001
    assert (
        found["baophu_request_seconds_count", "/map"] == found["baophu_request_seconds_bucket", "+Inf", "/map"] == 3001
    )
    assert found["baophu_request_seconds_sum", "/map"] == pytest.approx(14.5)
    assert found["baophu_info", "abc", "1.2"] == 1
    # Of workers that have ended there is no memory.
    assert [key for key in found if key[0] == "baophu_worker_memory_bytes"] == [("baophu_worker_memory_bytes", "0")]
    assert found["baophu_worker_memory_bytes", "0"] > 10**6
    assert found["baophu_publication", "0"] == 7


def test_addresses_that_are_no_route_make_no_labels(metrics: Metrics) -> None:
    for number in range(50):
        metrics.count_request(f"/wp-admin/{number}", 404, 0.0)
    found = read(metrics.render().decode())
    assert {key[1] for key in found if key[0] == "baophu_requests_total"} == {OTHER}
    assert found["baophu_requests_total", OTHER, "4xx"] == 50


def test_failures_are_counted_by_their_kind(metrics: Metrics) -> None:
    for code in ("store_full", "store_full", "a new one"):
        metrics.count_failure(code)
    found = read(metrics.render().decode())
    assert (found["baophu_failures_total", "store_full"], found["baophu_failures_total", "unexpected"]) == (2, 1)


def test_answers_given_again_are_counted_with_those_built(sqlite_engine: Engine) -> None:
    fill_toy_store(sqlite_engine)
    client = create_app(Settings(), sqlite_engine).test_client()
    for _ in range(3):
        client.get("/api/v1/values")
    client.get("/area/nowhere/11")
    found = read(client.get("/metrics").get_data(as_text=True))
    assert found["baophu_requests_total", "/api/v1/values", "2xx"] == 3
    assert found["baophu_requests_total", "/area/<vintage>/<code>", "4xx"] == 1
    assert found["baophu_publication", "0"] == 3


@pytest.mark.parametrize(
    ("named", "proxies", "address", "headers", "status"),
    [
        (None, 0, "127.0.0.1", {}, 200),
        (None, 0, "::1", {}, 200),
        (None, 0, "10.1.2.3", {}, 403),
        (None, 0, "127.0.0.1", {"X-Forwarded-For": "10.1.2.3"}, 403),  # a proxy that nobody told us of
        (None, 1, "127.0.0.1", {"X-Forwarded-For": "10.1.2.3"}, 403),
        ("10.1.0.0/16", 1, "127.0.0.1", {"X-Forwarded-For": "10.1.2.3"}, 200),
        ("10.1.0.0/16", 0, "10.1.2.3", {}, 200),
        ("10.1.0.0/16", 0, "127.0.0.1", {}, 403),
        ("-", 0, "127.0.0.1", {}, 403),
    ],
)
def test_only_those_whom_the_operator_names_may_read(
    toy_engine: Engine, named: str | None, proxies: int, address: str, headers: dict[str, str], status: int
) -> None:
    environ = {"BAOPHU_PROXIES": str(proxies)} | ({"BAOPHU_METRICS_FROM": named} if named else {})
    client: FlaskClient = create_app(Settings.from_environment(environ), toy_engine).test_client()
    response = client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})
    assert response.status_code == status
    if status == 403:
        assert response.get_json()["error"]["code"] == "metrics_not_for_you"
