"""What a profile leads with: plan, pace, stock, what each month left must bring, where the year is heading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.coverage.area_value import AreaValue
from services.coverage.outlooks import AreaOutlook
from services.measures.indicators import Indicator
from services.measures.outlook import PROJECTION_METHOD, TOLERANCE_METHOD, OutlookState
from services.measures.rounding import round_decimal
from services.measures.wording import format_count, format_date, format_decimal, format_pace_gap
from webmap.page.screen import Screen
from webmap.page.words import capitalise
from webmap.translations import gettext as _

# A mark besides the words, told apart without colour.
MARKS = {
    OutlookState.REACHED: "✓",
    OutlookState.AHEAD: "▲",
    OutlookState.ON_PACE: "=",
    OutlookState.BEHIND: "▼",
    OutlookState.OUT_OF_REACH: "▼",
    OutlookState.MISSED: "✕",
}
BEHIND = {OutlookState.BEHIND, OutlookState.OUT_OF_REACH, OutlookState.MISSED}


@dataclass(frozen=True)
class Tile:
    """One number with its term and what belongs to it."""

    term: str
    text: str
    aside: str = ""
    is_lead: bool = False


@dataclass(frozen=True)
class Gauge:
    """The way to the plan as one bar, in per cent of its length."""

    start: str
    stock: str
    pace: str
    plan: str
    alt: str


@dataclass(frozen=True)
class PacePart:
    """The headline, the state in words, the numbers, the gauge, how it is computed."""

    headline: str
    state: str
    state_meaning: str
    mark: str
    is_behind: bool
    tiles: tuple[Tile, ...]
    gauge: Gauge | None
    methods: tuple[str, ...]


def build_pace_part(screen: Screen, outlook: AreaOutlook, area: int) -> PacePart:
    """Return what the page of an area leads with; without a plan, the stock and what it is compared with."""
    lang, known = screen.lang, outlook.state is not OutlookState.UNKNOWN
    return PacePart(
        headline=_say_headline(screen, outlook, area),
        state=capitalise(outlook.state.label.in_language(lang)) if known else "",
        state_meaning=outlook.state.definition.in_language(lang),
        mark=MARKS.get(outlook.state, ""),
        is_behind=outlook.state in BEHIND,
        tiles=tuple(_list_tiles(screen, outlook, area)),
        gauge=_build_gauge(screen, outlook, area),
        methods=tuple(text.in_language(lang) for text in (TOLERANCE_METHOD, PROJECTION_METHOD)),
    )


def say_months(months: float, lang: str) -> str:
    """Return a number of months, halves as they are: 9, 8,5."""
    whole = months == int(months)
    return format_decimal(round_decimal(months, 0 if whole else 1), lang)


def is_base_later(value: AreaValue, day: date) -> bool:
    """Tell whether a rate stands on a denominator counted after the day: nobody could have known it then."""
    return value.base_date_last is not None and value.base_date_last > day


def _say_headline(screen: Screen, outlook: AreaOutlook, area: int) -> str:
    lang = screen.lang
    if outlook.enrolled_count is not None and outlook.target_count is not None:
        completion = screen.find_value(Indicator.PLAN_COMPLETION_RATIO, area).text(lang)
        share = _("%(value)s kế hoạch", value=completion)
        if outlook.months_left and outlook.pace_gap_count is not None:
            return f"{capitalise(format_pace_gap(outlook.pace_gap_count, lang))} · {share}"
        return _("Đạt %(share)s năm", share=share)
    if outlook.enrolled_count is not None:
        return _("%(count)s người tham gia", count=format_count(outlook.enrolled_count, lang))
    value = screen.find_value(Indicator.ENROLLED_COUNT, area)
    return (
        capitalise(value.text(lang)) if value.shown is None else _("%(count)s người tham gia", count=value.text(lang))
    )


def _list_tiles(screen: Screen, outlook: AreaOutlook, area: int) -> list[Tile]:
    tiles = [_tell_stock(screen, outlook, area)]
    if outlook.target_count is not None:
        tiles += [*_tell_plan(screen, outlook), *_tell_way(screen, outlook)]
    tiles += [
        _tell_value(screen, area, Indicator.COVERAGE_RATIO),
        _tell_value(screen, area, Indicator.YOY_CHANGE_COUNT),
    ]
    return [tile for tile in tiles if tile.text]


def _tell_stock(screen: Screen, outlook: AreaOutlook, area: int) -> Tile:
    completion = screen.find_value(Indicator.PLAN_COMPLETION_RATIO, area)
    aside = "" if completion.shown is None else _("%(value)s kế hoạch", value=completion.text(screen.lang))
    count = outlook.enrolled_count
    return Tile(_("Người tham gia"), "" if count is None else screen.write_count(count), aside, is_lead=True)


def _tell_plan(screen: Screen, outlook: AreaOutlook) -> list[Tile]:
    lang, gap = screen.lang, outlook.plan_gap_count or 0
    left = (
        _("vượt %(count)s", count=format_count(-gap, lang))
        if gap < 0
        else _("còn %(count)s", count=format_count(gap, lang))
    )
    plan = Tile(_("Chỉ tiêu năm"), screen.write_count(outlook.target_count), left)
    if outlook.pace_count is None:
        return [plan]
    ahead = screen.write_count(outlook.pace_gap_count, is_signed=True)
    day = format_date(outlook.as_of, lang)
    return [
        plan,
        Tile(
            _("Tiến độ đến %(day)s", day=day), screen.write_count(outlook.pace_count), _("thực hiện %(gap)s", gap=ahead)
        ),
    ]


def _tell_way(screen: Screen, outlook: AreaOutlook) -> list[Tile]:
    if not outlook.months_left:
        return []
    lang, tiles = screen.lang, []
    if outlook.required_per_month_count:
        months = say_months(outlook.months_left, lang)
        text = screen.write_count(outlook.required_per_month_count, is_signed=True)
        tiles.append(Tile(_("Cần mỗi tháng"), text, _("trong %(months)s tháng còn lại", months=months)))
    projection = outlook.projection
    if projection:
        band = _(
            "từ %(low)s đến %(high)s",
            low=screen.write_count(projection.low_count),
            high=screen.write_count(projection.high_count),
        )
        tiles.append(Tile(_("Dự báo cuối năm"), screen.write_count(projection.expected_count), band))
    else:
        tiles.append(Tile(_("Dự báo cuối năm"), "–", _("chưa đủ ba lần thay đổi có số liệu")))
    return tiles


def _tell_value(screen: Screen, area: int, indicator: Indicator) -> Tile:
    value = screen.find_value(indicator, area)
    if value.shown is None or is_base_later(value, screen.as_of):
        return Tile("", "")
    if indicator is Indicator.COVERAGE_RATIO:
        base = screen.scheme.denominator_kind.label.in_language(screen.lang)
        return Tile(
            _("Bao phủ"),
            value.text(screen.lang),
            _("của %(count)s %(base)s", count=screen.write_count(value.denominator), base=base),
        )
    ratio = screen.find_value(Indicator.YOY_CHANGE_RATIO, area)
    aside = "" if ratio.shown is None else ratio.text(screen.lang)
    return Tile(_("So với cùng kỳ"), value.text(screen.lang), aside)


def _build_gauge(screen: Screen, outlook: AreaOutlook, area: int) -> Gauge | None:
    """Return the bar from last year's end to the plan; None where it would tell nothing."""
    stock, target, pace = outlook.enrolled_count, outlook.target_count, outlook.pace_count
    if stock is None or target is None or pace is None:
        return None
    before = screen.find_value(Indicator.NET_CHANGE_COUNT, area).denominator
    longest = max(stock, target, pace) or 1

    def place(count: float) -> str:
        return f"{count / longest * 100:.2f}"

    alt = _(
        "Thực hiện %(stock)s, tiến độ %(pace)s, kế hoạch %(target)s",
        stock=screen.write_count(stock),
        pace=screen.write_count(pace),
        target=screen.write_count(target),
    )
    return Gauge("" if before is None else place(before), place(stock), place(pace), place(target), alt)
