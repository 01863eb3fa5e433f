"""What the user says about a boundary file besides the file itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from geodata.areas import Level
from geodata.columns import ColumnChoice
from geodata.vintages import OutlineKind, Vintage, build_effective_to, parse_vintage_id


class UncodedRows(StrEnum):
    """What becomes of rows whose code is empty; nothing is dropped silently."""

    REFUSE = "refuse"
    BY_NAME = "by_name"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True)
class BoundaryOptions:
    """The options of ``boundaries check`` and ``import``; None leaves a choice to the content of the file."""

    vintage_id: str
    level: Level = Level.COMMUNE
    crs: str | None = None
    layer: str | None = None
    columns: ColumnChoice = field(default_factory=ColumnChoice)
    uncoded: UncodedRows = UncodedRows.REFUSE
    effective_to: date | None = None
    title_vi: str | None = None
    title_en: str | None = None
    source: str = ""
    licence: str = ""
    outline_kind: OutlineKind = OutlineKind.SURVEYED

    def build_vintage(self, file_name: str) -> Vintage:
        """Return the vintage that these options describe; the file's name stands in for a missing source."""
        effective_from = parse_vintage_id(self.vintage_id)
        day = effective_from.strftime("%d/%m/%Y")
        return Vintage(
            vintage_id=self.vintage_id,
            title_vi=self.title_vi or f"Địa giới từ {day}",
            title_en=self.title_en or f"Boundaries since {day}",
            effective_from=effective_from,
            effective_to=build_effective_to(effective_from, self.effective_to),
            lowest_level=self.level,
            outline_kind=self.outline_kind,
            source=self.source or file_name,
            licence=self.licence,
        )
