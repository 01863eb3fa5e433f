"""Templates compiled at the set-up (python -m webmap.compiled_templates): a start and first pages read them.

Each is known by its name and the hash of its source: one that was edited since is compiled when it is asked for. Python
of another version finds none of its own. Nothing is written by a server.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from flask import Flask
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from jinja2.bccache import Bucket

FOLDER = Path(__file__).resolve().parent / "compiled"
STAMP = ".stamp"  # that they are all there


class CompiledTemplates(FileSystemBytecodeCache):
    """Reads and writes compiled templates, wherever the house stands."""

    def get_cache_key(self, name: str, filename: str | Path | None = None) -> str:
        """Return the key of a template; by its path it would not be found where an image or a bundle puts the house."""
        return super().get_cache_key(name)


class WrittenTemplates(CompiledTemplates):
    """Reads what was compiled, and writes nothing."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Leave alone what was compiled by a request."""


def use_compiled_templates(app: Flask, folder: Path = FOLDER) -> None:
    """Let ``app`` read its templates as they were compiled, where they were."""
    app.jinja_env.bytecode_cache = WrittenTemplates(str(folder))


def compile_templates(app: Flask, folder: Path = FOLDER) -> int:
    """Compile every template of ``app`` into ``folder`` anew, and return how many there are."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    names = app.jinja_env.list_templates()
    cache: BytecodeCache = CompiledTemplates(str(folder))
    app.jinja_env.bytecode_cache = cache
    for name in names:
        app.jinja_env.get_template(name)
    return len(names)


def main() -> None:
    """Compile the templates of the house."""
    from webmap import create_app
    from webmap.settings import Settings

    compile_templates(create_app(Settings(database_url="sqlite://")))
    (FOLDER / STAMP).touch()


if __name__ == "__main__":
    main()
