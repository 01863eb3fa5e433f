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

    @property
    def label(self) -> Bilingual:
        """What the kind means, in a few words."""
        return _LABELS[self]


_LABELS = {
    FaultKind.CODE_UNKNOWN_FROM: Bilingual("mã cũ không có ở đâu", "from code that nothing knows"),
    FaultKind.CODE_UNKNOWN_TO: Bilingual("mã mới không có trong bộ ranh giới", "to code unknown to the vintage"),
    FaultKind.NAME_DISAGREES: Bilingual("tên không khớp mã", "name that is not that of the code"),
    FaultKind.NO_SUCCESSOR: Bilingual("đơn vị cũ không về đâu", "area without a successor"),
    FaultKind.NO_PREDECESSOR: Bilingual("đơn vị mới không từ đâu", "area without a predecessor"),
    FaultKind.PAIRS_APART: Bilingual("cặp không chạm nhau", "pair that does not touch"),
    FaultKind.FULL_AND_PARTIAL: Bilingual("vừa toàn bộ vừa một phần", "whole and in part at once"),
    FaultKind.PARTIAL_ALONE: Bilingual("một phần, không rõ phần còn lại", "in part, the rest nowhere"),
    FaultKind.WEIGHTS_SUM: Bilingual("tỷ trọng không khớp", "weights that do not add up"),
    FaultKind.WEIGHTS_MISSING: Bilingual("chưa có tỷ trọng", "weights missing"),
    FaultKind.PAIR_MISSING: Bilingual("ranh giới có, danh sách không", "outlines overlap, the list says nothing"),
    FaultKind.PAIR_REPEATED: Bilingual("cặp lặp lại", "pair that stands twice"),
}


@dataclass(frozen=True)
class Fault:
    """One fault: the rows of the list it stands on (as a spreadsheet counts), the codes, what is wrong, how to mend.

    The message names both units where two are meant; a code is None where only one side is. ``left_out`` are the
    rows of the list that the crosswalk does without because of it.
    """

    kind: FaultKind
    rows: tuple[int, ...]
    from_code: str | None
    to_code: str | None
    message: Bilingual
    hint: Bilingual
    left_out: tuple[int, ...] = ()
