"""The workbooks read last: an upload, its check and its preview follow within minutes, and reading costs the most.

Only what was looked through and lists no person is kept, in the memory of this process and nowhere else.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

from services.intake.files.limits import SheetLimits
from services.intake.files.persons import refuse_persons
from services.intake.files.sheets import Workbook, read_workbook

_MOST_CELLS = 1_500_000  # of all that is kept: a national report has a quarter of a million; some 100 bytes each
_Key = tuple[str, str, SheetLimits]


class KeptWorkbooks:
    """The workbooks read last, by content, name and limits; at most ``most_cells`` cells in all. Safe for threads."""

    def __init__(self, most_cells: int = _MOST_CELLS) -> None:
        self._most_cells = most_cells
        self._kept: OrderedDict[_Key, tuple[Workbook, int]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, content: bytes, file_name: str, limits: SheetLimits) -> Workbook:
        """Return the workbook of these bytes, read now where it is not kept; BadInput where it lists persons."""
        key = (hashlib.sha256(content).hexdigest(), file_name, limits)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        workbook = read_workbook(content, file_name, limits)
        for sheet in workbook.sheets:
            refuse_persons(sheet)
        self._keep(key, workbook)
        return workbook

    def _keep(self, key: _Key, workbook: Workbook) -> None:
        if any(sheet.text is not None for sheet in workbook.sheets):  # a long text is its own bytes: nothing is gained
            return
        count = sum(len(row.cells) for sheet in workbook.sheets for row in sheet.rows)
        if count > self._most_cells:
            return
        with self._lock:
            self._kept[key] = workbook, count
            while sum(cells for _, cells in self._kept.values()) > self._most_cells:
                self._kept.popitem(last=False)


_WORKBOOKS = KeptWorkbooks()


def read_kept_workbook(content: bytes, file_name: str, limits: SheetLimits | None = None) -> Workbook:
    """Return the workbook of these bytes as ``read_workbook`` does, read once while it is among the last.

    BadInput as there, and where a sheet lists persons.
    """
    return _WORKBOOKS.read(content, file_name, limits or SheetLimits())
