"""The house rules that a machine can check."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from webmap.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("webmap", "services", "geodata")
LONGEST_MODULE = 400
# Names of formats and identifiers, which no browser ever fetches.
IDENTIFIERS = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/1999/xhtml",
)
HOST = re.compile(r"""(?:https?:|wss?:)?//(?:[a-z0-9-]+\.)+[a-z]{2,}[^\s"'<>)]*""", re.IGNORECASE)


def _read_project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _list_modules() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def _list_page_files() -> list[Path]:
    folders = [ROOT / "webmap" / name for name in ("static", "templates")]
    kinds = {".js", ".mjs", ".css", ".html", ".svg", ".json", ".webmanifest"}
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in kinds]
    return [path for path in found if not {"vendor", "built"} & set(path.relative_to(ROOT).parts)]


def test_imports_run_in_the_direction_of_the_house(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # It would configure the logging of the whole process and silence our loggers in every later test.
    monkeypatch.setattr("logging.config.dictConfig", lambda _config: None)
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_contracts_of_imports_still_say_what_the_design_says() -> None:
    contracts = _read_project()["tool"]["importlinter"]["contracts"]
    layers = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    assert ["webmap", "services", "geodata"] in layers
    services = next(found for found in layers if "coverage" in found)
    order = {name.strip(): rank for rank, layer in enumerate(services) for name in layer.split("|")}
    for above, below in (
        ("intake", "store"),
        ("coverage", "store"),
        ("coverage", "measures"),
        ("reporting", "coverage"),
    ):
        assert order[above] < order[below], f"{above} may import {below}, not the other way"
    forbidden = {name for contract in contracts for name in contract.get("forbidden_modules", ())}
    assert {"flask", "folium", "branca", "jinja2", "sqlalchemy"} <= forbidden
    assert not any(contract.get("ignore_imports") for contract in contracts)


def test_every_room_has_modules_to_check() -> None:
    rooms = {path.relative_to(ROOT).parts[0] for path in _list_modules()}
    assert rooms == set(ROOMS)


def test_no_module_grows_beyond_what_one_can_keep_in_mind() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in _list_modules()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "helpers", "common", "manager", "misc", "util", "helper"}
    assert [path for path in _list_modules() if path.stem in empty] == []


def test_the_environment_is_read_in_one_place() -> None:
    # __main__ hands os.environ to the settings; the others hand it on to the program that they run.
    readers = {
        str(path.relative_to(ROOT))
        for path in _list_modules()
        if re.search(r"\bos\.(environ|getenv)\b", path.read_text(encoding="utf-8"))
    }
    programs = {
        *("webmap/vendoring.py", "services/intake/files/readers.py", "services/reporting/picture_process.py"),
        *("geodata/readers/gdal_process.py", "geodata/readers/list_process.py"),
        "webmap/kept_memory.py",  # to Arrow, which asks nothing else how to give memory back
    }
    assert readers <= {"webmap/__main__.py", *programs}


def test_pages_name_no_outside_host() -> None:
    files = _list_page_files()
    assert files
    named = {
        f"{path.relative_to(ROOT)}: {found}"
        for path in files
        for found in HOST.findall(path.read_text(encoding="utf-8"))
        if not found.startswith(IDENTIFIERS)
    }
    assert named == set()


def test_the_version_is_the_one_of_the_project() -> None:
    assert _read_project()["project"]["version"] == VERSION


def test_what_the_tests_share_is_made_once_for_all_of_them() -> None:
    # A fixture of the session that a module imports is one of its own: made again for that module alone.
    shared = re.compile(
        r"\b(toy_settings|toy_engine|demo_home|demo_client|demo_snapshot|national_store|postgresql_uri)\b"
    )
    importers = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if path != ROOT / "tests" / "conftest.py"
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("from tests.fixtures.") and shared.search(line.partition(" import ")[2])
    ]
    assert importers == [], "take the fixture without importing it: tests/conftest.py hands it out"


def test_nothing_but_the_house_stands_at_the_top_of_the_repository() -> None:
    # Pictures taken while working, of real boundaries among them, were once committed with everything else.
    if not (ROOT / ".git").exists():
        pytest.skip("no repository: nothing is committed from here")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    folders = {"webmap", "geodata", "services", "tests", "benchmarks", "docs", "deploy", ".ci"}
    files = {"Dockerfile", "Makefile", "README.md", "CHANGELOG.md", "compose.yaml", "pyproject.toml"}
    files |= {"requirements.txt", "requirements-dev.txt", "package.json", "package-lock.json"}
    assert {path.split("/")[0] for path in listed.splitlines()} <= folders | files | {
        *(".dockerignore", ".gitignore", ".npmrc")
    }
