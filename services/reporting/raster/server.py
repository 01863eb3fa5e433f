"""The process that draws pictures: started by ``services.reporting.picture_process``, ends with who started it.

Its standard input is a socket: a length and a request come in, a mark, a length, processor seconds and an answer go
out. What it reads comes from our own process alone, so that it may be whole objects.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import resource
import socket
import struct
import sys
import time
from contextlib import suppress

REQUEST = struct.Struct("<Q")
ANSWER = struct.Struct("<cQd")
DONE, FAILED = b"+", b"-"
_LARGE = 200 * 2**10  # KiB that this process has held: the usual pictures need half of it
GIVES_WAY_BY = 5  # of niceness: who looks at a page goes before who waits for a picture


def main() -> None:
    """Draw until nobody asks any more."""
    with suppress(OSError):
        os.nice(GIVES_WAY_BY)
    with socket.socket(fileno=os.dup(0)) as ours, ours.makefile("rb") as asked:
        while header := asked.read(REQUEST.size):
            began = time.process_time()
            mark, answer = _answer(asked.read(*REQUEST.unpack(header)))
            ours.sendall(ANSWER.pack(mark, len(answer), time.process_time() - began))
            ours.sendall(answer)
            if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > _LARGE:
                _give_memory_back()


def _give_memory_back() -> None:
    """Hand to the machine what the largest pictures needed; where the C library is another one nothing is done."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def _answer(request: bytes) -> tuple[bytes, bytes]:
    try:
        return DONE, pickle.loads(request).draw()  # noqa: S301 (from our own process)
    except Exception as error:  # whatever it is, who asked is told, and the next is drawn
        return FAILED, repr(error).encode(errors="replace")


if __name__ == "__main__":
    # By its own name, as it is called in what comes in; nothing else of the project is needed to draw.
    sys.path.insert(0, sys.argv[1])
    from services.reporting.raster import server

    with suppress(BrokenPipeError, ConnectionResetError):  # who asked is gone
        server.main()
