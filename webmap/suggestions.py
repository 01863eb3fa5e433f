"""What a page shows where its URL does not say: the newest data, in the smallest area that holds them all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import Bilingual, NotFound, Place
from services.coverage.base_dates import list_base_dates
from services.coverage.operands import list_target_dates
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.measures.class_methods import ClassMethod
from services.measures.indicators import Indicator
from services.measures.periods import find_year_before, is_month_end
from services.measures.schemes import ANY_SCHEME, Measure, Scheme
from webmap.carried_places import PLACES, carry_places, keep_places_on_day
from webmap.dated_vintages import is_own_vintage, list_all_cut_offs, list_cut_offs, list_own_cut_offs
from webmap.error_pages import BadParameter
from webmap.spans import Span, parse_span


def complete(known: Mapping[str, Any], snapshot: Snapshot, *, codes_of: str | None = None) -> dict[str, Any]:
    """Return the fields of a MapRequest: those known, checked against the snapshot, and suggestions for the others.

    ``known`` holds checked parameters by name; its places are carried over where they are ``codes_of`` another
    vintage than the one to be shown. Raises BadParameter for what the vintage cannot show, NotFound for a vintage or
    an area that is not there, and where no vintage is active at all.
    """
    if codes_of is not None:
        known = _carry_over(known, snapshot, codes_of)
    data = _choose_vintage(known, snapshot)
    fields = dict(known) | {"vintage": data.vintage.vintage_id}
    fields["scheme"] = Scheme(known["scheme"]) if "scheme" in known else _choose_scheme(data, known.get("as_of"))
    fields["span"] = parse_span(known["span"]) if "span" in known else None
    fields["as_of"] = _choose_date(data, fields["scheme"], known.get("as_of"), fields["span"])
    fields["indicator"] = _choose_indicator(data, fields)
    fields["since"] = _choose_base_date(snapshot, data, fields, known.get("since"))
    fields["boundaries"] = _choose_boundaries(snapshot, data, fields, known)
    fields["over"] = _choose_overlay(snapshot, data, known.get("over"))
    dated = data.on(fields["as_of"])
    fields["within"] = known.get("within") or _choose_within(data, fields)
    fields["level"] = _choose_level(dated, fields["within"], known.get("level"))
    if "method" in known:
        fields["method"] = ClassMethod(known["method"])
    if "area" in known:
        find_area(dated, "area", known["area"])
    return fields


def list_levels(data: VintageData, within: str) -> tuple[Level, ...]:
    """Return the levels whose areas lie within an area, from large to small; none for an area without children."""
    area = find_area(data, "within", within)
    inside = data.hierarchy.ranks[data.hierarchy.select_all(area)]
    own = data.hierarchy.level_of(area)
    return tuple(level for level in data.levels if level.rank > own.rank and np.any(inside == level.rank))


def find_area(data: VintageData, parameter: str, code: str) -> int:
    """Return the number of an area; NotFound names the parameter that asked for it."""
    try:
        return data.hierarchy.find(code)
    except NotFound as error:
        error.place = Place(column=parameter, text=code)
        raise


def find_vintage(snapshot: Snapshot, vintage_id: str | None) -> VintageData:
    """Return the vintage asked for, else the one of the newest data; NotFound where there is none."""
    return _choose_vintage({} if vintage_id is None else {"vintage": vintage_id}, snapshot)


def _carry_over(known: Mapping[str, Any], snapshot: Snapshot, codes_of: str) -> Mapping[str, Any]:
    """Return the parameters for the vintage that will be shown, where codes and date are those of another screen."""
    data = _choose_vintage({name: known[name] for name in known if name not in PLACES}, snapshot)
    if codes_of == data.vintage.vintage_id:
        return keep_places_on_day(known, data)
    kept = carry_places(known, snapshot, codes_of, data)
    if kept.get("as_of") not in list_all_cut_offs(data):
        kept.pop("as_of", None)
    return kept | {"vintage": data.vintage.vintage_id} if "vintage" in known else kept


def _choose_vintage(known: Mapping[str, Any], snapshot: Snapshot) -> VintageData:
    if "vintage" in known:
        return snapshot.find_vintage(known["vintage"])
    if not snapshot.vintages:
        raise NotFound(
            "no_vintage",
            Bilingual("Chưa có bộ ranh giới nào được đưa vào dùng", "No boundary vintage is in use yet"),
            Bilingual(
                "Nhập ranh giới: python -m webmap boundaries import …, rồi boundaries activate.",
                "Import boundaries: python -m webmap boundaries import …, then boundaries activate.",
            ),
        )
    every = list(snapshot.vintages.values())
    fitting = [data for data in every if _has_areas(data, known)] or every
    candidates = [data for data in fitting if _has_date(data, known)] or fitting
    return max(candidates, key=lambda data: _rank_vintage(data, known))


def _rank_vintage(data: VintageData, known: Mapping[str, Any]) -> tuple[bool, bool, date, date, bool]:
    """Return what speaks for a vintage: an agency's own data before the demonstration's, then that it holds the day
    asked for, then the newest data.

    Only what was counted on its own boundaries speaks. The snapshot names the newest vintage first, and `max` keeps
    the first of equals.
    """
    newest_of_all = max(list_own_cut_offs(data), default=date.min)
    own_data = newest_of_all > date.min and not data.vintage.is_demo
    holds = "as_of" in known and data.vintage.holds_on(known["as_of"])
    return own_data, holds, _find_newest(data, known), newest_of_all, not data.vintage.is_demo


def _find_newest(data: VintageData, known: Mapping[str, Any]) -> date:
    """Return the newest day that was counted of the scheme asked for, of any scheme where none is."""
    days = list_own_cut_offs(data, Scheme(known["scheme"]) if "scheme" in known else None)
    return max(days, default=date.min)


def _has_areas(data: VintageData, known: Mapping[str, Any]) -> bool:
    codes = [known[name] for name in ("within", "area") if name in known]
    return all(data.is_unit(code) or bool(np.any(data.hierarchy.codes == code)) for code in codes)


def _has_date(data: VintageData, known: Mapping[str, Any]) -> bool:
    return "as_of" not in known or known["as_of"] in list_own_cut_offs(data)


def _choose_scheme(data: VintageData, as_of: date | None) -> Scheme:
    """Return the scheme with the newest data (or data of the day asked for); the first of equals."""

    def measure(scheme: Scheme) -> tuple[bool, date]:
        days = list_cut_offs(data, scheme)
        return as_of in days, max(days, default=date.min)

    return max(Scheme, key=measure)


def _choose_date(data: VintageData, scheme: Scheme, asked: date | None, span: Span | None = None) -> date | None:
    """Return the day asked for, if any scheme of the vintage has data then; else the newest, None without data.

    Within a period a month end without data can be asked for: time stands still on it, too.
    """
    days = list_cut_offs(data, scheme) or list_all_cut_offs(data)
    if asked is None:
        return max(days, default=None)
    if span and span.first <= asked <= span.last and is_month_end(asked):
        return asked
    if asked not in list_all_cut_offs(data):
        message = Bilingual(f"Không có số liệu chốt ngày {asked}", f"There are no data of {asked}")
        raise BadParameter("as_of", asked.isoformat(), message, [day.isoformat() for day in days])
    return asked


def _choose_base_date(
    snapshot: Snapshot, data: VintageData, fields: Mapping[str, Any], asked: date | None
) -> date | None:
    """Return the day that a change is measured from; None where the indicator has no such day.

    Left out it is the same day a year before, if there are data of it, else the newest day before the cut-off.
    """
    if not fields["indicator"].definition.needs_since or fields["as_of"] is None:
        return None
    days = list_base_dates(snapshot, data.vintage.vintage_id, fields["scheme"], fields["as_of"])
    before = find_year_before(fields["as_of"])
    if asked is None:
        return before if before in days else max(days, default=None)
    if asked not in days:
        message = Bilingual(f"Không so được với ngày {asked}", f"There is nothing to compare with on {asked}")
        raise BadParameter("since", asked.isoformat(), message, [day.isoformat() for day in days])
    return asked


def _choose_boundaries(
    snapshot: Snapshot, data: VintageData, fields: Mapping[str, Any], known: Mapping[str, Any]
) -> str:
    """Return ``fixed`` where the vintage was chosen for its own sake, ``date`` where it is that of the date."""
    if "vintage" not in known:
        return "date"
    is_own = fields["as_of"] is not None and is_own_vintage(snapshot, data, fields["as_of"])
    return "fixed" if known.get("boundaries") == "fixed" or not is_own else "date"


def _choose_overlay(snapshot: Snapshot, data: VintageData, asked: str | None) -> str | None:
    """Return the vintage to be drawn over the map; none over itself. NotFound names the parameter."""
    if asked is None:
        return None
    try:
        over = snapshot.find_vintage(asked)
    except NotFound as error:
        error.place = Place(column="over", text=asked)
        raise
    return None if over is data else asked


def _choose_indicator(data: VintageData, fields: Mapping[str, Any]) -> Indicator:
    """Return the indicator asked for, else plan completion, coverage or participants: the first that has its counts."""
    if "indicator" in fields:
        return Indicator(fields["indicator"])
    scheme: Scheme = fields["scheme"]
    if fields["as_of"] and list_target_dates(data, scheme, fields["as_of"]):
        return Indicator.PLAN_COMPLETION_RATIO
    if data.list_dates(ANY_SCHEME, Measure(scheme.denominator_kind.value)):
        return Indicator.COVERAGE_RATIO
    return Indicator.ENROLLED_COUNT


def _choose_within(data: VintageData, fields: Mapping[str, Any]) -> str:
    """Return the smallest province or country that holds all areas with participants on the day."""
    schemes = (fields["scheme"], *fields["scheme"].parts)
    keys = [(scheme.value, Measure.ENROLLED.value, fields["as_of"]) for scheme in schemes]
    columns = [data.facts[key] for key in keys if key in data.facts]
    # What is converted for the country says nothing of where the data are.
    areas = [one.areas if one.converted is None else one.areas[one.areas > 0] for one in columns]
    asked = fields.get("level")
    if areas and Level.PROVINCE in data.levels and asked != Level.PROVINCE:
        provinces = np.unique(data.hierarchy.ancestors[Level.PROVINCE.rank][np.concatenate(areas)])
        if provinces.size == 1 and provinces[0] >= 0:
            return str(data.hierarchy.codes[provinces[0]])
    return COUNTRY_CODE


def _choose_level(data: VintageData, within: str, asked: str | None) -> Level:
    """Return the level asked for, if ``within`` has such areas; else provinces of the country, communes elsewhere."""
    levels = list_levels(data, within)
    if not levels:
        message = Bilingual(
            f"«{within}» không chứa địa bàn nào; chọn nó bằng «area»",
            f"«{within}» contains no areas; select it by «area»",
        )
        raise BadParameter("within", within, message)
    if asked is None:
        return levels[0] if within == COUNTRY_CODE else levels[-1]
    if asked not in levels:
        message = Bilingual(
            f"«{within}» của bộ ranh giới này không có cấp «{asked}»", f"«{within}» has no areas of level «{asked}»"
        )
        raise BadParameter("level", asked, message, [level.value for level in levels])
    return Level(asked)
