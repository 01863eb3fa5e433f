"""Columns whose header only counts, under a title that speaks of others than all participants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from services.intake.headers.columns import Column, ColumnOrigin, PlainTable
from services.intake.headers.header_qualifiers import speaks_of_others
from services.intake.headers.headers import build_plain_header, speaks_of_new
from services.intake.headers.meanings import Meaning
from services.intake.headers.new_enrolments import find_new_measure
from services.intake.scope.assigned_targets import assigns_targets
from services.intake.scope.titles import TitleText
from services.intake.scope.understanding_parts import Origin
from services.intake.values.day_words import find_day_words
from services.measures.periods import find_year_end
from services.measures.schemes import Measure

_SAYS_DONE = re.compile(r"thuc hien|\bth\b|ket qua|luy ke|cung ky|dau nam|cuoi nam|hien co|so co")
_SAYS_STOCK = re.compile(r"tham gia|dang dong|enrolled|participant")


def doubt_columns(table: PlainTable, titles: Sequence[TitleText]) -> PlainTable:
    """Return the table with a question for each column that only its title explains: «Thực hiện», «Số người».

    «Số người tham gia mới đến 31/3/2019» above «Thực hiện» counts new people, and no stock; «Số người» below «Giao chỉ
    tiêu năm 2019» may be the target.
    """
    above = [title.text for title in titles if title.origin == Origin.TITLE]
    new = next((text for text in above if speaks_of_new(text)), None)
    if assigns_targets(titles):
        return replace(table, columns=tuple(_doubt_stock(column) for column in table.columns))
    if new is None and not any(speaks_of_others(build_plain_header(text)) for text in above):
        return table
    return replace(table, columns=tuple(_doubt(column, new) for column in table.columns))


def _doubt_stock(column: Column) -> Column:
    """Return a column that may as well be the target: its header only counts, and names no day of its own."""
    plain, meaning = build_plain_header(column.header), column.meaning
    says_itself = _SAYS_STOCK.search(plain) or find_day_words(plain).days or _SAYS_DONE.search(plain)
    if column.origin != ColumnOrigin.HEADER or meaning.measure != Measure.ENROLLED or says_itself:
        return column
    day = find_year_end(meaning.as_of) if meaning.as_of else None
    proposal = replace(meaning, measure=Measure.TARGET, as_of=day)
    return replace(column, meaning=Meaning(), origin=ColumnOrigin.NOWHERE, proposal=proposal)


def _doubt(column: Column, new: str | None) -> Column:
    meaning = column.meaning
    says_itself = _SAYS_STOCK.search(build_plain_header(column.header))
    if column.origin != ColumnOrigin.HEADER or meaning.measure != Measure.ENROLLED or says_itself:
        return column
    proposal = replace(meaning, measure=find_new_measure(new)) if new is not None else None
    return replace(column, meaning=Meaning(), origin=ColumnOrigin.NOWHERE, proposal=proposal)
