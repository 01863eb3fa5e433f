"""Whether a name told to mean an area can be kept as its alias."""

from __future__ import annotations

from collections.abc import Iterable

from geodata.area_index import AreaIndex
from geodata.areas import LEVEL_WORDS, Level
from geodata.errors import BadInput, Bilingual, NotFound, Place
from geodata.names import clean_text
from geodata.places import IndexedArea, PlaceAlias


def check_alias(index: AreaIndex, alias: PlaceAlias) -> None:
    """Raise where ``alias`` must not be kept: no name, no such area or parent, area elsewhere, name of others.

    A name with one or several official bearers may be told to mean one of those, never an area that does not bear it.
    """
    area = _find(index, alias.level, alias.area_code)
    parent = _find_parent(index, alias)
    if not clean_text(alias.written) or not alias.folded.plain:
        raise BadInput(
            "alias_blank",
            Bilingual("Tên cần ghi nhớ đang để trống", "The name to be remembered is blank"),
            Bilingual("Ghi tên như trong tệp.", "Give the name as the file has it."),
            Place(text=alias.written),
        )
    if parent is not None and not index.lies_within(area, parent):
        raise BadInput(
            "alias_outside_parent",
            Bilingual(
                f"{index.label(area)} không thuộc {parent.label}", f"{index.label(area)} is not in {parent.label}"
            ),
            Bilingual("Chọn đơn vị trong cùng cấp trên.", "Choose an area within that parent."),
            Place(text=alias.written),
        )
    bearers = index.find_by_name(alias.level, alias.written, parent)
    if bearers and area not in bearers:
        raise _refuse_official_name(index, alias, area, bearers)


def needs_alias(index: AreaIndex, alias: PlaceAlias) -> bool:
    """Tell whether the written name does not lead to its area of itself."""
    bearers = index.find_by_name(alias.level, alias.written, _find_parent(index, alias))
    return [area.area_code for area in bearers] != [alias.area_code]


def build_scope_key(alias: PlaceAlias) -> tuple[Level, Level | None, str | None, str]:
    """Return what two aliases share that are about the same name in the same scope."""
    return (alias.level, alias.parent_level, alias.parent_code, alias.name_key)


def find_repeated_keys(aliases: Iterable[PlaceAlias]) -> set[tuple[Level, Level | None, str | None, str]]:
    """Return the scope keys of names that were told to mean more than one area."""
    told: dict[tuple[Level, Level | None, str | None, str], str] = {}
    return {
        build_scope_key(alias)
        for alias in aliases
        if told.setdefault(build_scope_key(alias), alias.area_code) != alias.area_code
    }


def _find_parent(index: AreaIndex, alias: PlaceAlias) -> IndexedArea | None:
    if alias.parent_level is None or alias.parent_code is None or alias.parent_level is Level.COUNTRY:
        return None
    return _find(index, alias.parent_level, alias.parent_code)


def _find(index: AreaIndex, level: Level, code: str) -> IndexedArea:
    area = index.find_area(level, code)
    if area is None:
        word = LEVEL_WORDS[level]
        raise NotFound(
            "area_missing",
            Bilingual(
                f"{index.vintage_id} không có {word.vi} mã «{code}»", f"{index.vintage_id} has no {word.en} «{code}»"
            ),
            Bilingual("Chọn đơn vị trong danh mục của bộ ranh giới này.", "Choose an area of this vintage."),
            Place(text=code),
        )
    return area


def _refuse_official_name(
    index: AreaIndex, alias: PlaceAlias, area: IndexedArea, bearers: tuple[IndexedArea, ...]
) -> BadInput:
    labels = "; ".join(index.label(bearer) for bearer in bearers)
    return BadInput(
        "alias_is_official_name",
        Bilingual(
            f"«{alias.written}» trong danh mục là tên của {labels}, không thể ghi nhớ là {area.label}",
            f"«{alias.written}» officially is the name of {labels}; it cannot be remembered as {area.label}",
        ),
        Bilingual(
            "Sửa tên trong tệp, hoặc chỉ quyết định cho dòng này.", "Mend the name, or decide for this row only."
        ),
        Place(text=alias.written),
    )
