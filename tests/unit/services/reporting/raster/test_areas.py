import numpy as np
import pytest
from PIL import Image, ImageDraw

from services.reporting.raster.areas import number_pixels
from services.reporting.raster.outlines import Rings

SQUARE = [(0, 0), (4, 0), (4, 4), (0, 4)]


def number(rings, numbers, holes=None, shape=(8, 8), scale=1.0):
    points = np.array([point for ring in rings for point in ring], dtype=np.int64).reshape(-1, 2)
    starts = np.r_[0, np.cumsum([len(ring) for ring in rings])].astype(np.int64)
    is_hole = np.array(holes or [False] * len(rings), dtype=bool)
    return number_pixels(Rings(points, starts), np.array(numbers, dtype=np.int64), is_hole, points * scale, shape)


@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1]], ids=["one way", "the other"])
def test_a_square_takes_the_pixels_whose_middle_lies_in_it(ring):
    expected = np.zeros((8, 8))
    expected[:4, :4] = 7
    assert (number([ring], [7]) == expected).all()


def test_what_lies_in_a_hole_has_its_own_number():
    hole = [(1, 1), (3, 1), (3, 3), (1, 3)]
    drawn = number([SQUARE, hole, hole[::-1]], [7, 7, 9], [False, True, False])
    assert drawn[0, 0] == drawn[3, 3] == 7
    assert (drawn[1:3, 1:3] == 9).all()


def test_what_lies_beyond_the_picture_is_cut():
    around = [(-9, -9), (20, -9), (20, 20), (-9, 20)]
    assert (number([around], [5]) == 5).all()


def test_areas_that_lie_over_one_another_give_no_third_number():
    drawn = number([SQUARE, [(2, 2), (6, 2), (6, 6), (2, 6)]], [60_000, 65_535])
    assert set(np.unique(drawn)) == {0, 60_000, 65_535}


def test_areas_are_those_that_another_way_of_drawing_finds():
    random = np.random.default_rng(20)
    corners = random.integers(0, 400, (60, 3, 2))
    shape = (400, 400)
    for corner in corners:
        ring = [tuple(point) for point in corner.tolist()]
        if abs(np.linalg.det(np.c_[corner, np.ones(3)])) < 1:
            continue
        other = Image.new("L", shape)
        ImageDraw.Draw(other).polygon(ring, fill=1)
        differing = (number([ring], [1], shape=shape) != np.asarray(other)).sum()
        edges = np.abs(np.roll(corner, -1, axis=0) - corner).max(axis=1).sum()
        assert differing <= edges + 3  # Pillow paints the edges too


def test_nothing_is_drawn_of_nothing():
    assert not number([], []).any()
