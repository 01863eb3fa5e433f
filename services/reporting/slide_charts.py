"""The series of an area on a slide: a native line chart with plan and pace, and its last dates as a table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
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
DATE = Bilingual("Ngày chốt", "Date")
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
    data = CategoryChartData(number_format="#,##0")
    data.categories = [_name_month(point.as_of, taken.lang) for point in series]
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
    chart.value_axis.tick_labels.number_format = "#,##0"
    chart.value_axis.tick_labels.number_format_is_linked = False
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
    add_table(page, rows, area, (0.28, 0.25, 0.23, 0.24))


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


def _name_month(day: date, lang: str) -> str:
    """Return a cut-off date as an axis has room for it: the month where it is its last day."""
    written = format_date(day, lang)
    return written[3:] if (day + timedelta(days=1)).day == 1 else written


def _read(point: SeriesPoint, count: Count) -> int | None:
    return {
        Count.ENROLLED: point.enrolled_count, Count.TARGET: point.target_count, Count.PACE: point.pace_count,
    }[count]  # fmt: skip
