"""From events to counts: who is counted at each cut-off, per area and scheme, and per group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from services.measures.disclosure import Table, build_relations, withhold
from services.measures.schemes import Scheme
from services.participants.request import AggregateRequest, Dimension

_CELL = ["area_code", "scheme"]
_DATED = [*_CELL, "as_of"]


@dataclass(frozen=True)
class ParticipantCounts:
    """Counts per area, scheme and cut-off, and the same per group where groups were asked for.

    ``totals`` has the columns area_code, scheme, as_of, count, is_withheld; ``groups`` one per dimension besides. A
    cell stands at all cut-offs or at none; groups without people are left out.
    """

    totals: pd.DataFrame
    groups: pd.DataFrame | None


def build_counts(events: pd.DataFrame, request: AggregateRequest, withhold_below: int = 0) -> ParticipantCounts:
    """Return the counts of the events of all files; cells below ``withhold_below`` are marked, 0 marks none.

    Where a group's count is withheld others of its total are too, so that the total does not give it away.
    """
    whole = pd.concat([events, _count_households(events)], ignore_index=True)
    totals = _spread(whole, _CELL, request.cut_offs)
    totals = totals.assign(is_withheld=(totals["count"] > 0) & (totals["count"] < withhold_below))
    if not request.dimensions:
        return ParticipantCounts(totals, None)
    groups = _build_groups(whole, request)
    hidden = (
        _withhold_groups(groups, totals, withhold_below) if withhold_below else np.zeros(len(groups), dtype=np.bool_)
    )
    return ParticipantCounts(totals, groups.assign(is_withheld=hidden))


def _count_households(events: pd.DataFrame) -> pd.DataFrame:
    """Return whom household health insurance counts as health insurance counts them: it is a part of it.

    Nobody where no other health insurance is in the files, as in those of collection organisations: that part is not
    the whole.
    """
    if not (events["scheme"] == str(Scheme.BHYT)).any():
        return events.iloc[:0]
    return events[events["scheme"] == str(Scheme.BHYT_HGD)].assign(scheme=str(Scheme.BHYT))


def _spread(events: pd.DataFrame, keys: list[str], cut_offs: Sequence[date]) -> pd.DataFrame:
    """Return the count of each cell at each cut-off: whoever entered until then and has not left."""
    grouped = events.groupby(keys, sort=True)
    cells = grouped.ngroup().to_numpy()
    at, counts = events["event"].to_numpy(np.int64), events["row_count"].to_numpy(np.int64)
    changes = np.zeros((grouped.ngroups, len(cut_offs)), dtype=np.int64)
    np.add.at(changes, (cells, np.abs(at)), np.where(at < 0, -counts, counts))
    firsts = events.iloc[np.unique(cells, return_index=True)[1]][keys] if len(events) else events[keys]
    table = firsts.loc[firsts.index.repeat(len(cut_offs))].reset_index(drop=True)
    days = pd.Series(list(cut_offs) * grouped.ngroups, dtype=object)
    return table.assign(as_of=days, count=changes.cumsum(axis=1).ravel())


def _build_groups(events: pd.DataFrame, request: AggregateRequest) -> pd.DataFrame:
    names = [str(one) for one in request.dimensions]
    table = _spread(events, [*_CELL, *names], request.cut_offs)
    table = table[table["count"] > 0]
    if Dimension.AGE in request.dimensions:
        table = table.assign(age=list(_list_bands(table, request)))
    return table.groupby([*_CELL, *names, "as_of"], as_index=False, sort=True)[["count"]].sum()


def _list_bands(table: pd.DataFrame, request: AggregateRequest) -> Iterator[str]:
    """Yield the band of age of each row at its cut-off: a cohort says the band of each year, see ``name_cohort``."""
    years = {year: at for at, year in enumerate(dict.fromkeys(day.year for day in request.cut_offs))}
    bands = name_bands(request.age_bounds)
    for cohort, day in zip(table["age"], table["as_of"], strict=True):
        yield bands[int(cohort.split(".")[years[day.year]])] if cohort else ""


def name_bands(bounds: Sequence[int]) -> list[str]:
    """Return the bands of age by their number: «0–14», «15–24», «65+»."""
    lows = (0, *bounds)
    return [f"{low}–{high - 1}" for low, high in zip(lows, bounds, strict=False)] + [f"{lows[-1]}+"]


def _withhold_groups(groups: pd.DataFrame, totals: pd.DataFrame, below: int) -> NDArray[np.bool_]:
    """Return which groups are withheld, so that the totals, which the reader has, tell no small one."""
    size = len(groups)
    keyed = totals.set_index(_DATED)
    wanted = pd.MultiIndex.from_frame(groups[_DATED])
    of_total, distinct = pd.factorize(wanted)
    own = keyed.loc[pd.MultiIndex.from_tuples(distinct, names=_DATED)]
    values = np.concatenate([groups["count"].to_numpy(), own["count"].to_numpy()]).astype(np.float64)
    relation_of = np.concatenate([of_total, np.arange(len(own))])
    signs = np.concatenate([np.ones(size), -np.ones(len(own))])
    relations = build_relations(relation_of, np.arange(size + len(own)), signs)
    hidden = np.concatenate([np.zeros(size, dtype=np.bool_), own["is_withheld"].to_numpy(dtype=np.bool_)])
    fixed = np.concatenate([np.zeros(size, dtype=np.bool_), np.ones(len(own), dtype=np.bool_)])
    small = np.flatnonzero((values < below) & ~fixed)
    table = Table(values, np.ones(len(values)), hidden, fixed, relations)
    return withhold(table, small, below - values[small])[:size]
