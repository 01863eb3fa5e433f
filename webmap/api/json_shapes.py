"""What the shapes of answers are put together from, as JSON Schema."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
DATE: Schema = {"type": "string", "format": "date"}


def or_none(schema: Schema) -> Schema:
    """Return the shape, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def one_of(kind: Any) -> Schema:
    """Return a text that is one of an enumeration's values."""
    return {"type": "string", "enum": [one.value for one in kind]}


def list_of(schema: Schema) -> Schema:
    """Return an array of the shape."""
    return {"type": "array", "items": schema}


def object_of(**members: Schema) -> Schema:
    """Return an object that has all these members."""
    return {"type": "object", "required": list(members), "properties": members}


def ref(name: str) -> Schema:
    """Return a reference to a shape by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def in_both(*names: str) -> dict[str, Schema]:
    """Return the members of texts in both languages."""
    return {f"{name}_{lang}": TEXT for name in names for lang in ("vi", "en")}


def extend(*schemas: Schema) -> Schema:
    """Return an object with the members of all of these."""
    members: dict[str, Schema] = {}
    for schema in schemas:
        members |= schema["properties"]
    return object_of(**members)


def optional(schema: Schema, **members: Schema) -> Schema:
    """Return an object that may have these members besides its own."""
    return schema | {"properties": schema["properties"] | members}


COUNT = or_none(NUMBER)
