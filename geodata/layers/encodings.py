"""The encodings in which a geometry file is sent: made once, so that no request compresses anything."""

from __future__ import annotations

import gzip
import hashlib

import brotli

from geodata.layers.arc_file import build_arc_file

CONTENT_HASH_LENGTH = 32


ARCS = "arcs"  # the arc file of a TopoJSON; "arcs+gzip" and "arcs+br" are its encodings


# Readers download arc files: as small as can be. Of short ones Brotli makes less at 10 than at 11, in half the time.
# TopoJSON is for other programs: at 9 and 6 it takes an eighth of the time and 12 % more than at 11 and 9.
_LONG_BYTES = 262_144


def build_encodings(topology: bytes) -> dict[str, bytes]:
    """Return TopoJSON and its arc file by encoding: ``""`` and ``arcs`` as they are, each also as gzip and br."""
    arcs = build_arc_file(topology)
    return {
        "": topology,
        "gzip": _gzip(topology, 6),
        "br": brotli.compress(topology, mode=brotli.MODE_TEXT, quality=9),
        ARCS: arcs,
        f"{ARCS}+gzip": _gzip(arcs, 9),
        f"{ARCS}+br": brotli.compress(arcs, quality=11 if len(arcs) > _LONG_BYTES else 10),
    }


def _gzip(content: bytes, level: int) -> bytes:
    """Return the content without a time stamp: equal content gives equal bytes."""
    return gzip.compress(content, compresslevel=level, mtime=0)


def build_content_hash(content: bytes) -> str:
    """Return the hash that names the content in its URL: half of SHA-256, 32 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()[:CONTENT_HASH_LENGTH]
