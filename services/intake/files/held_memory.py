"""Memory that processes hand on to each other as open files: nothing of an upload touches a disk."""

from __future__ import annotations

import contextlib
import fcntl
import mmap
import os
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_IS_IN_MEMORY = hasattr(os, "memfd_create")
_PIECE = 1 << 22


@contextlib.contextmanager
def open_memory() -> Iterator[IO[bytes]]:
    """Give a file that lives in memory where the system can, else one without a name."""
    if _IS_IN_MEMORY:
        with open(os.memfd_create("baophu-intake"), "w+b") as file:  # noqa: PTH123 (a descriptor has no path)
            yield file
    else:
        with tempfile.TemporaryFile(prefix="baophu-intake-") as file:
            yield file


class HeldMemory:
    """The content of a file, held once for all processes that are given ``file``; nobody can change or shorten it.

    Let go of when nothing refers to it any more.
    """

    def __init__(self, file: int) -> None:
        self.file = file
        weakref.finalize(self, os.close, file)
        if _IS_IN_MEMORY:  # a process that is taken over could cut short what this one looks at, and so end it
            fcntl.fcntl(file, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE)
        # private: a kernel before 6.7 takes a shared look at what is sealed for a will to write
        self.content = memoryview(mmap.mmap(file, 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ))


def hold_bytes(content: bytes) -> HeldMemory:
    """Return memory that holds these bytes, of which there is at least one."""
    file = _open_new()
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(file, rest) :]
    return HeldMemory(file)


def hold_file(path: Path) -> HeldMemory:
    """Return memory that holds what the file at ``path``, which is not empty, held while it was copied."""
    file = _open_new()
    with path.open("rb", buffering=0) as source:
        while os.sendfile(file, source.fileno(), None, _PIECE):
            pass
    return HeldMemory(file)


def _open_new() -> int:
    if _IS_IN_MEMORY:
        return os.memfd_create("baophu-intake", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with tempfile.TemporaryFile(prefix="baophu-intake-") as file:
        return os.dup(file.fileno())
