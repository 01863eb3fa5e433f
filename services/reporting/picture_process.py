"""Draws one SVG document as PNG in a process of its own: ``python picture_process.py WIDTH FAMILY FONT…``.

resvg holds Python's interpreter for as long as it draws, two seconds for a country: no other answer would leave a
worker. The document comes by standard input, the picture goes by standard output.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

GIVES_WAY_BY = 5  # of niceness: who looks at a page goes before who waits for a picture


def main(width: str, family: str, *fonts: str) -> None:
    """Draw what comes in."""
    import resvg_py

    with suppress(OSError):
        os.nice(GIVES_WAY_BY)
    drawn = resvg_py.svg_to_bytes(
        svg_string=sys.stdin.buffer.read().decode(),
        width=int(width),
        skip_system_fonts=True,
        font_files=list(fonts),
        font_family=family,
        sans_serif_family=family,
    )
    sys.stdout.buffer.write(bytes(drawn))


if __name__ == "__main__":
    main(*sys.argv[1:])
