"""Which area each place of an extract is, asked once of each distinct text, by the rules of the intake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from geodata.matching import match_place
from geodata.places import IndexedArea, MatchOutcome, PlaceMatch, PlaceText
from services.intake.scope.file_scope import build_level_missing, check_province
from services.intake.scope.kept_vintages import read_kept_vintage
from services.participants.columns import PLACE_ROLES, ExtractRole
from services.participants.outcomes import OF_MATCHES, RowOutcome
from services.participants.request import AggregateRequest
from services.participants.words import fold_word
from services.store.aliases import read_aliases
from services.store.area_fixes import read_former_names
from services.store.boundaries import StoredVintage

PART_SIGN = "\x1f"  # between the texts of one place, in the order of ``PLACE_ROLES``
_LEVEL_NAMES = {
    Level.COMMUNE: ExtractRole.NAME,
    Level.MANAGING_UNIT: ExtractRole.MANAGING_UNIT,
    Level.PROVINCE: ExtractRole.PROVINCE,
}
_LEVEL_CODES = {
    Level.COMMUNE: ExtractRole.CODE,
    Level.MANAGING_UNIT: ExtractRole.MANAGING_UNIT_CODE,
    Level.PROVINCE: ExtractRole.PROVINCE_CODE,
}


@dataclass(frozen=True)
class PlaceFound:
    """The area of one place as written, or why there is none."""

    outcome: RowOutcome
    area: IndexedArea | None = None
    written: str = ""
    reason: Bilingual | None = None


class PlaceFinder:
    """The areas of one vintage, to be found by the texts of extracts; each text is matched once."""

    def __init__(self, index: AreaIndex, request: AggregateRequest) -> None:
        self.index = index
        self._request = request
        self._found: dict[tuple[str, ...], PlaceFound] = {}
        self._decided = {fold_word(word): self._decide(text) for word, text in request.decisions.items()}

    def find(self, texts: Mapping[ExtractRole, str]) -> PlaceFound:
        """Return the area that the texts of one place mean."""
        key = tuple(texts.get(role, "").strip() for role in PLACE_ROLES)
        if key not in self._found:
            self._found[key] = self._find(dict(zip(PLACE_ROLES, key, strict=True)))
        return self._found[key]

    def _find(self, texts: Mapping[ExtractRole, str]) -> PlaceFound:
        level = self._request.level
        # A column of districts names the areas themselves where districts are counted.
        name = texts[ExtractRole.NAME] or texts[_LEVEL_NAMES[level]]
        code = (texts[ExtractRole.CODE] or texts[_LEVEL_CODES[level]]).removesuffix(".0")  # of a column of numbers
        if not name and not code:
            return PlaceFound(RowOutcome.NO_PLACE)
        written = ", ".join(
            part for part in (name or code, texts[ExtractRole.MANAGING_UNIT], texts[ExtractRole.PROVINCE]) if part
        )
        decided = self._decided.get(fold_word(name or code))
        if decided is not None:
            return PlaceFound(RowOutcome.COUNTED, decided, written)
        match = self._match_code(code) if not name and self._request.are_codes_of_vintage else None
        match = match or match_place(self.index, self._build_text(texts, name, code))
        if match.area is not None:
            return PlaceFound(RowOutcome.COUNTED, match.area, written)
        return PlaceFound(OF_MATCHES[match.outcome], None, written, match.reason)

    def _build_text(self, texts: Mapping[ExtractRole, str], name: str, code: str) -> PlaceText:
        above = [
            role
            for role in PLACE_ROLES[2:]
            if role not in (_LEVEL_NAMES[self._request.level], _LEVEL_CODES[self._request.level])
        ]
        parents = {
            f"{role}_name" if role in _LEVEL_NAMES.values() else str(role): texts[role] or None for role in above
        }
        return PlaceText(level=self._request.level, name=name or None, code=code or None, **parents)

    def _match_code(self, code: str) -> PlaceMatch | None:
        """Return the area that a code names, where a person said that codes are of this vintage."""
        area, scope = self.index.find_coded(self._request.level, code), self.index.scope_area()
        if area is None:
            return None
        if scope is not None and not self.index.lies_within(area, scope):
            return PlaceMatch(MatchOutcome.OUTSIDE_SCOPE)
        return PlaceMatch(MatchOutcome.MATCHED, area)

    def _decide(self, text: str) -> IndexedArea:
        level = self._request.level
        coded = self.index.find_coded(level, text)
        found: Sequence[IndexedArea] = (
            [coded] if coded else self.index.find_by_name(level, text, self.index.scope_area())
        )
        if len(found) == 1:
            return found[0]
        raise BadInput(
            "decision_area_unknown",
            Bilingual(f"«{text}» không phải đúng một đơn vị", f"«{text}» is not exactly one area"),
            Bilingual("Ghi mã hay tên đầy đủ của đơn vị.", "Give the code or the full name of the area."),
            Place(text=text),
        )


def read_place_finder(connection: Connection, stored: StoredVintage, request: AggregateRequest) -> PlaceFinder:
    """Return the finder of a stored vintage with its corrections, aliases and former names in force.

    NotFound where the vintage does not have the province or the level.
    """
    vintage_id = stored.vintage.vintage_id
    aliases = [one.alias for one in read_aliases(connection, vintage_id)] + read_former_names(connection, vintage_id)
    tree = read_kept_vintage(connection, stored).tree
    index = AreaIndex(vintage_id, tree, request.province_code, aliases)
    provinces = [area.area_code for area in index.list_areas(Level.PROVINCE)]
    check_province(stored.vintage, provinces, request.province_code)
    if not index.has_level(request.level):
        raise build_level_missing(stored.vintage, request.level, request.level)
    return PlaceFinder(index, request)
