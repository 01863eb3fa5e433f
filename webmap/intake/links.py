"""Addresses of the pages that keep their language."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for


def build_link(endpoint: str, **values: Any) -> str:
    """Return the address of a view in the language of the page; values that are None or empty are left out."""
    given = {name: value for name, value in values.items() if value not in (None, "")}
    if g.lang == "en":
        given["lang"] = "en"
    return url_for(endpoint, **given)


def build_language_link(lang: str) -> str:
    """Return the address of the present page in another language; that of a form is the page that it stood on."""
    values: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict()}
    values.pop("lang", None)
    if lang == "en":
        values["lang"] = "en"
    return url_for(str(request.endpoint), **values)
