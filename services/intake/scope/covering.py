"""What a file speaks for: whole provinces, or the managing units that it is about (decision 0002)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from geodata.areas import Level
from geodata.places import IndexedArea
from services.intake.headers.headers import build_plain_header
from services.intake.kinds import IntakeKind
from services.intake.options import Covers
from services.intake.outcomes import LOADED, JoinedRow, RowOutcome
from services.intake.scope.file_scope import TableScope
from services.intake.scope.kept_vintages import KeptVintage
from services.intake.scope.understanding_parts import NOWHERE, Origin, Understood
from services.store.release_draft import CoveredUnits

_LISTS_OF_ALL_LEVELS = (
    IntakeKind.OUTREACH_EVENTS,
    IntakeKind.MANAGING_UNITS,
    IntakeKind.OFFICERS,
    IntakeKind.GROUPS,
)
_WHOLE = re.compile(r"(?:tong (?:cong|so) )?(?:toan|ca) (?:tinh|thanh pho)\b.*|whole province")
_Located = Mapping[tuple[str, str], tuple[str, str]]  # as ``KeptVintage.located``
_Units = Mapping[str, Mapping[str, set[str]]]  # as ``KeptVintage.units``
_ScopeKey = tuple[str, str]  # level ("" for lists of all levels), province


@dataclass(frozen=True)
class Covering:
    """What a file speaks for; ``covered`` names the units of provinces that it does not speak for whole.

    ``names`` are those of the units, by code.
    """

    covers: Understood[Covers] = NOWHERE
    covered: tuple[CoveredUnits, ...] = ()
    names: dict[str, str] = field(default_factory=dict)


@dataclass
class _Evidence:
    """What a file says of one level of one province."""

    units: set[str] = field(default_factory=set)
    title_unit: Understood[IndexedArea] = NOWHERE
    whole_text: str = ""
    title_province: Understood[IndexedArea] = NOWHERE


def find_covering(
    kind: IntakeKind,
    tables: Sequence[tuple[TableScope, Sequence[JoinedRow]]],
    vintage: KeptVintage,
    chosen: Covers | None,
) -> Covering:
    """Return what a file speaks for: as ``chosen``, else as its titles, totals and rows say.

    A title that names a district, or rows in some units only, speak for these units; rows in every unit, a total of
    the province, or a title that names the province as more than the sender's office, for the province. Where a
    province has no managing units it is spoken for whole, unless ``chosen`` says units: these are then the areas of
    the rows themselves.
    """
    located = vintage.located
    found: dict[_ScopeKey, _Evidence] = defaultdict(_Evidence)
    for scope, rows in tables:
        level = "" if kind in _LISTS_OF_ALL_LEVELS else str(scope.level.value)
        for row in rows:
            if row.area is not None and row.outcome in LOADED:
                province, within = located[str(row.area.level), row.area.area_code]
                found[level, province].units.add(within)
        _add_titles(found, level, scope, located)
        _add_totals(found, level, rows)
    decided = [
        _decide(key, evidence, vintage.units, chosen) for key, evidence in sorted(found.items()) if evidence.units
    ]
    covered = tuple(one for one, _ in decided if one is not None)
    codes = {code for one in covered for code in one.unit_codes}
    return Covering(_join([covers for _, covers in decided]), covered, _name_units(vintage, codes))


def _name_units(vintage: KeptVintage, codes: set[str]) -> dict[str, str]:
    if not codes:
        return {}
    names = vintage.areas[vintage.areas["area_code"].isin(codes)]
    return dict(zip(names["area_code"].astype(str), names["name"].astype(str), strict=True))


def _add_titles(found: dict[_ScopeKey, _Evidence], level: str, scope: TableScope, located: _Located) -> None:
    area = scope.subject.value
    if area is None:
        return
    province, within = located[str(area.level), area.area_code]
    if within:
        found[level, province].title_unit = scope.subject
        found[level, province].units |= {within} if found[level, province].units else set()
    else:
        found[level, province].title_province = scope.subject


def _add_totals(found: dict[_ScopeKey, _Evidence], level: str, rows: Sequence[JoinedRow]) -> None:
    for row in rows:
        if row.outcome != RowOutcome.SUBTOTAL:
            continue
        if row.area is not None and row.area.level == Level.PROVINCE:
            found[level, row.area.area_code].whole_text = row.name
        elif row.area is None and _WHOLE.fullmatch(build_plain_header(row.name)):
            for (_, _), evidence in [item for item in found.items() if item[0][0] == level]:
                evidence.whole_text = row.name


def _decide(
    key: _ScopeKey, evidence: _Evidence, units: _Units, chosen: Covers | None
) -> tuple[CoveredUnits | None, Understood[Covers]]:
    level, province = key
    inside = units[province]
    everything = set[str]().union(*(inside.values() if not level else [inside.get(level, set())])) - {""}
    part = CoveredUnits(level, province, tuple(sorted(evidence.units)))
    if chosen == Covers.PROVINCE or not everything or "" in evidence.units:
        return None, Understood(Covers.PROVINCE, Origin.OPTION if chosen == Covers.PROVINCE else Origin.ROWS)
    if chosen == Covers.UNITS:
        return part, Understood(Covers.UNITS, Origin.OPTION)
    if not inside.get(Level.MANAGING_UNIT) or evidence.units >= everything:
        return None, Understood(Covers.PROVINCE, Origin.ROWS)
    if evidence.title_unit.value is not None:
        return part, Understood(Covers.UNITS, evidence.title_unit.origin, evidence.title_unit.text)
    if evidence.whole_text:
        return None, Understood(Covers.PROVINCE, Origin.ROWS, evidence.whole_text)
    if evidence.title_province.value is not None:
        return None, Understood(Covers.PROVINCE, evidence.title_province.origin, evidence.title_province.text)
    return part, Understood(Covers.UNITS, Origin.ROWS)


def _join(found: Sequence[Understood[Covers]]) -> Understood[Covers]:
    """Return what is said of the file in one word: units where any of it is about some units only."""
    parts = [one for one in found if one.value == Covers.UNITS]
    return (parts or list(found) or [NOWHERE])[0]
