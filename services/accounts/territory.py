"""The place that an account is limited to: what it writes lies in it, wholly, or is refused."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.errors import BadInput, Bilingual, Place

LONGEST_PART = 40


@dataclass(frozen=True)
class Territory:
    """A province or managing unit by its code in one vintage; on other boundaries, what lies wholly in it."""

    vintage_id: str
    area_code: str

    def __str__(self) -> str:
        """Return it as it is typed."""
        return f"{self.vintage_id}:{self.area_code}"


def parse_territory(text: str) -> Territory | None:
    """Return the territory of «VN-2025-07-01:11», None for «-»: everywhere; BadInput for anything else."""
    vintage_id, sign, code = (part.strip() for part in text.partition(":"))
    if text.strip() == "-":
        return None
    if sign and all(0 < len(part) <= LONGEST_PART for part in (vintage_id, code)):
        return Territory(vintage_id, code)
    raise BadInput(
        "territory_malformed",
        Bilingual(f"Không hiểu phạm vi «{text[:80]}»", f"The territory «{text[:80]}» is not understood"),
        Bilingual(
            "Viết BỘ-RANH-GIỚI:MÃ, ví dụ VN-2025-07-01:11; «-» là không giới hạn.",
            "Write VINTAGE:CODE, VN-2025-07-01:11 for one; «-» is no limit.",
        ),
        Place(text=text[:80]),
    )
