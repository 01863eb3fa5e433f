"""Read the sheets of one workbook in a process of its own, with limits of time and memory.

Started by ``list_process``. Argument: the path. Prints one JSON object: ``sheets``, each a list of rows of text, or
``fault``. A crafted workbook of some kB may unpack to gigabytes, or span the rectangle of all cells there are.
"""

from __future__ import annotations

import json
import resource
import sys
import unicodedata
import zipfile
import zlib
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

_CPU_SECONDS = 30
_MEMORY_BYTES = 1 << 30
_UNPACKED_BYTES = 400_000_000
_BROKEN = (CalamineError, PasswordError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError)


def main() -> None:
    """Read as the argument says."""
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = _read(sys.argv[1])
    except MemoryError:
        answer = {"fault": "too_heavy"}
    except _BROKEN:
        answer = {"fault": "unreadable"}
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":  # calamine gave up on a crafted file
            raise
        answer = {"fault": "unreadable"}
    json.dump(answer, sys.stdout)


def _read(path: str) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > _UNPACKED_BYTES:
            return {"fault": "too_heavy"}
    with CalamineWorkbook.from_path(path) as workbook:
        sheets = [workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names]
    return {"sheets": [[[write_cell(cell) for cell in row] for row in rows] for rows in sheets]}


def write_cell(cell: object) -> str:
    """Return a cell as text: whole numbers without a point, dates as ISO has them."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return unicodedata.normalize("NFC", "" if cell is None else str(cell)).strip()


if __name__ == "__main__":
    main()
