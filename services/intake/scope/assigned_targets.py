"""Papers that assign targets: their columns of months, years or schemes are targets though no header says so."""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.intake.headers.headers import build_plain_header, speaks_of_new
from services.intake.scope.titles import TitleText
from services.intake.scope.understanding_parts import Origin

_PLAN = r"(?:chi tieu|ke hoach)"
_ASSIGNS = re.compile(
    rf"\b(?:giao|phan bo|phan khai|phan giao)\b.*\b{_PLAN}\b|\b{_PLAN}\b.*\b(?:giao|phan bo|tung thang|theo thang)\b"
    rf"|^(?:(?:bieu|bang)\b[^a-z]*)?{_PLAN}\b"
)
_RESULTS = re.compile(r"\bket qua\b|\bthuc hien\b|\btinh hinh\b|\btien do\b|\bdat\b|\bso sanh\b")


def assigns_targets(titles: Iterable[TitleText]) -> bool:
    """Tell whether a title says that the table assigns targets of the stock, and nothing of what was reached."""
    above = [title.text for title in titles if title.origin == Origin.TITLE]
    plain = [build_plain_header(text) for text in above]
    if any(_RESULTS.search(text) for text in plain) or any(speaks_of_new(text) for text in above):
        return False
    return any(_ASSIGNS.search(text) for text in plain)
