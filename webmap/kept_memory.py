"""How the memory that a worker may keep is shared out, and how it is asked of the machine."""

from __future__ import annotations

import ctypes
import os
import threading
from contextlib import suppress
from dataclasses import dataclass

MEBIBYTE = 2**20

# Parameters of glibc's mallopt, and what a worker asks of it: few arenas, for each keeps what its threads once needed,
# and large pieces given back to the system when they are free.
ARENA_MAX, MMAP_THRESHOLD, TRIM_THRESHOLD = -8, -3, -1
ARENAS = 2
LARGE_PIECE = 256 * 2**10
LOOSE_END = 8 * MEBIBYTE
# Arrow's own allocator keeps what each of forty threads once needed, over 300 MiB in a worker after half an hour; what
# malloc gives is given back with all else.
ARROW_POOL = ("ARROW_DEFAULT_MEMORY_POOL", "system")
TRIM_SECONDS = 20  # between two times that freed memory is given back from the middle of what a process holds


@dataclass(frozen=True)
class KeptMemory:
    """Bytes of answers as views made them, of answers as they were sent, of all that is computed and drawn for them."""

    answers: int
    sent: int
    computed: int


def share_memory(megabytes: int) -> KeptMemory:
    """Return the shares of what one worker may keep in all."""
    whole = megabytes * MEBIBYTE
    return KeptMemory(answers=whole * 3 // 16, sent=whole // 16, computed=whole * 3 // 4)


def give_memory_back() -> None:
    """Let this process and those started from it hold no more memory than they use; elsewhere than on glibc by Arrow.

    Arrow looks once, when it is imported: call this before.
    """
    os.environ.setdefault(*ARROW_POOL)
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL("libc.so.6")
        for name, value in ((ARENA_MAX, ARENAS), (MMAP_THRESHOLD, LARGE_PIECE), (TRIM_THRESHOLD, LOOSE_END)):
            libc.mallopt(name, value)


def trim_memory() -> None:
    """Give back what is free between pieces in use; 10 to 30 ms, the interpreter is not held. Nothing without glibc."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def trim_now_and_then(seconds: float = TRIM_SECONDS) -> threading.Event:
    """Trim the memory of this process again and again in a thread of its own, until the event returned is set.

    Between the answers that a worker keeps lies what making them took: without this a worker of 750 MiB grew to over a
    gibibyte in a quarter of an hour.
    """
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(seconds):
            trim_memory()

    threading.Thread(target=work, name="trim", daemon=True).start()
    return ended
