"""An SVG document and its picture by resvg."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngImageFile


@dataclass(frozen=True)
class Document:
    """An SVG document that says its size, to be drawn so many pixels wide with these fonts and no others."""

    svg: str
    pixel_width: int
    fonts: tuple[str, ...]
    family: str

    def draw(self) -> bytes:
        """Return it as PNG."""
        import resvg_py

        drawn = resvg_py.svg_to_bytes(
            svg_string=self.svg,
            width=self.pixel_width,
            skip_system_fonts=True,
            font_files=list(self.fonts),
            font_family=self.family,
            sans_serif_family=self.family,
        )
        return bytes(drawn)

    def open(self) -> Image.Image:
        """Return it as pixels, transparent where nothing is drawn."""
        return PngImageFile(BytesIO(self.draw())).convert("RGBA")  # `Image.open` would load readers of other formats
