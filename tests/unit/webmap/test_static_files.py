"""Static files are kept for ever under the hash of their tree."""

import brotli
from flask import Flask, url_for
from flask.testing import FlaskClient

from webmap.static_files import read_static_tree


def test_the_hash_names_the_content_of_the_whole_tree(tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("static")
    (folder / "js").mkdir()
    (folder / "js" / "a.js").write_text("export const a = 1;")
    first = read_static_tree(folder).content_hash
    assert read_static_tree(folder).content_hash == first
    (folder / "js" / "b.js").write_text("")
    with_another = read_static_tree(folder).content_hash
    (folder / "js" / "b.js").rename(folder / "js" / "c.js")
    renamed = read_static_tree(folder).content_hash
    (folder / "js" / "a.js").write_text("export const a = 2;")
    assert len({first, with_another, renamed, read_static_tree(folder).content_hash}) == 4


def test_a_file_is_kept_for_ever_under_the_present_tree_only(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        address = url_for("static", filename="css/base.css")
    kept = client.get(address, headers={"Accept-Encoding": "br"})
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert kept.content_type == "text/css; charset=utf-8"
    before = address.replace(address.split("/")[2], "000000000000")
    old = client.get(before, headers={"Accept-Encoding": "br"})
    assert old.headers["Cache-Control"] == "no-cache"
    assert brotli.decompress(old.data) == client.get(address).data
    assert client.get(address, headers={"If-None-Match": kept.headers["ETag"]}).status_code == 304


def test_modules_have_the_type_that_browsers_insist_on(app: Flask, client: FlaskClient) -> None:
    tree = app.extensions["baophu"].static_tree
    for script in [path.relative_to(tree.folder).as_posix() for path in tree.folder.glob("js/**/*.js")]:
        response = client.get(f"/static/{tree.content_hash}/{script}")
        assert response.status_code == 200
        assert response.content_type == "text/javascript; charset=utf-8"


def test_nothing_outside_the_tree_is_sent(client: FlaskClient) -> None:
    for path in (
        "../settings.py",
        "%2e%2e/settings.py",
        "..%2fsettings.py",
        "css",
        "nothing.css",
        "%00",
    ):
        assert client.get(f"/static/x/{path}").status_code == 404
