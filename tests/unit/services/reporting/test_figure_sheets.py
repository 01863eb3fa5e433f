import math
from xml.etree import ElementTree

import pytest

from geodata.areas import Level
from services.reporting import figure
from services.reporting.figure import render_figure
from services.reporting.figure_frame import Box, build_frame
from services.reporting.figure_scale import build_scale_bar
from services.reporting.figure_sheets import WEB, Paper, build_paper_sheet, build_screen_sheet, build_sheet

SVG = "{http://www.w3.org/2000/svg}"
EARTH_RADIUS_KM = 6371.0088


@pytest.mark.parametrize("size", [(1600, 1200), (1200, 1600), (800, 600), (3000, 1200)])
def test_a_picture_has_the_shape_asked_for_and_letters_that_grow_with_it(size):
    sheet = build_screen_sheet(*size)
    assert sheet.width / sheet.height == pytest.approx(size[0] / size[1])
    assert sheet.width * sheet.height == pytest.approx(1200 * 900)


@pytest.mark.parametrize("paper", list(Paper))
def test_paper_lies_for_a_wide_area_and_stands_for_a_high_one(paper):
    lying, standing = build_paper_sheet(paper, 2.0), build_paper_sheet(paper, 0.5)
    assert lying.width / lying.height == pytest.approx(math.sqrt(2), rel=0.01)
    assert standing.height / standing.width == pytest.approx(math.sqrt(2), rel=0.01)


SHEETS = [
    WEB,
    build_screen_sheet(1600, 1200),
    build_paper_sheet(Paper.A4, 0.5),
    build_paper_sheet(Paper.A3, 2.0),
    build_sheet(700, 434, has_texts=False),
]


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nothing_is_written_beyond_the_sheet_or_over_another_text(show, sheet, lang):
    view, geometry = show(Level.COMMUNE)
    svg = ElementTree.fromstring(render_figure(view, geometry, lang, sheet=sheet, is_picture=True))
    texts = [one for one in svg.iter(f"{SVG}text") if one.get("text-anchor") is None]
    boxes = []
    for one in texts:
        x, y, size = (float(one.get(name)) for name in ("x", "y", "font-size"))
        right = x + len(one.text) * size * 0.5  # narrower than the estimate that lines are broken by
        assert 0 <= x < right <= sheet.width
        assert size < y < sheet.height
        boxes.append((x, y - size * 0.7, right, y))
    for number, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_the_scale_bar_is_as_long_as_the_ground_it_stands_for():
    bounds = (103.0, 21.0, 104.0, 22.0)
    frame = build_frame(bounds, Box(0, 0, 500, 500))
    bar = build_scale_bar(frame, bounds)
    west, east = frame.place(103.4, 21.5)[0], frame.place(103.6, 21.5)[0]
    kilometres = math.radians(0.2) * EARTH_RADIUS_KM * math.cos(math.radians(21.5))
    assert bar.units / bar.kilometres == pytest.approx((east - west) / kilometres, rel=1e-6)
    assert bar.kilometres in (20, 50)
    assert not bar.is_wide


def test_a_bar_on_a_map_of_the_country_says_at_which_latitude_it_is_true():
    bounds = (102.0, 7.0, 118.0, 23.5)
    bar = build_scale_bar(build_frame(bounds, Box(0, 0, 860, 660)), bounds)
    assert bar.is_wide
    assert bar.latitude == pytest.approx(15.25)


def test_a_picture_has_no_tooltips_and_a_drawing_in_a_page_has(show):
    view, geometry = show()
    assert render_figure(view, geometry, "vi").count("<title>") == 1 + len(view.codes)
    assert render_figure(view, geometry, "vi", is_picture=True).count("<title>") == 1


def test_more_notes_than_usual_are_written_smaller_and_none_falls_off_the_sheet(show, monkeypatch):
    told = [f"Ghi chú dài thứ {number} của hình này" for number in range(14)]
    monkeypatch.setattr(figure, "list_notes", lambda *_: told)
    view, geometry = show()
    sheet = build_screen_sheet(600, 1000)
    svg = ElementTree.fromstring(render_figure(view, geometry, "vi", sheet=sheet, is_picture=True))
    foot = [one for one in svg.iter(f"{SVG}text") if float(one.get("y")) > sheet.legend.y + sheet.legend.height]
    assert max(float(one.get("y")) for one in foot) <= sheet.height - 6
    assert " ".join(one.text for one in foot) == " · ".join(told)
