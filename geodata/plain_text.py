"""Texts from outside without what cannot be seen and does harm where it is shown."""

from __future__ import annotations

# No name and no text of a table needs them: most cannot be seen, the NUL no database takes (a workbook writes it as
# _x0000_), and marks of direction turn what stands beside them round. Tab and line breaks part words.
_CONTROLS = dict.fromkeys(
    [*(set(range(0x20)) - {0x09, 0x0A, 0x0D}), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


def drop_controls(text: str) -> str:
    """Return ``text`` without control characters, marks of direction and halves of characters (lone surrogates)."""
    return text.translate(_CONTROLS).encode("utf-8", "ignore").decode()


def clean_line(text: str) -> str:
    """Return what somebody typed as one line of text: without what cannot be seen, its words parted by one blank."""
    return " ".join(drop_controls(text).split())
