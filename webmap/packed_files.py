"""Files that are sent to browsers, compressed beforehand as well as it goes: no worker compresses them again.

Each lies under the hash of what it holds, so that one that was edited since is compressed when it is asked for instead.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli

from webmap.encoding import COMPRESSIBLE, LEAST_COMPRESSED_SIZE, hash_content
from webmap.media_types import read_media_type

PACKED = "built/packed"  # within the tree of static files
ENDINGS = {"br": ".br", "gzip": ".gz"}


def write_packed_files(tree: Path) -> int:
    """Compress the files of a static tree that gain by it, and return how many there are.

    Sources that a page never asks for, because they were joined, are left out.
    """
    folder = tree / PACKED
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for path in sorted(path for path in tree.rglob("*") if path.is_file() and _is_asked_for(path.relative_to(tree))):
        body = path.read_bytes()
        if len(body) >= LEAST_COMPRESSED_SIZE and read_media_type(path).startswith(COMPRESSIBLE):
            name = hash_content(body)
            (folder / f"{name}.br").write_bytes(brotli.compress(body, quality=11))
            (folder / f"{name}.gz").write_bytes(gzip.compress(body, compresslevel=9, mtime=0))
            count += 1
    return count


def read_packed(tree: Path, body: bytes) -> dict[str, bytes]:
    """Return the codings in which a content lies there; nothing where it was not packed."""
    name = hash_content(body)
    paths = {coding: tree / PACKED / f"{name}{ending}" for coding, ending in ENDINGS.items()}
    return {coding: path.read_bytes() for coding, path in paths.items() if path.is_file()}


def _is_asked_for(path: Path) -> bool:
    return path.parts[0] != "js" and not path.is_relative_to(PACKED)
