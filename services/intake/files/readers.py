"""The warm processes that read files (``reading.server``): started when first needed, kept for the next file.

``READERS`` read workbooks and short texts, ``TEXT_READERS`` long texts.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from services.intake.files.reading.server import LONG_TEXTS, TOLD, WORKBOOKS

_SERVER = Path(__file__).with_name("reading") / "server.py"
_KEPT_VARIABLES = ("LD_LIBRARY_PATH", "LANG", "TMPDIR")
# A fork fills some hundred megabytes once and is gone: memory in large pages and large steps costs it an eighth less.
# Where the C library is another one nobody reads this.
# Threads of a long text are two wherever it is read: each costs memory of its own, and the limit is one for all.
_MEMORY = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.top_pad=16777216"}
_THREADS = {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "1", "ARROW_IO_THREADS": "1"}
_ARROW = {"ARROW_DEFAULT_MEMORY_POOL": "system"}  # takes what it needs; others lay hands on more addresses than allowed


class Reader:
    """One process that reads a file at a time, each in a fork of itself. Not for two threads at once.

    ``seconds`` are those that a processor has worked for it so far.
    """

    def __init__(self, reads: str = WORKBOOKS) -> None:
        self.seconds = 0.0
        self._socket, theirs = socket.socketpair()
        kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own script, no argument from outside)
                [sys.executable, "-I", str(_SERVER), reads],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # what a program says of a file that it gives up on may quote cells
                env=kept | _MEMORY | _THREADS | _ARROW,
                start_new_session=True,  # so that it ends together with its forks
            )

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.returncode is None and self._process.poll() is None

    def read(self, asked: IO[bytes], answered: IO[bytes], seconds: float, content: int | None = None) -> int:
        """Have the request in ``asked`` answered into ``answered`` and return the exit code, negative for a signal.

        ``content`` is the open file of a long text. TimeoutError after ``seconds`` by the clock; then, and where the
        process itself was ended, it is gone.
        """
        self._socket.settimeout(seconds)
        files = [asked.fileno(), answered.fileno(), *([] if content is None else [content])]
        try:
            socket.send_fds(self._socket, [b"?"], files)
            told = self._socket.recv(TOLD.size)
        except TimeoutError:
            self.end()
            raise
        except OSError:
            told = b""
        if len(told) != TOLD.size:
            return self.end()
        code, used = TOLD.unpack(told)
        self.seconds += used
        return int(code)

    def end(self) -> int:
        """End the process with its forks and return its exit code."""
        self._socket.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        return self._process.wait()

    def forget(self) -> None:
        """Leave the process to the one that started it: this one is a fork of that."""
        self._socket.close()
        self._process.returncode = 0


class Readers:
    """At most so many readers at once; who finds none free waits. Safe for threads."""

    def __init__(self, most: int, reads: str = WORKBOOKS) -> None:
        self._reads = reads
        self._places = threading.BoundedSemaphore(most)
        self._most = most
        self._free: deque[Reader] = deque()

    @contextlib.contextmanager
    def lend(self) -> Iterator[Reader]:
        """Give a reader that is alive, the one used last."""
        with self._places:
            reader = self._take()
            try:
                yield reader
            finally:
                if reader.is_alive:
                    self._free.append(reader)

    def measure_processor(self) -> float:
        """Return the seconds that a processor has worked for the readers that wait for files."""
        return sum(reader.seconds for reader in self._free)

    def end(self) -> None:
        """End the readers that wait for files."""
        while self._free:
            self._free.pop().end()

    def forget(self) -> None:
        """Begin anew in a fork of the process that used these."""
        while self._free:
            self._free.pop().forget()
        self._places = threading.BoundedSemaphore(self._most)

    def _take(self) -> Reader:
        while self._free:
            reader = self._free.pop()
            if reader.is_alive:
                return reader
            reader.end()
        return Reader(self._reads)


# Per process: what two bombs of each kind may cost at once, more wait.
READERS, TEXT_READERS = Readers(2, WORKBOOKS), Readers(2, LONG_TEXTS)
for _readers in (READERS, TEXT_READERS):
    atexit.register(_readers.end)
    os.register_at_fork(after_in_child=_readers.forget)
