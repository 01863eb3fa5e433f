"""The scripts of the page come as few files, made once from the modules."""

import json
from pathlib import Path

import pytest

from geodata.errors import BadInput
from webmap.bundling import (
    BUILT,
    ENTRIES,
    ROOT,
    SHARED,
    STAMP,
    TEXTS,
    build_stamp,
    bundle,
    check_scripts,
    find_esbuild,
    write_texts,
)
from webmap.translations import read_catalogue

PACKAGES = ROOT / "node_modules"


@pytest.fixture
def packages() -> Path:
    if not (PACKAGES / "@esbuild").is_dir():
        pytest.skip("node_modules was not kept")
    return PACKAGES


def test_what_is_served_was_built_from_the_scripts_as_they_are() -> None:
    assert (BUILT / STAMP).read_text() == build_stamp(), "run: make setup"


def test_scripts_that_are_not_built_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    check_scripts()
    with pytest.raises(BadInput, match="not built"):
        check_scripts(tmp_path)


def test_the_page_shares_the_layer_with_the_map(packages: Path, tmp_path: Path) -> None:
    bundle(packages, tmp_path / "built")
    built = {path.relative_to(tmp_path / "built").as_posix() for path in (tmp_path / "built").rglob("*.js")}
    assert built == set(ENTRIES)
    assert SHARED in (tmp_path / "built" / "page" / "app.js").read_text()


def test_a_second_run_does_nothing(packages: Path, tmp_path: Path) -> None:
    target = tmp_path / "built"
    assert bundle(packages, target)
    assert not bundle(packages, target)
    (target / STAMP).write_text("older")
    assert bundle(packages, target)


def test_missing_esbuild_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="@esbuild"):
        find_esbuild(tmp_path)


def test_the_texts_that_scripts_ask_for_are_written_down(tmp_path: Path) -> None:
    write_texts(tmp_path)
    assert json.loads((tmp_path / TEXTS).read_text(encoding="utf-8")) == sorted(read_catalogue().script_texts)
