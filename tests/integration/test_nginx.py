"""The nginx of the installation page, real, before the application: TLS, kept files, what is hidden and told."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPResponse, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine

from services.store.engine import open_engine
from tests.browser.serving import serve_app
from tests.fixtures.accounts import make_account
from tests.fixtures.running_service import find_free_port
from webmap import create_app
from webmap.settings import Settings

HOUSE = Path(__file__).parents[2]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx: apt-get install nginx-light")


@dataclass(frozen=True)
class Proxy:
    """A running nginx; ``stop_service`` ends what it stands in front of."""

    folder: Path
    plain_port: int
    port: int
    service: ExitStack

    def ask(self, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
        """Return the answer over TLS, and its bytes."""
        trusting = ssl.create_default_context(cafile=str(self.folder / "baophu.crt"))
        connection = HTTPSConnection("localhost", self.port, timeout=30, context=trusting)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _write_configuration(folder: Path, upstream: str, plain_port: int, port: int) -> Path:
    """Write the files of the installation page with the places and ports of a test."""
    moved = {
        "/etc/nginx/tls": folder,
        "/var/cache/nginx/baophu": folder / "kept",
        "/var/log/nginx": folder,
        "/usr/share/nginx/baophu": HOUSE / "deploy" / "nginx",
        "127.0.0.1:8000": upstream,
    }
    parts = []
    for name in ("baophu.conf", "upstream_local.conf"):
        text = (HOUSE / "deploy" / "nginx" / name).read_text(encoding="utf-8")
        for before, after in moved.items():
            text = text.replace(before, str(after))
        text = re.sub(r"listen \[::\].*\n", "", text)
        parts.append(text.replace("listen 80;", f"listen {plain_port};").replace("listen 443 ", f"listen {port} "))
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = (
        f"{user} pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ {temporary}\n{''.join(parts)} }}"
    )
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    return folder / "nginx.conf"


@pytest.fixture(scope="module")
def own_store(toy_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The toy store with an account in it: a copy, for others count the accounts of the one they share."""
    path = shutil.copyfile(toy_settings.home / "baophu.sqlite", tmp_path_factory.mktemp("store") / "store.sqlite")
    engine = open_engine(f"sqlite:///{path}")
    make_account(engine, "lan")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def proxy(own_store: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("nginx")
    _run(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
        *("-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / "baophu.key")),
        *("-out", str(folder / "baophu.crt")),
    )
    named = {"proxy_user_header": "X-Remote-User", "proxy_user_from": "127.0.0.0/8"}
    app = create_app(Settings(proxies=1, **named), own_store)  # type: ignore[arg-type]
    with ExitStack() as service:
        address = service.enter_context(serve_app(app))
        plain_port, port = find_free_port(), find_free_port()
        configuration = _write_configuration(folder, urlsplit(address).netloc, plain_port, port)
        assert NGINX is not None
        _run(NGINX, "-t", "-c", str(configuration))
        _run(NGINX, "-c", str(configuration))  # returns once it listens
        try:
            yield Proxy(folder, plain_port, port, service)
        finally:
            _run(NGINX, "-s", "stop", "-c", str(configuration))


def test_nginx_keeps_hashed_files_hides_the_counters_and_says_when_nobody_is_there(proxy: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", proxy.plain_port), timeout=30) as plain:
        plain.sendall(b"GET /map?lang=en HTTP/1.1\r\nHost: bao.phu\r\nConnection: close\r\n\r\n")
        told = plain.makefile("rb").read().decode()
    assert "308 Permanent Redirect" in told
    assert "Location: https://bao.phu/map?lang=en" in told

    page, body = proxy.ask("/map", **{"Accept": "text/html"})
    assert page.status == 200
    assert page.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
    assert re.fullmatch("[0-9a-f]{32}", page.headers["X-Request-ID"])  # nginx gave it, the service took it
    address = re.findall(r'/static/[^"]+\.css', body.decode())[0]
    assert proxy.ask(address)[0].headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]

    for accepted, coding in (("gzip, deflate, br, zstd", "br"), ("br", "br"), ("gzip", "gzip"), ("", None)):
        answers = [proxy.ask(address, **{"Accept-Encoding": accepted}) for _ in range(2)]
        assert answers[1][0].headers["X-Kept"] == "HIT"
        assert {one.headers["Content-Encoding"] for one, _ in answers} == {coding}
        assert {one.headers["Cache-Control"] for one, _ in answers} == {"public, max-age=31536000, immutable"}
        assert answers[0][1] == answers[1][1]
    values = [proxy.ask("/api/v1/values")[0] for _ in range(2)]
    assert [one.headers["X-Kept"] for one in values] == [None, None]
    assert proxy.ask("/static/another/css/page.css")[0].headers["X-Kept"] != "HIT"

    assert proxy.ask("/metrics")[0].status == 404
    cookie = proxy.ask("/login", **{"Accept": "text/html"})[0].headers["Set-Cookie"]
    assert cookie.startswith("__Host-baophu=")
    assert "Secure" in cookie

    # Whoever names themselves is nobody: the header is the proxy's, whichever way it is spelt.
    for name in ("X-Remote-User", "x-remote-user", "X_Remote_User"):
        answer, body = proxy.ask("/login", **{"Accept": "text/html", name: "lan"})
        assert (answer.status, "«lan»" in body.decode()) == (200, False), name

    proxy.service.close()
    away, body = proxy.ask("/search?q=somebody")
    assert (away.status, "tạm dừng" in body.decode(), "is paused" in body.decode()) == (502, True, True)
    assert proxy.ask(address, **{"Accept-Encoding": "br"})[0].headers["X-Kept"] == "HIT"  # what is kept goes on

    lines = [json.loads(line) for line in (proxy.folder / "baophu.log").read_text(encoding="utf-8").splitlines()]
    assert len(lines) > 10
    assert "somebody" not in (proxy.folder / "error.log").read_text(encoding="utf-8")
    assert all(
        set(line) == {"time", "request_id", "method", "status", "bytes", "seconds", "upstream", "kept"}
        for line in lines
    )
