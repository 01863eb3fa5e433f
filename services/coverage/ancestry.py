"""What an area is made of in another vintage, or what became of it: pieces with their shares, and one sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geodata.areas import Level
from geodata.errors import Bilingual, NotFound, Place
from geodata.vintages import Vintage
from services.coverage.ancestry_words import AncestryPiece as AncestryPiece
from services.coverage.ancestry_words import build_sentence
from services.coverage.conversion import Conversion
from services.coverage.hierarchy import Hierarchy
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData


@dataclass(frozen=True)
class Ancestry:
    """An area of ``vintage`` seen from ``other``: pieces, the largest share of the area first.

    ``is_past`` tells that ``other`` is the earlier one: the pieces are what the area was made of, else what became of
    it. Where not ``is_covered``, the crosswalk does not know all of the area. ``bases`` say what the shares are
    measured by, ``sources`` name the crosswalks.
    """

    vintage: Vintage
    other: Vintage
    area_code: str
    name: str
    level: Level
    is_past: bool
    is_covered: bool
    pieces: tuple[AncestryPiece, ...]
    sentence: Bilingual
    bases: tuple[Bilingual, ...]
    sources: tuple[str, ...]


def list_joined_vintages(snapshot: Snapshot, vintage_id: str) -> tuple[Vintage, ...]:
    """Return the other vintages in force to which crosswalks lead, the nearest first."""
    snapshot.find_vintage(vintage_id)
    return tuple(snapshot.vintages[one].vintage for one in snapshot.conversions.list_sources(vintage_id))


def build_ancestry(snapshot: Snapshot, vintage_id: str, area_code: str, other_vintage_id: str) -> Ancestry:
    """Return the pieces of another vintage that an area is made of (or that it became).

    NotFound where a vintage, the area or a way of crosswalks is missing.
    """
    data, other = _find_arrangement(snapshot, vintage_id, area_code), snapshot.find_vintage(other_vintage_id)
    if other_vintage_id not in snapshot.conversions.list_sources(vintage_id):
        raise _no_way(data.vintage, other.vintage)
    return data.ancestries.recall(
        (area_code, other_vintage_id), lambda: _build_ancestry(snapshot, data, area_code, other)
    )


def _build_ancestry(snapshot: Snapshot, data: VintageData, area_code: str, other: VintageData) -> Ancestry:
    conversion = snapshot.conversions.build(other.vintage.vintage_id, data.vintage.vintage_id, data.hierarchy)
    area = data.hierarchy.find(area_code)
    pieces = _list_pieces(conversion, area)
    level, is_past = data.hierarchy.level_of(area), other.vintage.effective_from < data.vintage.effective_from
    is_covered = bool(conversion.covered[area])
    return Ancestry(
        vintage=data.vintage,
        other=other.vintage,
        area_code=area_code,
        name=str(data.hierarchy.names[area]),
        level=level,
        is_past=is_past,
        is_covered=is_covered,
        pieces=pieces,
        sentence=build_sentence(pieces, is_past=is_past, is_covered=is_covered),
        bases=tuple(step.basis.label for step in conversion.way),
        sources=tuple(step.source for step in conversion.way),
    )


def _find_arrangement(snapshot: Snapshot, vintage_id: str, area_code: str) -> VintageData:
    """Return the vintage, for a unit of a list as of the last day on which it had communes."""
    data = snapshot.find_vintage(vintage_id)
    if not data.is_unit(area_code) or data.unit_terms is None:
        return data
    arranged = (data.on(day) for day in reversed(data.unit_terms.changes))
    return next((one for one in arranged if np.any(one.hierarchy.codes == area_code)), data)


def _list_pieces(conversion: Conversion, area: int) -> tuple[AncestryPiece, ...]:
    """Return the parts of an area, several pieces of one commune as one, the largest first."""
    parts = np.flatnonzero(conversion.part_targets == area)
    whole = parts[parts < conversion.whole_count]
    split = conversion.part_pieces[parts[parts >= conversion.whole_count] - conversion.whole_count]
    sizes = conversion.source_sizes
    found = dict.fromkeys(conversion.part_sources[whole].tolist(), 0.0)
    found = {source: float(sizes[source]) for source in found}
    for source, size in zip(conversion.split.sources[split].tolist(), conversion.split.sizes[split], strict=True):
        found[source] = found.get(source, 0.0) + float(size)
    total = sum(found.values())
    pieces = [
        _describe(conversion.source, source, size / float(sizes[source]), size / total, place < whole.size)
        for place, (source, size) in enumerate(found.items())
    ]
    return tuple(sorted(pieces, key=lambda piece: (-piece.share_of_area, piece.area_code)))


def _describe(source: Hierarchy, area: int, share: float, share_of_area: float, is_whole: bool) -> AncestryPiece:
    return AncestryPiece(
        area_code=str(source.codes[area]),
        name=str(source.names[area]),
        level=source.level_of(area),
        parent_names=tuple(str(source.names[one]) for one in reversed(source.climb(area)[1:])),
        is_whole=is_whole,
        share=1.0 if is_whole else share,
        share_of_area=share_of_area,
    )


def _no_way(vintage: Vintage, other: Vintage) -> NotFound:
    return NotFound(
        "crosswalk_not_found",
        Bilingual(
            f"Chưa có bảng quy đổi giữa «{other.title_vi}» và «{vintage.title_vi}»",
            f"No crosswalk leads from «{other.title_en}» to «{vintage.title_en}»",
        ),
        Bilingual(
            "Nạp bảng quy đổi: python -m webmap crosswalk import …",
            "Load one: python -m webmap crosswalk import …",
        ),
        Place(text=other.vintage_id),
    )
