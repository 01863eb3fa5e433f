"""Who the agency's reverse proxy says is asking: believed of the addresses that the operator names, of nobody else."""

from __future__ import annotations

import ipaddress

import structlog
from flask import request

from services.accounts.accounts import fold_account_name
from webmap.context import services
from webmap.request_log import name_stranger

log = structlog.get_logger(__name__)


def read_proxy_user() -> str | None:
    """Return the name that a trusted proxy gives, folded; None where it gives none, or is not trusted."""
    settings = services().settings
    if not settings.proxy_user_header:
        return None
    name = request.headers.get(settings.proxy_user_header, "").strip()
    if not name:
        return None
    peer = _read_peer()
    if not _is_trusted(peer):
        log.warning("proxy_user_ignored", client=name_stranger(peer))
        return None
    return fold_account_name(name)


def _read_peer() -> str:
    """Return who is connected to us, whatever forwarded headers say of those behind it."""
    before = request.environ.get("werkzeug.proxy_fix.orig", {})
    return str(before.get("REMOTE_ADDR", request.environ.get("REMOTE_ADDR", "")) or "")


def _is_trusted(peer: str) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return any(address in network for network in services().settings.proxy_user_networks)
