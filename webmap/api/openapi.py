"""The description of the API (OpenAPI 3.1), built from the tables that check the parameters."""

from __future__ import annotations

import re
from typing import Any

from webmap.api.operations import OPERATIONS
from webmap.api.schemas import SCHEMAS
from webmap.operation import CSV, JSON, Operation, Sending
from webmap.parameters import Parameter

VERSION = "1"
REFUSALS = {
    "400": "A parameter is unknown or impossible; `fields` names it with the allowed values",
    "404": "There is no such area, vintage or address",
    "406": "No form of the answer suits the Accept headers",
}
PATH_PARAMETERS = {
    "vintage": "Id of a boundary vintage",
    "code": "Official code of the area, leading zeros kept",
    "content_hash": "Hash of the content",
    "selection_id": "Id of a saved selection, as its link has it",
    "proposal_id": "Id of a saved proposal of targets, as its link has it",
}


def build_openapi() -> dict[str, Any]:
    """Return the whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bao Phủ",
            "version": VERSION,
            "description": "Coverage of social insurance in Việt Nam, area by area. The key of a place is (boundary "
            "vintage, code): 96 % of the codes that survived July 2025 mean another territory. Every value has a "
            "state; a rate never comes without its two counts.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": {_write_path(operation.path): _build_path(operation) for operation in OPERATIONS},
        "components": {"schemas": SCHEMAS, "responses": {"Error": _build_error_response()}},
    }


def _build_path(operation: Operation) -> dict[str, Any]:
    sent = {"post": _build_sending(operation.sending)} if operation.sending else {}
    return {"get": _build_operation(operation), **sent}


def _build_sending(sending: Sending) -> dict[str, Any]:
    def build_content(name: str) -> dict[str, Any]:
        return {JSON: {"schema": {"$ref": f"#/components/schemas/{name}"}}}

    refusals = {status: {"$ref": "#/components/responses/Error"} for status in ("400", "401", "403")}
    return {
        "operationId": sending.name,
        "summary": sending.summary,
        "requestBody": {"required": True, "content": build_content(sending.body)},
        "responses": {"201": {"description": "Recorded", "content": build_content(sending.answer)}, **refusals},
    }


def _write_path(path: str) -> str:
    return re.sub(r"<(\w+)>", r"{\1}", path)


def _build_operation(operation: Operation) -> dict[str, Any]:
    named = re.findall(r"<(\w+)>", operation.path)
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [
            *(
                {
                    "name": name,
                    "in": "path",
                    "required": True,
                    "description": PATH_PARAMETERS[name],
                    "schema": {"type": "string"},
                }
                for name in named
            ),
            *(_build_parameter(parameter) for parameter in operation.parameters),
        ],
        "responses": {
            "200": _build_answer(operation),
            "304": {"description": "Not changed since the ETag given in If-None-Match"},
            **{status: {"$ref": "#/components/responses/Error"} for status in REFUSALS},
        },
    }


def _build_parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": parameter.description.en,
        "schema": _build_schema(parameter),
    }


def _build_schema(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if parameter.is_date:
        schema["format"] = "date"
    elif parameter.between:
        least, most = parameter.between
        schema = {"type": "integer", "minimum": least, "maximum": most}
    elif parameter.choices:
        schema["enum"] = list(parameter.choices)
    elif parameter.pattern:
        schema["pattern"] = f"^(?:{parameter.pattern.removeprefix('(?s)')})$"
    if parameter.default is not None:
        schema["default"] = parameter.default
    return schema


def _build_answer(operation: Operation) -> dict[str, Any]:
    keeping = "Content never changes: keep it for ever" if operation.is_immutable else "Comes with an ETag"
    content = {}
    for media_type, name in operation.answers:
        is_json = media_type.endswith("json")
        content[media_type] = {
            "schema": {"$ref": f"#/components/schemas/{name}"} if is_json or media_type == CSV else _describe_file()
        }
    return {"description": keeping, "content": content}


def _describe_file() -> dict[str, Any]:
    return {"type": "string", "contentMediaType": "application/octet-stream"}


def _build_error_response() -> dict[str, Any]:
    texts = "; ".join(f"{status}: {text}" for status, text in REFUSALS.items())
    return {"description": texts, "content": {JSON: {"schema": {"$ref": "#/components/schemas/Error"}}}}
