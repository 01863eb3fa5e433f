"""Whatever the description of the API allows, and much that it does not, is answered as the description says."""

from __future__ import annotations

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from webmap.api.operations import OPERATIONS

HELD = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
LABELS = sorted(
    f"GET {operation.path.replace('<', '{').replace('>', '}')}"
    for operation in OPERATIONS
    if not operation.path.endswith("openapi.json")
)
DEAR = (".pdf", ".pptx", ".png", ".docx", ".xlsx", ".gpkg")  # made anew for each
# The client of the tests does not unpack what is packed.
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture(scope="session")
def description(app: Flask) -> schemathesis.schemas.BaseSchema:
    """The description as the application gives it."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, headers=PLAIN)


@pytest.mark.parametrize("label", LABELS)
def test_an_address_answers_as_it_is_described(description: schemathesis.schemas.BaseSchema, label: str) -> None:
    operation = next(found for one in description.get_all_operations() if (found := one.ok()).label == label)
    count = 2 if label.endswith(DEAR) else 4
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @seed(2026)
        @settings(max_examples=count, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=HELD, headers=PLAIN)

        ask()


@pytest.mark.parametrize("address", ["/api/v1/pilots/evaluation", "/pilots.xlsx", "/pilots.csv", "/pilots"])
def test_pilots_of_a_scheme_without_any_are_none(app: Flask, address: str) -> None:
    """Found by schemathesis: nothing was stacked."""
    assert app.test_client().get(f"{address}?scheme=BHTN").status_code == 200
