"""Templates are compiled at the set-up, and one that was edited since is compiled anew."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest
from flask import Flask

from webmap.compiled_templates import FOLDER, STAMP, compile_templates, use_compiled_templates


def _open(folder: Path, compiled: Path) -> Flask:
    app = Flask("other", template_folder=str(folder), root_path=str(folder))
    use_compiled_templates(app, compiled)
    return app


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The names of the templates that are compiled."""
    found: list[str | None] = []
    compile_one = jinja2.Environment.compile

    def note(self: jinja2.Environment, source: str, name: str | None = None, filename: str | None = None) -> object:
        found.append(name)
        return compile_one(self, source, name, filename)

    monkeypatch.setattr(jinja2.Environment, "compile", note)
    return found


def test_a_compiled_template_is_found_wherever_the_house_stands_until_it_is_edited(
    tmp_path: Path, compilations: list[str | None]
) -> None:
    before, after, compiled = tmp_path / "before", tmp_path / "after", tmp_path / "compiled"
    before.mkdir()
    (before / "page.html").write_text("{{ 1 + 1 }} communes", encoding="utf-8")
    assert compile_templates(_open(before, compiled), compiled) == 1
    before.rename(after)
    kept = {path.name: path.read_bytes() for path in compiled.iterdir()}
    compilations.clear()
    assert _open(after, compiled).jinja_env.get_template("page.html").render() == "2 communes"
    assert compilations == []
    (after / "page.html").write_text("{{ 1 + 2 }} communes", encoding="utf-8")
    assert _open(after, compiled).jinja_env.get_template("page.html").render() == "3 communes"
    assert compilations == ["page.html"]
    assert {path.name: path.read_bytes() for path in compiled.iterdir()} == kept


def test_no_template_of_the_house_is_compiled_by_a_request(app: Flask, compilations: list[str | None]) -> None:
    assert (FOLDER / STAMP).is_file()
    names = app.jinja_env.list_templates()
    for name in names:
        app.jinja_env.get_template(name)
    assert len(names) > 50
    assert compilations == []
