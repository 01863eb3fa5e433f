"""Crosswalks are joined end to end, and the shortest way is found."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.crosswalks.composing import compose, find_way
from geodata.crosswalks.crosswalk import Crosswalk, WeightBasis


def build(first: str, last: str, *pairs: tuple[str, str, float], basis: WeightBasis = WeightBasis.AREA) -> Crosswalk:
    frame = pd.DataFrame(pairs, columns=["from_code", "to_code", "size"])
    return Crosswalk(first, last, basis, f"{first}-{last}", frame)


def list_pairs(crosswalk: Crosswalk) -> list[tuple[str, str, float]]:
    return list(crosswalk.pairs.itertuples(index=False, name=None))


def test_what_is_split_on_the_second_leg_is_split_by_its_weights() -> None:
    whole = build("A", "B", ("1", "5", 4.0), ("2", "5", 6.0))
    split = build("B", "C", ("5", "8", 1.0), ("5", "9", 3.0))
    both = compose(whole, split)
    assert list_pairs(both) == [("1", "8", 1.0), ("1", "9", 3.0), ("2", "8", 1.5), ("2", "9", 4.5)]
    assert (both.from_vintage_id, both.to_vintage_id, both.source) == ("A", "C", "A-B; B-C")


def test_pieces_that_meet_again_are_one() -> None:
    apart, together = (
        build("A", "B", ("1", "5", 1.0), ("1", "6", 3.0)),
        build("B", "C", ("5", "9", 1.0), ("6", "9", 1.0)),
    )
    assert list_pairs(compose(apart, together)) == [("1", "9", 4.0)]


def test_a_unit_that_the_second_does_not_know_falls_out() -> None:
    first, second = build("A", "B", ("1", "5", 1.0), ("2", "6", 1.0)), build("B", "C", ("5", "9", 1.0))
    assert list_pairs(compose(first, second)) == [("1", "9", 1.0)]


def test_the_basis_is_that_of_the_step_that_splits() -> None:
    whole = build("A", "B", ("1", "5", 1.0))
    split = build("B", "C", ("5", "8", 1.0), ("5", "9", 1.0), basis=WeightBasis.POPULATION)
    assert compose(whole, split).basis is WeightBasis.POPULATION
    again = build("A", "B", ("1", "5", 1.0), ("1", "6", 1.0))
    assert compose(again, split).basis is WeightBasis.GIVEN


def test_ends_that_do_not_meet_are_refused() -> None:
    with pytest.raises(ValueError, match="B is not C"):
        compose(build("A", "B"), build("C", "D"))


def test_the_way_with_the_fewest_steps_is_found_in_either_direction() -> None:
    known = [build("A", "B", ("1", "2", 1.0)), build("B", "C", ("2", "3", 1.0)), build("A", "C", ("1", "3", 1.0))]
    assert [step.source for step in find_way(known, "A", "C") or ()] == ["A-C"]
    back = find_way(known[:2], "C", "A")
    assert back is not None
    assert [(step.from_vintage_id, step.to_vintage_id) for step in back] == [("C", "B"), ("B", "A")]


def test_no_way_leads_to_an_unknown_vintage_and_none_is_needed_to_stay() -> None:
    known = [build("A", "B", ("1", "2", 1.0)), build("C", "D", ("1", "2", 1.0))]
    assert find_way(known, "A", "D") is None
    assert find_way(known, "A", "A") == ()


def test_a_circle_of_crosswalks_ends() -> None:
    known = [build("A", "B", ("1", "2", 1.0)), build("B", "C", ("2", "3", 1.0)), build("C", "A", ("3", "1", 1.0))]
    assert find_way(known, "A", "Z") is None
    assert len(find_way(known, "A", "C") or ()) == 1
