"""What the documents for developers name exists: a room, a module, a function, a field."""

from __future__ import annotations

import dataclasses
import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

DOCUMENTS = Path(__file__).parents[2] / "docs" / "developers"
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
NAME = re.compile(r"(?<![\w./])(?:geodata|services|webmap)(?:\.\w+)+")


def list_names() -> list[tuple[str, str]]:
    """Return each dotted name of code in the documents with the document that names it first."""
    names: dict[str, str] = {}
    for path in sorted(DOCUMENTS.glob("*.md")):
        for code in CODE.findall(path.read_text(encoding="utf-8")):
            for name in NAME.findall(code):
                names.setdefault(name, path.name)
    return [(document, name) for name, document in names.items()]


@pytest.mark.parametrize(("document", "name"), list_names())
def test_a_name_of_the_documents_exists(document: str, name: str) -> None:
    module, rest = import_longest(name)
    found: object = module
    for part in rest:
        assert has(found, part), f"{document} names {name}, and {module.__name__} has no {part}"
        found = getattr(found, part, None)


def test_the_documents_name_something() -> None:
    assert len(list_names()) > 50


def test_the_documents_say_what_each_room_holds() -> None:
    told = (DOCUMENTS / "README.md").read_text(encoding="utf-8")
    services = DOCUMENTS.parents[1] / "services"
    rooms = [f"services/{path.parent.name}/" for path in services.glob("*/__init__.py")]
    rooms += [f"{path.parent.name}/" for path in (services / "intake").glob("*/__init__.py")]
    assert len(rooms) > 15
    assert [room for room in rooms if f"| `{room}` |" not in told] == []


def import_longest(name: str) -> tuple[ModuleType, list[str]]:
    """Return the module that the longest beginning of a name is, and what is left of the name."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        module = ".".join(parts[:count])
        try:
            return importlib.import_module(module), parts[count:]
        except ModuleNotFoundError as error:
            if error.name is None or not module.startswith(error.name):
                raise
    raise AssertionError(f"nothing of {name} can be imported")


def has(found: object, part: str) -> bool:
    """Tell whether a module or class has an attribute, or a dataclass a field without a default."""
    is_field = dataclasses.is_dataclass(found) and part in {field.name for field in dataclasses.fields(found)}
    return is_field or hasattr(found, part)
