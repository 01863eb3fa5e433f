"""Scripts, styles and fonts under a URL that names the content of the whole tree.

``/static/<tree>/js/page.js`` may be kept for ever, and since the tree stands in the path, ES modules find each
other by relative imports.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, current_app
from werkzeug.security import safe_join

from webmap.encoding import IMMUTABLE, REVALIDATE, Answer, build_answer, render_answer
from webmap.media_types import read_media_type
from webmap.packed_files import read_packed


@dataclass(frozen=True)
class StaticTree:
    """A folder of files and the hash of all that they hold."""

    folder: Path
    content_hash: str


def read_static_tree(folder: Path) -> StaticTree:
    """Return the tree of ``folder`` with the hash of its names and contents."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return StaticTree(folder, digest.hexdigest()[:12])


def send_static(tree: str, filename: str) -> Response:
    """Answer with one file of the tree; a URL of another tree (a page loaded before an upgrade) is not kept."""
    services = current_app.extensions["baophu"]
    path = safe_join(str(services.static_tree.folder), filename)
    if path is None or not Path(path).is_file():
        abort(404)
    kept = tree == services.static_tree.content_hash
    # An edited file of a running server is seen at once: its time stands in the key.
    key = ("static", filename, Path(path).stat().st_mtime_ns)
    answer = services.answers.get_or_build(key, lambda: _build_answer(services.static_tree.folder, Path(path)))
    return render_answer(answer, cache_control=IMMUTABLE if kept else REVALIDATE)


def _build_answer(folder: Path, path: Path) -> Answer:
    body = path.read_bytes()
    return build_answer(body, read_media_type(path), encoded=read_packed(folder, body))


def serve_static_files(app: Flask) -> None:
    """Make ``url_for('static', filename=…)`` give URLs with the hash of the tree, and serve them."""
    app.add_url_rule("/static/<tree>/<path:filename>", "static", send_static, methods=["GET"])

    @app.url_defaults
    def name_the_tree(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static" and "tree" not in values:
            values["tree"] = app.extensions["baophu"].static_tree.content_hash
