from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from geodata.areas import Level
from services.measures.indicators import Indicator
from services.reporting import figure_map
from services.reporting.figure import render_sheet
from services.reporting.figure_map import plan_map, render_plan
from services.reporting.figure_raster import Canvas, has_layers, render_layered_png
from services.reporting.figure_sheets import build_screen_sheet
from services.reporting.pictures import render_png
from webmap.taken_files import PRINT

WIDTH, HEIGHT = 800, 600


def read_pixels(png):
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)


# The toy country has areas of every state, estimates among them.
@pytest.mark.parametrize(
    "indicator", [Indicator.PLAN_COMPLETION_RATIO, Indicator.YOY_CHANGE_COUNT, Indicator.ENROLLED_COUNT]
)
def test_the_picture_of_layers_is_that_of_the_drawing(show, monkeypatch, indicator):
    monkeypatch.setattr(figure_map, "MOST_NAMES", 0)  # with thousands of areas no name finds room
    view, geometry = show(Level.COMMUNE, "VN", indicator)
    sheet = build_screen_sheet(WIDTH, HEIGHT)
    plan = plan_map(view, geometry, sheet.map, "vi", has_titles=False)
    whole = read_pixels(render_png(render_sheet(plan, render_plan(plan), sheet), PRINT, WIDTH))
    layered = read_pixels(render_layered_png(plan, Canvas(sheet, PRINT, (WIDTH, HEIGHT)), None))
    again = read_pixels(render_layered_png(plan, Canvas(sheet, PRINT, (WIDTH, HEIGHT)), None))
    assert layered.shape == whole.shape == (HEIGHT, WIDTH, 3)
    assert (layered == again).all()
    differences = np.abs(layered - whole).max(axis=2)
    assert differences.mean() < 1
    assert (differences > 64).mean() < 0.006  # where an edge or a hatch falls on the other side of a pixel


def test_few_areas_are_drawn_whole_with_their_names(show):
    view, geometry = show()
    plan = plan_map(view, geometry, build_screen_sheet(WIDTH, HEIGHT).map, "vi", has_titles=False)
    assert not has_layers(plan)
