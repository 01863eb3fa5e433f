"""The page's typeface as files that drawing programs read: one TrueType font per weight, all letters in it.

On the web the typeface comes in parts by alphabet, of which a browser fetches what it needs; what draws PNG and PDF
on the server wants them whole.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

FAMILY = "Be Vietnam Pro"
TYPOGRAPHIC_FAMILY = 16  # number of the name in the table of names
WINDOWS_ENGLISH = (3, 1, 0x409)


def build_print_font(parts: Sequence[bytes]) -> bytes:
    """Return one TrueType font that holds the letters of all ``parts`` (WOFF2 of one weight), as they were drawn.

    The licence of the source (OFL 1.1, no reserved name) holds for the result.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = [_write_plain(part, Path(folder) / f"{number}.ttf") for number, part in enumerate(parts)]
        merged = Merger().merge(paths)
        # Windows knows four styles to a family, so the semi-bold one calls itself a family of its own.
        merged["name"].setName(FAMILY, TYPOGRAPHIC_FAMILY, *WINDOWS_ENGLISH)
        target = io.BytesIO()
        merged.save(target, reorderTables=None)
        return target.getvalue()


def _write_plain(part: bytes, path: Path) -> str:
    font = TTFont(io.BytesIO(part), recalcTimestamp=False)
    font.flavor = None
    font.save(path)
    return str(path)
