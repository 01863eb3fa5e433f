"""Columns whose header only counts, under a title that speaks of others than all participants."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from services.intake.headers.columns import Column, ColumnOrigin, PlainTable
from services.intake.headers.header_qualifiers import speaks_of_others
from services.intake.headers.headers import build_plain_header, speaks_of_new
from services.intake.headers.meanings import Meaning
from services.intake.headers.new_enrolments import find_new_measure
from services.intake.scope.titles import TitleText
from services.intake.scope.understanding_parts import Origin
from services.measures.schemes import Measure

_SAYS_STOCK = re.compile(r"tham gia|dang dong|enrolled|participant")


def doubt_columns(table: PlainTable, titles: Iterable[TitleText]) -> PlainTable:
    """Return the table with a question for each column that only its title explains: «Thực hiện», «Số người».

    «Số người tham gia mới đến 31/3/2019» above «Thực hiện» counts new people, and no stock.
    """
    above = [title.text for title in titles if title.origin == Origin.TITLE]
    new = next((text for text in above if speaks_of_new(text)), None)
    if new is None and not any(speaks_of_others(build_plain_header(text)) for text in above):
        return table
    return replace(table, columns=tuple(_doubt(column, new) for column in table.columns))


def _doubt(column: Column, new: str | None) -> Column:
    meaning = column.meaning
    says_itself = _SAYS_STOCK.search(build_plain_header(column.header))
    if column.origin != ColumnOrigin.HEADER or meaning.measure != Measure.ENROLLED or says_itself:
        return column
    proposal = replace(meaning, measure=find_new_measure(new)) if new is not None else None
    return replace(column, meaning=Meaning(), origin=ColumnOrigin.NOWHERE, proposal=proposal)
