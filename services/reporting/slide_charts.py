"""The series of an area on a slide: a native line chart with plan and pace, and its last dates as a table."""

from __future__ import annotations

from math import ceil
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches, Pt

from geodata.errors import Bilingual
from services.coverage.profile import SeriesPoint
from services.measures.count_names import COUNT_LABELS
from services.measures.indicators import Count
from services.measures.wording import format_date
from services.reporting.report_table import write_people
from services.reporting.slide_parts import FONT, INK, Area, Cell, add_table
from services.reporting.taken_view import TakenView

MOST_TABLE_ROWS = 12
MOST_LABELS = 12
DATE = Bilingual("Ngày chốt", "Date")
# The mark between thousands is written as a letter of its own: «#,##0» would take that of the reader's office program.
AXIS_FORM = Bilingual(
    r"[>=1000000]#\.###\.##0;[>=1000]#\.##0;0",
    r"[>=1000000]#\,###\,##0;[>=1000]#\,##0;0",
)
# Line, width in points, dash: told apart without colours.
LOOKS = ((Count.ENROLLED, "1F4E79", 3.0, None), (Count.TARGET, "1D2733", 1.75, MSO_LINE.DASH),
         (Count.PACE, "7C8088", 1.75, MSO_LINE.ROUND_DOT))  # fmt: skip


def name_series(taken: TakenView) -> str:
    """Return what the chart shows, in place of the question of the map."""
    asked = taken.view.request
    scheme = asked.scheme.label.in_language(taken.lang)
    if asked.as_of is None:
        return scheme
    day = format_date(asked.as_of, taken.lang)
    return Bilingual(f"Diễn biến {scheme} đến {day}", f"{scheme[:1].upper()}{scheme[1:]} up to {day}").in_language(
        taken.lang
    )


def add_series_chart(page: Any, series: tuple[SeriesPoint, ...], taken: TakenView, area: Area) -> None:
    """Add the chart: participants, the year's plan and the pace, numbers as numbers."""
    form = AXIS_FORM.in_language(taken.lang)
    data = CategoryChartData(number_format=form)
    data.categories = [point.as_of for point in series]  # days: the axis is one of time, unequal steps stay unequal
    known = [look for look in LOOKS if any(_read(point, look[0]) is not None for point in series)]
    for count, *_ in known:
        data.add_series(COUNT_LABELS[count].in_language(taken.lang), [_read(point, count) for point in series])
    place = [Inches(number) for number in area]
    chart = page.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *place, data).chart
    chart.font.name, chart.font.size = FONT, Pt(12)
    chart.font.color.rgb = RGBColor.from_string(INK)
    chart.has_title = False
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.value_axis.tick_labels.number_format = form
    chart.value_axis.tick_labels.number_format_is_linked = False
    chart.value_axis.minimum_scale = 0
    _show_months(chart.category_axis, series)
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string("D5DBDF")
    for line, look in zip(chart.plots[0].series, known, strict=True):
        _draw_line(line, look)


def add_series_table(
    page: Any, series: tuple[SeriesPoint, ...], taken: TakenView, area: tuple[float, float, float]
) -> None:
    """Add the last dates of the series as a table."""
    lang = taken.lang
    kinds = (Count.ENROLLED, Count.TARGET, Count.PACE)
    rows = [[Cell(DATE.in_language(lang)), *(Cell(COUNT_LABELS[one].in_language(lang), True) for one in kinds)]]
    for point in series[-MOST_TABLE_ROWS:]:
        numbers = [Cell(write_people(_read(point, one), lang), is_number=True) for one in kinds]
        rows.append([Cell(format_date(point.as_of, lang)), *numbers])
    add_table(page, rows, area, (0.25, 0.27, 0.24, 0.24))


def _draw_line(line: Any, look: tuple[Count, str, float, Any]) -> None:
    count, color, width, dash = look
    line.smooth = False
    line.format.line.color.rgb = RGBColor.from_string(color)
    line.format.line.width = Pt(width)
    if dash is not None:
        line.format.line.dash_style = dash
    line.marker.style = XL_MARKER_STYLE.CIRCLE if count is Count.ENROLLED else XL_MARKER_STYLE.NONE
    if count is Count.ENROLLED:
        line.marker.size = 6
        line.marker.format.fill.solid()
        line.marker.format.fill.fore_color.rgb = RGBColor.from_string(color)


def _show_months(axis: Any, series: tuple[SeriesPoint, ...]) -> None:
    """Label the axis of time by months, as many as it has room for; by days where a month has two dates."""
    first, last = series[0].as_of, series[-1].as_of
    is_monthly = len({(point.as_of.year, point.as_of.month) for point in series}) == len(series)
    axis.tick_labels.number_format = "mm/yyyy" if is_monthly else "dd/mm/yyyy"
    axis.tick_labels.number_format_is_linked = False
    months = 12 * (last.year - first.year) + last.month - first.month
    step = ceil(months / MOST_LABELS) or 1
    # In the order of the schema, before which Office refuses a file.
    base = "months" if is_monthly else "days"  # counted from a month's last day, months would be passed over
    for name, value in (("baseTimeUnit", base), ("majorUnit", str(step)), ("majorTimeUnit", "months")):
        for old in axis._element.findall(qn(f"c:{name}")):
            axis._element.remove(old)
        axis._element.append(_build_element(name, value))


def _build_element(name: str, value: str) -> Any:
    element = OxmlElement(f"c:{name}")
    element.set("val", value)
    return element


def _read(point: SeriesPoint, count: Count) -> int | None:
    return {
        Count.ENROLLED: point.enrolled_count, Count.TARGET: point.target_count, Count.PACE: point.pace_count,
    }[count]  # fmt: skip
