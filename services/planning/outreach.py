"""What outreach conferences bring: people won per event and organiser with intervals, and communes without one.

A joint event counts once in the total and once for each of its organisers, with all the people it won: who of the
organisers won them nobody knows, so organisers' people add up to more than the total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from geodata.areas import Level
from geodata.errors import Bilingual
from services.coverage.columns import Counts, Mask
from services.measures.rounding import round_decimal
from services.measures.wording import format_count, format_decimal
from services.planning.candidates import Texts

LEAST_EVENTS = 5  # stating their yield: fewer tell no interval
CONFIDENCE = 0.95


@dataclass(frozen=True)
class EventYield:
    """The events of one organiser, or all (``organiser`` None).

    ``enrolled_count`` and ``mean`` (people won per event, None where no event states it) are over the ``stated_count``
    events that say how many people they won: an event that does not say won nobody knows how many, not nobody. ``low``
    and ``high`` hold the mean of many such events with 95 % confidence, None for fewer than ``LEAST_EVENTS``.
    """

    organiser: str | None
    event_count: int
    joint_count: int
    stated_count: int
    attendee_count: int
    enrolled_count: int
    mean: float | None
    low: float | None
    high: float | None

    @property
    def text(self) -> Bilingual:
        """The yield in words."""
        return _write_yield(self)


@dataclass(frozen=True)
class OutreachYield:
    """All events of a period and those of each organiser, the one with most events first.

    ``participation_count`` is the sum over the organisers: more than the events where some were joint.
    """

    first: date
    last: date
    total: EventYield
    organisers: tuple[EventYield, ...]

    @property
    def participation_count(self) -> int:
        """How many events the organisers held, joint ones counted for each."""
        return sum(one.event_count for one in self.organisers)


@dataclass(frozen=True)
class EventGaps:
    """How long m communes have been without an event: whole months on ``as_of``, NaN for never.

    ``elsewhere_count`` events were of a larger area than a commune and stand for none of them.
    """

    as_of: date
    months: Counts
    elsewhere_count: int

    def find_without(self, months: int) -> Mask:
        """Tell which communes have had no event for so many months, or never."""
        return np.asarray(~(self.months < months), dtype=np.bool_)


def build_outreach_yield(events: pd.DataFrame, first: date, last: date) -> OutreachYield:
    """Return what the events held from ``first`` to ``last`` brought.

    ``events``: rows as ``services.store.outreach.read_events_in_force`` gives them, of one vintage and the area wanted.
    """
    held = events[(events["held_on"] >= first) & (events["held_on"] <= last)]
    organisers = sorted({name for names in held["organisers"] for name in names})
    each = [_measure_yield(held[[name in names for names in held["organisers"]]], name) for name in organisers]
    ordered = sorted(each, key=lambda one: (-one.event_count, one.organiser or ""))
    return OutreachYield(first, last, _measure_yield(held, None), tuple(ordered))


def count_events(codes: Texts, events: pd.DataFrame, first: date, last: date) -> Counts:
    """Return how many events each commune had from ``first`` to ``last``: a criterion of the ranking."""
    held = events[(events["held_on"] >= first) & (events["held_on"] <= last) & (events["level"] == Level.COMMUNE.value)]
    counts = held["area_code"].value_counts()
    return np.array([float(counts.get(code, 0)) for code in codes], dtype=np.float64)


def measure_event_gaps(codes: Texts, events: pd.DataFrame, as_of: date) -> EventGaps:
    """Return how long each commune has been without an event on a day; later events do not count."""
    held = events[events["held_on"] <= as_of]
    within = held[held["level"] == Level.COMMUNE.value]
    newest = within.groupby("area_code")["held_on"].max().to_dict()
    months = [float(count_whole_months(newest[code], as_of)) if code in newest else np.nan for code in codes]
    return EventGaps(as_of, np.array(months, dtype=np.float64), int(len(held) - len(within)))


def count_whole_months(first: date, last: date) -> int:
    """Return the whole months that have passed: from 15 January to 14 March it is one."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _measure_yield(events: pd.DataFrame, organiser: str | None) -> EventYield:
    won = events["enrolled_count"].dropna().to_numpy(dtype=np.float64)
    low, high = build_mean_interval(won)
    return EventYield(
        organiser=organiser,
        event_count=len(events),
        joint_count=sum(len(names) > 1 for names in events["organisers"]),
        stated_count=int(won.size),
        attendee_count=int(events["attendee_count"].sum()),
        enrolled_count=int(won.sum()),
        mean=float(won.mean()) if won.size else None,
        low=low,
        high=high,
    )


def build_mean_interval(counts: Sequence[float] | Counts) -> tuple[float | None, float | None]:
    """Return the interval of the mean of counts, None for fewer than ``LEAST_EVENTS``.

    By Student's t on the logarithm of the mean, so that it never reaches below 0: m · exp(± t·s / (m·√n)), the delta
    method (Casella and Berger, Statistical Inference, 2002, 5.5.4). Where every event won nobody it is 0 to the rule of
    three, 3 / n (Hanley and Lippman-Hand, JAMA 249 (1983) 1743–1745).
    """
    from scipy.special import stdtrit

    values = np.asarray(counts, dtype=np.float64)
    if values.size < LEAST_EVENTS:
        return None, None
    mean = float(values.mean())
    if mean == 0:
        return 0.0, 3.0 / values.size
    error = max(float(values.std(ddof=1)), float(np.sqrt(mean))) / np.sqrt(values.size)
    reach = float(stdtrit(values.size - 1, (1 + CONFIDENCE) / 2)) * error / mean
    return mean * float(np.exp(-reach)), mean * float(np.exp(reach))


def _write_yield(found: EventYield) -> Bilingual:
    texts = []
    for lang in ("vi", "en"):
        events, won = format_count(found.event_count, lang), format_count(found.enrolled_count, lang)
        parts = [f"{events} hội nghị" if lang == "vi" else f"{events} events"]
        if found.mean is None:
            parts.append("chưa ghi số người tham gia mới" if lang == "vi" else "people won not stated")
        else:
            mean = _write(found.mean, lang)
            parts.append(
                f"{won} người tham gia mới, {mean} người mỗi hội nghị"
                if lang == "vi"
                else f"{won} people won, {mean} per event"
            )
        if found.low is not None and found.high is not None:
            low, high = _write(found.low, lang), _write(found.high, lang)
            parts.append(f"khoảng tin cậy 95%: {low} đến {high}" if lang == "vi" else f"95% interval: {low} to {high}")
        texts.append("; ".join(parts))
    return Bilingual(*texts)


def _write(mean: float, lang: str) -> str:
    return format_decimal(round_decimal(mean, 1), lang)
