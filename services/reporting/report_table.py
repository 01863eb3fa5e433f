"""The table of a view as sheets, slides and packs print it: whole numbers in the digits shown, states in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geodata.errors import Bilingual
from services.coverage.area_value import build_area_value
from services.coverage.columns import Counts
from services.coverage.evaluation import evaluate
from services.coverage.snapshot import Snapshot
from services.coverage.table_columns import read_table_column
from services.coverage.view import NO_DATE, View
from services.coverage.vintage_data import VintageData
from services.measures.count_names import name_count
from services.measures.indicators import Count, Indicator, IndicatorDefinition
from services.measures.rounding import round_decimal
from services.measures.states import STATES, State
from services.measures.wording import LANGUAGES, format_count, format_shown

GAP_LABEL = Bilingual("Còn phải phát triển", "Left to the plan")
CHANGE_LABEL = Bilingual("So với cùng kỳ", "Change in a year")


@dataclass(frozen=True)
class ReportRow:
    """One area: ``shown`` as ``View.shown``, the counts as people; None where there is nothing, rank 0 for none."""

    area_code: str
    name: str
    parent_name: str
    shown: int | None
    numerator: int | None
    denominator: int | None
    gap: int | None
    change: int | None
    rank: int
    state: State
    estimated_share: float | None

    def write_value(self, definition: IndicatorDefinition, lang: str) -> str:
        """Return the value as printed everywhere, or the words of its state."""
        if self.shown is None:
            return self.state.label.in_language(lang)
        return format_shown(definition, self.shown, lang)


@dataclass(frozen=True)
class ReportTable:
    """The rows in the order of the vintage, the whole, and what the two counts are called ("" for none)."""

    definition: IndicatorDefinition
    numerator_label: Bilingual
    denominator_label: Bilingual
    rows: tuple[ReportRow, ...]
    total: ReportRow

    def list_ranked(self) -> list[ReportRow]:
        """Return the rows with a rank, the best first; equals in the order of the vintage."""
        return sorted((row for row in self.rows if row.rank), key=lambda row: row.rank)


def build_report_table(snapshot: Snapshot, view: View) -> ReportTable:
    """Return the table of a view."""
    data = snapshot.find_vintage(view.request.vintage_id).on(view.request.as_of)
    definition = view.definition
    return ReportTable(
        definition=definition,
        numerator_label=_name_count(view, definition.numerator_kind),
        denominator_label=_name_count(view, definition.denominator_kind),
        rows=_build_rows(data, view),
        total=_build_total(data, view),
    )


def _name_count(view: View, kind: Count | None) -> Bilingual:
    asked = view.request
    if kind is None:
        return Bilingual("", "")
    return Bilingual(*(name_count(kind, asked.scheme, lang, asked.since) for lang in LANGUAGES))


def write_people(count: int | None, lang: str, *, is_signed: bool = False) -> str:
    """Return a number of people as printed, nothing for None."""
    return "" if count is None else format_count(count, lang, is_signed=is_signed)


def _build_rows(data: VintageData, view: View) -> tuple[ReportRow, ...]:
    numerators, denominators, gaps, changes = (
        _round(read_table_column(data, view, name)) for name in ("numerator", "denominator", "gap", "change")
    )
    parents = view.hierarchy.names[view.hierarchy.parents[view.areas]]
    return tuple(
        ReportRow(
            area_code=code,
            name=view.names[place],
            parent_name=str(parents[place]),
            shown=None if np.isnan(view.shown[place]) else int(view.shown[place]),
            numerator=numerators[place],
            denominator=denominators[place],
            gap=gaps[place],
            change=changes[place],
            rank=int(view.ranks[place]),
            state=STATES[int(view.states[place])],
            estimated_share=float(view.estimated_shares[place]) if view.estimated[place] else None,
        )
        for place, code in enumerate(view.codes)
    )


def _build_total(data: VintageData, view: View) -> ReportRow:
    total, asked = view.total, view.request
    area, day = data.hierarchy.find(asked.within), asked.as_of or NO_DATE
    gap, change = (
        build_area_value(data.hierarchy, evaluate(data, asked.scheme, one, day, asked.since), area).value
        for one in (Indicator.PLAN_GAP_COUNT, Indicator.YOY_CHANGE_COUNT)
    )
    return ReportRow(
        area_code=total.area_code,
        name=total.name,
        parent_name="",
        shown=total.shown,
        numerator=_round_one(total.numerator),
        denominator=_round_one(total.denominator),
        gap=_round_one(gap),
        change=_round_one(change),
        rank=0,
        state=total.state,
        estimated_share=total.estimated_share,
    )


def _round(counts: Counts) -> list[int | None]:
    return [_round_one(None if np.isnan(count) else float(count)) for count in counts]


def _round_one(count: float | None) -> int | None:
    return None if count is None else int(round_decimal(count, 0))
