"""The sea of a map of the country: its name, both archipelagos' names, and their islands."""

from __future__ import annotations

from xml.sax.saxutils import escape

from geodata.archipelagos import ARCHIPELAGOS, SEA_LABEL, SEA_NAME, Archipelago, find_missing_archipelagos
from services.reporting.figure_part import MARK_RADIUS, MapPart
from services.reporting.svg import build_element, build_text

SEA_COLOR = "#eaf1f4"
SEA_INK = "#55707f"
ISLET_COLOR = "#6b7278"


def render_sea(part: MapPart) -> str:
    """Return the sea's name, both archipelagos' names, and their islands where the vintage has no outline there."""
    drawn = [_write_sea_name(part, SEA_NAME, *SEA_LABEL, 20)]
    missing = find_missing_archipelagos(part.geometry.lowest.geometry)
    for archipelago in ARCHIPELAGOS:
        drawn.append(_write_sea_name(part, archipelago.name, archipelago.label_lon, archipelago.label_lat, 13))
        if archipelago in missing:
            drawn.append(_render_islands(part, archipelago))
    return "".join(drawn)


def _write_sea_name(part: MapPart, text: str, lon: float, lat: float, size: float) -> str:
    x, y = part.frame.place(lon, lat)
    return build_text(text, x, y, size, fill=SEA_INK, text_anchor="middle", font_style="italic", font_weight=600)


def _render_islands(part: MapPart, archipelago: Archipelago) -> str:
    dots = []
    for island in archipelago.islands:
        x, y = part.frame.place(island.lon, island.lat)
        dots.append(build_element("circle", f"<title>{escape(island.name)}</title>", cx=x, cy=y, r=MARK_RADIUS))
    return build_element("g", "".join(dots), fill=ISLET_COLOR)
