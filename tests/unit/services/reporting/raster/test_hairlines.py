import numpy as np
import pytest

from services.reporting.raster.hairlines import Hairlines


def draw(here, there, width, times=1):
    ink = Hairlines(10, 10)
    for _ in range(times):
        ink.draw(np.array([here], dtype=float), np.array([there], dtype=float), width)
    return ink.finish().astype(int)


@pytest.mark.parametrize("width", [0.2, 0.5, 0.9])
def test_a_line_through_the_middles_of_pixels_covers_them_by_its_width(width):
    drawn = draw((0, 4.5), (10, 4.5), width)
    assert np.abs(drawn[4] - 255 * width).max() <= 1
    assert not np.delete(drawn, 4, axis=0).any()


def test_a_line_between_pixels_is_shared_by_both_and_downwards_as_across():
    drawn = draw((0, 4), (10, 4), 0.5)
    assert np.abs(drawn[3:5] - 255 * 0.25).max() <= 1
    assert (drawn == draw((4, 0), (4, 10), 0.5).T).all()


def test_the_second_line_covers_what_the_first_has_left():
    drawn = draw((0, 4.5), (10, 4.5), 0.5, times=2)
    assert np.abs(drawn[4] - 255 * 0.75).max() <= 1


def test_what_lies_outside_is_left_out():
    assert not draw((-5, -3), (-1, 30), 0.5).any()
    assert draw((-5, 4.5), (30, 4.5), 0.5)[4].all()
