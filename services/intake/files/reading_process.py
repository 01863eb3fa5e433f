"""Reading a workbook behind a wall: another process with a limit of time and memory, fed and heard through memory.

Nothing of the file touches a disk or a log. The process is the fork of a bare interpreter that knows nothing but
`services.intake.files.reading`, and answers in JSON: what comes from a crafted file is never unpickled.
"""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import IO, Any

import orjson

from geodata.errors import BadInput, Bilingual, Place
from services.intake.files import sheet_errors as errors
from services.intake.files.file_kinds import FileKind
from services.intake.files.legacy_cells import decode_sheet
from services.intake.files.limits import SheetLimits
from services.intake.files.merged import MergedRange
from services.intake.files.readers import READERS
from services.intake.files.reading.answers import split_answer
from services.intake.files.reading.packing import Unpacker
from services.intake.files.remarks import RemarkKind, SheetRemark
from services.intake.files.sheets import LARGE_NUMBER, Sheet
from services.intake.values.cells import Cell

_MEMORY_SIGNALS = (signal.SIGABRT, signal.SIGKILL, signal.SIGBUS)
_WAITING = 3  # seconds by the clock for each of work: other work on the machine is not the file's fault


def read_in_process(
    content: bytes, kind: FileKind, file_name: str, digest: Callable[[], str], limits: SheetLimits
) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook that hold anything; BadInput where it cannot be read within its limits.

    ``digest`` gives the checksum of the file, made meanwhile.
    """
    request = orjson.dumps({"file_name": file_name, "kind": kind, "limits": asdict(limits)})
    with _open_memory() as asked, _open_memory() as answered:
        asked.write(request + b"\n")
        asked.write(content)
        asked.seek(0)
        _run_reader(asked, answered, file_name, limits)
        answered.seek(0)
        answer, unpacker = split_answer(answered.read())
    if "fault" in answer:
        raise _build_fault(answer["fault"])
    if "defect" in answer:  # frames only: the text of an error may quote cells
        raise RuntimeError(f"reading a workbook: {answer['defect']}")
    return tuple(_build_sheet(sheet, unpacker, file_name, digest()) for sheet in answer["sheets"])


@contextlib.contextmanager
def _open_memory() -> Iterator[IO[bytes]]:
    """Give a file that lives in memory where the system can, else one without a name."""
    if hasattr(os, "memfd_create"):
        with open(os.memfd_create("baophu-intake"), "w+b") as file:  # noqa: PTH123 (a descriptor has no path)
            yield file
    else:
        with tempfile.TemporaryFile(prefix="baophu-intake-") as file:
            yield file


def _run_reader(asked: IO[bytes], answered: IO[bytes], file_name: str, limits: SheetLimits) -> None:
    asked.flush()
    try:
        with READERS.lend() as reader:
            code = reader.read(asked, answered, _WAITING * limits.seconds)
    except TimeoutError:
        raise errors.build_too_slow(file_name, limits.seconds) from None
    if code == 0:
        return
    if code == -signal.SIGXCPU:
        raise errors.build_too_slow(file_name, limits.seconds)
    if code == errors.EXIT_MEMORY or -code in _MEMORY_SIGNALS:
        raise errors.build_too_heavy(file_name, limits.memory_bytes)
    if code < 0:
        raise errors.build_broken(file_name)
    raise RuntimeError(f"reading a workbook ended with exit code {code}")


def _build_fault(fault: dict[str, Any]) -> BadInput:
    return BadInput(fault["code"], Bilingual(*fault["message"]), Bilingual(*fault["hint"]), Place(*fault["place"]))


def _build_sheet(answer: dict[str, Any], unpacker: Unpacker, file_name: str, file_sha256: str) -> Sheet:
    unpacked = [unpacker.unpack(pieces, LARGE_NUMBER) for pieces in answer["columns"]]
    if answer["has_dates"]:
        unpacked = [(list(map(_build_cell, cells)), list(map(_build_cell, telling))) for cells, telling in unpacked]
    columns, telling_columns = [cells for cells, _ in unpacked], [telling for _, telling in unpacked]
    sheet = Sheet.from_columns(
        file_name,
        file_sha256,
        answer["name"],
        answer["numbers"],
        columns,
        telling_columns,
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
