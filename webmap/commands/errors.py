"""Errors as the command line tells them: Vietnamese, then English, where, and how to mend it."""

from __future__ import annotations

from geodata.errors import BaoPhuError, Place

_PLACE_WORDS = {
    "file": ("tệp", "file"),
    "sheet": ("trang tính", "sheet"),
    "row": ("dòng", "row"),
    "column": ("cột", "column"),
    "text": ("nội dung", "text"),
}


def render_error(error: BaoPhuError) -> str:
    """Return the lines that tell a user what is wrong, where, and how to mend it, with the stable code."""
    lines = [f"Lỗi: {error.message.vi}", f"Error: {error.message.en} [{error.code}]"]
    place = _render_place(error.place)
    if place:
        lines.append(f"  → {place}")
    return "\n".join([*lines, f"  ✎ {error.hint.vi}", f"  ✎ {error.hint.en}"])


def render_unexpected(error: Exception) -> str:
    """Return the line that tells of a defect, without its traceback."""
    reason = " ".join(str(error).split()) or "-"
    return (
        f"Lỗi ngoài dự kiến · Unexpected error: {type(error).__name__}: {reason} "
        "(chạy lại với · run again with: python -m webmap --debug …)"
    )


def _render_place(place: Place) -> str:
    parts = []
    for name, (vi, en) in _PLACE_WORDS.items():
        value = getattr(place, name)
        if value is not None:
            shown = f"«{value}»" if name == "text" else value
            parts.append(f"{vi} · {en}: {shown}")
    return "; ".join(parts)
