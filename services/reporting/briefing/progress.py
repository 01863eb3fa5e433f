"""What the year has brought and what its plan still asks for: net and gross, pace, requirement, projection."""

from __future__ import annotations

from datetime import date

import numpy as np

from geodata.errors import Bilingual
from services.coverage.operands import find_column, find_stock
from services.coverage.outlooks import AreaOutlook
from services.coverage.sums import sum_complete
from services.measures.indicators import Count, Indicator
from services.measures.outlook import OutlookState
from services.measures.periods import find_last_year_end, find_year_end
from services.measures.rounding import round_quotient
from services.measures.schemes import Measure
from services.reporting.briefing.phrases import join_sentences, people, percent
from services.reporting.briefing.standing import Standing


def write_progress(one: Standing) -> Bilingual | None:
    """Return what the year has brought and what its plan still asks for: net and gross, pace, projection."""
    said = [_say_year(one), _say_task(one), *_say_outlook(one.outlook, one.as_of), _say_next_year(one)]
    return join_sentences(said)


def _say_year(one: Standing) -> Bilingual | None:
    parts = [part for part in (*_say_gross(one), _say_net(one)) if part is not None]
    if not parts:
        return None
    note = Bilingual("", "")
    if any(_say_gross(one)):
        note = Bilingual(" (tăng mới chưa trừ người dừng đóng)", " (new enrolments before lapses)")
    vi, en = "; ".join(part.vi for part in parts), "; ".join(part.en for part in parts)
    return Bilingual(f"{vi[0].upper()}{vi[1:]}{note.vi}.", f"{en[0].upper()}{en[1:]}{note.en}.")


def _say_gross(one: Standing) -> tuple[Bilingual | None, Bilingual | None]:
    month, year = (one.values[kind].value for kind in (Indicator.GROSS_NEW_MONTH_COUNT, Indicator.GROSS_NEW_COUNT))
    in_month = in_year = None
    if month is not None:
        count, time = people(month), f"{one.as_of.month}/{one.as_of.year}"
        in_month = Bilingual(f"trong tháng {time} tăng mới {count.vi} người", f"{count.en} newly enrolled in {time}")
    if year is not None:
        count = people(year)
        in_year = Bilingual(f"từ đầu năm tăng mới {count.vi} người", f"{count.en} newly enrolled in the year so far")
    return in_month, in_year


def _say_net(one: Standing) -> Bilingual | None:
    """Return the net change of the year, where the headline has not said it."""
    net = one.values[Indicator.NET_CHANGE_COUNT].value
    if net is None or one.base == find_last_year_end(one.as_of):
        return None
    verb, count = Bilingual("tăng", "rise") if net >= 0 else Bilingual("giảm", "fall"), people(abs(net))
    return Bilingual(
        f"từ đầu năm {verb.vi} thuần {count.vi} người", f"a net {verb.en} of {count.en} since the year began"
    )


def _say_task(one: Standing) -> Bilingual | None:
    """Return what the plan of the year asks for beyond the stock of last year end."""
    kinds = (Count.TARGET, Count.YEAR_END)
    columns = [find_column(one.data, one.scheme, kind, one.as_of) for kind in kinds]
    target, before = sum_complete(one.data.hierarchy, columns).counts[:, 0]
    if not np.isfinite(target) or not before or target <= before:
        return None
    rise, stock, ratio = people(target - before), people(before), _divide(target - before, before)
    year, last = one.as_of.year, one.as_of.year - 1
    return Bilingual(
        f"Kế hoạch năm {year} đòi hỏi tăng {rise.vi} người ({ratio.vi}) so với {stock.vi} người cuối năm {last}.",
        f"The plan for {year} asks for {rise.en} more ({ratio.en}) than the {stock.en} at the end of {last}.",
    )


def _divide(part: float, base: float) -> Bilingual:
    return percent(float(round_quotient(np.array([part]), np.array([base]), 100)[0]) / 100, 0)


def _say_outlook(outlook: AreaOutlook, as_of: date) -> list[Bilingual | None]:
    if outlook.enrolled_count is None:
        return []
    if outlook.target_count is None:
        return [Bilingual(f"Chưa giao chỉ tiêu năm {as_of.year}.", f"No target is set for {as_of.year}.")]
    if outlook.state is OutlookState.MISSED:
        return [Bilingual(f"Hết năm {as_of.year} chưa đạt kế hoạch.", f"The plan for {as_of.year} was missed.")]
    if outlook.state is OutlookState.REACHED:
        return (
            []
            if as_of == outlook.year_end
            else [Bilingual(f"Đã đạt kế hoạch năm {as_of.year}.", f"The plan for {as_of.year} is reached.")]
        )
    return [_say_pace(outlook), _say_required(outlook), _say_projection(outlook)]


def _say_pace(outlook: AreaOutlook) -> Bilingual:
    if outlook.pace_gap_count is None or outlook.pace_count is None:
        last = find_last_year_end(outlook.as_of).year
        return Bilingual(
            f"Chưa có số cuối năm {last} nên chưa xét được tiến độ.",
            f"Without the stock of {last}'s end the pace is not known.",
        )
    pace, gap = people(outlook.pace_count), people(abs(outlook.pace_gap_count))
    word = Bilingual("nhanh hơn", "ahead") if outlook.pace_gap_count >= 0 else Bilingual("chậm hơn", "behind")
    if not outlook.pace_gap_count:
        return Bilingual(
            f"Theo tiến độ đến ngày này cần có {pace.vi} người: đúng tiến độ.",
            f"The pace expects {pace.en} by this date: on pace.",
        )
    near = outlook.state is OutlookState.ON_PACE
    rest = Bilingual(", coi như đúng tiến độ" if near else "", ", which counts as on pace" if near else "")
    return Bilingual(
        f"Theo tiến độ đến ngày này cần có {pace.vi} người: {word.vi} tiến độ {gap.vi} người{rest.vi}.",
        f"The pace expects {pace.en} by this date: {gap.en} {word.en} of it{rest.en}."
        if word.en == "ahead"
        else f"The pace expects {pace.en} by this date: {gap.en} behind it{rest.en}.",
    )


def _say_required(outlook: AreaOutlook) -> Bilingual | None:
    if outlook.required_per_month_count is None:
        return None
    count = people(outlook.required_per_month_count)
    if outlook.months_left <= 1:
        return Bilingual(
            f"Trong tháng cuối năm cần tăng thuần {count.vi} người.", f"The last month must bring {count.en} more."
        )
    return Bilingual(
        f"Để đạt kế hoạch, mỗi tháng còn lại cần tăng thuần {count.vi} người.",
        f"To reach the plan, each month left must bring {count.en} more.",
    )


def _say_projection(outlook: AreaOutlook) -> Bilingual | None:
    found = outlook.projection
    if found is None or outlook.target_count is None:
        return None
    mean, months = people(abs(found.mean_per_month_count)), found.month_count
    ends = [people(one) for one in (found.expected_count, found.low_count, found.high_count)]
    verb = Bilingual("tăng", "gain") if found.mean_per_month_count >= 0 else Bilingual("giảm", "loss")
    said = Bilingual(
        f"Bình quân {months} tháng qua {verb.vi} {mean.vi} người một tháng; theo đà đó cuối năm có khoảng "
        f"{ends[0].vi} người (từ {ends[1].vi} đến {ends[2].vi}).",
        f"The mean of the last {months} months is a {verb.en} of {mean.en} a month; at that rate the year ends near "
        f"{ends[0].en} ({ends[1].en} to {ends[2].en}).",
    )
    if outlook.state is not OutlookState.OUT_OF_REACH:
        return said
    left = people(outlook.target_count - found.high_count)
    return Bilingual(
        f"{said.vi} Dù tháng nào cũng tăng như tháng cao nhất, cuối năm vẫn thiếu {left.vi} người.",
        f"{said.en} Even with every month like the best, the year would end {left.en} short.",
    )


def _say_next_year(one: Standing) -> Bilingual | None:
    """Return, at the end of a year, what the next one asks for."""
    if one.as_of != find_year_end(one.as_of):
        return None
    year = one.as_of.year + 1
    target = find_stock(one.data, one.scheme, Measure.TARGET, date(year, 12, 31))
    stock, base = (find_column(one.data, one.scheme, kind, one.as_of) for kind in (Count.ENROLLED, Count.DENOMINATOR))
    goal, now = sum_complete(one.data.hierarchy, [target, stock]).counts[:, 0]
    if not np.isfinite(goal):
        return None
    aim, people_of = sum_complete(one.data.hierarchy, [target, base]).counts[:, 0]
    rate = Bilingual("", "")
    if people_of > 0:
        ratio, kind = (
            float(round_quotient(np.array([aim]), np.array([people_of]), 10_000)[0]) / 10_000,
            one.scheme.denominator_kind.label,
        )
        rate = Bilingual(f", bằng {percent(ratio, 2).vi} {kind.vi}", f", {percent(ratio, 2).en} of the {kind.en}")
    count, rise = people(goal), people(abs(goal - now))
    verb = Bilingual("tăng thuần", "more") if goal >= now else Bilingual("ít hơn", "fewer")
    return Bilingual(
        f"Chỉ tiêu năm {year}: {count.vi} người{rate.vi}, tức {verb.vi} {rise.vi} người.",
        f"The target for {year} is {count.en}{rate.en}: {rise.en} {verb.en} than now.",
    )
