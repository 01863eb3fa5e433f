"""The audit log as CSV: for programs, and for Excel with its accents; states as JSON, moments in UTC."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from services.store.audit import AuditEntry, write_state
from webmap.value_table import protect

BOM = "\ufeff"
COLUMNS = ("entry_id", "happened_at", "actor", "deed", "subject", "before", "after")
LINES_AT_ONCE = 500


def write_csv(entries: Iterable[AuditEntry]) -> Iterator[bytes]:
    """Yield the file a piece at a time."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    text.write(BOM)
    writer.writerow(COLUMNS)
    for number, entry in enumerate(entries):
        cells = (entry.entry_id, f"{entry.happened_at:%Y-%m-%dT%H:%M:%SZ}", entry.actor, entry.deed.value)
        states = (write_state(entry.before), write_state(entry.after))
        writer.writerow([protect(str(cell)) for cell in (*cells, entry.subject, *states)])
        if number % LINES_AT_ONCE == LINES_AT_ONCE - 1:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()
