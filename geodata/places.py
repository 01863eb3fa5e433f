"""What a row says about a place, and what came of looking for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from geodata.areas import CODE_DIGITS, CODE_PATTERNS, Level
from geodata.errors import Bilingual
from geodata.names import FoldedName, clean_text, fold_name


class MatchOutcome(StrEnum):
    """What came of looking for one place."""

    MATCHED = "matched"
    ALIAS = "alias"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    OUTSIDE_SCOPE = "outside_scope"


class MatchWay(StrEnum):
    """What a match rests on."""

    CODE_AND_NAME = "code_and_name"
    EXACT_NAME = "exact_name"
    FOLDED_NAME = "folded_name"
    PLAIN_NAME = "plain_name"
    ALIAS = "alias"


@dataclass(frozen=True, slots=True)
class IndexedArea:
    """One area of the vintage with what is needed to recognise it."""

    level: Level
    area_code: str
    name: str
    parent_level: Level | None
    parent_code: str | None
    readings: tuple[FoldedName, ...] = field(repr=False)

    def __hash__(self) -> int:
        return hash(self.area_code)  # areas are compared within one vintage, where codes hardly ever repeat

    @property
    def label(self) -> str:
        """Name and code, as reasons quote them."""
        return f"{self.name} ({self.area_code})"


@dataclass(frozen=True, slots=True)
class PlaceAlias:
    """A name in use that a person told to mean one area: within one parent, or anywhere where none is given."""

    level: Level
    parent_level: Level | None
    parent_code: str | None
    written: str
    area_code: str

    @property
    def folded(self) -> FoldedName:
        """The name taken apart, without the word of its type."""
        return fold_name(self.written, self.level)[-1]

    @property
    def name_key(self) -> str:
        """What two spellings of one alias share: the type of unit where it has one, and the folded name."""
        folded = self.folded
        return f"{folded.kind or ''}|{folded.core}"


@dataclass(frozen=True, slots=True)
class PlaceText:
    """What a row says about its place, as written; ``level`` is the level the row is about."""

    level: Level
    name: str | None
    code: str | None = None
    managing_unit_name: str | None = None
    managing_unit_code: str | None = None
    province_name: str | None = None
    province_code: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """The outcome for one place: the area and the way, or the reason and the candidates.

    ``clash`` is the area that the code names where code and name disagree. An area is there where the outcome is
    ``matched`` or ``alias``, a reason where it is any other.
    """

    outcome: MatchOutcome
    area: IndexedArea | None = None
    way: MatchWay | None = None
    reason: Bilingual | None = None
    candidates: tuple[IndexedArea, ...] = ()
    clash: IndexedArea | None = None


@lru_cache(maxsize=32768)  # the vintages in use have the same areas in every file
def build_indexed_area(
    level: str, area_code: str, name: str, parent_level: str | None = None, parent_code: str | None = None
) -> IndexedArea:
    """Return an area with its name folded."""
    typed = Level(level)
    return IndexedArea(
        level=typed,
        area_code=str(area_code),
        name=str(name),
        parent_level=Level(parent_level) if parent_level else None,
        parent_code=str(parent_code) if parent_code else None,
        readings=fold_name(str(name), typed),
    )


def normalise_code(level: Level, text: str) -> str:
    """Return a code with the leading zeros that a number cell lost; the name that must agree guards against error."""
    digits = text if text.isascii() and text.isdecimal() else clean_text(text).lstrip("'").strip()
    padded = digits.zfill(CODE_DIGITS.get(level, 0)) if digits.isdecimal() else digits
    return padded if CODE_PATTERNS[level].fullmatch(padded) else digits
