"""Digits of one width for tables, cut from Be Vietnam Pro, which has proportional ones only (no ``tnum``)."""

from __future__ import annotations

import io

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

DIGITS = "0123456789"
FAMILY = "Bao Phu Figures"


def build_tabular_figures(font_file: bytes) -> bytes:
    """Return a WOFF2 font that holds the ten digits of ``font_file``, each centred in one common width.

    The width is the median of the ten, so that most digits keep their shape and spacing; the outlines stay as
    drawn. The licence of the source (OFL 1.1, no reserved name) holds for the result; it has a name of its own.
    """
    font = TTFont(io.BytesIO(font_file))
    options = Options(layout_features=[], hinting=False, name_IDs=[1, 2, 13, 14], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(text=DIGITS)
    subsetter.subset(font)
    _even_out(font)
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = FAMILY
    font.flavor = "woff2"
    target = io.BytesIO()
    font.save(target, reorderTables=None)
    return target.getvalue()


def _even_out(font: TTFont) -> None:
    """Give every digit the median advance width and centre its outline in it."""
    names = [font.getBestCmap()[ord(digit)] for digit in DIGITS]
    metrics, glyphs = font["hmtx"], font["glyf"]
    width = sorted(metrics[name][0] for name in names)[len(names) // 2]
    for name in names:
        glyph = glyphs[name]
        bearing = (width - (glyph.xMax - glyph.xMin)) // 2
        glyph.coordinates.translate((bearing - glyph.xMin, 0))
        glyph.recalcBounds(glyphs)
        metrics[name] = (width, bearing)
