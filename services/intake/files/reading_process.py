"""Reading a file behind a wall: another process with a limit of time and memory, fed and heard through memory.

Nothing of the file touches a disk or a log. The process is the fork of a bare interpreter that knows nothing but
`services.intake.files.reading`, and answers in JSON: what comes from a crafted file is never unpickled.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import IO, Any

import orjson

from geodata.errors import BadInput, Bilingual, Place
from services.intake.files import sheet_errors as errors
from services.intake.files.file_kinds import FileKind
from services.intake.files.held_memory import open_memory
from services.intake.files.legacy_cells import decode_sheet
from services.intake.files.limits import SheetLimits
from services.intake.files.merged import MergedRange
from services.intake.files.readers import READERS, Readers
from services.intake.files.reading.answers import split_answer
from services.intake.files.reading.packing import Unpacker
from services.intake.files.remarks import RemarkKind, SheetRemark
from services.intake.files.sheets import LARGE_NUMBER, Sheet
from services.intake.values.cells import Cell

_MEMORY_SIGNALS = (signal.SIGABRT, signal.SIGKILL, signal.SIGBUS)
_REFUSED = (b'{"fault"', b'{"defect"')
_WAITING = 3  # seconds by the clock for each of work: other work on the machine is not the file's fault


def read_in_process(
    content: bytes, kind: FileKind, file_name: str, digest: Callable[[], str], limits: SheetLimits
) -> tuple[Sheet, ...]:
    """Return the sheets of a file that hold anything; BadInput where it cannot be read within its limits.

    ``digest`` gives the checksum of the file, made meanwhile.
    """
    request = orjson.dumps({"file_name": file_name, "kind": kind, "limits": asdict(limits)})
    with open_memory() as asked, open_memory() as answered:
        asked.write(request + b"\n")
        asked.write(content)
        answer, unpacker = split_answer(read_answer(READERS, asked, answered, file_name, limits))
    return tuple(_build_sheet(sheet, kind, unpacker, file_name, digest()) for sheet in answer["sheets"])


def read_answer(
    readers: Readers,
    asked: IO[bytes],
    answered: IO[bytes],
    file_name: str,
    limits: SheetLimits,
    content: int | None = None,
) -> bytes:
    """Return the answer to what was written into ``asked``; BadInput where the file is refused or a limit reached.

    ``content`` is the open file of a long text.
    """
    asked.flush()
    asked.seek(0)
    _run_reader(readers, asked, answered, file_name, limits, content)
    answered.seek(0)
    answer = answered.read()
    if answer.startswith(_REFUSED):
        refused = orjson.loads(answer)
        if "fault" in refused:
            raise _build_fault(refused["fault"])
        # frames only: the text of an error may quote cells
        raise RuntimeError(f"reading a file: {refused['defect']}")
    return answer


def _run_reader(
    readers: Readers,
    asked: IO[bytes],
    answered: IO[bytes],
    file_name: str,
    limits: SheetLimits,
    content: int | None,
) -> None:
    try:
        with readers.lend() as reader:
            code = reader.read(asked, answered, _WAITING * limits.seconds, content)
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
    raise RuntimeError(f"reading a file ended with exit code {code}")


def _build_fault(fault: dict[str, Any]) -> BadInput:
    return BadInput(fault["code"], Bilingual(*fault["message"]), Bilingual(*fault["hint"]), Place(*fault["place"]))


def _build_sheet(answer: dict[str, Any], kind: FileKind, unpacker: Unpacker, file_name: str, file_sha256: str) -> Sheet:
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
    return sheet if kind == FileKind.TEXT else decode_sheet(sheet)  # a text was decoded whole


def _build_cell(cell: Cell | list[str]) -> Cell:
    """Return a cell; the process sends a date as a list with its ISO text."""
    if not isinstance(cell, list):
        return cell
    return datetime.fromisoformat(cell[0]) if "T" in cell[0] else date.fromisoformat(cell[0])


def _build_remark(kind: str, cells: list[list[int]], ranges: list[list[int]]) -> SheetRemark:
    pairs = tuple((row, column) for row, column in cells)
    return SheetRemark(RemarkKind(kind), pairs, tuple(MergedRange(*one) for one in ranges))
