"""The process that stays warm and reads every file in a fork of its own: one file, then the fork is gone.

Started with a socket as standard input, and the name of what it reads: workbooks with short texts, or long texts, for
which it holds numpy and Arrow. Each byte that comes asks for one file and brings open files: the asked one holds a line
of JSON and what belongs to it, the answered one is written by the fork, a third is the content of a long text. The
answer is that of ``answers`` or ``text_answers``, or ``fault`` (what the user can mend), or ``defect`` (frames of an
error of ours, never its text: it may quote cells). Told back is how the fork ended, and the seconds of the processor.
Nothing of a file ever enters this process.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import mmap
import os
import resource
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.intake.files.limits import SheetLimits

TOLD = struct.Struct("<id")  # exit code, negative for a signal; seconds of the processor since the last was told
WORKBOOKS, LONG_TEXTS = "workbooks", "long_texts"
_ROOM = "services.intake.files.reading"
_NEEDED = {  # what a fork needs is imported before it is made
    WORKBOOKS: (f"{_ROOM}.answers", f"{_ROOM}.workbooks", f"{_ROOM}.texts"),
    LONG_TEXTS: (f"{_ROOM}.answers", f"{_ROOM}.text_answers"),
}
_STANDARD_INPUT = 0
_MOST_FILES = 3


def main(reads: str) -> None:
    """Serve until the other end of the socket is closed."""
    gc.disable()  # a fork lives for one file; looking for cycles among millions of cells takes longer than reading them
    sys.path.insert(0, str(Path(__file__).parents[4]))
    for name in _NEEDED[reads]:
        importlib.import_module(name)
    gc.freeze()
    with socket.socket(fileno=_STANDARD_INPUT) as asking:
        while _serve(asking):
            pass


def _serve(asking: socket.socket) -> bool:
    """Have one file read; False where nobody asks any more."""
    own = _read_processor(resource.getrusage(resource.RUSAGE_SELF))
    message, files, _, _ = socket.recv_fds(asking, 1, _MOST_FILES)
    if not message:
        return False
    fork = os.fork()
    if fork == 0:
        _read_and_end(*files)
    for file in files:
        os.close(file)
    _, status, used = os.wait4(fork, 0)
    seconds = _read_processor(resource.getrusage(resource.RUSAGE_SELF)) - own + _read_processor(used)
    with contextlib.suppress(BrokenPipeError):
        asking.send(TOLD.pack(os.waitstatus_to_exitcode(status), seconds))
    return True


def _read_processor(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


def _read_and_end(*files: int) -> None:
    """Read what is asked under limits of memory and time, answer, and end this process whatever happens."""
    from services.intake.files.sheet_errors import EXIT_MEMORY

    status = 1
    try:
        os.close(_STANDARD_INPUT)  # who reads a file has nobody to talk to
        _read_one(*files)
        status = 0
    except MemoryError:
        status = EXIT_MEMORY
    finally:
        os._exit(status)


def _read_one(asked_file: int, answered_file: int, content_file: int | None = None) -> None:
    import orjson

    from services.intake.files.limits import SheetLimits

    with open(asked_file, "rb") as asked:
        request = orjson.loads(asked.readline())
        limits = SheetLimits(**request["limits"])
        _limit_process(limits)
        rest = asked.read()
    if content_file is None:
        answer = _answer(lambda: _read_workbook(request, rest, limits))
    else:
        answer = _answer(lambda: _read_long_text(request, rest, content_file, limits))
    with open(answered_file, "wb") as answered:
        answered.write(answer)


def _limit_process(limits: SheetLimits) -> None:
    memory = _measure_held() + limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _measure_held() -> int:
    """Return the bytes of addresses that the process has before it reads anything, 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _read_workbook(request: dict[str, Any], content: bytes, limits: SheetLimits) -> bytes:
    from services.intake.files.file_kinds import FileKind
    from services.intake.files.reading.answers import build_answer
    from services.intake.files.reading.texts import read_text
    from services.intake.files.reading.workbooks import read_sheets

    kind, file_name = request["kind"], request["file_name"]
    if kind == FileKind.TEXT:
        return build_answer([read_text(content, file_name, limits)])
    return build_answer(read_sheets(content, kind, file_name, limits))


def _read_long_text(request: dict[str, Any], arrays: bytes, content_file: int, limits: SheetLimits) -> bytes:
    from services.intake.files.reading.text_answers import answer

    content = mmap.mmap(content_file, 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)
    return answer(request, arrays, memoryview(content), limits)


def _answer(read: Callable[[], bytes]) -> bytes:
    from geodata.errors import BadInput
    from services.intake.files.reading.answers import build_defect, build_fault

    try:
        return read()
    except BadInput as fault:
        return build_fault(fault)
    except MemoryError:
        raise
    except Exception as defect:
        return build_defect(type(defect).__name__, _list_frames(defect.__traceback__))


def _list_frames(trace: TracebackType | None) -> list[str]:
    frames = []
    while trace is not None:
        frames.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return frames


if __name__ == "__main__":
    main(sys.argv[1])
