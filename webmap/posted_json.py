"""The JSON that a program posts, whatever it is."""

from __future__ import annotations

import orjson
from flask import request


def read_posted_json() -> object:
    """Return what was posted as JSON, None where it is none: also what is nested too deep to be read."""
    if not request.is_json:
        return None
    try:
        return orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        return None
