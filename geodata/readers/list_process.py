"""The sheets of a workbook that holds a list, read behind a wall: another process with limits of time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from geodata.errors import BadInput, Bilingual, Place

_WORKER = Path(__file__).with_name("list_worker.py")
_TIMEOUT_SECONDS = 120
_KEPT_VARIABLES = ("PATH", "LANG", "TMPDIR", "LD_LIBRARY_PATH")


def read_list_sheets(path: Path) -> list[list[list[str]]]:
    """Return the rows of each sheet as text; BadInput where the workbook is broken or too much for its limits."""
    command = [sys.executable, "-I", str(_WORKER), str(path.resolve())]
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 (our own script, the argument is a path)
            command, env=environment, capture_output=True, timeout=_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise _refuse_heavy(path) from None
    if done.returncode < 0:  # ended by its limits, or calamine crashed on the file
        raise _refuse_heavy(path)
    if done.returncode > 0:
        raise RuntimeError(f"reading {path.name}: {done.stderr.decode(errors='replace')[-2000:]}")
    answer = json.loads(done.stdout)
    if answer.get("fault") == "too_heavy":
        raise _refuse_heavy(path)
    if "fault" in answer:
        raise build_unreadable(path)
    sheets: list[list[list[str]]] = answer["sheets"]
    return sheets


def build_unreadable(path: Path) -> BadInput:
    """Return the error for a file that is no list."""
    return BadInput(
        "list_unreadable",
        Bilingual(f"Không đọc được «{path.name}»", f"«{path.name}» cannot be read"),
        Bilingual("Lưu lại dạng .xlsx hay «CSV UTF-8».", "Save it as .xlsx or as «CSV UTF-8»."),
        Place(file=path.name),
    )


def _refuse_heavy(path: Path) -> BadInput:
    return BadInput(
        "list_too_heavy",
        Bilingual(f"Đọc «{path.name}» tốn quá nhiều bộ nhớ hay thời gian", f"Reading «{path.name}» takes too much"),
        Bilingual(
            "Danh sách chỉ có vài nghìn dòng: chép các dòng đó sang tệp mới, hoặc lưu dạng «CSV UTF-8».",
            "A list has some thousand rows: copy them into a new file, or save it as «CSV UTF-8».",
        ),
        Place(file=path.name),
    )
