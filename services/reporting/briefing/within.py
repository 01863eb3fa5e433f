"""What a briefing says of the areas within: who leads, who lags, how many are on pace, pilots, conferences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from geodata.areas import Level
from geodata.errors import Bilingual
from services.coverage.area_value import AreaValue
from services.coverage.base_dates import list_base_dates
from services.coverage.catalogue import list_pilots
from services.coverage.columns import Counts, Mask
from services.coverage.events import list_events, sum_events
from services.coverage.leaders import SMALL_BELOW, LeaderBoard, LeaderBy, LeaderRequest, build_leader_board
from services.coverage.operands import find_stock
from services.coverage.outlooks import build_outlook_columns
from services.coverage.snapshot import Snapshot
from services.coverage.sums import sum_complete
from services.measures.outlook import OUTLOOK_STATES, OutlookState
from services.measures.periods import find_last_year_end
from services.measures.rounding import round_decimal, round_quotient, round_to_scale
from services.measures.schemes import Measure
from services.measures.wording import format_decimal
from services.reporting.briefing.phrases import (
    join_sentences,
    listed,
    on,
    people,
    percent,
    several,
    shown,
    whole,
)
from services.reporting.briefing.standing import Standing, is_base_late

MOST_NAMED = 3
_BOARDS = (LeaderBy.COMPLETION, LeaderBy.COVERAGE, LeaderBy.GROWTH)
_MEASURED = {
    LeaderBy.COMPLETION: Bilingual("tỷ lệ đạt kế hoạch", "plan completion"),
    LeaderBy.COVERAGE: Bilingual("tỷ lệ bao phủ", "coverage"),
    LeaderBy.GROWTH: Bilingual("mức tăng so với cùng kỳ", "growth in a year"),
}
_VERBS = {
    OutlookState.REACHED: ("has reached the plan", "have reached the plan"),
    OutlookState.AHEAD: ("is ahead of pace", "are ahead of pace"),
    OutlookState.ON_PACE: ("is on pace", "are on pace"),
    OutlookState.BEHIND: ("is behind pace", "are behind pace"),
    OutlookState.OUT_OF_REACH: (
        "cannot reach it at its best month so far",
        "cannot reach it at their best month so far",
    ),
    OutlookState.MISSED: ("missed the plan", "missed the plan"),
}


def write_leaders(snapshot: Snapshot, one: Standing, code: str, level: Level, label: Bilingual) -> Bilingual | None:
    """Return who leads and who lags among the areas of a level within, and how they stand against their pace."""
    request = LeaderRequest(one.data.vintage.vintage_id, level, code, one.scheme, one.as_of)
    for by in _BOARDS:
        if by is LeaderBy.COVERAGE and is_base_late(one):
            continue
        board = build_leader_board(snapshot, _ask_by(request, by))
        if board.ranked_count > 1:
            lacking = _say_most_lacking(build_leader_board(snapshot, _ask_by(request, LeaderBy.GAP)))
            paces = _say_paces(snapshot, request, label) if by is LeaderBy.COMPLETION else None
            return join_sentences([_say_ends(board, by, label), lacking, paces])
    return None


def _ask_by(request: LeaderRequest, by: LeaderBy) -> LeaderRequest:
    return LeaderRequest(request.vintage_id, request.level, request.within, request.scheme, request.as_of, by)


def _say_ends(board: LeaderBoard, by: LeaderBy, label: Bilingual) -> Bilingual:
    ranked = [row for row in board.rows if row.rank]
    large = [row for row in ranked if not row.is_small]
    named = [row.value for row in (large if len(large) > 1 else ranked)]
    count = min(MOST_NAMED, len(named) // 2)
    first, last = _name_all(named[:count]), _name_all(named[: -count - 1 : -1])
    number, measured, rest = several(len(ranked), label), _MEASURED[by], len(ranked) - len(named)
    small = Bilingual(
        f" (không kể {several(rest, label).vi} so với dưới {SMALL_BELOW} người)" if rest else "",
        f" ({several(rest, label).en} compared with fewer than {SMALL_BELOW} people left out)" if rest else "",
    )
    lead, lag = ("leads", "comes") if count == 1 else ("lead", "come")
    return Bilingual(
        f"Trong {number.vi}{small.vi}, dẫn đầu về {measured.vi} là {first.vi}; thấp nhất là {last.vi}.",
        f"Of {number.en}{small.en}, {first.en} {lead} in {measured.en}; {last.en} {lag} last.",
    )


def _name_all(values: Sequence[AreaValue]) -> Bilingual:
    return listed([Bilingual(f"{one.name} ({one.text('vi')})", f"{one.name} ({one.text('en')})") for one in values])


def _say_most_lacking(board: LeaderBoard) -> Bilingual | None:
    """Return where most people are still missing to the plan."""
    lacking = [row.value for row in board.rows[::-1] if row.rank and (row.value.shown or 0) > 0]
    if len(lacking) < MOST_NAMED:
        return None
    named = [
        Bilingual(f"{one.name} (còn {shown(one).vi} người)", f"{one.name} ({shown(one).en} people)")
        for one in lacking[:MOST_NAMED]
    ]
    return Bilingual(
        f"Còn thiếu nhiều người nhất: {listed(named).vi}.", f"Most people are still missing in {listed(named).en}."
    )


def _say_paces(snapshot: Snapshot, request: LeaderRequest, label: Bilingual) -> Bilingual | None:
    scope = (request.vintage_id, request.level, request.within, request.scheme, request.as_of)
    states = build_outlook_columns(snapshot, *scope).states
    counts = {state: int(np.count_nonzero(states == state.number)) for state in OUTLOOK_STATES}
    told = [state for state in OUTLOOK_STATES if counts[state] and state is not OutlookState.UNKNOWN]
    if not told:
        return None
    vi = "; ".join(f"{several(counts[state], label).vi} {state.label.vi}" for state in told)
    en = "; ".join(
        f"{several(counts[state], label).en} {_VERBS[state][0 if counts[state] == 1 else 1]}" for state in told
    )
    return Bilingual(f"{vi}.", f"{en}.")


def write_pilots(snapshot: Snapshot, one: Standing, code: str) -> Bilingual | None:
    """Return what the pilot communes hold and have gained, beside the communes that are none."""
    pilots = list_pilots(snapshot, one.data.vintage.vintage_id, one.scheme, code, one.as_of)
    if not pilots or one.stock.value is None:
        return None
    codes = {pilot.area_code for pilot in pilots}
    is_pilot = np.array([str(area) in codes for area in one.data.hierarchy.codes])
    stock = find_stock(one.data, one.scheme, Measure.ENROLLED, one.as_of).counts
    held = float(stock[is_pilot].sum())
    if not np.isfinite(held):
        return None
    begun, share = min(pilot.started_on for pilot in pilots), float(_divide(held, one.stock.value, 10_000)) / 10_000
    number, count, rate = people(len(pilots)), people(held), percent(share, 2)
    place = whole(one.stock.level, one.stock.name)
    since = f"{begun.month}/{begun.year}"
    said = Bilingual(
        f"{number.vi} địa bàn điểm (từ tháng {since}) có {count.vi} người, bằng {rate.vi} {place.vi}.",
        f"The {number.en} pilot areas (since {since}) hold {count.en} people, {rate.en} of {place.en}.",
    )
    days = list_base_dates(snapshot, one.data.vintage.vintage_id, one.scheme, one.as_of, code)
    before = [day for day in days if day < begun]
    return join_sentences([said, _say_net(one, is_pilot), _say_gain(one, is_pilot, before)])


def _say_net(one: Standing, is_pilot: Mask) -> Bilingual | None:
    gain = _measure_gain(one, find_last_year_end(one.as_of))[is_pilot].sum()
    if not np.isfinite(gain):
        return None
    count, year = people(abs(gain)), one.as_of.year - 1
    verb = Bilingual("tăng", "gain") if gain >= 0 else Bilingual("giảm", "loss")
    return Bilingual(
        f"So với cuối năm {year}, các địa bàn điểm {verb.vi} thuần {count.vi} người.",
        f"Since the end of {year} that is a net {verb.en} of {count.en}.",
    )


def _say_gain(one: Standing, is_pilot: Mask, days: list[date]) -> Bilingual | None:
    """Return the mean gain of a pilot since the last date before they began, as a multiple of that elsewhere."""
    if not days:
        return None
    gains, is_leaf = _measure_gain(one, days[-1]), one.data.hierarchy.ranks == one.data.hierarchy.ranks[is_pilot].max()
    others = gains[is_leaf & ~is_pilot]
    others = others[np.isfinite(others)]
    mean = gains[is_pilot].mean()
    if not np.isfinite(mean) or not others.size or others.mean() <= 0 or mean <= 0:
        return None
    ratio = round_decimal(float(mean / others.mean()), 1)
    times = [format_decimal(ratio, lang) for lang in ("vi", "en")]
    count, since = people(float(round_to_scale(np.array([mean]), 1)[0])), on(days[-1])
    return Bilingual(
        f"Từ {since.vi}, mỗi địa bàn điểm tăng bình quân {count.vi} người, gấp {times[0]} lần nơi khác.",
        f"Since {since.en} a pilot has gained {count.en} people on average, {times[1]} times as many as elsewhere.",
    )


def _measure_gain(one: Standing, day: date) -> Counts:
    columns = [find_stock(one.data, one.scheme, Measure.ENROLLED, each) for each in (one.as_of, day)]
    now, before = sum_complete(one.data.hierarchy, columns).counts
    return np.asarray(now - before)


def _divide(part: float, base: float, scale: int) -> np.float64:
    found: np.float64 = round_quotient(np.array([part]), np.array([base]), scale)[0]
    return found


def write_events(snapshot: Snapshot, one: Standing, code: str) -> Bilingual | None:
    """Return how many conferences the month held, by organiser, joint ones counted once in all."""
    first = one.as_of.replace(day=1)
    events = list_events(snapshot, one.data.vintage.vintage_id, one.scheme, code, first, one.as_of)
    if not events:
        return None
    totals, month = sum_events(events), f"{one.as_of.month}/{one.as_of.year}"
    named = [f"{name} {count}" for name, count in totals.organiser_counts.items()]
    joint = totals.participation_count > totals.event_count
    note = Bilingual(
        f"; tổ chức chung chỉ tính một lần, cộng theo đơn vị là {totals.participation_count}" if joint else "",
        f"; joint ones count once, by organiser they add up to {totals.participation_count}" if joint else "",
    )
    won = Bilingual("", "")
    if totals.enrolled_count:
        count = people(totals.enrolled_count)
        won = Bilingual(f", vận động được {count.vi} người tham gia", f", winning {count.en} people")
    held = several(totals.event_count, Bilingual("hội nghị tuyên truyền", "outreach conference"))
    verb = "was" if totals.event_count == 1 else "were"
    return Bilingual(
        f"Trong tháng {month} có {held.vi} ({', '.join(named)}{note.vi}){won.vi}.",
        f"In {month} there {verb} {held.en} ({', '.join(named)}{note.en}){won.en}.",
    )
