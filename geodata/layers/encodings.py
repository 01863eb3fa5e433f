"""The encodings in which a geometry file is sent: made once, so that no request compresses anything."""

from __future__ import annotations

import gzip
import hashlib

import brotli

from geodata.layers.arc_file import build_arc_file

CONTENT_HASH_LENGTH = 32


ARCS = "arcs"  # the arc file of a TopoJSON; "arcs+gzip" and "arcs+br" are its encodings


def build_encodings(topology: bytes) -> dict[str, bytes]:
    """Return TopoJSON and its arc file by encoding: ``""`` and ``arcs`` as they are, each also as gzip and br."""
    arcs = build_arc_file(topology)
    encoded = {f"{ARCS}+{name}": body for name, body in _compress(arcs, brotli.MODE_GENERIC).items()}
    return {"": topology, **_compress(topology, brotli.MODE_TEXT), ARCS: arcs, **encoded}


def _compress(content: bytes, mode: int) -> dict[str, bytes]:
    """Return ``content`` by Content-Encoding, as small as each makes it."""
    return {
        # Without a time stamp: equal content gives equal bytes.
        "gzip": gzip.compress(content, compresslevel=9, mtime=0),
        "br": brotli.compress(content, mode=mode, quality=11),
    }


def build_content_hash(content: bytes) -> str:
    """Return the hash that names the content in its URL: half of SHA-256, 32 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()[:CONTENT_HASH_LENGTH]
