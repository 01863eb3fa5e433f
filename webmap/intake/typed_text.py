"""What a form sends: a line that was typed, as it is kept; the version that it was shown for."""

from __future__ import annotations

from collections.abc import Mapping

from services.intake.values.cells import drop_controls

LONGEST_TEXT = 200  # characters of a source, a version
LONGEST_REMARK = 400


def read_version(form: Mapping[str, str]) -> int:
    """Return the version of an upload that a form was shown for; 0, which none has, where it says nothing usable."""
    text = form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def read_line(form: Mapping[str, str], name: str, longest: int = LONGEST_TEXT) -> str:
    """Return a field as one line: single blanks, nothing that cannot be shown, at most ``longest`` characters."""
    return " ".join(drop_controls(form.get(name, "")).split())[:longest].strip()
