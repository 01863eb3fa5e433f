"""A crosswalk serves both directions, and nothing wrong gets into one."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.crosswalks.crosswalk import Crosswalk, WeightBasis


def build(*pairs: tuple[str, str, float]) -> Crosswalk:
    frame = pd.DataFrame(pairs, columns=["from_code", "to_code", "size"])
    return Crosswalk("A", "B", WeightBasis.AREA, "test", frame)


def test_pairs_are_sorted_and_split_units_are_known() -> None:
    crosswalk = build(("2", "9", 1.0), ("1", "9", 3.0), ("1", "8", 1.0))
    assert crosswalk.pairs[["from_code", "to_code"]].to_numpy().tolist() == [["1", "8"], ["1", "9"], ["2", "9"]]
    assert crosswalk.split_codes == {"1"}
    assert crosswalk.from_codes.tolist() == ["1", "2"]
    assert crosswalk.starts.tolist() == [0, 2]


def test_weights_go_both_ways() -> None:
    crosswalk = build(("1", "8", 1.0), ("1", "9", 3.0), ("2", "9", 1.0))
    assert crosswalk.forward_weights.tolist() == [0.25, 0.75, 1.0]
    assert crosswalk.backward_weights.tolist() == [1.0, 0.75, 0.25]


def test_reversed_it_is_the_same_pieces_seen_from_the_other_vintage() -> None:
    turned = build(("1", "8", 1.0), ("1", "9", 3.0), ("2", "9", 1.0)).reverse()
    assert (turned.from_vintage_id, turned.to_vintage_id) == ("B", "A")
    assert turned.split_codes == {"9"}
    assert turned.forward_weights.tolist() == [1.0, 0.75, 0.25]


def test_a_pair_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="1 -> 8 stands twice"):
        build(("1", "8", 1.0), ("1", "8", 2.0))


@pytest.mark.parametrize("size", [0.0, -1.0, float("nan"), float("inf")])
def test_a_piece_without_a_size_is_refused(size: float) -> None:
    with pytest.raises(ValueError, match="1 -> 8 has the size"):
        build(("1", "8", size))


def test_an_empty_crosswalk_has_no_units() -> None:
    crosswalk = build()
    assert crosswalk.from_codes.tolist() == []
    assert crosswalk.split_codes == frozenset()


@pytest.mark.parametrize("basis", list(WeightBasis))
def test_each_basis_is_named_in_both_languages(basis: WeightBasis) -> None:
    assert basis.label.vi
    assert basis.label.en
