"""Slides: lines and numbers keep their room, the axis is one of time, a series is of the same areas throughout."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pptx import Presentation

from services.coverage.profile import SeriesPoint, build_series, select_comparable
from services.measures.schemes import Scheme
from services.measures.states import State
from services.reporting.slide_parts import LEAST_SIZE, fit_size
from services.reporting.slides import Slide, build_slides
from services.reporting.svg import measure_text
from services.reporting.taken_view import TakenView
from tests.fixtures.toy_store import AS_OF, VINTAGE_ID
from webmap.taken_files import PRINT

NS = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}


def build_point(day: date, count: int, missing: int = 0, target: int | None = None) -> SeriesPoint:
    return SeriesPoint(day, count, target, None, None, None, State.VALUE, missing)


@pytest.fixture
def taken(show, toy_snapshot) -> TakenView:
    view, geometry = show()
    return TakenView(toy_snapshot, view, geometry, "en", "within=VN")


def read_series_slide(taken: TakenView, days: list[date]):
    series = tuple(build_point(day, 21_344_000, target=21_298_500) for day in days)
    deck = Presentation(BytesIO(build_slides([Slide(taken, series=series)], PRINT, "x")))
    return deck.slides[0].shapes


def test_a_series_leaves_out_dates_on_which_other_areas_report() -> None:
    series = (
        build_point(date(2020, 7, 31), 59_177, missing=3_200),
        build_point(date(2025, 11, 30), 21_172_993, missing=2),
        build_point(date(2025, 12, 31), 21_344_000, missing=2),
        build_point(date(2026, 1, 31), 21_400_000, missing=2),
    )
    chosen = select_comparable(series, date(2025, 12, 31))
    assert [point.as_of for point in chosen] == [date(2025, 11, 30), date(2025, 12, 31)]


def test_a_target_of_fewer_areas_does_not_stand_beside_the_stock_of_all(toy_snapshot) -> None:
    points = build_series(toy_snapshot, VINTAGE_ID, "VN", Scheme.BHXH_TN)
    point = next(one for one in points if one.as_of == AS_OF)
    assert point.enrolled_count is not None
    assert point.target_count is None  # one of the communes with a stock has no target


def test_numbers_of_a_series_are_not_parted(taken) -> None:
    shapes = read_series_slide(taken, [date(2025, 11, 30), date(2025, 12, 31)])
    table = next(shape.table for shape in shapes if shape.has_table)
    for row in list(table.rows)[1:]:
        for cell, column in zip(row.cells, table.columns, strict=True):
            font = cell.text_frame.paragraphs[0].runs[0].font
            room = (column.width - cell.margin_left - cell.margin_right) / 12_700
            assert measure_text(cell.text, font.size.pt) <= room


def test_the_axis_of_a_series_is_one_of_time(taken) -> None:
    shapes = read_series_slide(taken, [date(2019, 12, 31), date(2020, 12, 31), date(2021, 1, 31)])
    (axis,) = next(shape.chart for shape in shapes if shape.has_chart)._chartSpace.iterfind(".//c:dateAx", NS)
    told = {one.tag.partition("}")[2]: one.get("val") for one in axis}
    assert (told["baseTimeUnit"], told["majorTimeUnit"], told["majorUnit"]) == ("months", "months", "2")
    assert list(told)[-3:] == ["baseTimeUnit", "majorUnit", "majorTimeUnit"]


def test_a_month_with_two_dates_is_drawn_by_days(taken) -> None:
    shapes = read_series_slide(taken, [date(2021, 1, 15), date(2021, 1, 31)])
    axis = next(shape.chart for shape in shapes if shape.has_chart)._chartSpace.find(".//c:dateAx", NS)
    assert axis.find("c:baseTimeUnit", NS).get("val") == "days"
    assert axis.find("c:numFmt", NS).get("formatCode") == "dd/mm/yyyy"


def test_a_long_answer_stays_in_its_line(taken) -> None:
    rate = "45.10% of the working-age labour force · 21,344,000 / 47,330,000 people"
    answer = f"{rate} · 3,319 of 3,321 communes have all data"
    deck = Presentation(BytesIO(build_slides([Slide(replace(taken, answer=answer))], PRINT, "x")))
    box = next(one for one in deck.slides[0].shapes if one.has_text_frame and one.text_frame.text == answer)
    size = box.text_frame.paragraphs[0].runs[0].font.size.pt
    assert LEAST_SIZE < size < 18
    assert measure_text(answer, size) < box.width / 12_700


def test_a_short_text_keeps_its_size() -> None:
    assert fit_size(["2.959"], 1.0, 12) == 12
