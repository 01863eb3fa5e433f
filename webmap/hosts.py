"""The names that this server answers by: whoever asks for another one gets no page with that name in its links.

Without a list every well-formed name is taken, for nobody but the operator knows them; docs/operators/threat_model.md.
"""

from __future__ import annotations

from collections.abc import Collection

from flask import Flask, request

from geodata.errors import BadInput, Bilingual
from webmap.context import services

# Whoever watches the service asks by an address, within the machine or the cluster; nothing in there names a host.
WATCHED = ("/healthz", "/readyz", "/metrics")
DEFAULT_PORTS = (":80", ":443")


def is_host_known(header: str, hosts: Collection[str]) -> bool:
    """Tell whether a Host header names this server; ``hosts`` as the setting gives them, any where there are none."""
    return not hosts or _fold(header) in hosts


def _fold(header: str) -> str:
    host = header.strip().lower()
    for port in DEFAULT_PORTS:
        host = host.removesuffix(port)
    return host


def trust_hosts(app: Flask) -> None:
    """Make ``app`` refuse requests for names that are not its own."""
    app.before_request(_refuse_unknown_host)


def _refuse_unknown_host() -> None:
    if request.path in WATCHED or is_host_known(request.headers.get("Host", ""), services().settings.hosts):
        return
    raise BadInput(
        "host_unknown",
        Bilingual("Máy chủ này không mang tên đó", "This server does not have that name"),
        Bilingual(
            "Dùng địa chỉ mà người vận hành đã đặt (BAOPHU_HOSTS).",
            "Use the address that the operator has set (BAOPHU_HOSTS).",
        ),
    )
