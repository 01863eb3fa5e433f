"""What an evaluation of pilots comes to: gains of groups, pretended dates, and all of it together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geodata.errors import Bilingual
from services.planning.matching import Difference, Matching


@dataclass(frozen=True)
class GroupGain:
    """What a group of communes gained from baseline to evaluation; over those with both stocks.

    ``gross_total`` are new enrolments, None unless reported for all of them: net is gross less those who left, and the
    two are never mixed.
    """

    commune_count: int
    baseline_total: int
    last_total: int
    gross_total: int | None

    @property
    def net_total(self) -> int:
        """The rise of the stock."""
        return self.last_total - self.baseline_total

    @property
    def net_mean(self) -> float:
        """The rise of the stock per commune."""
        return self.net_total / self.commune_count if self.commune_count else float("nan")

    @property
    def gross_mean(self) -> float | None:
        """New enrolments per commune."""
        return None if self.gross_total is None or not self.commune_count else self.gross_total / self.commune_count


@dataclass(frozen=True)
class Placebo:
    """The difference in differences had the pilots begun on another day, on which they had not."""

    first: date
    last: date
    difference: Difference


@dataclass(frozen=True)
class PilotEvaluation:
    """The evaluation of the pilots of one start; ``matching`` and ``difference`` None without communes like them.

    ``net_ratio`` and ``gross_ratio`` are pilots / others per commune, None where they say nothing (the others did not
    gain). ``stock_share`` is what the pilots hold of all stock counted. ``year_net_total`` is the pilots' net change
    since the last year end: beside the gain since the start it shows what was lost before.
    """

    baseline_date: date
    as_of: date
    months: int
    pilots: GroupGain
    others: GroupGain
    net_ratio: float | None
    gross_ratio: float | None
    stock_share: float
    year_net_total: int | None
    matching: Matching | None
    difference: Difference | None
    placebos: tuple[Placebo, ...]
    sentences: tuple[Bilingual, ...]
