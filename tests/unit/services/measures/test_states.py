from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from services.measures.palettes import STATE_LOOKS
from services.measures.states import STATES, Findings, State, build_states, count_states

PRECEDENCE = ("withheld", "no_data", "no_denominator", "no_target", "estimated", "above_100", "zero")


def find(*names: str) -> State:
    masks = {field.name: np.array([field.name in names]) for field in fields(Findings)}
    return STATES[int(build_states(Findings(**masks))[0])]


def test_without_a_finding_a_value_is_a_value() -> None:
    assert find() is State.VALUE


@pytest.mark.parametrize("place", range(len(PRECEDENCE)))
def test_the_first_finding_of_the_precedence_decides(place: int) -> None:
    assert find(*PRECEDENCE[place:]) is State(PRECEDENCE[place])


def test_the_counts_of_states_name_every_state_and_add_up() -> None:
    numbers = np.array([State.ZERO.number, State.VALUE.number, State.ZERO.number], dtype=np.int8)
    counts = count_states(numbers)
    assert list(counts) == list(State)
    assert counts[State.ZERO] == 2
    assert sum(counts.values()) == 3


def test_a_number_is_shown_in_four_states_only() -> None:
    shown = {state for state in State if state.has_value}
    assert shown == {State.VALUE, State.ZERO, State.ABOVE_100, State.ESTIMATED}


def test_every_state_has_its_own_look_words_and_letter() -> None:
    looks = [(look.pattern, look.fill, look.spacing_px) for look in STATE_LOOKS.values()]
    assert set(STATE_LOOKS) == set(State)
    assert len(set(looks)) == len(State)
    assert len({state.label.vi for state in State}) == len({state.label.en for state in State}) == len(State)
    letters = [state.letter for state in State if state.letter]
    assert sorted(letters) == sorted("zndtwa")
