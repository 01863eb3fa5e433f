"""The description of the API is valid and tells of every address, and of nothing else."""

import re

from flask import Flask
from openapi_spec_validator import validate

from webmap.account_cookie import is_private
from webmap.api.openapi import build_openapi
from webmap.api.operations import OPERATIONS
from webmap.api.schemas import SCHEMAS
from webmap.parameters import Parameter

# Pages for people, and what their scripts ask for; described by their own templates.
PAGES = {
    *("/", "/map", "/map/parts", "/map/places", "/search", "/guide", "/static/<tree>/<path:filename>"),
    *("/multiples", "/compare", "/compare/parts", "/compare/values", "/pack"),
    *("/plan", "/plan/parts", "/plan/values", "/selections", "/selections/compare", "/selections/<selection_id>"),
    *("/outreach", "/officers"),
    *("/area/<vintage>/<code>", "/leaders", "/pilots"),
    # In pages of others: docs/operators/embedding.md.
    *("/embed/map", "/embed/table", "/embed/headline", "/embed/values", "/embed/groups", "/embed/map.svg"),
    *("/embed/map.png", "/embed/geometry/<content_hash>.arcs", "/embed/frame.js", "/embed/code", "/embed/code/parts"),
    "/oembed",
    *("/targets", "/targets/saved", "/targets/<proposal_id>"),
    *("/stories", "/story/<story_id>", "/story/<story_id>/<int(max=1000):number>"),
}
# For whoever watches the service: docs/operators.
WATCHED = {"/healthz", "/readyz", "/status", "/metrics"}


def test_the_description_is_valid() -> None:
    validate(build_openapi())


def test_every_route_is_described_and_every_description_has_its_route(app: Flask) -> None:
    routes = {rule.rule for rule in app.url_map.iter_rules()}
    described = {operation.path for operation in OPERATIONS}
    # Pages behind a login are for people too; tests/unit/webmap/access/test_access.py walks them.
    assert {route for route in routes - described if not is_private(route)} == PAGES | WATCHED
    assert described <= routes
    assert {re.sub(r"<(\w+)>", r"{\1}", path) for path in described} == set(build_openapi()["paths"])


def test_every_parameter_is_described_as_it_is_checked() -> None:
    paths = build_openapi()["paths"]
    for operation in OPERATIONS:
        path = re.sub(r"<(\w+)>", r"{\1}", operation.path)
        described = {one["name"]: one for one in paths[path]["get"]["parameters"] if one["in"] == "query"}
        assert set(described) == {parameter.name for parameter in operation.parameters}
        for parameter in operation.parameters:
            assert_same(parameter, described[parameter.name])


def assert_same(parameter: Parameter, described: dict[str, object]) -> None:
    schema = described["schema"]
    assert isinstance(schema, dict)
    assert schema.get("enum", []) == list(parameter.choices)
    assert schema.get("default") == parameter.default
    assert described["description"]


def test_every_shape_is_used() -> None:
    text = str(build_openapi())
    for name in SCHEMAS:
        assert f"#/components/schemas/{name}'" in text
