"""What the user says about a boundary file besides the file itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from geodata.areas import Level
from geodata.columns import ColumnChoice
from geodata.errors import BadInput, Bilingual, Place
from geodata.vintages import OutlineKind, Vintage, build_effective_to, parse_vintage_id

_LEVEL_WORDS = {
    Level.COMMUNE: Bilingual("xã", "Commune"),
    Level.MANAGING_UNIT: Bilingual("huyện", "District"),
    Level.PROVINCE: Bilingual("tỉnh", "Province"),
}


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

    @property
    def effective_from(self) -> date:
        """The first day of validity, which the vintage id names; BadInput where it is malformed."""
        return parse_vintage_id(self.vintage_id)

    def check(self) -> None:
        """Raise BadInput where the vintage id is malformed or the vintage would end before it begins."""
        if self.effective_to is not None and self.effective_to <= self.effective_from:
            raise BadInput(
                "effective_to_too_early",
                Bilingual("Ngày hết hiệu lực không sau ngày bắt đầu", "The vintage ends before it begins"),
                Bilingual(
                    f"--effective-to phải sau {self.effective_from:%d/%m/%Y}.",
                    f"--effective-to must be later than {self.effective_from:%d/%m/%Y}.",
                ),
                Place(text=self.effective_to.isoformat()),
            )

    def build_vintage(self, file_name: str, province_names: Sequence[str]) -> Vintage:
        """Return the vintage that these options describe; the file's name stands in for a missing source.

        The title names the level, the first day and, where there is just one, the province.
        """
        effective_from = self.effective_from
        day = f"{effective_from:%d/%m/%Y}"
        words = _LEVEL_WORDS[self.level]
        scope = f", {province_names[0]}" if len(province_names) == 1 else ""
        return Vintage(
            vintage_id=self.vintage_id,
            title_vi=self.title_vi or f"Địa giới cấp {words.vi}{scope}, từ {day}",
            title_en=self.title_en or f"{words.en} boundaries{scope}, since {day}",
            effective_from=effective_from,
            effective_to=build_effective_to(effective_from, self.effective_to),
            lowest_level=self.level,
            outline_kind=self.outline_kind,
            source=self.source or file_name,
            licence=self.licence,
        )
