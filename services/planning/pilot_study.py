"""What is known of pilot communes and of the others before and after: the data of an evaluation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from geodata.areas import Level
from geodata.errors import Bilingual, NotFound
from services.coverage.columns import Counts, Mask
from services.coverage.operands import find_column, find_stock
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.measures.indicators import Count
from services.measures.periods import find_last_year_end
from services.measures.schemes import Measure, Scheme
from services.planning.candidates import URBAN_KINDS, Texts

LEAST_REPORTING = 0.5  # of the communes: a date on which fewer have a stock is no date of the study


@dataclass(frozen=True)
class PilotStudy:
    """Stocks of m communes on d dates, earliest first, NaN where unknown.

    ``is_pilot`` are those that began on ``started_on``; ``is_other`` those that were never a pilot: pilots of another
    day are neither. ``baseline`` is the place in ``dates`` of the last one before the start, ``last`` that of the day
    of the evaluation. ``gross_new`` are the new enrolments between these two, NaN where not reported.
    """

    scheme: Scheme
    started_on: date
    dates: tuple[date, ...]
    baseline: int
    codes: Texts
    names: Texts
    is_pilot: Mask
    is_other: Mask
    is_urban: Mask
    stocks: Counts  # d × m
    sizes: Counts
    gross_new: Counts

    @property
    def last(self) -> int:
        """The place of the day of the evaluation."""
        return len(self.dates) - 1

    @property
    def months(self) -> int:
        """The months between baseline and evaluation."""
        return count_months(self.dates[self.baseline], self.dates[self.last])

    def find_year_end(self) -> int | None:
        """Return the place of the last year end before the evaluation, None without data of that day."""
        day = find_last_year_end(self.dates[self.last])
        return self.dates.index(day) if day in self.dates else None


def build_pilot_study(
    snapshot: Snapshot, vintage_id: str, within: str, scheme: Scheme, as_of: date, started_on: date | None = None
) -> PilotStudy:
    """Return the data of the pilots within an area that began on one day, by default the day on which most did.

    NotFound where there are no pilots, or no stocks before and after their start.
    """
    starts = count_starts(snapshot, vintage_id, within, scheme, as_of)
    if not starts:
        raise _no_pilots()
    start = started_on or max(starts.items(), key=lambda one: (one[1], one[0]))[0]
    return build_pilot_studies(snapshot, vintage_id, within, scheme, as_of, (start,))[0]


def count_starts(snapshot: Snapshot, vintage_id: str, within: str, scheme: Scheme, as_of: date) -> dict[date, int]:
    """Return the days up to one on which pilots of a scheme within an area began, earliest first, with their numbers.

    Pilots that have ended count too: what they gained is asked all the same.
    """
    data = snapshot.find_vintage(vintage_id).on(as_of)
    inside = set(data.hierarchy.select(Level.COMMUNE, data.hierarchy.find(within)).tolist())
    days = Counter(day for area, day in _find_starts(data, scheme).items() if area in inside and day <= as_of)
    return dict(sorted(days.items()))


def build_pilot_studies(
    snapshot: Snapshot, vintage_id: str, within: str, scheme: Scheme, as_of: date, starts: Sequence[date]
) -> tuple[PilotStudy, ...]:
    """Return the study of the pilots of each start; NotFound where one has no stocks before and after it."""
    data = snapshot.find_vintage(vintage_id).on(as_of)
    areas = data.hierarchy.select(Level.COMMUNE, data.hierarchy.find(within))
    begun = _find_starts(data, scheme)
    dates = list_study_dates(snapshot, vintage_id, within, scheme, as_of)
    names = data.hierarchy.names[areas]
    unreached = [start for start in starts if find_baseline(dates, start) is None]
    if unreached:
        raise _no_dates(unreached[0])
    if not starts:
        return ()
    stocks = np.stack([find_stock(data, scheme, Measure.ENROLLED, day).counts[areas] for day in dates])
    studies = []
    for start in starts:
        place = find_baseline(dates, start) or 0
        study = PilotStudy(
            scheme=scheme,
            started_on=start,
            dates=dates,
            baseline=place,
            codes=data.hierarchy.codes[areas],
            names=names,
            is_pilot=np.array([begun.get(int(area)) == start for area in areas], dtype=bool),
            is_other=~np.isin(areas, list(begun)),
            is_urban=np.array([str(name).startswith(URBAN_KINDS) for name in names], dtype=bool),
            stocks=stocks,
            sizes=find_column(data, scheme, Count.DENOMINATOR, dates[place]).counts[areas],
            gross_new=_find_gross_new(data, scheme, dates[place], dates[-1])[areas],
        )
        studies.append(study)
    return tuple(studies)


def find_baseline(dates: Sequence[date], start: date) -> int | None:
    """Return the place of the last date before a start, None unless there is one and a later date as well."""
    before = [place for place, day in enumerate(dates) if day < start]
    return before[-1] if before and before[-1] < len(dates) - 1 else None


def list_study_dates(snapshot: Snapshot, vintage_id: str, within: str, scheme: Scheme, as_of: date) -> tuple[date, ...]:
    """Return the dates of a study, earliest first: those on which enough communes within an area have a stock."""
    data = snapshot.find_vintage(vintage_id).on(as_of)
    areas = data.hierarchy.select(Level.COMMUNE, data.hierarchy.find(within))
    return tuple(
        day
        for day in list_days(data, scheme, as_of)
        if areas.size
        and np.isfinite(find_stock(data, scheme, Measure.ENROLLED, day).counts[areas]).mean() >= LEAST_REPORTING
    )


def count_months(first: date, last: date) -> int:
    """Return the months from one month end to another."""
    return (last.year - first.year) * 12 + last.month - first.month


def _find_starts(data: VintageData, scheme: Scheme) -> dict[int, date]:
    return {one.area: one.started_on for one in data.pilots if one.scheme == scheme}


def list_days(data: VintageData, scheme: Scheme, as_of: date) -> tuple[date, ...]:
    """Return the days up to one on which any area of the vintage has a stock of the scheme or a part of it."""
    days = {day for one in (scheme, *scheme.parts) for day in data.list_dates(one, Measure.ENROLLED) if day <= as_of}
    return tuple(sorted(days))


def _find_gross_new(data: VintageData, scheme: Scheme, first: date, last: date) -> Counts:
    """Return the new enrolments between two days: the count of the year less that of before; NaN where unknown.

    Over a turn of the year that count begins anew and the difference says nothing.
    """
    later = find_stock(data, scheme, Measure.GROSS_NEW, last).counts
    if first == find_last_year_end(last):
        return later
    earlier = find_stock(data, scheme, Measure.GROSS_NEW, first).counts
    return later - earlier if first.year == last.year else np.full(later.shape, np.nan)


def _no_pilots() -> NotFound:
    return NotFound(
        "no_pilots",
        Bilingual(
            "Chưa có xã điểm nào của loại hình này trong địa bàn", "This area has no pilot commune of the scheme"
        ),
        Bilingual(
            "Nạp danh sách xã điểm trước, hoặc chọn địa bàn khác.", "Load the pilots first, or choose another area."
        ),
    )


def _no_dates(start: date) -> NotFound:
    return NotFound(
        "no_dates_around_start",
        Bilingual(
            f"Không có số liệu cả trước và sau ngày bắt đầu {start:%d/%m/%Y}",
            f"There are no figures both before and after the start, {start:%d/%m/%Y}",
        ),
        Bilingual(
            "Nạp số liệu của ngày chốt trước đó, hoặc chọn ngày sau hơn.",
            "Load an earlier cut-off, or ask for a later one.",
        ),
    )
