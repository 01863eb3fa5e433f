"""Areas that are marked on a figure: picked communes, by outline and mark, never by colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from geodata.dissolving import build_label_points
from geodata.errors import Bilingual
from services.reporting.figure_frame import PATH_STEP, Box
from services.reporting.figure_part import MapPart
from services.reporting.svg import build_element, build_rect, build_text

INK, CASING = "#14191e", "#ffffff"
MARK_SIZE = 5.0
EVENT_SIZE, EVENT_ASIDE = 4.0, 3.0
NUMBER_SIZE, DISC_RADIUS = 10.5, 7.6
PICKED = Bilingual("Xã được chọn", "Picked commune")
HELD = Bilingual("Có hội nghị", "With events")
CLUSTERED = Bilingual("Cụm bao phủ thấp", "Cluster of low coverage")
NUMBERED = Bilingual("Xã được chọn, số theo danh sách", "Picked commune, numbered as listed")


@dataclass(frozen=True)
class FigureMarks:
    """The codes of the marked areas, and what the legend calls them; ``clusters`` are those of low coverage.

    Where areas have ``numbers``, these stand in place of the mark, and no names on the map.
    ``events`` are areas where outreach events were held.
    """

    codes: frozenset[str]
    label: Bilingual = PICKED
    clusters: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)
    events: frozenset[str] = frozenset()
    event_label: Bilingual = HELD


def render_marked(part: MapPart, marks: FigureMarks) -> str:
    """Return outline and mark of each marked area of a drawing, clusters below picks; events have a mark alone."""
    sets = _render_set(part, marks, is_pick=False) + _render_set(part, marks, is_pick=True)
    return sets + _render_events(part, marks.events)


def _render_events(part: MapPart, codes: frozenset[str]) -> str:
    held = [place for place, code in enumerate(part.outlines.codes) if str(code) in codes]
    if not held:
        return ""
    sheet = shapely.transform(part.outlines.geometry[held], part.frame.project)
    points = build_label_points(sheet[~shapely.is_empty(sheet)])
    return "".join(render_event_mark(float(x) + EVENT_ASIDE, float(y) - EVENT_ASIDE) for x, y in points)


def _render_set(part: MapPart, marks: FigureMarks, *, is_pick: bool) -> str:
    outlines, codes = part.outlines, marks.codes if is_pick else marks.clusters
    marked = [place for place, code in enumerate(outlines.codes) if str(code) in codes]
    if not marked:
        return ""
    sheet = shapely.transform(outlines.geometry[marked], part.frame.project)
    drawn_ones = ~shapely.is_empty(sheet)
    points = build_label_points(sheet[drawn_ones])
    drawn_codes = [str(outlines.codes[place]) for place in np.array(marked)[drawn_ones]]
    lines = _render_lines(part, marked, is_pick=is_pick)
    if not is_pick:
        return lines + "".join(render_cluster_mark(float(x), float(y)) for x, y in points)
    for (x, y), code in zip(points, drawn_codes, strict=True):
        number = marks.numbers.get(code)
        lines += render_mark(float(x), float(y)) if number is None else render_number(float(x), float(y), number)
    return lines


def _render_lines(part: MapPart, marked: list[int], *, is_pick: bool) -> str:
    paths = part.build_paths(part.outlines, part.view.request.level)
    line = "".join(paths[place] for place in marked)
    inner: dict[str, Any] = {} if is_pick else {"stroke_dasharray": f"{0.1 / PATH_STEP} {3.4 / PATH_STEP}"}
    drawn = [build_element("path", d=line, stroke=CASING, stroke_width=3.6 / PATH_STEP)]
    drawn.append(build_element("path", d=line, stroke=INK, stroke_width=1.9 / PATH_STEP, **inner))
    look = {"fill": "none", "stroke_linejoin": "round", "stroke_linecap": "round"}
    return build_element("g", "".join(drawn), transform=f"scale({PATH_STEP})", **look)


def render_number(x: float, y: float, number: int) -> str:
    """Return the mark of a picked area that is numbered: a light disc with its number."""
    disc = build_element("circle", cx=x, cy=y, r=DISC_RADIUS, fill=CASING, stroke=INK, stroke_width=1.6)
    look: dict[str, Any] = {"font_weight": 600, "fill": INK, "text_anchor": "middle"}
    return disc + build_text(str(number), x, y + NUMBER_SIZE * 0.36, NUMBER_SIZE, **look)


def render_mark(x: float, y: float, size: float = MARK_SIZE) -> str:
    """Return the mark of a picked area: a dark diamond on white."""
    path = f"M{x:.1f} {y - size:.1f}L{x + size:.1f} {y:.1f}L{x:.1f} {y + size:.1f}L{x - size:.1f} {y:.1f}Z"
    return build_element("path", d=path, fill=INK, stroke=CASING, stroke_width=1.4)


def render_cluster_mark(x: float, y: float, size: float = MARK_SIZE * 0.8) -> str:
    """Return the mark of an area in a cluster of low coverage: a white triangle that points down."""
    path = f"M{x - size:.1f} {y - size * 0.7:.1f}H{x + size:.1f}L{x:.1f} {y + size * 0.9:.1f}Z"
    return build_element("path", d=path, fill=CASING, stroke=INK, stroke_width=1.4)


def render_event_mark(x: float, y: float, size: float = EVENT_SIZE) -> str:
    """Return the mark of an area with outreach events: a dark triangle that points up."""
    path = f"M{x:.1f} {y - size:.1f}L{x + size:.1f} {y + size * 0.8:.1f}H{x - size:.1f}Z"
    return build_element("path", d=path, fill=INK, stroke=CASING, stroke_width=1.2, pointer_events="none")


def render_event_swatch(box: Box) -> str:
    """Return what the legend shows of events: their mark."""
    return build_rect(box, fill=CASING) + render_event_mark(box.x + box.width / 2, box.y + box.height / 2)


def render_cluster_swatch(box: Box) -> str:
    """Return what the legend shows of a cluster: a dotted outline with its mark."""
    dotted = {"stroke_dasharray": "0.1 3", "stroke_linecap": "round"}
    middle = (box.x + box.width / 2, box.y + box.height / 2)
    return build_rect(box, fill=CASING, stroke=INK, stroke_width=1.6, **dotted) + render_cluster_mark(*middle)


def render_marks_swatch(box: Box) -> str:
    """Return what the legend shows: an outlined area with its mark."""
    middle = (box.x + box.width / 2, box.y + box.height / 2)
    return build_rect(box, fill=CASING, stroke=INK, stroke_width=1.6) + render_mark(*middle)


def render_number_swatch(box: Box) -> str:
    """Return what the legend shows of numbered areas: an outlined one with a number."""
    middle = (box.x + box.width / 2, box.y + box.height / 2)
    return build_rect(box, fill=CASING, stroke=INK, stroke_width=1.6) + render_number(*middle, 1)
