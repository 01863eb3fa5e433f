"""Each package that we ask for is used, pinned, and explained on the page of dependencies."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

HOUSE = Path(__file__).parents[2]
SETTINGS = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
RUNNING = {re.split(r"[^\w-]", text)[0] for text in SETTINGS["project"]["dependencies"]}
TESTING = set(SETTINGS["dependency-groups"]["dev"])
BY_TEXT = {
    "vietnamadminunits": 'find_spec("vietnamadminunits")',
    "psycopg": "postgresql+psycopg",
    "jinja2": "jinja2.ext:",
}
TAKEN_BY_ITSELF = {"gunicorn-h1c"}  # by gunicorn, where it is there
TOOLS = {"mypy", "pandas-stubs", "pip-audit", "pytest-xdist", "ruff", "uv"}  # called by make


def list_told(heading: str) -> set[str]:
    """Return the packages that a section of the page explains."""
    page = (HOUSE / "docs" / "dependencies.md").read_text(encoding="utf-8")
    section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
    return {name for row in rows for name in row.split(", ")} - {"package"}


def list_used(*folders: str) -> set[str]:
    """Return the distributions that the code of some folders imports, or names in a text."""
    used: set[str] = set()
    distributions = packages_distributions()
    for path in (path for folder in folders for path in (HOUSE / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for module in re.findall(r"^\s*(?:from|import) (\w+)", text, re.MULTILINE):
            used |= {name.lower().replace("_", "-") for name in distributions.get(module, [])}
        used |= {package for package, word in BY_TEXT.items() if word in text}
    return used


def test_the_page_explains_each_package_and_no_other() -> None:
    assert list_told("Running") == RUNNING
    assert list_told("Testing and measuring") == TESTING
    page = json.loads((HOUSE / "package.json").read_text(encoding="utf-8"))
    assert list_told("In the browser") == {*page.get("dependencies", {}), *page.get("devDependencies", {})}


def test_each_package_is_pinned() -> None:
    for file, packages in (("requirements.txt", RUNNING), ("requirements-dev.txt", TESTING)):
        pinned = set(re.findall(r"^([\w-]+)(?:\[\w+\])?==", (HOUSE / file).read_text(encoding="utf-8"), re.MULTILINE))
        assert packages - pinned == set()


def test_no_pin_depends_on_the_patch_of_python() -> None:
    """A bundle is made on a machine of the same minor version: 3.11.7 there, 3.11.2 on the server."""
    for file in ("requirements.txt", "requirements-dev.txt"):
        marked = re.findall(
            r"^.*python_full_version \S+ '\d+\.\d+\.\d+'.*$", (HOUSE / file).read_text("utf-8"), re.MULTILINE
        )
        assert marked == []


def test_each_package_is_used() -> None:
    assert RUNNING - TAKEN_BY_ITSELF - list_used("geodata", "services", "webmap") == set()
    assert TESTING - TOOLS - list_used("tests", "benchmarks") == set()


def test_what_runs_imports_nothing_that_only_the_tests_have() -> None:
    assert list_used("geodata", "services", "webmap") & (TESTING - RUNNING) == set()
