"""Reading a workbook behind a wall: another process with a limit of time and memory, fed and heard through memory.

Nothing of the file touches a disk or a log. The process starts a bare interpreter on `services.intake.files.reading`,
which imports nothing heavy, and answers in JSON: what comes from a crafted file is never unpickled.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import orjson

from geodata.errors import BadInput, Bilingual, Place
from services.intake.files import sheet_errors as errors
from services.intake.files.file_kinds import FileKind
from services.intake.files.legacy_cells import decode_sheet
from services.intake.files.limits import SheetLimits
from services.intake.files.merged import MergedRange
from services.intake.files.remarks import RemarkKind, SheetRemark
from services.intake.files.sheets import Sheet, SheetRow
from services.intake.values.cells import Cell

_CHILD = Path(__file__).with_name("reading") / "child.py"
_KEPT_VARIABLES = ("LD_LIBRARY_PATH", "LANG", "TMPDIR")
_MEMORY_SIGNALS = (signal.SIGABRT, signal.SIGKILL, signal.SIGBUS)
_WAITING = 3  # seconds by the clock for each of work: other work on the machine is not the file's fault
_AT_ONCE = threading.BoundedSemaphore(2)  # per process: what two bombs may cost at once, more wait


def read_in_process(
    content: bytes, kind: FileKind, file_name: str, digest: Callable[[], str], limits: SheetLimits
) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook that hold anything; BadInput where it cannot be read within its limits.

    ``digest`` gives the checksum of the file, made meanwhile.
    """
    request = orjson.dumps({"file_name": file_name, "kind": kind, "limits": asdict(limits)})
    with _AT_ONCE, _open_memory() as asked, _open_memory() as answered:
        asked.write(request + b"\n")
        asked.write(content)
        asked.seek(0)
        _run_child(asked, answered, file_name, limits)
        answered.seek(0)
        answer = orjson.loads(answered.read())
    if "fault" in answer:
        raise _build_fault(answer["fault"])
    if "defect" in answer:  # frames only: the text of an error may quote cells
        raise RuntimeError(f"reading a workbook: {answer['defect']}")
    return tuple(_build_sheet(sheet, file_name, digest()) for sheet in answer["sheets"])


@contextlib.contextmanager
def _open_memory() -> Iterator[IO[bytes]]:
    """Give a file that lives in memory where the system can, else one without a name."""
    if hasattr(os, "memfd_create"):
        with open(os.memfd_create("baophu-intake"), "w+b") as file:  # noqa: PTH123 (a descriptor has no path)
            yield file
    else:
        with tempfile.TemporaryFile(prefix="baophu-intake-") as file:
            yield file


def _run_child(asked: IO[bytes], answered: IO[bytes], file_name: str, limits: SheetLimits) -> None:
    asked.flush()
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 (our own script, no argument from outside)
            [sys.executable, "-I", str(_CHILD)],
            stdin=asked,
            stdout=answered,
            stderr=subprocess.PIPE,  # its end is heard at once, where waiting for the process would ask again and again
            env=environment,
            timeout=_WAITING * limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise errors.build_too_slow(file_name, limits.seconds) from None
    if done.returncode == 0:
        return
    if done.returncode == -signal.SIGXCPU:
        raise errors.build_too_slow(file_name, limits.seconds)
    if done.returncode == errors.EXIT_MEMORY or -done.returncode in _MEMORY_SIGNALS:
        raise errors.build_too_heavy(file_name, limits.memory_bytes)
    if done.returncode < 0:
        raise errors.build_broken(file_name)
    raise RuntimeError(f"reading a workbook ended with exit code {done.returncode}")


def _build_fault(fault: dict[str, Any]) -> BadInput:
    return BadInput(fault["code"], Bilingual(*fault["message"]), Bilingual(*fault["hint"]), Place(*fault["place"]))


def _build_sheet(answer: dict[str, Any], file_name: str, file_sha256: str) -> Sheet:
    rows = answer["rows"]
    if answer["has_dates"]:
        rows = [[_build_cell(cell) for cell in cells] for cells in rows]
    sheet = Sheet(
        file_name,
        file_sha256,
        answer["name"],
        tuple(map(SheetRow, answer["numbers"], map(tuple, rows))),
        tuple(MergedRange(*one) for one in answer["merged"]),
        answer["is_hidden"],
        tuple(_build_remark(*remark) for remark in answer["remarks"]),
    )
    return decode_sheet(sheet)


def _build_cell(cell: Cell | list[str]) -> Cell:
    """Return a cell; the process sends a date as a list with its ISO text."""
    if not isinstance(cell, list):
        return cell
    return datetime.fromisoformat(cell[0]) if "T" in cell[0] else date.fromisoformat(cell[0])


def _build_remark(kind: str, cells: list[list[int]], ranges: list[list[int]]) -> SheetRemark:
    pairs = tuple((row, column) for row, column in cells)
    return SheetRemark(RemarkKind(kind), pairs, tuple(MergedRange(*one) for one in ranges))
