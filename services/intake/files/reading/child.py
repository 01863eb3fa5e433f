"""The process that reads one workbook: asked on standard input, answering on standard output, then gone.

Asked: one line of JSON, then the bytes of the file. Answered: JSON with ``sheets``, or ``fault`` (what the user can
mend), or ``defect`` (frames of an error of ours, never its text: it may quote cells).
"""

from __future__ import annotations

import gc
import os
import resource
import sys
from pathlib import Path
from types import TracebackType
from typing import Any


def main() -> None:
    """Read what is asked under limits of memory and time, and answer."""
    gc.disable()  # it lives for one file; looking for cycles among millions of cells takes longer than reading them
    with open(0, "rb") as asked:
        import orjson

        request = orjson.loads(asked.readline())
        _limit_process(request["limits"])
        content = asked.read()
    answer = _answer(content, request)
    with open(1, "wb") as answered:
        answered.write(answer)


def _limit_process(limits: dict[str, int]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["memory_bytes"], limits["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(content: bytes, request: dict[str, Any]) -> bytes:
    sys.path.insert(0, str(Path(__file__).parents[4]))
    from geodata.errors import BadInput
    from services.intake.files import sheet_errors as errors
    from services.intake.files.limits import SheetLimits
    from services.intake.files.reading.answers import build_answer, build_defect, build_fault
    from services.intake.files.reading.workbooks import read_sheets

    try:
        sheets = read_sheets(content, request["kind"], request["file_name"], SheetLimits(**request["limits"]))
        return build_answer(sheets)
    except BadInput as fault:
        return build_fault(fault)
    except MemoryError:
        os._exit(errors.EXIT_MEMORY)
    except Exception as defect:
        return build_defect(type(defect).__name__, _list_frames(defect.__traceback__))


def _list_frames(trace: TracebackType | None) -> list[str]:
    frames = []
    while trace is not None:
        frames.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return frames


if __name__ == "__main__":
    main()
