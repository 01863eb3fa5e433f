"""Where an area stands in one scheme: stock, growth, plan and coverage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geodata.errors import Bilingual
from services.coverage.area_value import AreaValue, build_area_value
from services.coverage.base_dates import list_base_dates
from services.coverage.evaluation import evaluate
from services.coverage.outlooks import AreaOutlook, build_outlook
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.measures.indicators import Indicator
from services.measures.periods import find_last_year_end, find_year_before
from services.measures.schemes import Scheme
from services.reporting.briefing.phrases import (
    compared_with,
    on,
    people,
    percent,
    points,
    rose,
    several,
    shown,
    until,
    whole,
)

_WANTED = (
    *(Indicator.ENROLLED_COUNT, Indicator.PLAN_COMPLETION_RATIO, Indicator.PLAN_GAP_COUNT, Indicator.COVERAGE_RATIO),
    *(Indicator.NET_CHANGE_COUNT, Indicator.GROSS_NEW_COUNT, Indicator.GROSS_NEW_MONTH_COUNT),
)


@dataclass(frozen=True)
class Standing:
    """What is known of one area and scheme; ``data`` is the vintage as if the area were all there is."""

    data: VintageData
    scheme: Scheme
    as_of: date
    values: dict[Indicator, AreaValue]
    base: date | None
    change: AreaValue | None
    change_ratio: AreaValue | None
    outlook: AreaOutlook
    leaf_label: Bilingual

    @property
    def stock(self) -> AreaValue:
        """The people enrolled."""
        return self.values[Indicator.ENROLLED_COUNT]


def build_standing(
    snapshot: Snapshot, data: VintageData, area_code: str, scheme: Scheme, as_of: date, leaf_label: Bilingual
) -> Standing:
    """Return where an area stands; ``data`` is cut out around it."""
    vintage_id = data.vintage.vintage_id
    values = {one: build_area_value(data.hierarchy, evaluate(data, scheme, one, as_of), 0) for one in _WANTED}
    base = _choose_base(list_base_dates(snapshot, vintage_id, scheme, as_of, area_code), as_of)
    changes: list[AreaValue | None] = [None, None]
    if base is not None:
        wanted = (Indicator.CHANGE_COUNT, Indicator.CHANGE_RATIO)
        changes = [build_area_value(data.hierarchy, evaluate(data, scheme, one, as_of, base), 0) for one in wanted]
    outlook = build_outlook(snapshot, vintage_id, area_code, scheme, as_of)
    return Standing(data, scheme, as_of, values, base, changes[0], changes[1], outlook, leaf_label)


def _choose_base(dates: tuple[date, ...], as_of: date) -> date | None:
    """Return the date that growth is told from: a year before, else last year end, else the newest before."""
    for day in (find_year_before(as_of), find_last_year_end(as_of)):
        if day in dates:
            return day
    return dates[-1] if dates else None


def write_headline(one: Standing) -> Bilingual:
    """Return the sentence that reports open with: stock, growth, completion, what is left."""
    stock, place = one.stock, whole(one.stock.level, one.stock.name)
    time, scheme = until(one.as_of), one.scheme.label
    if stock.value is None:
        return Bilingual(
            f"Tính đến {time.vi}, {place.vi}: {stock.state.label.vi} về người tham gia {scheme.vi}.",
            f"By {time.en}, {place.en}: {stock.state.label.en} on people in {scheme.en}.",
        )
    count = people(stock.value)
    parts = [part for part in (_say_growth(one), _say_plan(one)) if part is not None]
    return Bilingual(
        ", ".join([f"Tính đến {time.vi}, {place.vi} có {count.vi} người tham gia {scheme.vi}", *(p.vi for p in parts)])
        + ".",
        ", ".join([f"By {time.en}, {place.en} had {count.en} people in {scheme.en}", *(p.en for p in parts)]) + ".",
    )


def _say_growth(one: Standing) -> Bilingual | None:
    change, ratio = one.change, one.change_ratio
    if change is None or ratio is None or change.value is None or one.base is None:
        return None
    base, verb, count = compared_with(one.as_of, one.base), rose(change.value), people(abs(change.value))
    rate = f" ({shown(ratio).vi})" if ratio.shown else ""
    rate_en = f" ({shown(ratio).en})" if ratio.shown else ""
    partly = _say_partly(change, one)
    if not change.value:
        return Bilingual(f"bằng {base.vi}{partly.vi}", f"as many as {base.en}{partly.en}")
    return Bilingual(
        f"{verb.vi} {count.vi} người{rate} so với {base.vi}{partly.vi}",
        f"{count.en}{rate_en} {verb.en} than {base.en}{partly.en}",
    )


def _say_plan(one: Standing) -> Bilingual | None:
    completion, gap, year = (
        one.values[Indicator.PLAN_COMPLETION_RATIO],
        one.values[Indicator.PLAN_GAP_COUNT].value,
        one.as_of.year,
    )
    if completion.shown is None or completion.denominator is None or gap is None:
        return None
    target, rate, count, partly = (
        people(completion.denominator),
        shown(completion),
        people(abs(gap)),
        _say_partly(completion, one),
    )
    left = Bilingual(f"còn phải phát triển {count.vi} người", f"{count.en} to go")
    if gap <= 0:
        left = (
            Bilingual(f"vượt {count.vi} người", f"exceeding it by {count.en}")
            if gap
            else Bilingual("vừa đủ", "exactly met")
        )
    return Bilingual(
        f"đạt {rate.vi} kế hoạch năm {year} ({target.vi} người){partly.vi}, {left.vi}",
        f"{rate.en} of the plan for {year} ({target.en}){partly.en}, {left.en}",
    )


def _say_partly(value: AreaValue, one: Standing) -> Bilingual:
    """Return on how many of the communes a number stands, where these are not those of the stock."""
    if value.reporting_count == one.stock.reporting_count:
        return Bilingual("", "")
    part, all_ = people(value.reporting_count), several(value.area_count, one.leaf_label)
    return Bilingual(
        f" (tính trên {part.vi}/{all_.vi} có đủ số liệu)", f" (over {part.en} of {all_.en} that report both)"
    )


def write_coverage(one: Standing) -> Bilingual | None:
    """Return the coverage with both its counts, and how many percentage points it lies off the resolution's step."""
    value, kind = one.values[Indicator.COVERAGE_RATIO], one.scheme.denominator_kind.label
    if value.shown is None or value.numerator is None or value.denominator is None or is_base_late(one):
        return None
    rate, pair = shown(value), [people(value.numerator), people(value.denominator)]
    partly = _say_partly(value, one)
    dated = _say_base_date(one)
    vi = f"Tỷ lệ bao phủ đạt {rate.vi} {kind.vi} ({pair[0].vi}/{pair[1].vi} người{dated.vi}){partly.vi}"
    en = f"Coverage is {rate.en} of the {kind.en} ({pair[0].en} of {pair[1].en}{dated.en}){partly.en}"
    step = one.scheme.find_coverage_step(one.as_of.year)
    if step is None:
        return Bilingual(f"{vi}.", f"{en}.")
    decimals, scale = value.definition.decimals, value.definition.value_scale
    apart = (value.shown - round(step[1] * scale)) * 100 / scale
    said, goal = points(apart, decimals), percent(step[1], 1 if step[1] * 1000 % 10 else 0)
    word = Bilingual("cao hơn", "above") if apart >= 0 else Bilingual("thấp hơn", "below")
    return Bilingual(
        f"{vi}, {word.vi} {said.vi} so với mốc {goal.vi} đến năm {step[0]} của Nghị quyết 28-NQ/TW.",
        f"{en}, {said.en} {word.en} the {goal.en} that Resolution 28-NQ/TW sets for {step[0]}.",
    )


def is_base_late(one: Standing) -> bool:
    """Tell whether the only denominator is of a time so much later that a report would not set it beside this stock."""
    day = one.values[Indicator.COVERAGE_RATIO].base_date_last
    return day is not None and day.year > one.as_of.year + 1


def _say_base_date(one: Standing) -> Bilingual:
    """Return of when the denominator is, where that is another year."""
    day = one.values[Indicator.COVERAGE_RATIO].base_date_last
    if day is None or day.year == one.as_of.year:
        return Bilingual("", "")
    return Bilingual(f", mẫu số {on(day).vi}", f", denominator of {on(day).en}")
