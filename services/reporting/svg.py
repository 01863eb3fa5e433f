"""Elements of SVG as text: every attribute and text is escaped here and nowhere else.

Only presentation attributes are used, no style: the figure also stands within pages under a strict policy.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from services.reporting.figure_frame import Box

FONT_FAMILY = "Be Vietnam Pro"
FONT = f"{FONT_FAMILY}, Arial, sans-serif"
INK = "#1d2733"
MUTED = "#4d5a66"
# Mean width of a letter relative to its size, measured on Vietnamese names in Be Vietnam Pro; rounded up.
LETTER_WIDTH = 0.56


def build_element(tag: str, content: str = "", /, **attributes: str | float) -> str:
    """Return an element around ``content``, which is SVG already; ``stroke_width`` becomes ``stroke-width``."""
    written = write_attributes(**attributes)
    return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>"


def write_attributes(**attributes: str | float) -> str:
    """Return attributes as they stand in a tag; thousands of elements alike have theirs written once."""
    return "".join(f" {key.replace('_', '-')}={quoteattr(_write(value))}" for key, value in attributes.items())


def build_text(text: str, x: float, y: float, size: float, **attributes: str | float) -> str:
    """Return one line of text with its base line at (x, y)."""
    written: dict[str, str | float] = {"x": x, "y": y, "font_size": size, "fill": INK, **attributes}
    return build_element("text", escape(text), **written)


def build_rect(box: Box, **attributes: str | float) -> str:
    """Return a rectangle."""
    return build_element("rect", x=box.x, y=box.y, width=box.width, height=box.height, **attributes)


def measure_text(text: str, size: float) -> float:
    """Return about how wide a line of text is, in sheet units; rather too much than too little."""
    return len(text) * LETTER_WIDTH * size


def wrap_text(text: str, width: float, size: float) -> list[str]:
    """Return the lines of ``text`` that fit into ``width``, broken at spaces; no word is cut."""
    lines: list[str] = []
    for word in text.split():
        if lines and measure_text(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def build_lines(lines: list[str], x: float, y: float, size: float, **attributes: str | float) -> tuple[str, float]:
    """Return lines of text one below the other, and the base line of the one that would follow."""
    step = size * 1.4  # room for stacked accents
    texts = [build_text(line, x, y + number * step, size, **attributes) for number, line in enumerate(lines)]
    return "".join(texts), y + len(lines) * step


def _write(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
