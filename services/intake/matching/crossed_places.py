"""Communes of another vintage in a file: where the crosswalks say that they lie is offered first, never matched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.engine import Connection

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.crosswalks.crosswalk import Crosswalk
from geodata.errors import Bilingual
from geodata.names import FoldedName, fold_name, fold_text
from geodata.places import IndexedArea
from services.intake.headers.columns import PlainTable
from services.intake.outcomes import JoinedRow, RowOutcome
from services.store.boundaries import read_areas, read_vintage
from services.store.crosswalks import read_crosswalks_in_force

_MOST = 5
_LEAST_SHARE = 0.1  # a smaller piece of a commune is hardly where its people are
_ASKING = (RowOutcome.UNKNOWN, RowOutcome.AMBIGUOUS)


@dataclass(frozen=True)
class Piece:
    """What of a commune of another vintage lies in one commune of this; ``began`` and ``ended`` are of that vintage."""

    vintage_id: str
    code: str
    name: str
    folded: FoldedName
    parent_name: str
    began: date
    ended: date | None
    area_code: str
    share: float


Pieces = Mapping[str, Sequence[Piece]]  # by the folded name of the commune of the other vintage, the largest first


def read_pieces(connection: Connection, vintage_id: str | None) -> Pieces:
    """Return the pieces that the crosswalks in force find in the communes of a vintage, of each other vintage."""
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for crosswalk in read_crosswalks_in_force(connection):
        if vintage_id in (crosswalk.from_vintage_id, crosswalk.to_vintage_id):
            seen = crosswalk if crosswalk.to_vintage_id == vintage_id else crosswalk.reverse()
            _add_pieces(pieces, connection, seen)
    return {core: sorted(found, key=lambda piece: -piece.share) for core, found in pieces.items()}


def offer_crossed_places(
    table: PlainTable, index: AreaIndex, began: date, pieces: Pieces, rows: Sequence[JoinedRow]
) -> tuple[JoinedRow, ...]:
    """Return the rows with the areas first among the candidates that hold the commune written, or parts of it.

    ``began``: since when the areas of ``index`` hold. A row that names a parent is offered the communes of such a
    parent only, of this vintage or the other.
    """
    offered = list(rows)
    if table.level is not Level.COMMUNE:
        return tuple(offered)
    for row in rows:
        if row.outcome not in _ASKING or row.asks is not None or not row.name or row.clash is not None:
            continue
        found = _find_pieces(index, pieces, row)
        if found:
            notes = tuple((area.area_code, _build_note(piece, began)) for area, piece in found.items())
            candidates = tuple(dict.fromkeys((*found, *row.candidates)))[:_MOST]
            reason = _join_reasons(row.reason, _tell_whereabouts(found, began))
            offered[row.index] = row._replace(candidates=candidates, notes=(*row.notes, *notes), reason=reason)
    return tuple(offered)


def _add_pieces(pieces: dict[str, list[Piece]], connection: Connection, crosswalk: Crosswalk) -> None:
    vintage = read_vintage(connection, crosswalk.from_vintage_id).vintage
    areas = read_areas(connection, crosswalk.from_vintage_id)
    names = dict(zip(areas["area_code"], areas["name"], strict=True))
    communes = areas[areas["level"] == Level.COMMUNE.value]
    named = {row.area_code: (str(row.name), row.parent_code) for row in communes.itertuples(index=False)}
    pairs = zip(crosswalk.pairs["from_code"], crosswalk.pairs["to_code"], crosswalk.forward_weights, strict=True)
    for from_code, to_code, share in pairs:
        name, parent = named.get(from_code, ("", None))
        if name and share >= _LEAST_SHARE:
            folded = fold_name(name, Level.COMMUNE)[-1]
            ends = vintage.effective_from, vintage.effective_to
            named_as = crosswalk.from_vintage_id, from_code, name, folded, str(names.get(parent, ""))
            piece = Piece(*named_as, *ends, to_code, float(share))
            pieces[folded.core].append(piece)


def _find_pieces(index: AreaIndex, pieces: Pieces, row: JoinedRow) -> dict[IndexedArea, Piece]:
    found: dict[IndexedArea, Piece] = {}
    scope = index.scope_area()
    for reading in fold_name(row.name, Level.COMMUNE):
        for piece in pieces.get(reading.core, ()):
            area = index.find_area(Level.COMMUNE, piece.area_code)
            fits = reading.kind is None or piece.folded.kind is None or reading.kind == piece.folded.kind
            if area is None or not fits or (scope is not None and not index.lies_within(area, scope)):
                continue
            if _lies_as_written(index, row, area, piece):
                found.setdefault(area, piece)
    return found


def _lies_as_written(index: AreaIndex, row: JoinedRow, area: IndexedArea, piece: Piece) -> bool:
    if not row.parent or fold_text(row.parent) == fold_text(piece.parent_name):
        return True
    levels = (Level.MANAGING_UNIT, Level.PROVINCE)
    within = [parent for level in levels for parent in index.find_by_name(level, row.parent, index.scope_area())]
    return any(index.lies_within(area, parent) for parent in within)


def _tell_whereabouts(found: Mapping[IndexedArea, Piece], began: date) -> Bilingual:
    """Return of which vintage the commune is, and what holds it; several of one name are told by the largest part."""
    first = next(iter(found.values()))
    told = [
        (area.name, "" if piece.share >= 1 else f" ({round(piece.share * 100)}%)")
        for area, piece in found.items()
        if (piece.vintage_id, piece.code) == (first.vintage_id, first.code)
    ]
    names = Bilingual(_list(told, "và"), _list(told, "and"))
    verbs = Bilingual("nay thuộc", "now in") if first.began < began else Bilingual("khi ấy thuộc", "then in")
    return Bilingual(
        f"«{first.name}» là xã của {first.vintage_id}, {verbs.vi} {names.vi}",
        f"«{first.name}» is a commune of {first.vintage_id}, {verbs.en} {names.en}",
    )


def _list(told: Sequence[tuple[str, str]], word: str) -> str:
    texts = [f"{name}{share}" for name, share in told]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {word} {texts[-1]}"


def _join_reasons(before: Bilingual | None, more: Bilingual) -> Bilingual:
    return more if before is None else Bilingual(f"{before.vi}; {more.vi}", f"{before.en}; {more.en}")


def _build_note(piece: Piece, began: date) -> Bilingual:
    if piece.began < began:
        ended = piece.ended or began
        which = Bilingual(f"«{piece.name}» trước {ended:%d/%m/%Y}", f"«{piece.name}» of before {ended:%d/%m/%Y}")
    else:
        which = Bilingual(
            f"«{piece.name}» từ {piece.began:%d/%m/%Y}", f"«{piece.name}» as it is since {piece.began:%d/%m/%Y}"
        )
    if piece.share >= 1:
        return Bilingual(f"{which.vi} nằm trọn ở đây", f"{which.en} lies wholly here")
    share = f"{round(piece.share * 100)}%"
    return Bilingual(f"{share} {which.vi} nằm ở đây", f"{share} of {which.en} lies here")
