"""The shape of a file: its headers without their dates, so that next month's file of the same make is recognised."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.intake.headers.columns import Column, ColumnOrigin, PlainTable
from services.intake.headers.headers import build_plain_header
from services.intake.headers.meanings import Meaning, RelativeDay
from services.intake.kinds import IntakeKind

_DATES = re.compile(
    r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\s*/\s*\d{4}|\d{1,2}\s*/\s*\d{1,2}"
    r"|(?:thang|quy)\s*(?:\d{1,2}|[ivx]+)|\bt\d{1,2}\b|(?:19|20)\d{2}"
)


def build_shape(kind: IntakeKind, headers: Sequence[str]) -> str:
    """Return the SHA-256 of the kind of file and its headers in order, their dates taken out."""
    plain = [_DATES.sub("#", build_plain_header(header)) for header in headers]
    while plain and not plain[-1]:
        plain.pop()
    return hashlib.sha256("\n".join((str(kind), *plain)).encode()).hexdigest()


def build_remembered(table: PlainTable) -> dict[str, str]:
    """Return the meanings that a person gave to columns of a table, by letter, dated relative to its cut-off.

    Only these are to be remembered: what headers say is read from the headers of each file anew. A day that the header
    names itself is not remembered with it: the next header names its own.
    """
    return {
        column.letter: _relate(column, table)
        for column in table.columns
        if column.origin in (ColumnOrigin.GIVEN, ColumnOrigin.REMEMBERED)
    }


def _relate(column: Column, table: PlainTable) -> str:
    meaning = column.meaning
    if meaning.scheme == table.scheme:
        meaning = replace(meaning, scheme=None)  # the scheme of the whole table is that of the next file's title
    if meaning.as_of is None or table.as_of is None:
        return str(meaning)
    relative = _find_relative(meaning.as_of, table.as_of, is_target=meaning.measure == "target")
    if relative is None:
        return str(meaning)
    return _write(meaning, relative)


def _find_relative(day: date, as_of: date, *, is_target: bool) -> RelativeDay | None:
    """Return the word for a day; where two fit, the one that files of other months would mean too."""
    order = [RelativeDay.AS_OF, RelativeDay.PREVIOUS_YEAR_END, RelativeDay.SAME_DAY_LAST_YEAR, RelativeDay.YEAR_END]
    if is_target:
        order.insert(0, order.pop())
    return next((relative for relative in order if relative.build_date(as_of) == day), None)


def _write(meaning: Meaning, relative: RelativeDay) -> str:
    parts = [str(meaning.role or meaning.measure), str(relative), meaning.scheme or "", meaning.organisation]
    return ":".join(parts).rstrip(":")
