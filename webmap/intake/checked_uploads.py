"""Uploads as they were last checked: turning a page of a sheet of 12,000 rows must not read the file again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.intake.loading import CheckedTable
    from services.intake.publication.preview import Preview

MOST_DRAWINGS = 9  # of one upload: three questions
MOST_KEPT = 6  # per process; a checked national file takes some 50 MB
MOST_BYTES = 300_000_000  # of memory, about; the one asked for last is kept whatever it takes
# As measured: a workbook of 1.5 MB takes 50 MB once it is checked, a CSV of 37 MB some 180 MB.
_BYTES_OF_WORKBOOK_BYTE, _BYTES_OF_TEXT_BYTE = 33, 5


@dataclass(frozen=True)
class CheckedUpload:
    """What came of checking one version of an upload, with report and preview built once."""

    checked: CheckedTable
    _previews: list[Preview] = field(default_factory=list)
    _drawings: dict[tuple[str, ...], str] = field(default_factory=dict)

    def recall_drawing(self, key: tuple[str, ...], draw: Callable[[], str]) -> str:
        """Return a drawing, made the first time that it is asked for; the first of many is forgotten."""
        if key not in self._drawings:
            drawn = draw()
            if len(self._drawings) >= MOST_DRAWINGS:
                self._drawings.pop(next(iter(self._drawings)), None)
            self._drawings[key] = drawn
        return self._drawings[key]

    def recall_preview(self, build: Callable[[], Preview]) -> Preview:
        """Return the preview, built the first time that it is asked for."""
        if not self._previews:
            self._previews.append(build())
        return self._previews[0]

    @cached_property
    def document(self) -> dict[str, Any]:
        """The report as ``--report`` writes it."""
        from services.intake.report import build_report_document

        return build_report_document(self.checked.report)


class CheckedUploads:
    """The uploads checked last, against what is published and decided now.

    What was checked against an earlier state is never asked for again: it is forgotten, and with it the snapshot that
    its preview holds, which holds what the vintages had then.
    """

    def __init__(self) -> None:
        self._state: object = None
        self._kept: OrderedDict[tuple[object, ...], tuple[CheckedUpload, int]] = OrderedDict()
        self._lock = threading.Lock()

    def find(
        self, state: object, key: tuple[object, ...], byte_count: int, check: Callable[[], CheckedTable]
    ) -> CheckedUpload:
        """Return what is kept under ``key`` for a state, checked now where nothing is.

        ``byte_count`` is that of the file.
        """
        with self._lock:
            if state != self._state:
                self._state = state
                self._kept.clear()
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        fresh = CheckedUpload(check())
        with self._lock:
            if state != self._state:
                return fresh  # published meanwhile
            self._kept[key] = fresh, _estimate_memory(fresh.checked, byte_count)
            while len(self._kept) > 1 and (len(self._kept) > MOST_KEPT or self._measure() > MOST_BYTES):
                self._kept.popitem(last=False)
        return fresh

    def _measure(self) -> int:
        return sum(taken for _upload, taken in self._kept.values())


def _estimate_memory(checked: CheckedTable, byte_count: int) -> int:
    is_text = any(sheet.sheet.text is not None for sheet in checked.understood.sheets)
    return byte_count * (_BYTES_OF_TEXT_BYTE if is_text else _BYTES_OF_WORKBOOK_BYTE)
