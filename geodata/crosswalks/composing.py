"""Crosswalks joined end to end: from one vintage over others to a third."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from geodata.crosswalks.crosswalk import Crosswalk, WeightBasis


def compose(first: Crosswalk, second: Crosswalk) -> Crosswalk:
    """Return the crosswalk from the first vintage to the last over the one in the middle.

    The size of (a, c) is the sum over b of size(a, b) × forward weight of (b, c): within b everything is taken to
    lie evenly. Pieces whose middle unit the other crosswalk does not know fall out. ValueError where ``second``
    does not begin where ``first`` ends.
    """
    if first.to_vintage_id != second.from_vintage_id:
        raise ValueError(f"{first.to_vintage_id} is not {second.from_vintage_id}")
    following = second.pairs[["from_code", "to_code"]].assign(weight=second.forward_weights)
    joined = first.pairs.merge(
        following.rename(columns={"from_code": "middle_code", "to_code": "last_code"}),
        left_on="to_code",
        right_on="middle_code",
        validate="many_to_many",
    )
    joined["size"] *= joined["weight"]
    sizes = joined.groupby(["from_code", "last_code"], sort=True)["size"].sum().reset_index()
    basis, source = _describe(first, second)
    pairs = sizes.rename(columns={"last_code": "to_code"})
    return Crosswalk(first.from_vintage_id, second.to_vintage_id, basis, source, pairs)


def _describe(first: Crosswalk, second: Crosswalk) -> tuple[WeightBasis, str]:
    """Return the basis of what the two split: their own where they agree or one splits nothing, else mixed."""
    source = first.source if first.source == second.source else f"{first.source}; {second.source}"
    if not second.split_codes or first.basis is second.basis:
        return first.basis, source
    return (WeightBasis.GIVEN if first.split_codes else second.basis), source


def find_way(crosswalks: Iterable[Crosswalk], from_vintage_id: str, to_vintage_id: str) -> tuple[Crosswalk, ...] | None:
    """Return the crosswalks that lead from one vintage to another in the fewest steps, each turned to be applied.

    Empty where both are the same, None where no way leads there. Among ways of equal length the one over the
    crosswalks named first wins; a way never goes through a vintage twice.
    """
    known = tuple(crosswalks)
    ways: dict[str, tuple[tuple[Crosswalk, bool], ...]] = {from_vintage_id: ()}
    waiting = deque([from_vintage_id])
    while waiting and to_vintage_id not in ways:
        here = waiting.popleft()
        for there, step in _list_steps(known, here):
            if there not in ways:
                ways[there] = (*ways[here], step)
                waiting.append(there)
    if to_vintage_id not in ways:
        return None
    return tuple(crosswalk.reverse() if is_backward else crosswalk for crosswalk, is_backward in ways[to_vintage_id])


def _list_steps(crosswalks: Iterable[Crosswalk], here: str) -> Iterator[tuple[str, tuple[Crosswalk, bool]]]:
    """Give where one step leads from a vintage: over which crosswalk, and whether backward."""
    for crosswalk in crosswalks:
        if crosswalk.from_vintage_id == here:
            yield crosswalk.to_vintage_id, (crosswalk, False)
        elif crosswalk.to_vintage_id == here:
            yield crosswalk.from_vintage_id, (crosswalk, True)
