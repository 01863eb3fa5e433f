"""What a code or a name meant on a day, and the ancestry of an area, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from geodata.areas import Level
from geodata.errors import Bilingual, NotFound
from geodata.gazetteer import Ending, Gazetteer, Unit
from services.coverage.ancestry import Ancestry, AncestryPiece
from webmap.api.view_json import in_both, tidy_share
from webmap.error_pages import BadParameter

GAZETTEER_LEVELS = (Level.PROVINCE, Level.MANAGING_UNIT, Level.COMMUNE)


def build_units(
    gazetteer: Gazetteer | None, code: str | None, name: str | None, on: date | None, level: Level | None
) -> dict[str, Any]:
    """Return the units of a code or a name: those of a day, or every term of the code where no day is given.

    NotFound where no history of units has been loaded, BadParameter where neither code nor name is given, or a name
    without a day.
    """
    if gazetteer is None:
        raise _gazetteer_missing()
    levels = (level,) if level else GAZETTEER_LEVELS
    if code:
        found = _find_by_code(gazetteer, code, on, levels)
    elif not name:
        raise BadParameter("code", None, Bilingual("Thiếu mã hoặc tên", "Neither code nor name is given"))
    elif on is None:
        message = Bilingual("Tìm theo tên thì cần ngày", "A name needs a day to be looked for on")
        raise BadParameter("on", None, message, ("YYYY-MM-DD",))
    else:
        found = [unit for one in levels for unit in gazetteer.find_named(one, name, on)]
    return {"on": on, "units": [_build_unit(gazetteer, unit, on) for unit in found]}


def _find_by_code(gazetteer: Gazetteer, code: str, on: date | None, levels: tuple[Level, ...]) -> list[Unit]:
    if on is None:
        return [unit for one in levels for unit in gazetteer.list_terms(one, code)]
    return [unit for one in levels if (unit := gazetteer.find(one, code, on))]


def _build_unit(gazetteer: Gazetteer, unit: Unit, on: date | None) -> dict[str, Any]:
    ending = gazetteer.find_ending(unit.level, unit.code, on or unit.valid_from)
    return build_term(unit) | {"ending": build_ending(ending) if ending else None}


def build_term(unit: Unit) -> dict[str, Any]:
    """Return a unit between two dates with what it belonged to, the nearest first."""
    return {
        "level": unit.level,
        "code": unit.code,
        "name": unit.name,
        "type": unit.type,
        "parents": [asdict(parent) for parent in unit.parents],
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
    }


def build_ending(ending: Ending) -> dict[str, Any]:
    """Return how a term ended: what the code meant next, whether it is the same unit, who bore its name next."""
    return {
        "next_term": build_term(ending.next_term) if ending.next_term else None,
        "is_continued": ending.is_continued,
        "namesakes": [build_term(unit) for unit in ending.namesakes],
    }


def build_ancestry(ancestry: Ancestry) -> dict[str, Any]:
    """Return what an area was made of in another vintage, or what became of it."""
    return {
        "vintage_id": ancestry.other.vintage_id,
        **in_both("vintage_title", Bilingual(ancestry.other.title_vi, ancestry.other.title_en)),
        "is_past": ancestry.is_past,
        **in_both("sentence", ancestry.sentence),
        "bases": [asdict(basis) for basis in ancestry.bases],
        "sources": list(ancestry.sources),
        "pieces": [_build_piece(piece) for piece in ancestry.pieces],
    }


def _build_piece(piece: AncestryPiece) -> dict[str, Any]:
    return {
        "area_code": piece.area_code,
        "name": piece.name,
        "level": piece.level,
        "parent_names": list(piece.parent_names),
        "is_whole": piece.is_whole,
        "share": tidy_share(piece.share),
        "share_of_area": tidy_share(piece.share_of_area),
    }


def _gazetteer_missing() -> NotFound:
    return NotFound(
        "gazetteer_missing",
        Bilingual("Chưa nạp lịch sử đơn vị hành chính", "No history of units has been loaded"),
        Bilingual(
            "Nạp: python -m webmap units import … --commit.", "Load it: python -m webmap units import … --commit."
        ),
    )
