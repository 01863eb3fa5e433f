"""The rows of a report as CSV that Excel opens with its accents."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from webmap.value_table import protect

BOM = "\ufeff"
COLUMNS = ("sheet", "row", "outcome", "name", "code", "parent", "area_code", "area_name", "way", "reason")


def build_report_csv(report: Mapping[str, Any], lang: str) -> bytes:
    """Return one line per row of the file with its outcome; ``;`` between cells, a byte-order mark before all."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in report.get("rows", ()):
        reason = row.get("reason")
        cells = {**row, "reason": reason[lang] if reason else ""}
        writer.writerow([_guard(cells.get(name)) for name in COLUMNS])
    return (BOM + text.getvalue()).encode()


def _guard(value: object) -> str:
    return protect("" if value is None else " ".join(str(value).split()))
