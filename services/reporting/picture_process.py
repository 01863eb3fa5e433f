"""The process of its own that draws pictures for this one.

resvg holds Python's interpreter for as long as it draws, half a second for a full sheet: no other answer would leave a
worker. The process stays, for its next picture; it is started by the first, and ends with the one that started it.
"""

from __future__ import annotations

import atexit
import os
import pickle
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Protocol

from services.reporting.raster import server

_ROOT = Path(__file__).resolve().parents[2]
_KEPT_VARIABLES = ("LD_LIBRARY_PATH", "LANG", "TMPDIR")
_THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
MOST_SECONDS = 120


class Drawable(Protocol):
    """What the process can draw; it is sent there whole."""

    def draw(self) -> bytes:
        """Return the picture."""
        ...


class PictureProcess:
    """Draws one picture at a time; who comes meanwhile waits without holding the interpreter. Safe for threads.

    ``seconds`` are those that a processor has worked on pictures so far.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self._lock = Lock()
        self._owner = 0
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process_id(self) -> int | None:
        """The number of the process, None before the first picture."""
        return self._process.pid if self._process else None

    def draw(self, drawable: Drawable) -> bytes:
        """Return the picture; RuntimeError where it could not be drawn, TimeoutError where it took too long."""
        request = pickle.dumps(drawable, protocol=pickle.HIGHEST_PROTOCOL)
        with self._lock:
            try:
                mark, answer = self._ask(request)
            except ConnectionError:  # somebody ended it: once more with a new one
                self._end()
                mark, answer = self._ask(request)
            except TimeoutError:
                self._end()
                raise
        if mark != server.DONE:
            raise RuntimeError(f"the picture was not drawn: {answer.decode()}")
        return answer

    def close(self) -> None:
        """End the process, if this one has started it."""
        with self._lock:
            self._end()

    def _ask(self, request: bytes) -> tuple[bytes, bytes]:
        stream = self._open()
        stream.sendall(server.REQUEST.pack(len(request)))
        stream.sendall(request)
        mark, size, seconds = server.ANSWER.unpack(_receive(stream, server.ANSWER.size))
        self.seconds += seconds
        return mark, _receive(stream, size)

    def _open(self) -> socket.socket:
        if self._socket is not None and self._owner == os.getpid():
            return self._socket
        # What a process has that was forked from the one that started it is not its own.
        self._owner = os.getpid()
        self._socket, theirs = socket.socketpair()
        self._socket.settimeout(MOST_SECONDS)
        kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own script, no argument from outside)
                [sys.executable, "-I", server.__file__, str(_ROOT)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # it tells in its answer what fails
                env=kept | _THREADS,
                start_new_session=True,  # an interrupt from the keyboard is for this process
            )
        atexit.unregister(self.close)  # of a process before
        atexit.register(self.close)
        return self._socket

    def _end(self) -> None:
        if self._socket is None or self._process is None or self._owner != os.getpid():
            return
        self._socket.close()
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        self._socket = self._process = None


def _receive(stream: socket.socket, size: int) -> bytes:
    """Return so many bytes; ConnectionError where the other side is gone before."""
    parts = bytearray(size)
    view = memoryview(parts)
    while view:
        count = stream.recv_into(view)
        if not count:
            raise ConnectionResetError("the drawing process has ended")
        view = view[count:]
    return bytes(parts)


PROCESS = PictureProcess()
