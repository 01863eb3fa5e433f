"""One outcome for every row of a long table: as its condensed row was matched, apart from areas claimed twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from services.intake.headers.columns import PlainTable
from services.intake.headers.headers import find_scheme
from services.intake.headers.meanings import Role
from services.intake.long_tables.condensing import Condensed, find_firsts, renumber
from services.intake.matching.duplicates import HEADING_REASON, build_duplicate_reason
from services.intake.matching.row_days import parse_row_day
from services.intake.outcomes import LOADED, JoinedRow, RowOutcome
from services.intake.values.cells import is_blank
from services.measures.schemes import Scheme

MOST_NUMBERS = 10  # of the rows that one entry of the report names
_KEPT, _SILENT, _TWICE = 0, 1, 2
_Value = TypeVar("_Value", Scheme, date)


@dataclass(frozen=True)
class LongRows:
    """Scheme and day of every row below the header by their positions in ``schemes`` and ``days``, of which 0 is None.

    ``is_counted``: whether any column of counts is filled.
    """

    scheme_codes: NDArray[np.int64]
    schemes: tuple[Scheme | None, ...]
    day_codes: NDArray[np.int64]
    days: tuple[date | None, ...]
    is_counted: NDArray[np.bool_]


def read_long_rows(table: PlainTable, condensed: Condensed) -> LongRows:
    """Return what the rows say besides place and counts."""
    scheme_codes, schemes = _read_column(table, condensed, Role.SCHEME, find_scheme)
    day_codes, days = _read_column(table, condensed, Role.ROW_DATE, lambda text: parse_row_day(text, table.as_of))
    is_counted = np.zeros(len(condensed.groups), dtype=np.bool_)
    for column in table.count_columns:
        encoded = condensed.columns[column.index]
        is_counted |= np.array([not is_blank(text) for text in encoded.texts], dtype=np.bool_)[encoded.codes]
    return LongRows(scheme_codes, schemes, day_codes, days, is_counted)


def _read_column(
    table: PlainTable, condensed: Condensed, role: Role, parse: Callable[[str], _Value | None]
) -> tuple[NDArray[np.int64], tuple[_Value | None, ...]]:
    column = table.find_column(role)
    if column is None:
        return np.zeros(len(condensed.groups), dtype=np.int64), (None,)
    encoded = condensed.columns[column.index]
    parsed: list[_Value | None] = [
        parse(text.strip()) if text is not None and text.strip() else None for text in encoded.texts
    ]
    found: list[_Value | None] = [None]
    found += dict.fromkeys(value for value in parsed if value is not None)
    places = {value: place for place, value in enumerate(found)}
    return np.array([places[value] for value in parsed], dtype=np.int64)[encoded.codes], tuple(found)


def mark_long_duplicates(
    rows: Sequence[JoinedRow], condensed: Condensed, long_rows: LongRows
) -> tuple[list[JoinedRow], Condensed]:
    """Return the condensed rows with those of areas claimed twice apart, each as often as it stands in the file.

    Rows of one area, scheme and day are duplicates; where one alone of them states a count the others are ignored.
    """
    groups = condensed.groups
    fates = _find_fates(rows, condensed, long_rows)
    apart = renumber(groups.astype(np.int64) * 3 + fates)
    firsts = find_firsts(apart)
    head = list(rows[: condensed.offset])
    body = [rows[condensed.offset + int(groups[at])] for at in firsts.tolist()]
    marked = replace(condensed, groups=apart)
    found = _mark(body, marked, fates[firsts], firsts, _build_claims(rows, condensed, long_rows, fates))
    return [*head, *count_rows(found, marked)], marked


def count_rows(rows: Sequence[JoinedRow], condensed: Condensed) -> list[JoinedRow]:
    """Return the condensed rows below the header with how many rows each stands for, and the first of their numbers."""
    groups = condensed.groups
    counts = np.bincount(groups, minlength=len(rows)).tolist()
    order = np.argsort(groups, kind="stable")
    starts = np.concatenate([[0], np.cumsum(counts)])
    told = []
    for place, (row, count) in enumerate(zip(rows, counts, strict=True)):
        listed = order[starts[place] :][: min(count, MOST_NUMBERS)].tolist() if count > 1 else []
        numbers = tuple(condensed.read_number(at) for at in listed)
        told.append(row._replace(row_count=count, numbers=numbers))
    return told


def _find_claims(rows: Sequence[JoinedRow], condensed: Condensed, long_rows: LongRows) -> NDArray[np.int64]:
    """Return what each row claims, area, scheme and day as one number; -1 where it has no area for certain."""
    areas: dict[str, int] = {}
    claimed = [
        areas.setdefault(row.area.area_code, len(areas)) if row.outcome in LOADED and row.area is not None else -1
        for row in rows[condensed.offset :]
    ]
    by_row = np.array(claimed, dtype=np.int64)[condensed.groups]
    claims = (by_row * len(long_rows.schemes) + long_rows.scheme_codes) * len(long_rows.days) + long_rows.day_codes
    return np.where(by_row < 0, -1, claims)


def _find_fates(rows: Sequence[JoinedRow], condensed: Condensed, long_rows: LongRows) -> NDArray[np.int64]:
    claims = _find_claims(rows, condensed, long_rows)
    fates = np.full(len(claims), _KEPT, dtype=np.int64)
    claiming = claims >= 0
    if not claiming.any():
        return fates
    _, places = np.unique(claims[claiming], return_inverse=True)
    states = long_rows.is_counted[claiming]
    claim_counts, stating = np.bincount(places)[places], np.bincount(places, weights=states)[places]
    is_twice = (claim_counts > 1) & (stating != 1)
    is_silent = (claim_counts > 1) & (stating == 1) & ~states
    fates[claiming] = np.where(is_twice, _TWICE, np.where(is_silent, _SILENT, _KEPT))
    return fates


def _build_claims(
    rows: Sequence[JoinedRow], condensed: Condensed, long_rows: LongRows, fates: NDArray[np.int64]
) -> Mapping[int, list[int]]:
    """Return for the first rows claimed twice the positions of all rows of their claim, as far as they are named."""
    twice = np.flatnonzero(fates == _TWICE)
    if len(twice) == 0:
        return {}
    claims = _find_claims(rows, condensed, long_rows)[twice]
    order = np.argsort(claims, kind="stable")
    asked = find_firsts(renumber(condensed.groups[twice].astype(np.int64)))
    starts = np.searchsorted(claims[order], claims[asked], side="left").tolist()
    ends = np.searchsorted(claims[order], claims[asked], side="right").tolist()
    members = twice[order]
    return {
        int(twice[at]): members[start : min(end, start + MOST_NUMBERS)].tolist()
        for at, start, end in zip(asked.tolist(), starts, ends, strict=True)
    }


def _mark(
    rows: Sequence[JoinedRow],
    condensed: Condensed,
    fates: NDArray[np.int64],
    firsts: NDArray[np.int64],
    claims: Mapping[int, list[int]],
) -> list[JoinedRow]:
    marked = []
    for place, (row, fate, first) in enumerate(zip(rows, fates.tolist(), firsts.tolist(), strict=True)):
        told = row._replace(index=condensed.offset + place, number=condensed.read_number(first))
        if fate == _SILENT:
            told = told._replace(outcome=RowOutcome.IGNORED, area=None, reason=HEADING_REASON)
        elif fate == _TWICE:
            numbers = [condensed.read_number(position) for position in claims[first] if position != first]
            reason = build_duplicate_reason(told, numbers)
            told = told._replace(outcome=RowOutcome.DUPLICATE, reason=reason)
        marked.append(told)
    return marked
