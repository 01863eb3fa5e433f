"""Rows that claim one area twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from geodata.errors import Bilingual
from services.intake.outcomes import LOADED, JoinedRow, RowOutcome

HEADING_REASON = Bilingual("Dòng đầu nhóm, không có số liệu", "The heading of a group, without counts")


def mark_duplicates(rows: Sequence[JoinedRow], has_counts: Callable[[int], bool]) -> tuple[JoinedRow, ...]:
    """Mark every row of an area that is claimed twice: nobody can tell which of them is right.

    ``has_counts`` tells of a row by its index whether it counts anything.
    """
    loaded = [row for row in rows if row.outcome in LOADED and row.area is not None]
    keys = [(row.area and row.area.area_code, row.scheme, row.as_of, row.organisation) for row in loaded]
    if len(set(keys)) == len(keys):
        return tuple(rows)
    claims: dict[tuple[object, ...], list[JoinedRow]] = defaultdict(list)
    for key, row in zip(keys, loaded, strict=True):
        claims[key].append(row)
    marked = list(rows)
    for claim in claims.values():
        if len(claim) > 1:
            _mark_claim(marked, claim, has_counts)
    return tuple(marked)


def _mark_claim(marked: list[JoinedRow], claim: Sequence[JoinedRow], has_counts: Callable[[int], bool]) -> None:
    counted = {row.index: has_counts(row.index) for row in claim}
    stating = [row for row in claim if counted[row.index]]
    for row in claim:
        if len(stating) == 1 and not counted[row.index]:
            marked[row.index] = row._replace(outcome=RowOutcome.IGNORED, area=None, reason=HEADING_REASON)
        elif len(stating) != 1:
            reason = build_duplicate_reason(row, [other.number for other in claim if other.index != row.index])
            marked[row.index] = row._replace(outcome=RowOutcome.DUPLICATE, reason=reason)


def build_duplicate_reason(row: JoinedRow, others: Sequence[int]) -> Bilingual:
    """Return why a row is a duplicate; ``others`` are the numbers of the rows that claim its area, too."""
    numbers = ", ".join(map(str, others))
    label = row.area.label if row.area else row.name
    return Bilingual(f"{label} còn ở dòng {numbers}", f"{label} stands in row {numbers} as well")
