"""What a view owes to other vintages: which dates came from which, over which crosswalks, and what is estimated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geodata.errors import Bilingual
from geodata.vintages import Vintage
from services.coverage.columns import Numbers
from services.coverage.evaluation import Evaluation
from services.coverage.snapshot import VintageData
from services.measures.indicators import Count, Indicator
from services.measures.schemes import Scheme


@dataclass(frozen=True)
class ConversionNote:
    """What counts of one other vintage became part of a view.

    ``counts`` are the operands that came from there, ``dates`` the days of those counts, earliest first.
    ``crosswalk_sources`` and ``bases`` (of the weights of split communes) are those of the way, one each per crosswalk.
    Of the areas shown, ``converted_area_count`` hold converted counts, ``estimated_area_count`` an estimated value.
    """

    from_vintage: Vintage
    counts: tuple[Count, ...]
    dates: tuple[date, ...]
    crosswalk_sources: tuple[str, ...]
    bases: tuple[Bilingual, ...]
    converted_area_count: int
    estimated_area_count: int


def list_conversions(
    data: VintageData,
    scheme: Scheme,
    indicator: Indicator,
    as_of: date,
    areas: Numbers,
    found: Evaluation,
    since: date | None,
) -> tuple[ConversionNote, ...]:
    """Return a note for each other vintage whose counts the values of ``areas`` are made of, the newest first."""
    return ()
