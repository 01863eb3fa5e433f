"""What a page loads lies compressed on the disk, as well as it goes, and what was edited since is sent as it is now."""

import gzip
from pathlib import Path

import brotli
from flask import Flask
from flask.testing import FlaskClient

from webmap.bundling import BUILT, ENTRIES
from webmap.encoding import compress, hash_content
from webmap.packed_files import ENDINGS, PACKED, read_packed, write_packed_files

TEXT = b"body { color: #17212b; }\n" * 40


def test_every_script_and_style_of_a_page_is_sent_as_it_lies(app: Flask, client: FlaskClient) -> None:
    tree = app.extensions["baophu"].static_tree
    styles = [f"css/{path.name}" for path in (tree.folder / "css").glob("*.css")]
    for name in [f"built/{entry}" for entry in ENTRIES] + styles:
        body = (tree.folder / name).read_bytes()
        for coding, ending in ENDINGS.items():
            sent = client.get(f"/static/{tree.content_hash}/{name}", headers={"Accept-Encoding": coding}).data
            packed = tree.folder / PACKED / f"{hash_content(body)}{ending}"
            if len(body) >= 256:
                assert sent == packed.read_bytes(), name
                assert len(sent) <= len(compress(body, coding)) + 1, name  # of a byte gzip is not sure


def test_what_is_packed_opens_to_what_lies_there(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "js").mkdir()
    (tmp_path / "css" / "a.css").write_bytes(TEXT)
    (tmp_path / "js" / "source.js").write_bytes(TEXT + b"//")
    (tmp_path / "a.png").write_bytes(TEXT + b"png")
    assert write_packed_files(tmp_path) == 1
    packed = read_packed(tmp_path, TEXT)
    assert brotli.decompress(packed["br"]) == gzip.decompress(packed["gzip"]) == TEXT
    assert read_packed(tmp_path, TEXT + b"edited") == {}
    assert write_packed_files(tmp_path) == 1  # what was packed is not packed again


def test_scripts_are_built_with_their_packed_forms() -> None:
    assert len(list((BUILT / "packed").glob("*.br"))) == len(list((BUILT / "packed").glob("*.gz"))) > len(ENTRIES)
