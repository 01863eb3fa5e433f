"""How small the answers of the API are, what is kept of them and by whom, what the next one costs."""

import importlib
import json

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.coverage.snapshot import Snapshot
from tests.fixtures.api_answers import COMPLETION, get


def test_a_change_of_indicator_ranks_and_names_nothing_and_adds_up_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count(module: str, name: str) -> list[str]:
        calls: list[str] = []
        own = getattr(importlib.import_module(module), name)
        monkeypatch.setattr(f"{module}.{name}", lambda *given: (calls.append(name), own(*given))[1])
        return calls

    ranked = count("services.coverage.view", "rank_values")
    summed = count("services.coverage.evaluation", "sum_complete")
    written = count("webmap.api.class_columns", "whole_numbers")
    question = "/api/v1/values?level=commune&scheme=BHXH_TN&as_of=2019-03-31&format=classes&indicator="
    for indicator in ("plan_completion_ratio", "plan_gap_count"):  # of the same two counts
        assert get(client, question + indicator)["made_of"]
    assert (ranked, written) == ([], [])
    assert len(summed) <= 1


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_each_address_that_never_changes_is_kept_for_ever_and_sent_in_every_coding(
    client: FlaskClient, coding: str
) -> None:
    columns = get(client, f"{COMPLETION}&format=columns")
    for name in ("geometry_url", "arcs_url", "areas_url", "counts_url"):
        response = client.get(columns[name], headers={"Accept-Encoding": coding})
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers.get("Content-Encoding", "identity") == coding
        assert response.headers["Vary"] == "Accept, Accept-Encoding"


def test_another_hash_or_publication_is_answered_but_not_kept(client: FlaskClient) -> None:
    columns = get(client, f"{COMPLETION}&format=columns")
    for name in ("areas_url", "counts_url"):
        stale = columns[name].replace("hash=", "hash=0").replace("publication=", "publication=9")
        assert stale != columns[name]
        assert client.get(stale).headers["Cache-Control"] == "no-cache"
        assert client.get(stale).data == client.get(columns[name]).data


def test_an_answer_that_the_client_has_is_not_sent_again(client: FlaskClient) -> None:
    for accepted in ("br", "identity"):
        first = client.get(COMPLETION, headers={"Accept-Encoding": accepted})
        known = {"Accept-Encoding": accepted, "If-None-Match": first.headers["ETag"]}
        for _ in range(2):
            again = client.get(COMPLETION, headers=known)
            assert again.status_code == 304
            assert not again.data
            assert again.headers["ETag"] == first.headers["ETag"]


def test_head_gives_the_headers_of_get(client: FlaskClient) -> None:
    for address in (COMPLETION, "/api/v1/vintages", "/table.csv"):
        asked, headed = client.get(address), client.head(address)
        assert headed.status_code == 200
        assert not headed.data
        for name in ("ETag", "Content-Type", "Cache-Control", "Content-Length"):
            assert headed.headers[name] == asked.headers[name]


def test_a_change_of_indicator_costs_few_bytes(client: FlaskClient) -> None:
    response = client.get(f"{COMPLETION}&format=columns", headers={"Accept-Encoding": "br"})
    assert response.headers["Content-Encoding"] == "br"
    assert len(response.data) < 2_600
    assert json.loads(brotli.decompress(response.data))["class_codes"]


def test_the_second_request_builds_nothing(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"{COMPLETION}&within=12&classes=4"
    for accepted in ("br", "gzip"):
        client.get(address, headers={"Accept-Encoding": accepted})

    def refuse(_snapshot: Snapshot, _request: object) -> None:
        raise AssertionError

    monkeypatch.setattr("webmap.views.api.build_asked_view", refuse)
    for accepted in ("br", "gzip", "identity"):
        assert client.get(address, headers={"Accept-Encoding": accepted}).status_code == 200
