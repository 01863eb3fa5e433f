"""What an area is made of in another vintage, or what became of it: pieces with their shares, and one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.vintages import Vintage
from services.coverage.snapshot import Snapshot


@dataclass(frozen=True)
class AncestryPiece:
    """An area of the other vintage that lies in the area asked about, wholly or with a part.

    ``share`` (0–1) is how much of this piece's area lies in the area asked about (1 where ``is_whole``),
    ``share_of_area`` how much of the area asked about it makes up; both by the basis of the crosswalk.
    ``parent_names`` from the nearest up, the country left out.
    """

    area_code: str
    name: str
    level: Level
    parent_names: tuple[str, ...]
    is_whole: bool
    share: float
    share_of_area: float


@dataclass(frozen=True)
class Ancestry:
    """An area of ``vintage`` seen from ``other``: pieces, the largest share of the area first.

    ``is_past`` tells that ``other`` is the earlier one: the pieces are what the area was made of, else what became of
    it. ``bases`` say what the shares are measured by, ``sources`` name the crosswalks.
    """

    vintage: Vintage
    other: Vintage
    area_code: str
    name: str
    level: Level
    is_past: bool
    pieces: tuple[AncestryPiece, ...]
    sentence: Bilingual
    bases: tuple[Bilingual, ...]
    sources: tuple[str, ...]


def list_joined_vintages(snapshot: Snapshot, vintage_id: str) -> tuple[Vintage, ...]:
    """Return the other vintages in force to which crosswalks lead, the nearest first."""
    snapshot.find_vintage(vintage_id)
    return ()


def build_ancestry(snapshot: Snapshot, vintage_id: str, area_code: str, other_vintage_id: str) -> Ancestry:
    """Return the pieces of another vintage that an area is made of (or that it became).

    NotFound where a vintage, the area or a way of crosswalks is missing.
    """
    raise NotImplementedError
