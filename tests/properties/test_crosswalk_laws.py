"""Laws of crosswalks: nobody gets lost, whole units come back as they went, and the order of steps does not matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geodata.crosswalks.apportioning import apportion
from geodata.crosswalks.composing import compose, find_way
from geodata.crosswalks.crosswalk import Crosswalk, WeightBasis

Counts = dict[str, int]
_PARTS = 3  # provinces that every vintage of these laws shares

# Joining frames takes milliseconds; the laws about it are tried on fewer examples.
joined = settings(max_examples=25)
counts_of_people = st.integers(0, 10**9)
sizes = st.floats(1e-3, 1e6, allow_nan=False)


@st.composite
def split_crosswalks(draw: st.DrawFn, first: str = "A", last: str = "B") -> Crosswalk:
    """Return pieces within three provinces: the first digit of a code is its province, and no piece leaves it."""
    pair = st.tuples(st.integers(0, _PARTS - 1), st.integers(0, 4), st.integers(0, 4))
    pairs = draw(st.dictionaries(pair, sizes, min_size=1, max_size=30))
    rows = [(f"{part}{old}", f"{part}{new}", size) for (part, old, new), size in pairs.items()]
    return build(first, last, rows)


@st.composite
def chains_of_whole_units(draw: st.DrawFn, length: int) -> list[Crosswalk]:
    """Return mergers in a row: every unit of a vintage goes whole to one of the next."""
    held = {str(code): float(draw(st.integers(1, 1000))) for code in draw(st.sets(st.integers(0, 30), min_size=1))}
    chain = []
    for step in range(length):
        rows = [(code, str(draw(st.integers(0, 6))), size) for code, size in held.items()]
        chain.append(build(f"V{step}", f"V{step + 1}", rows))
        # Sizes of a merged unit are the sum of those merged, as areas and people are.
        held = {target: sum(size for _, other, size in rows if other == target) for _, target, _ in rows}
    return chain


def build(first: str, last: str, rows: list[tuple[str, str, float]]) -> Crosswalk:
    frame = pd.DataFrame(rows, columns=["from_code", "to_code", "size"])
    return Crosswalk(first, last, WeightBasis.AREA, "law", frame)


def share_out(crosswalk: Crosswalk, counts: Counts) -> NDArray[np.float64]:
    """Return the people of each piece."""
    known = [float(counts[code]) for code in crosswalk.from_codes]
    return apportion(known, crosswalk.pairs["size"], crosswalk.starts)


def convert(crosswalk: Crosswalk, counts: Counts) -> Counts:
    """Return the people of each to unit."""
    pieces = pd.Series(share_out(crosswalk, counts)).groupby(crosswalk.pairs["to_code"]).sum()
    return {str(code): int(count) for code, count in pieces.items()}


def draw_counts(data: st.DataObject, crosswalk: Crosswalk) -> Counts:
    return {code: data.draw(counts_of_people) for code in crosswalk.from_codes}


@given(split_crosswalks(), st.data())
def test_pieces_sum_exactly_to_their_whole_and_are_whole_people(crosswalk: Crosswalk, data: st.DataObject) -> None:
    counts = draw_counts(data, crosswalk)
    pieces = share_out(crosswalk, counts)
    assert (pieces == np.floor(pieces)).all()
    assert (pieces >= 0).all()
    sums = pd.Series(pieces).groupby(crosswalk.pairs["from_code"]).sum()
    assert sums.to_dict() == counts


@given(split_crosswalks(), st.data())
def test_no_piece_is_further_than_one_person_from_its_share(crosswalk: Crosswalk, data: st.DataObject) -> None:
    counts = draw_counts(data, crosswalk)
    quotas = crosswalk.pairs["from_code"].map(counts) * crosswalk.forward_weights
    assert (np.abs(share_out(crosswalk, counts) - quotas) < 1 + 1e-6).all()


@given(split_crosswalks(), st.data())
def test_the_total_of_every_common_ancestor_stays(crosswalk: Crosswalk, data: st.DataObject) -> None:
    counts = draw_counts(data, crosswalk)
    converted = convert(crosswalk, counts)
    assert sum(converted.values()) == sum(counts.values())
    for part in map(str, range(_PARTS)):
        before = sum(count for code, count in counts.items() if code[0] == part)
        assert sum(count for code, count in converted.items() if code[0] == part) == before


@given(split_crosswalks(), st.data())
def test_unknown_counts_are_unknown_in_all_pieces_and_in_no_other(crosswalk: Crosswalk, data: st.DataObject) -> None:
    counts = draw_counts(data, crosswalk)
    unknown = data.draw(st.sets(st.sampled_from(sorted(counts))))
    known = [float("nan") if code in unknown else float(counts[code]) for code in crosswalk.from_codes]
    pieces = apportion(known, crosswalk.pairs["size"], crosswalk.starts)
    is_unknown = crosswalk.pairs["from_code"].isin(list(unknown)).to_numpy()
    assert (np.isnan(pieces) == is_unknown).all()
    assert (pieces[~is_unknown] == share_out(crosswalk, counts)[~is_unknown]).all()


@joined
@given(st.permutations([f"{number:05}" for number in range(8)]), st.data())
def test_there_and_back_over_whole_units_is_the_identity(codes: list[str], data: st.DataObject) -> None:
    renamed = build("A", "B", [(code, f"9{code}", data.draw(sizes)) for code in codes])
    counts = draw_counts(data, renamed)
    assert convert(renamed.reverse(), convert(renamed, counts)) == counts


@joined
@given(split_crosswalks())
def test_the_reverse_of_the_reverse_is_the_crosswalk_itself(crosswalk: Crosswalk) -> None:
    again = crosswalk.reverse().reverse()
    assert (again.from_vintage_id, again.to_vintage_id) == (crosswalk.from_vintage_id, crosswalk.to_vintage_id)
    pd.testing.assert_frame_equal(again.pairs, crosswalk.pairs)


@joined
@given(split_crosswalks())
def test_weights_of_both_directions_are_those_of_the_reverse(crosswalk: Crosswalk) -> None:
    turned = crosswalk.reverse()
    weighed = crosswalk.pairs.assign(weight=crosswalk.backward_weights).sort_values(["to_code", "from_code"])
    # Sums in another order differ in the last binary digit.
    np.testing.assert_allclose(weighed["weight"].to_numpy(), turned.forward_weights, rtol=1e-12)
    assert turned.split_codes == {
        code for code, count in crosswalk.pairs["to_code"].value_counts().items() if count > 1
    }


@joined
@given(chains_of_whole_units(3))
def test_composing_is_associative_over_whole_units(chain: list[Crosswalk]) -> None:
    one, other = compose(compose(chain[0], chain[1]), chain[2]), compose(chain[0], compose(chain[1], chain[2]))
    pd.testing.assert_frame_equal(one.pairs, other.pairs)


@joined
@given(chains_of_whole_units(2), st.data())
def test_two_steps_over_whole_units_are_the_direct_way(chain: list[Crosswalk], data: st.DataObject) -> None:
    counts = draw_counts(data, chain[0])
    step_by_step = convert(chain[1], convert(chain[0], counts))
    assert convert(compose(*chain), counts) == step_by_step


@joined
@given(chains_of_whole_units(2))
def test_the_way_back_over_two_steps_weighs_as_the_direct_one(chain: list[Crosswalk]) -> None:
    """Sizes of merged units add up, so the shares on the way back multiply to those of the whole way."""
    direct = compose(*chain).reverse()
    stepwise = compose(chain[1].reverse(), chain[0].reverse())
    assert (direct.pairs["to_code"] == stepwise.pairs["to_code"]).all()
    np.testing.assert_allclose(direct.forward_weights, stepwise.forward_weights)


@joined
@given(split_crosswalks("A", "B"), split_crosswalks("B", "C"))
def test_composing_keeps_the_size_of_what_the_second_knows(first: Crosswalk, second: Crosswalk) -> None:
    known = first.pairs["to_code"].isin(list(second.from_codes))
    np.testing.assert_allclose(compose(first, second).pairs["size"].sum(), first.pairs["size"][known].sum())


@joined
@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda ends: ends[0] < ends[1]), max_size=8))
def test_a_way_is_shortest_connected_and_passes_no_vintage_twice(ends: set[tuple[int, int]]) -> None:
    known = [build(f"V{first}", f"V{last}", [("1", "2", 1.0)]) for first, last in sorted(ends)]
    distances = {0: 0}
    for _ in range(6):
        for first, last in [*ends, *((last, first) for first, last in ends)]:
            if first in distances:
                distances[last] = min(distances.get(last, 99), distances[first] + 1)
    for target in range(6):
        way = find_way(known, "V0", f"V{target}")
        assert (way is None) == (target not in distances)
        if way is None:
            continue
        passed = ["V0", *(step.to_vintage_id for step in way)]
        assert [step.from_vintage_id for step in way] == passed[:-1]
        assert (passed[-1], len(way), len(set(passed))) == (f"V{target}", distances[target], len(passed))
