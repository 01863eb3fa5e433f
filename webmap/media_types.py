"""Media types of the files that are sent."""

from __future__ import annotations

import mimetypes
from pathlib import Path

# Types that differ from machine to machine, or are missing on some.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


def read_media_type(path: Path) -> str:
    """Return the media type that the name of ``path`` stands for."""
    return MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
