"""Viewing open to everybody, or closed: then every page, answer and file is for signed-in accounts.

Closed is decided before a view is looked for, by a list of what stays open; all else is shut, also what comes later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import g, request

from webmap.access import admit_signed_in

if TYPE_CHECKING:
    from flask import Flask, Response

# What a stranger may ask of a closed house; embeds ask for their token themselves, of everybody.
OPEN_ENDPOINTS = frozenset(
    {
        "account.show_sign_in",
        "account.check_sign_in",
        "account.end",
        "openid.begin",
        "openid.come_back",
        "openid.sign_out_there",
        "static",
        "health.healthz",
        "health.readyz",
        "metrics.metrics",  # goes by the address that asks
        "embed.show_map",
        "embed.show_table",
        "embed.show_headline",
        "embed.values",
        "embed.map_svg",
        "embed.map_png",
        "embed.geometry",
        "embed.groups",
        "embed.frame_script",
    }
)
# Outlines are megabytes and no secret of the moment: the browser of who may see them keeps them for a day.
OUTLINES = "geometry."
KEPT_BY_ONE = "private, max-age=86400"


def close_viewing(app: Flask) -> None:
    """Let nobody see anything of ``app`` who is not signed in; after its accounts, before its views."""

    @app.before_request
    def admit() -> Any:
        return None if request.endpoint in OPEN_ENDPOINTS else admit_signed_in()


def keep_from_others(app: Flask) -> None:
    """Let no cache give an answer of a closed ``app`` to another; before its accounts, whose rule it refines."""

    @app.after_request
    def keep_private(response: Response) -> Response:
        if request.endpoint in OPEN_ENDPOINTS:
            return response
        is_outline = (request.endpoint or "").startswith(OUTLINES) and response.status_code in (200, 304)
        if is_outline and g.get("account") is not None:
            response.headers["Cache-Control"] = KEPT_BY_ONE
        elif "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "private, no-store"
        return response
