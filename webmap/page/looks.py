"""The patterns of states as the page's SVG draws them, once per page."""

from __future__ import annotations

from dataclasses import dataclass

from services.measures.palettes import STATE_LOOKS

# Degrees by which a vertical line is turned; the same directions as on the map.
TURNS = {"dots": 0, "hatch_rising": 45, "hatch_falling": -45, "hatch_dense": 45, "diagonal_overlay": 22}


@dataclass(frozen=True)
class Look:
    """One SVG pattern: a tile of ``size`` pixels, drawn in ``ink``, its lines turned by ``turn`` degrees."""

    pattern: str
    size: int
    ink: str
    turn: int


def build_looks() -> tuple[Look, ...]:
    """Return a look for every state that is drawn with a pattern."""
    return tuple(
        Look(look.pattern, look.spacing_px, look.ink, TURNS[look.pattern])
        for look in STATE_LOOKS.values()
        if look.pattern != "none"
    )
