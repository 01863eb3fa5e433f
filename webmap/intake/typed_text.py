"""What people type into a field of one line, as it is kept."""

from __future__ import annotations

from collections.abc import Mapping

from services.intake.values.cells import drop_controls

LONGEST_TEXT = 200  # characters of a source, a version
LONGEST_REMARK = 400


def read_line(form: Mapping[str, str], name: str, longest: int = LONGEST_TEXT) -> str:
    """Return a field as one line: single blanks, nothing that cannot be shown, at most ``longest`` characters."""
    return " ".join(drop_controls(form.get(name, "")).split())[:longest].strip()
