"""What became of a unit, or what it came of, by the crosswalks in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from sqlalchemy.engine import Connection

from geodata.areas import LEVEL_WORDS
from geodata.crosswalks.composing import compose, find_way
from geodata.crosswalks.crosswalk import Crosswalk, WeightBasis
from geodata.errors import Bilingual, NotFound, Place
from services.store.boundaries import read_areas, read_vintage
from services.store.crosswalks import list_crosswalks, read_crosswalks_in_force


@dataclass(frozen=True)
class LineagePiece:
    """What a unit has in common with one unit of another vintage.

    ``share_of_unit`` is the part of the unit that lies in the other, ``share_of_other`` the part of the other that
    lies in the unit, both by the basis of the crosswalk, 0 to 1; 1 where nothing of it lies elsewhere.
    """

    area_code: str
    name: str
    size: float
    share_of_unit: float
    share_of_other: float


@dataclass(frozen=True)
class Lineage:
    """A unit of one vintage and its pieces in another, the largest first; a single piece means that it is whole."""

    vintage_id: str
    area_code: str
    name: str
    other_vintage_id: str
    basis: WeightBasis
    source: str
    pieces: tuple[LineagePiece, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all of the unit lies in one unit of the other vintage."""
        return len(self.pieces) == 1


def read_lineage(connection: Connection, from_vintage_id: str, to_vintage_id: str, area_code: str) -> Lineage:
    """Return what of a unit of one vintage lies where in another, over several crosswalks where none is direct.

    NotFound where a vintage, the unit or a way of crosswalks is missing.
    """
    names, others = (read_names(connection, one) for one in (from_vintage_id, to_vintage_id))
    if area_code not in names:
        raise _unit_missing(connection, from_vintage_id, area_code)
    crosswalk = read_crosswalk_between(connection, from_vintage_id, to_vintage_id)
    return build_lineage(crosswalk, area_code, names[area_code], others)


def read_crosswalk_between(connection: Connection, from_vintage_id: str, to_vintage_id: str) -> Crosswalk:
    """Return the crosswalk of two vintages, joined of several where none is direct; NotFound where no way leads."""
    way = find_way(read_crosswalks_in_force(connection), from_vintage_id, to_vintage_id)
    if not way:
        raise _way_missing(connection, from_vintage_id, to_vintage_id)
    return reduce(compose, way)


def build_lineage(crosswalk: Crosswalk, area_code: str, name: str, other_names: Mapping[str, str]) -> Lineage:
    """Return the pieces of a unit of the from vintage, the largest first."""
    pairs = crosswalk.pairs.assign(
        share_of_unit=crosswalk.forward_weights,
        share_of_other=crosswalk.backward_weights,
    )
    own = pairs[pairs["from_code"] == area_code].sort_values(["size", "to_code"], ascending=[False, True])
    pieces = (
        LineagePiece(code, other_names.get(code, code), float(size), float(of_unit), float(of_other))
        for _, code, size, of_unit, of_other in own.itertuples(index=False, name=None)
    )
    ends = crosswalk.from_vintage_id, crosswalk.to_vintage_id
    return Lineage(ends[0], area_code, name, ends[1], crosswalk.basis, crosswalk.source, tuple(pieces))


def read_names(connection: Connection, vintage_id: str) -> dict[str, str]:
    """Return the names of the areas of the lowest level by code; NotFound names the vintages that exist."""
    lowest = read_vintage(connection, vintage_id).vintage.lowest_level
    areas = read_areas(connection, vintage_id)
    own = areas[areas["level"] == lowest.value]
    return dict(zip(own["area_code"], own["name"], strict=True))


def _unit_missing(connection: Connection, vintage_id: str, area_code: str) -> NotFound:
    word = LEVEL_WORDS[read_vintage(connection, vintage_id).vintage.lowest_level]
    return NotFound(
        "area_missing",
        Bilingual(f"{vintage_id} không có {word.vi} mã «{area_code}»", f"{vintage_id} has no {word.en} «{area_code}»"),
        Bilingual("Tìm mã theo tên: units find TÊN.", "Find the code by its name: units find NAME."),
        Place(text=area_code),
    )


def _way_missing(connection: Connection, from_vintage_id: str, to_vintage_id: str) -> NotFound:
    held = [one for one in list_crosswalks(connection) if one.in_force]
    existing = ", ".join(f"{one.from_vintage_id} → {one.to_vintage_id}" for one in held)
    return NotFound(
        "crosswalk_missing",
        Bilingual(
            f"Không có bảng chuyển đổi nối {from_vintage_id} với {to_vintage_id}",
            f"No crosswalk leads from {from_vintage_id} to {to_vintage_id}",
        ),
        Bilingual(
            f"Dựng bằng crosswalk build hay crosswalk import. Đang có: {existing or 'chưa có'}.",
            f"Make one by crosswalk build or crosswalk import. There are: {existing or 'none yet'}.",
        ),
        Place(text=f"{from_vintage_id} → {to_vintage_id}"),
    )
