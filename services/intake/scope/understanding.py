"""What a file was understood to be about, and where each part of that was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from geodata.areas import Level
from geodata.errors import Bilingual
from services.intake.files.sheets import Sheet
from services.intake.headers.columns import PlainTable
from services.intake.kinds import IntakeKind
from services.intake.layout.table_layout import TableLayout
from services.intake.options import Covers
from services.intake.scope.understanding_parts import NOWHERE, Origin, Understood
from services.measures.schemes import Scheme
from services.store.release_draft import CoveredUnits

__all__ = ["Origin", "SheetUnderstanding", "Understanding", "Understood", "build_understood_document"]


@dataclass(frozen=True)
class SheetUnderstanding:
    """One sheet: its layout and table, or the reason why it holds none; rows in the order of ``table.rows``."""

    sheet: Sheet
    layout: TableLayout | None
    table: PlainTable | None
    reason: Bilingual | None = None


@dataclass(frozen=True)
class Understanding:
    """What a file was understood to be about; ``covered`` are the units that it speaks for, with ``unit_names``."""

    kind: Understood[IntakeKind]
    vintage_id: Understood[str]
    as_of: Understood[date]
    province_code: Understood[str]
    level: Understood[Level]
    scheme: Understood[Scheme]
    sheets: tuple[SheetUnderstanding, ...]
    covers: Understood[Covers] = NOWHERE
    covered: tuple[CoveredUnits, ...] = ()
    unit_names: Mapping[str, str] = field(default_factory=dict)


def build_understood_document(understood: Understanding) -> dict[str, Any]:
    """Return what was understood as plain JSON values, each with its origin."""
    names = ("kind", "vintage_id", "as_of", "province_code", "level", "scheme", "covers")
    document: dict[str, Any] = {name: _build_entry(getattr(understood, name)) for name in names}
    units = [
        {"code": code, "name": understood.unit_names.get(code, code), "level": one.level, "province": one.province_code}
        for one in understood.covered
        for code in one.unit_codes
    ]
    return document | {"covered_units": units}


def _build_entry(entry: Understood[Any]) -> dict[str, Any]:
    value = entry.value.isoformat() if isinstance(entry.value, date) else entry.value
    return {"value": None if value is None else str(value), "origin": str(entry.origin), "text": entry.text}
