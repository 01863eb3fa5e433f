"""Pilot communes on a figure: the ring of the screen over the colours, never a fill."""

from __future__ import annotations

import shapely

from geodata.dissolving import build_label_points
from services.reporting.figure_frame import Box
from services.reporting.figure_part import MapPart
from services.reporting.svg import build_element, build_rect

INK, GROUND = "#14191e", "#ffffff"
RADIUS = 4.0


def render_pilots(part: MapPart) -> str:
    """Return the ring of each pilot that a map draws, nothing where there is none."""
    places = [place for place, code in enumerate(part.outlines.codes) if code in part.view.pilot_codes]
    if not places:
        return ""
    points = build_label_points(shapely.transform(part.outlines.geometry[places], part.frame.project))
    return build_element("g", "".join(_draw_ring(float(x), float(y)) for x, y in points), pointer_events="none")


def render_pilot_swatch(box: Box) -> str:
    """Return the ring as the legend shows it."""
    return build_rect(box, fill=GROUND) + _draw_ring(box.x + box.width / 2, box.y + box.height / 2)


def _draw_ring(x: float, y: float) -> str:
    x, y = round(x, 1), round(y, 1)
    ring = build_element("circle", cx=x, cy=y, r=RADIUS, fill=GROUND, stroke=INK, stroke_width=RADIUS / 2.5)
    return ring + build_element("circle", cx=x, cy=y, r=round(RADIUS / 2.6, 1), fill=INK)
