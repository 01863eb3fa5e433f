"""The question and its answer, one line each; a rate never without the two counts it is made of."""

from __future__ import annotations

from services.coverage.area_value import AreaValue
from services.measures.indicators import Indicator
from services.measures.wording import format_count, format_date, format_estimate, format_pace_gap, format_plan_gap
from webmap.page.screen import Screen
from webmap.page.words import capitalise
from webmap.translations import gettext as _

SEPARATOR = " · "


def build_question(screen: Screen) -> str:
    """Return scheme · indicator · cut-off date, of a change from which day to which."""
    day = format_date(screen.request.as_of, screen.lang) if screen.request.as_of else _("chưa có ngày chốt")
    if screen.request.since:
        day = f"{format_date(screen.request.since, screen.lang)} → {day}"
    return SEPARATOR.join([build_topic(screen), day])


def build_topic(screen: Screen) -> str:
    """Return scheme · indicator."""
    scheme = capitalise(screen.scheme.label.in_language(screen.lang))
    return SEPARATOR.join([scheme, screen.view.definition.label.in_language(screen.lang)])


def build_answer(screen: Screen, area: int) -> str:
    """Return what the indicator says of an area as a whole."""
    value = screen.find_value(screen.view.request.indicator, area)
    if value.shown is None:
        return capitalise(value.state.label.in_language(screen.lang))
    estimate = format_estimate(value.estimated_share, screen.lang) if value.estimated_share else ""
    said = [*_BUILDERS[screen.view.request.indicator](screen, value, area), estimate, say_incomplete(screen, value)]
    return SEPARATOR.join(filter(None, said))


def build_short_answer(screen: Screen, area: int) -> str:
    """Return the value of an area with the two counts it is made of, and nothing else of it."""
    value = screen.find_value(screen.view.request.indicator, area)
    if value.shown is None:
        return capitalise(value.state.label.in_language(screen.lang))
    is_ratio = value.numerator is not None and value.denominator is not None
    return SEPARATOR.join(filter(None, [value.text(screen.lang), _say_pair(screen, value) if is_ratio else ""]))


def say_incomplete(screen: Screen, value: AreaValue) -> str:
    """Return how many of the smallest areas a sum is of; empty where it is of all."""
    if value.value is None or value.reporting_count >= value.area_count:
        return ""
    return _(
        "%(reporting)s / %(count)s %(level)s có đủ số liệu",
        reporting=screen.write_count(value.reporting_count),
        count=screen.write_count(value.area_count),
        level=screen.name_levels(screen.data.levels[-1], value.area_count),
    )


def _say_pair(screen: Screen, value: AreaValue) -> str:
    return _(
        "%(numerator)s / %(denominator)s người",
        numerator=_count(screen, value.numerator),
        denominator=_count(screen, value.denominator),
    )


def _count(screen: Screen, count: float | None, *, is_signed: bool = False) -> str:
    return "" if count is None else format_count(count, screen.lang, is_signed=is_signed)


def _say_pace(screen: Screen, area: int) -> str:
    gap = screen.find_value(Indicator.PACE_GAP_COUNT, area).value
    return "" if gap is None else format_pace_gap(gap, screen.lang)


def _say_completion(screen: Screen, area: int) -> str:
    value = screen.find_value(Indicator.PLAN_COMPLETION_RATIO, area)
    return "" if value.shown is None else _("%(value)s kế hoạch", value=value.text(screen.lang))


def _say_growth(screen: Screen, area: int) -> str:
    change = screen.find_value(Indicator.YOY_CHANGE_COUNT, area).value
    if change is None:
        return ""
    ratio = screen.find_value(Indicator.YOY_CHANGE_RATIO, area)
    count = _count(screen, change, is_signed=True)
    if ratio.shown is None:
        return _("%(count)s so với cùng kỳ", count=count)
    return _("%(count)s (%(ratio)s) so với cùng kỳ", count=count, ratio=ratio.text(screen.lang))


def _build_coverage(screen: Screen, value: AreaValue, area: int) -> list[str]:
    base = screen.scheme.denominator_kind.label.in_language(screen.lang)
    share = _("%(value)s %(base)s", value=value.text(screen.lang), base=base)
    return [share, _say_pair(screen, value), _say_growth(screen, area)]


def _build_completion(screen: Screen, value: AreaValue, area: int) -> list[str]:
    gap = screen.find_value(Indicator.PLAN_GAP_COUNT, area).value
    left = "" if gap is None else format_plan_gap(gap, screen.lang)
    return [_say_completion(screen, area), _say_pair(screen, value), left, _say_pace(screen, area)]


def _build_plan_gap(screen: Screen, value: AreaValue, area: int) -> list[str]:
    left = capitalise(format_plan_gap(value.value or 0, screen.lang))
    return [left, _say_pair(screen, value), _say_completion(screen, area), _say_pace(screen, area)]


def _build_pace(screen: Screen, value: AreaValue, area: int) -> list[str]:
    gap = screen.find_value(Indicator.PACE_GAP_COUNT, area)
    points = screen.find_value(Indicator.PACE_GAP_POINTS, area)
    pair = _(
        "%(count)s người, tiến độ %(pace)s", count=_count(screen, gap.numerator), pace=_count(screen, gap.denominator)
    )
    ahead = capitalise(_say_pace(screen, area))
    return [ahead, "" if points.shown is None else points.text(screen.lang), pair, _say_completion(screen, area)]


def _build_growth(screen: Screen, value: AreaValue, area: int) -> list[str]:
    change = screen.find_value(Indicator.YOY_CHANGE_COUNT, area)
    pair = _(
        "%(count)s người, cùng kỳ %(before)s",
        count=_count(screen, change.numerator),
        before=_count(screen, change.denominator),
    )
    return [_say_growth(screen, area), pair]


def _build_since(screen: Screen, value: AreaValue, area: int) -> list[str]:
    change = screen.find_value(Indicator.CHANGE_COUNT, area)
    ratio = screen.find_value(Indicator.CHANGE_RATIO, area)
    since = format_date(screen.request.since, screen.lang) if screen.request.since else ""
    count = _count(screen, change.value, is_signed=True)
    if ratio.shown is None:
        said = _("%(count)s so với %(date)s", count=count, date=since)
    else:
        said = _("%(count)s (%(ratio)s) so với %(date)s", count=count, ratio=ratio.text(screen.lang), date=since)
    pair = _(
        "%(count)s người, ngày %(date)s: %(before)s",
        count=_count(screen, change.numerator),
        date=since,
        before=_count(screen, change.denominator),
    )
    return [said, pair]


def _build_net(screen: Screen, value: AreaValue, area: int) -> list[str]:
    change = _("%(count)s người từ đầu năm", count=_count(screen, value.value, is_signed=True))
    pair = _(
        "%(count)s người, cuối năm trước %(before)s",
        count=_count(screen, value.numerator),
        before=_count(screen, value.denominator),
    )
    return [change, pair, _say_completion(screen, area)]


def _build_required(screen: Screen, value: AreaValue, area: int) -> list[str]:
    required = _("cần tăng %(count)s người mỗi tháng", count=_count(screen, value.value))
    return [required, _say_pair(screen, value), _say_completion(screen, area)]


def _build_unreached(screen: Screen, value: AreaValue, area: int) -> list[str]:
    return [_("%(count)s người chưa tham gia", count=_count(screen, value.value)), _say_pair(screen, value)]


def _build_enrolled(screen: Screen, value: AreaValue, area: int) -> list[str]:
    people = _("%(count)s người tham gia", count=_count(screen, value.value))
    return [people, _say_growth(screen, area), _say_completion(screen, area)]


def _build_target(screen: Screen, value: AreaValue, area: int) -> list[str]:
    people = _("chỉ tiêu %(count)s người", count=_count(screen, value.value))
    return [capitalise(people), _say_completion(screen, area)]


def _build_gross_new(screen: Screen, value: AreaValue, area: int) -> list[str]:
    people = _("%(count)s người tăng mới", count=_count(screen, value.value))
    period = screen.view.definition.label.in_language(screen.lang)
    net = screen.find_value(Indicator.NET_CHANGE_COUNT, area).value
    risen = "" if net is None else _("tăng thuần từ đầu năm %(count)s", count=_count(screen, net, is_signed=True))
    return [people, period, risen]


_BUILDERS = {
    Indicator.COVERAGE_RATIO: _build_coverage,
    Indicator.PLAN_COMPLETION_RATIO: _build_completion,
    Indicator.PLAN_GAP_COUNT: _build_plan_gap,
    Indicator.PACE_GAP_COUNT: _build_pace,
    Indicator.PACE_GAP_POINTS: _build_pace,
    Indicator.REQUIRED_PER_MONTH_COUNT: _build_required,
    Indicator.YOY_CHANGE_COUNT: _build_growth,
    Indicator.YOY_CHANGE_RATIO: _build_growth,
    Indicator.NET_CHANGE_COUNT: _build_net,
    Indicator.CHANGE_COUNT: _build_since,
    Indicator.CHANGE_RATIO: _build_since,
    Indicator.UNREACHED_COUNT: _build_unreached,
    Indicator.ENROLLED_COUNT: _build_enrolled,
    Indicator.TARGET_COUNT: _build_target,
    Indicator.GROSS_NEW_COUNT: _build_gross_new,
    Indicator.GROSS_NEW_MONTH_COUNT: _build_gross_new,
}
