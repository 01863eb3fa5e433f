"""The totals of a preview: of each kind of count in one place, before and after."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from geodata.areas import LEVEL_WORDS, Level
from services.intake.publication.changes import ChangeKind, ScopeChange
from services.measures.schemes import Measure
from webmap.intake.option_fields import name_units
from webmap.intake.words import label_measure, label_scheme, write_count, write_date
from webmap.translations import gettext as _


@dataclass(frozen=True)
class TotalLine:
    """The total of one kind of count in one place, before and after."""

    label: str
    where: str
    before: str
    after: str
    change: str
    area_count: str
    changed_count: str
    lost_count: str


def build_total(scope: ScopeChange) -> TotalLine:
    """Return the line of one scope."""
    total = scope.total
    is_new = scope.replaced_release_id is None
    changed = scope.count(ChangeKind.CHANGED) + scope.count(ChangeKind.ADDED)
    denominator = scope.measure in (Measure.LABOUR_FORCE, Measure.POPULATION)
    label = [label_measure(scope.measure), "" if denominator else label_scheme(scope.scheme), write_date(scope.as_of)]
    return TotalLine(
        label=" · ".join(filter(None, label)),
        where=_name_place(scope),
        before=_("chưa có") if is_new else write_count(total.before_count),
        after=write_count(total.after_count),
        change=_("mới") if is_new else write_count(total.after_count - total.before_count, is_signed=True),
        area_count=write_count(total.after_area_count),
        changed_count=write_count(changed),
        lost_count=write_count(scope.count(ChangeKind.LOST)),
    )


def _name_place(scope: ScopeChange) -> str:
    """Name the province, with the units where the file speaks for these alone, and a level above the communes."""
    units = name_units(scope.unit_names)
    province = (
        f"{scope.province_name}, {scope.province_code}" if units else f"{scope.province_name} ({scope.province_code})"
    )
    place = f"{units} ({province})" if units else province
    return place if scope.level == Level.COMMUNE else f"{place} · {LEVEL_WORDS[scope.level].in_language(g.lang)}"
