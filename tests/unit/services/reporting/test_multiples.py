"""Small multiples: every panel has its words and its areas, and one legend counts them all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from geodata.areas import Level
from services.coverage.shared_classes import give_classes, share_classes
from services.coverage.view import View
from services.measures.indicators import Indicator
from services.reporting.figure_geometry import FigureGeometry
from services.reporting.multiples import MOST_PANELS, SHEET, Multiples, Panel, render_multiples

SVG = "{http://www.w3.org/2000/svg}"
Show = Callable[..., tuple[View, FigureGeometry]]


def draw(sheet: Multiples, geometry: FigureGeometry, lang: str = "vi") -> ElementTree.Element:
    return ElementTree.fromstring(render_multiples(sheet, geometry, lang))


def list_texts(svg: ElementTree.Element) -> list[str]:
    return ["".join(one.itertext()) for one in svg.iter(f"{SVG}text")]


def build_sheet(show: Show, count: int, *, counts_areas: bool = True) -> tuple[Multiples, FigureGeometry]:
    whole, geometry = show()
    units = [show(within=code)[0] for code in ("094", "095", "105", "106")]
    views = [give_classes(view, whole.classes) for view in (units * 3)[:count]]
    panels = tuple(Panel(view, view.total.name, f"{view.total.text('vi')} · 1 / 2") for view in views)
    return Multiples("Xứ mẫu", "Đạt kế hoạch", panels, (panels[0].view,), counts_areas, ("Nguồn: mẫu",)), geometry


@pytest.mark.parametrize("count", [1, 2, 3, 5, 7, 11, MOST_PANELS])
def test_every_panel_is_named_and_lies_within_the_sheet(show: Show, count: int) -> None:
    sheet, geometry = build_sheet(show, count)
    svg = draw(sheet, geometry)
    texts = list_texts(svg)
    titles = [panel.title for panel in sheet.panels]
    assert all(texts.count(title) == titles.count(title) for title in titles)
    for rect in svg.iter(f"{SVG}rect"):
        if "x" in rect.attrib and float(rect.attrib["width"]) > 30:
            assert 0 <= float(rect.attrib["x"]) <= SHEET.width - float(rect.attrib["width"]) + 0.1
            assert 0 <= float(rect.attrib["y"]) <= SHEET.height - float(rect.attrib["height"]) + 0.1


def test_the_counts_of_the_legend_add_up_to_the_areas_of_all_panels(show: Show) -> None:
    sheet, geometry = build_sheet(show, 4)
    counts = [int(found) for text in list_texts(draw(sheet, geometry)) for found in re.findall(r" · (\d+)$", text)]
    assert sum(counts) == sum(len(panel.view.codes) for panel in sheet.panels) == 12


def test_the_same_areas_on_several_dates_are_not_counted(show: Show) -> None:
    view, geometry = show(indicator=Indicator.ENROLLED_COUNT)
    earlier = replace(view, request=replace(view.request, as_of=view.request.as_of.replace(year=2018)))  # type: ignore[union-attr]
    first, second = share_classes(earlier, view)
    panels = (Panel(first, "31/03/2018", "1"), Panel(second, "31/03/2019", "2"))
    texts = " ".join(list_texts(draw(Multiples("Xứ mẫu", "?", panels, (second,), False, ()), geometry)))
    assert "Một thang màu cho cả 2 ngày." in texts
    assert "ngày 31/03/2019" not in texts
    assert "· " not in texts


def test_answers_give_their_counts_in_all_panels_or_in_none(show: Show) -> None:
    sheet, geometry = build_sheet(show, 3)
    long = replace(sheet.panels[1], answer="68,8% · " + "9" * 90)
    sheet = replace(sheet, panels=(sheet.panels[0], long, sheet.panels[2]))
    assert not [text for text in list_texts(draw(sheet, geometry)) if "1 / 2" in text or "999" in text]


def test_a_panel_that_leads_somewhere_is_a_link_and_names_are_escaped(show: Show) -> None:
    sheet, geometry = build_sheet(show, 1)
    panel = replace(sheet.panels[0], title="<b>&", url="/map?a=1&b=2")
    svg = draw(replace(sheet, panels=(panel,)), geometry)
    (link,) = svg.iter(f"{SVG}a")
    assert link.attrib["href"] == "/map?a=1&b=2"
    assert "<b>&" in list_texts(svg)


def test_a_level_above_the_lowest_is_drawn_by_its_dissolved_areas(show: Show) -> None:
    view, geometry = show(Level.PROVINCE)
    svg = draw(Multiples("Xứ mẫu", "?", (Panel(view, "x", "y"),), (view,), True, ()), geometry)
    assert [one for one in svg.iter(f"{SVG}path") if one.attrib.get("d")]
