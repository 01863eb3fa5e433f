"""The name of a file as a browser, a program or a disk gives it, fit to be shown and kept."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath

from services.intake.values.cells import drop_controls

LONGEST_NAME = 150  # characters; the ending is kept
_LONGEST_ENDING = 10


def clean_file_name(given: str) -> str:
    """Return the last part of ``given`` in NFC, without what cannot be shown, of at most ``LONGEST_NAME`` characters.

    «table» where nothing is left. Bytes that are no text (as Python keeps them of a disk) are left out.
    """
    text = unicodedata.normalize("NFC", " ".join(drop_controls(given).split()))
    name = PurePath(text.replace("\\", "/")).name
    if len(name) <= LONGEST_NAME:
        return name or "table"
    ending = PurePath(name).suffix
    ending = ending if len(ending) <= _LONGEST_ENDING else ""
    return f"{name[: LONGEST_NAME - len(ending) - 1]}…{ending}"
