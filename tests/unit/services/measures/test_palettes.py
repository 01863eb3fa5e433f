"""Colours measured in CIELAB, as an eye, an eye without one kind of cone, and a grey print see them."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from services.measures.palettes import (
    ABOVE_100_COLOR,
    MIDDLE_COLOR,
    SEQUENTIAL_RAMP,
    STATE_LOOKS,
    build_diverging_colors,
    build_sequential_colors,
)
from services.measures.states import State

from_state = None
Color = NDArray[np.float64]
# Machado, Oliveira, Fernandes (2009), severity 1.0, in linear sRGB.
MACHADO = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]


def linear(color: str) -> Color:
    encoded = np.array([int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def lab(color: str, cones: str | None = None) -> Color:
    seen = linear(color)
    if cones:
        seen = np.clip(np.array(MACHADO[cones]) @ seen, 0, 1)
    x, y, z = (np.array(TO_XYZ) @ seen) / [0.95047, 1, 1.08883]
    root = [one ** (1 / 3) if one > (6 / 29) ** 3 else one / (3 * (6 / 29) ** 2) + 4 / 29 for one in (x, y, z)]
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def lightness(color: str) -> float:
    return float(lab(color)[0])


@pytest.mark.parametrize("count", range(2, 10))
def test_a_sequential_palette_darkens_in_even_steps(count: int) -> None:
    steps = [one - other for one, other in pairwise(map(lightness, build_sequential_colors(count)))]
    even = (SEQUENTIAL_RAMP.light - SEQUENTIAL_RAMP.dark) / (count - 1)
    assert min(steps) >= 7
    assert max(abs(step - even) for step in steps) < 1


def test_five_classes_lie_fifteen_steps_of_lightness_apart() -> None:
    steps = [one - other for one, other in pairwise(map(lightness, build_sequential_colors(5)))]
    assert min(steps) > 14


@pytest.mark.parametrize("count", range(3, 10))
def test_a_sequential_palette_keeps_to_one_hue(count: int) -> None:
    hues = [np.degrees(np.arctan2(*lab(color)[:0:-1])) % 360 for color in build_sequential_colors(count)]
    assert max(hues) - min(hues) < 8


def test_above_100_is_darker_than_any_class_and_zero_lighter() -> None:
    darkest = min(map(lightness, build_sequential_colors(9)))
    assert lightness(ABOVE_100_COLOR) < darkest - 15
    assert STATE_LOOKS[State.ZERO].fill == "#ffffff"


@pytest.mark.parametrize("side", [1, 2, 3])
def test_the_classes_of_a_diverging_palette_differ_in_grey(side: int) -> None:
    colors = build_diverging_colors(side, side, -1, has_zero=True)
    differences = [abs(lightness(one) - lightness(other)) for one, other in combinations(colors, 2)]
    assert min(differences) > 5


@pytest.mark.parametrize("cones", MACHADO)
@pytest.mark.parametrize("side", [1, 2, 3, 4])
def test_the_colour_blind_tell_neighbours_and_the_two_ends_apart(cones: str, side: int) -> None:
    colors = build_diverging_colors(side, side, -1, has_zero=True)
    seen = [lab(color, cones) for color in colors]
    assert min(np.linalg.norm(one - other) for one, other in pairwise(seen)) > 5
    for place in range(side):
        assert np.linalg.norm(seen[place] - seen[-1 - place]) > 12


def test_behind_is_always_the_warm_side() -> None:
    gap_of_change = build_diverging_colors(2, 2, -1, has_zero=False)
    gap_to_plan = build_diverging_colors(2, 2, 1, has_zero=False)
    assert lab(gap_of_change[0])[2] > 30  # far below zero: orange
    assert lab(gap_to_plan[-1])[2] > 30  # far above zero: orange
    assert lab(gap_of_change[-1])[2] < -20
    assert gap_of_change == gap_to_plan[::-1]


def test_zero_on_a_diverging_palette_is_light_grey() -> None:
    colors = build_diverging_colors(3, 3, -1, has_zero=True)
    assert colors[3] == MIDDLE_COLOR
    middle = lab(MIDDLE_COLOR)
    assert middle[0] > 90
    assert np.hypot(*middle[1:]) < 3


def test_a_palette_of_one_or_no_class_works() -> None:
    assert len(build_sequential_colors(1)) == 1
    assert build_sequential_colors(0) == ()
    assert build_diverging_colors(0, 1, 1, has_zero=False)[0].startswith("#")
