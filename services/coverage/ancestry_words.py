"""The pieces of an area in another vintage, and the sentence that tells of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.names import bears_kind
from services.measures.wording import format_share

MOST_NAMED = 12


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


def build_sentence(pieces: Sequence[AncestryPiece], *, is_past: bool, is_covered: bool) -> Bilingual:
    """Return what an area is made of: «Gồm xã A, xã B và một phần xã C (37%).»; empty without pieces.

    Of an area that was shared out among larger ones the shares are its own: «Nay chia về xã A (63%) và xã B (37%).»
    """
    if not pieces:
        return Bilingual("", "")
    is_shared_out = not is_past and not any(piece.is_whole for piece in pieces)
    ordered = pieces if is_shared_out else sorted(pieces, key=lambda piece: not piece.is_whole)
    verb = _find_verb(pieces, is_past, is_shared_out)
    names = Counter(piece.name for piece in pieces)
    told = [_tell(one, names[one.name] > 1, is_shared_out, len(pieces)) for one in ordered[:MOST_NAMED]]
    rest = len(pieces) - len(told)
    if rest:
        told.append(Bilingual(f"{rest} nơi khác", f"{rest} others"))
    gap = Bilingual("", "")
    if not is_covered:
        gap = Bilingual("; còn phần chưa rõ", "; some of it is not known")
    return Bilingual(
        f"{verb.vi} {_enumerate([one.vi for one in told], 'và')}{gap.vi}.",
        f"{verb.en} {_enumerate([one.en for one in told], 'and')}{gap.en}.",
    )


def _find_verb(pieces: Sequence[AncestryPiece], is_past: bool, is_shared_out: bool) -> Bilingual:
    is_one = len(pieces) == 1
    if is_past:
        return Bilingual("Trước là", "Formerly") if is_one else Bilingual("Gồm", "Made of")
    if is_shared_out:
        return Bilingual("Nay thuộc", "Now in") if is_one else Bilingual("Nay chia về", "Now shared out to")
    return Bilingual("Nay là", "Now") if is_one else Bilingual("Nay gồm", "Now made of")


def _tell(piece: AncestryPiece, is_doubled: bool, is_shared_out: bool, count: int) -> Bilingual:
    name = _name(piece, is_doubled)
    if is_shared_out:
        if count == 1:
            return name
        return Bilingual(
            f"{name.vi} ({format_share(piece.share_of_area, 'vi')})",
            f"{name.en} ({format_share(piece.share_of_area, 'en')})",
        )
    if piece.is_whole:
        return name
    return Bilingual(
        f"một phần {name.vi} ({format_share(piece.share, 'vi')})",
        f"part of {name.en} ({format_share(piece.share, 'en')})",
    )


def _name(piece: AncestryPiece, is_doubled: bool) -> Bilingual:
    """Return the name within a sentence; beside another of that name, with what it lies in."""
    within = f", {piece.parent_names[0]}" if is_doubled and piece.parent_names else ""
    starts_with_kind = bears_kind(piece.name, piece.level)
    lowered = piece.name[:1].lower() + piece.name[1:] if starts_with_kind else piece.name
    return Bilingual(f"{lowered}{within}", f"{piece.name}{within}")


def _enumerate(texts: Sequence[str], last: str) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {last} {texts[-1]}"
