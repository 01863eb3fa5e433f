"""Faults of a crosswalk: what a list, the outlines and the vintages do not agree about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geodata.errors import Bilingual


class FaultKind(StrEnum):
    """What can be wrong with a crosswalk."""

    CODE_UNKNOWN_FROM = "code_unknown_from"
    CODE_UNKNOWN_TO = "code_unknown_to"
    NAME_DISAGREES = "name_disagrees"
    NO_SUCCESSOR = "no_successor"
    NO_PREDECESSOR = "no_predecessor"
    PAIRS_APART = "pairs_apart"
    FULL_AND_PARTIAL = "full_and_partial"
    PARTIAL_ALONE = "partial_alone"
    WEIGHTS_SUM = "weights_sum"
    WEIGHTS_MISSING = "weights_missing"
    PAIR_MISSING = "pair_missing"
    PAIR_REPEATED = "pair_repeated"

    @property
    def must_be_settled(self) -> bool:
        """Whether no crosswalk can be had without settling it, not even by leaving something out."""
        return self is FaultKind.WEIGHTS_MISSING


@dataclass(frozen=True)
class Fault:
    """One fault: the rows of the list it stands on (as a spreadsheet counts), the codes, what is wrong, how to mend.

    The message names both units where two are meant; a code is None where only one side is.
    """

    kind: FaultKind
    rows: tuple[int, ...]
    from_code: str | None
    to_code: str | None
    message: Bilingual
    hint: Bilingual
