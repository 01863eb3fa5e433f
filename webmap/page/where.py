"""The panel of one area: its numbers, its rank, what it is compared with, where the numbers come from."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.areas import Level
from services.coverage.area_value import AreaValue
from services.coverage.operands import find_reporting
from services.coverage.profile import collect_counts
from services.coverage.ranking import count_ranked, rank_values
from services.measures.indicators import Count, Indicator, Unit
from services.measures.wording import format_date, format_estimate
from webmap.map_request import build_url
from webmap.page.answer import say_incomplete
from webmap.page.navigation import build_area_url
from webmap.page.screen import Screen
from webmap.page.series import SeriesChart, build_series_chart
from webmap.page.words import capitalise
from webmap.translations import gettext as _

# Counts shown where they are known, in this order; the slot tells the script what an area under the pointer shows.
SHOWN_COUNTS = (Count.ENROLLED, Count.TARGET, Count.DENOMINATOR)


@dataclass(frozen=True)
class Fact:
    """One line of the panel; ``slot`` names what the script may put there, ``long`` a text that takes its own line."""

    term: str
    text: str
    aside: str = ""
    slot: str = ""
    long: bool = False


@dataclass(frozen=True)
class Bar:
    """One area of the comparison; ``width`` in per cent of the longest."""

    name: str
    width: str
    text: str


@dataclass(frozen=True)
class Where:
    """All that the panel says."""

    kind: str
    name: str
    value: str
    value_label: str
    has_value: bool
    estimate: str
    incomplete: str
    difference: str
    facts: tuple[Fact, ...]
    origins: tuple[Fact, ...]
    against_title: str
    against: tuple[Bar, ...]
    series: SeriesChart | None
    down_url: str | None
    down_label: str
    clear_url: str | None
    profile_url: str
    profile_label: str


def build_where(screen: Screen, meaning: tuple[str, str] | None = None) -> Where:
    """Return the panel of the selected area, of the whole if none is selected.

    ``meaning`` is what its code meant on the cut-off date: term and text.
    """
    area = screen.hierarchy.find(screen.request.area) if screen.request.area else screen.within
    value = screen.find_value(screen.view.request.indicator, area)
    path = screen.hierarchy.climb(area)
    down = screen.link_within(value.area_code) if area != screen.within else None
    return Where(
        kind=_name_kind(screen, value, path),
        name=value.name,
        value=capitalise(value.text(screen.lang)),
        value_label=_label_value(screen) if value.shown is not None else "",
        has_value=value.shown is not None,
        estimate=format_estimate(value.estimated_share, screen.lang) if value.estimated_share else "",
        incomplete=_say_missing(screen, value) or say_incomplete(screen, value),
        difference=_say_difference(screen, value),
        facts=tuple(_list_facts(screen, area, value)),
        origins=(*_list_origins(screen, value), *([Fact(*meaning, long=True)] if meaning else [])),
        against_title=_("So với nơi bao ngoài"),
        against=_build_bars(screen, (area, *path[::-1])),
        series=build_series_chart(screen, area),
        down_url=down,
        down_label=_("Xem bên trong %(name)s", name=value.name),
        clear_url=build_url(screen.request, area=None) if screen.request.area else None,
        profile_url=build_area_url(screen.request, value.area_code),
        profile_label=_("Hồ sơ"),
    )


def _label_value(screen: Screen) -> str:
    if screen.request.since:
        return _("so với %(date)s", date=format_date(screen.request.since, screen.lang))
    return screen.view.definition.label.in_language(screen.lang).lower()


def _name_kind(screen: Screen, value: AreaValue, path: tuple[int, ...]) -> str:
    words = [capitalise(screen.name_level(value.level))]
    words += [
        str(screen.hierarchy.names[one]) for one in path[::-1] if screen.hierarchy.level_of(one) is not Level.COUNTRY
    ]
    return " · ".join(words)


def _say_missing(screen: Screen, value: AreaValue) -> str:
    """Return what is missing and what to do about it, where there is no value."""
    if value.shown is not None:
        return ""
    reason = value.state.definition.in_language(screen.lang)
    mend = _("Chọn ngày chốt hay chỉ số khác, hoặc hỏi cán bộ số liệu.")
    return f"{reason} {mend}"


def _say_difference(screen: Screen, value: AreaValue) -> str:
    if not value.difference_count:
        return ""
    difference = screen.write_count(value.difference_count, is_signed=True)
    return _("Số báo cáo của chính nơi này khác tổng bên trong: %(difference)s người", difference=difference)


def _list_facts(screen: Screen, area: int, value: AreaValue) -> list[Fact]:
    facts = _list_counts(screen, area, value)
    gap = screen.find_value(Indicator.PLAN_GAP_COUNT, area)
    if gap.value is not None:
        label = _("Vượt kế hoạch") if gap.value < 0 else _("Còn phải phát triển")
        aside = _name_base(screen, gap.reporting_count, value)
        facts.append(Fact(label, screen.write_count(abs(gap.value)), aside, "gap"))
    rank, ranked = _find_rank(screen, area)
    if rank and ranked > 1:
        count = screen.write_count(ranked)
        facts.append(Fact(_("Xếp hạng"), f"{screen.write_count(rank)} / {count}", "", "rank"))
    return facts + _list_changes(screen, area, value)


def _name_base(screen: Screen, reporting_count: int, value: AreaValue) -> str:
    """Return how many areas a figure is of, where they are not those of the value that the panel leads with."""
    if reporting_count in (value.area_count, value.reporting_count):
        return ""
    level = screen.name_levels(screen.data.levels[-1], reporting_count)
    return _("(%(count)s %(level)s)", count=screen.write_count(reporting_count), level=level)


def _list_counts(screen: Screen, area: int, value: AreaValue) -> list[Fact]:
    """Return the two counts that the value is made of, then others that are known.

    Of an area where not all within report, the two are sums over those that report both.
    """
    definition = screen.view.definition
    known = collect_counts(screen.data, screen.scheme, screen.as_of, area)
    is_lowest = value.level is screen.data.levels[-1]
    facts = []
    for kind, count in ((definition.numerator_kind, value.numerator), (definition.denominator_kind, value.denominator)):
        if kind is not None:
            slot = "numerator" if kind is definition.numerator_kind else "denominator"
            if kind is Count.PACE_GAP:
                count = screen.find_value(Indicator.PACE_GAP_COUNT, area).value
            shown = known.get(kind) if count is None and is_lowest else count
            facts.append(Fact(screen.name_count(kind), screen.write_count(shown) or "–", "", slot))
    for kind in SHOWN_COUNTS:
        if kind in known and kind not in (definition.numerator_kind, definition.denominator_kind):
            reporting = int(find_reporting(screen.data, screen.scheme, kind, screen.as_of)[area])
            dated = _date_base(screen, area) if kind is Count.DENOMINATOR else ""
            aside = " ".join(filter(None, [_name_base(screen, reporting, value), dated]))
            facts.append(Fact(screen.name_count(kind), screen.write_count(known[kind]), aside, f"count-{kind.value}"))
    return facts


def _date_base(screen: Screen, area: int) -> str:
    """Return the day on which a denominator was counted, where that is another one than the cut-off."""
    day = screen.find_value(Indicator.COVERAGE_RATIO, area).base_date_last
    return "" if day is None or day == screen.as_of else format_date(day, screen.lang)


def _list_changes(screen: Screen, area: int, value: AreaValue) -> list[Fact]:
    lines = (
        (Indicator.PACE_GAP_COUNT, _("So với tiến độ"), "change-pace_gap"),
        (Indicator.YOY_CHANGE_COUNT, _("So với cùng kỳ"), "change"),
        (Indicator.NET_CHANGE_COUNT, _("Từ đầu năm"), "change-net_change"),
    )
    facts = []
    for indicator, term, slot in lines:
        found = screen.find_value(indicator, area)
        if found.value is not None:
            aside = _name_base(screen, found.reporting_count, value)
            if indicator is Indicator.YOY_CHANGE_COUNT and not aside:
                aside = _say_growth(screen, area)
            facts.append(Fact(term, screen.write_count(found.value, is_signed=True), aside, slot))
    return facts


def _say_growth(screen: Screen, area: int) -> str:
    ratio = screen.find_value(Indicator.YOY_CHANGE_RATIO, area)
    return "" if ratio.shown is None else ratio.text(screen.lang)


def _list_origins(screen: Screen, value: AreaValue) -> list[Fact]:
    """Return where the second count comes from: the denominator with its date, or the target with its version."""
    kind = screen.view.definition.denominator_kind
    release = screen.snapshot.releases.get(value.base_release_last or 0)
    if release is None or value.value is None:
        return []
    if kind is Count.DENOMINATOR and value.base_date_last:
        dates = sorted({value.base_date_first or value.base_date_last, value.base_date_last})
        days = " – ".join(format_date(day, screen.lang) for day in dates)
        return [Fact(_("Nguồn mẫu số"), ", ".join(filter(None, [release.denominator_source, days])), long=True)]
    if kind is Count.TARGET and release.target_source:
        version = _("bản %(version)s", version=release.target_version) if release.target_version else ""
        return [Fact(_("Nguồn chỉ tiêu"), ", ".join(filter(None, [release.target_source, version])), long=True)]
    return []


def _find_rank(screen: Screen, area: int) -> tuple[int, int]:
    """Return the rank of an area among those of its level under the same parent, and how many are ranked."""
    hierarchy = screen.hierarchy
    parent = int(hierarchy.parents[area])
    if parent < 0:
        return 0, 0
    siblings = [int(one) for one in hierarchy.list_children(parent) if hierarchy.ranks[one] == hierarchy.ranks[area]]
    shown = screen.view.evaluation.shown[siblings]
    groups = hierarchy.parents[siblings]
    ranks = rank_values(shown, groups, screen.view.definition.ahead_is_high)
    place = siblings.index(area)
    return int(ranks[place]), int(count_ranked(shown, groups)[place])


def _build_bars(screen: Screen, areas: tuple[int, ...]) -> tuple[Bar, ...]:
    """Return the area and what contains it, where their values can be compared: rates, not counts."""
    if screen.view.definition.unit is Unit.COUNT:
        return ()
    values = [screen.find_value(screen.view.request.indicator, area) for area in areas]
    # Where nobody else reports, the larger area would be compared with itself.
    known = values[:1]
    for one in values[1:]:
        if one.shown is not None and one.reporting_count > known[-1].reporting_count:
            known.append(one)
    if len(known) == 1 or known[0].shown is None:
        return ()
    longest = max(abs(value.shown or 0) for value in known) or 1
    return tuple(
        Bar(value.name, f"{max(0.0, (value.shown or 0) / longest * 100):.1f}", value.text(screen.lang))
        for value in known
    )
