"""The figure as files that need no browser: PNG by resvg, PDF by Typst, in the page's own typeface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from geodata.errors import BadInput, Bilingual, Place
from services.reporting.picture_process import PROCESS
from services.reporting.raster.document import Document
from services.reporting.svg import FONT_FAMILY

FIGURE_FILE = "figure.svg"
# The sheet fills the paper; its own margins are the margins of the print.
FIGURE_DOCUMENT = f"""
#set document(title: sys.inputs.title, date: none)
#set page(width: float(sys.inputs.width) * 1mm, height: float(sys.inputs.height) * 1mm, margin: 0mm)
#set text(font: "{FONT_FAMILY}", lang: sys.inputs.lang)
#image("{FIGURE_FILE}", width: 100%, height: 100%, fit: "contain", alt: sys.inputs.title)
"""


@dataclass(frozen=True)
class PrintFonts:
    """The folder of the whole fonts that the set-up has merged; nothing else is drawn with."""

    folder: Path

    @cached_property
    def files(self) -> list[str]:
        """The font files; BadInput where the set-up has not made them."""
        found = sorted(str(path) for path in self.folder.glob("*.ttf"))
        if not found:
            raise BadInput(
                "fonts_not_built",
                Bilingual("Chưa có phông chữ để vẽ", "The fonts for drawing are not built"),
                Bilingual("Chạy: make setup", "Run: make setup"),
                Place(file=str(self.folder)),
            )
        return found


def render_png(svg: str, fonts: PrintFonts, pixel_width: int) -> bytes:
    """Return an SVG document, which says its size, as PNG of this width; drawn by a process of its own."""
    return PROCESS.draw(build_document(svg, fonts, pixel_width))


def build_document(svg: str, fonts: PrintFonts, pixel_width: int) -> Document:
    """Return what the drawing process is given of an SVG document."""
    return Document(svg, pixel_width, tuple(fonts.files), FONT_FAMILY)


def render_pdf(svg: str, fonts: PrintFonts, millimetres: tuple[float, float], title: str, lang: str) -> bytes:
    """Return an SVG document as a PDF page of this width and height, its texts as text."""
    inputs = {"title": title, "lang": lang, "width": f"{millimetres[0]:g}", "height": f"{millimetres[1]:g}"}
    return set_document({"main": FIGURE_DOCUMENT.encode(), FIGURE_FILE: svg.encode()}, fonts, inputs)


def set_document(files: Mapping[str, bytes], fonts: PrintFonts, inputs: Mapping[str, str]) -> bytes:
    """Return the PDF of a Typst document; ``main`` is the document, the other files are what it reads.

    What comes from data is read from files or ``inputs``, never written into the document: it cannot be code.
    """
    import typst

    folders = sorted({str(Path(file).parent) for file in fonts.files})
    given: Any = dict(files)  # a document and the files it reads: its types name a path or one text only
    return bytes(typst.compile(given, font_paths=folders, ignore_system_fonts=True, sys_inputs=dict(inputs)))
