"""The schemes of an area beside each other, on the date shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.coverage.area_value import build_area_value
from services.coverage.catalogue import list_periods, list_schemes
from services.coverage.evaluation import evaluate
from services.coverage.outlooks import build_outlook
from services.coverage.vintage_data import VintageData, focus_vintage
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.measures.wording import format_date
from webmap.page.navigation import build_area_url
from webmap.page.screen import Screen
from webmap.page.words import capitalise
from webmap.profile.pace_part import is_base_later
from webmap.translations import gettext as _

COLUMNS = (
    Indicator.ENROLLED_COUNT,
    Indicator.PLAN_COMPLETION_RATIO,
    Indicator.PACE_GAP_COUNT,
    Indicator.COVERAGE_RATIO,
    Indicator.YOY_CHANGE_COUNT,
)


@dataclass(frozen=True)
class SchemeRow:
    """One scheme: its values in the order of ``COLUMNS``, empty where there are none, and its state in words."""

    scheme: Scheme
    label: str
    url: str
    values: tuple[str, ...]
    state: str
    note: str
    has_data: bool
    is_here: bool


def build_scheme_rows(screen: Screen, code: str, area: int) -> tuple[SchemeRow, ...]:
    """Return a row for each scheme that has data in the area on any date."""
    vintage, data = screen.request.vintage, focus_vintage(screen.data, area)
    return tuple(_build_row(screen, data, one, code) for one in list_schemes(screen.snapshot, vintage, code))


def _build_row(screen: Screen, data: VintageData, scheme: Scheme, code: str) -> SchemeRow:
    """Return the row of a scheme; ``data`` is cut out around the area."""
    days = [one.as_of for one in list_periods(screen.snapshot, screen.request.vintage, scheme, code)]
    has_data = screen.as_of in days
    changes: dict[str, str | None] = {"scheme": scheme.value}
    if not has_data:
        changes["as_of"] = max(days).isoformat()
    outlook = build_outlook(screen.snapshot, screen.request.vintage, code, scheme, screen.as_of) if has_data else None
    return SchemeRow(
        scheme=scheme,
        label=capitalise(scheme.label.in_language(screen.lang)),
        url=build_area_url(screen.request, code, **changes),
        values=tuple(_write(screen, data, scheme, one) for one in COLUMNS) if has_data else ("",) * len(COLUMNS),
        state=outlook.state.label.in_language(screen.lang) if outlook and outlook.target_count is not None else "",
        note="" if has_data else _say_newest(screen, max(days)),
        has_data=has_data,
        is_here=scheme is screen.scheme,
    )


def _write(screen: Screen, data: VintageData, scheme: Scheme, indicator: Indicator) -> str:
    value = build_area_value(data.hierarchy, evaluate(data, scheme, indicator, screen.as_of), 0)
    is_later = indicator is Indicator.COVERAGE_RATIO and is_base_later(value, screen.as_of)
    return "" if value.shown is None or is_later else value.text(screen.lang)


def _say_newest(screen: Screen, day: date) -> str:
    return _("không có số liệu ngày này; mới nhất %(day)s", day=format_date(day, screen.lang))
