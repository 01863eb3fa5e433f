"""The encodings in which a geometry file is sent: made once, so that no request compresses anything."""

from __future__ import annotations

import gzip
import hashlib

import brotli

CONTENT_HASH_LENGTH = 32


def build_encodings(content: bytes) -> dict[str, bytes]:
    """Return ``content`` by Content-Encoding: ``""`` as it is, ``gzip`` and ``br`` at their smallest."""
    return {
        "": content,
        # Without a time stamp: equal content gives equal bytes.
        "gzip": gzip.compress(content, compresslevel=9, mtime=0),
        "br": brotli.compress(content, mode=brotli.MODE_TEXT, quality=11),
    }


def build_content_hash(content: bytes) -> str:
    """Return the hash that names the content in its URL: half of SHA-256, 32 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()[:CONTENT_HASH_LENGTH]
