"""How classes and states are filled in a figure: the looks of ``services.measures.palettes`` as SVG."""

from __future__ import annotations

from dataclasses import dataclass

from services.coverage.view import View
from services.measures.palettes import STATE_LOOKS, StateLook
from services.measures.states import STATES, State
from services.reporting.svg import build_element

STATE_BY_LETTER = {state.letter: state for state in STATES if state.letter}
ESTIMATED_ID, ESTIMATED_ON_DARK_ID = "bp-estimated", "bp-estimated-dark"
INK_ON_DARK = "#e6eaf2"
# Paths of a map stand in a scaled group: their patterns are made anew in its units, under names of their own.
MAP_SUFFIX = "-map"
DARK_BELOW = 140  # luminance 0–255 under which an overlay takes light ink


@dataclass(frozen=True)
class Look:
    """What an area is painted with: a fill, and a pattern over it where its value is an estimate."""

    fill: str
    overlay: str | None
    stroke: str | None  # an outline of its own, for white on white


def find_look(view: View, class_code: str, is_estimated: bool, suffix: str = "") -> Look:
    """Return how an area with this letter of ``class_codes`` is painted; ``suffix`` picks the set of patterns."""
    state = STATE_BY_LETTER.get(class_code)
    if state is None:
        fill = view.classes.classes[int(class_code)].color
        return Look(fill, _find_overlay(fill, suffix) if is_estimated else None, None)
    look = STATE_LOOKS[state]
    fill = look.fill or "#ffffff"
    overlay = _find_overlay(fill, suffix) if is_estimated else None
    outline = look.outline if state is State.ZERO else None
    return Look(fill if look.pattern == "none" else f"url(#{_name_pattern(state)}{suffix})", overlay, outline)


def build_patterns(suffix: str = "", scale: float = 1.0) -> str:
    """Return the pattern definitions of all states that have one, for use in a group scaled by 1 / ``scale``."""
    patterns = [
        _build_pattern(_name_pattern(state) + suffix, look, look.ink, scale)
        for state, look in STATE_LOOKS.items()
        if look.pattern not in ("none", "diagonal_overlay")
    ]
    overlay = STATE_LOOKS[State.ESTIMATED]
    patterns.append(_build_pattern(ESTIMATED_ID + suffix, overlay, overlay.ink, scale))
    patterns.append(_build_pattern(ESTIMATED_ON_DARK_ID + suffix, overlay, INK_ON_DARK, scale))
    return "".join(patterns)


def measure_pattern(fill: str) -> float:
    """Return the side of the tile of a pattern of the map, given as a fill, in units of the sheet."""
    sides = {f"url(#{_name_pattern(state)}{MAP_SUFFIX})": look.spacing_px for state, look in STATE_LOOKS.items()}
    return sides.get(fill, STATE_LOOKS[State.ESTIMATED].spacing_px)  # estimates have two patterns of one size


def _name_pattern(state: State) -> str:
    return f"bp-{state.value.replace('_', '-')}"


def _find_overlay(fill: str, suffix: str) -> str:
    red, green, blue = (int(fill[place : place + 2], 16) for place in (1, 3, 5))
    is_dark = 0.299 * red + 0.587 * green + 0.114 * blue < DARK_BELOW
    return f"url(#{ESTIMATED_ON_DARK_ID if is_dark else ESTIMATED_ID}{suffix})"


def _build_pattern(name: str, look: StateLook, ink: str, scale: float) -> str:
    size = look.spacing_px
    ground = build_element("rect", width=size, height=size, fill=look.fill) if look.fill else ""
    marks = {
        "dots": build_element("circle", cx=size / 2, cy=size / 2, r=0.9, fill=ink),
        "hatch_rising": _build_hatch(size, ink, 1.0, rising=True),
        "hatch_falling": _build_hatch(size, ink, 1.0, rising=False),
        "hatch_dense": _build_hatch(size, ink, 1.4, rising=True),
        "diagonal_overlay": _build_hatch(size, ink, 0.9, rising=True),
    }
    return build_element(
        "pattern", ground + marks[look.pattern], id=name, width=size, height=size, patternUnits="userSpaceOnUse",
        patternTransform=f"scale({scale:g})",
    )  # fmt: skip


def _build_hatch(size: float, ink: str, width: float, *, rising: bool) -> str:
    """Return a diagonal of a square tile, with its neighbours' corners so that the line runs through."""
    starts = (-size, 0, size)
    lines = [f"M{x} {size}L{x + size} 0" if rising else f"M{x} 0L{x + size} {size}" for x in starts]
    return build_element("path", d="".join(lines), stroke=ink, stroke_width=width, fill="none")
