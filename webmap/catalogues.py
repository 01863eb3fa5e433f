"""What there is to choose from, as JSON: vintages, schemes, indicators, cut-off dates, areas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from geodata.areas import COUNTRY_CODE, Level
from geodata.crosswalks.crosswalk import Crosswalk
from geodata.errors import Bilingual
from geodata.names import build_search_key, build_sort_key, clean_text
from services.coverage.hierarchy import NO_PARENT
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.measures.classes import list_methods
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from webmap.dated_vintages import list_all_cut_offs, list_cut_offs
from webmap.suggestions import find_area

MOST_FOUND = 50  # areas that a search answers with


def _in_both(name: str, text: Bilingual) -> dict[str, str]:
    return {f"{name}_vi": text.vi, f"{name}_en": text.en}


def build_vintages(snapshot: Snapshot) -> dict[str, Any]:
    """Return the vintages in use, the newest first, and the crosswalks in force between any two."""
    return {
        "vintages": [build_vintage(snapshot, data) for data in snapshot.vintages.values()],
        "crosswalks": [build_crosswalk(one) for one in snapshot.conversions.crosswalks],
    }


def build_crosswalk(crosswalk: Crosswalk) -> dict[str, Any]:
    """Return what is said of a crosswalk in force."""
    return {
        "from_vintage_id": crosswalk.from_vintage_id,
        "to_vintage_id": crosswalk.to_vintage_id,
        "basis": crosswalk.basis,
        **_in_both("basis_label", crosswalk.basis.label),
        "source": crosswalk.source,
        "pair_count": len(crosswalk.pairs),
        "split_count": len(crosswalk.split_codes),
    }


def build_vintage(snapshot: Snapshot, data: VintageData) -> dict[str, Any]:
    """Return one vintage with its levels and how many areas each has."""
    vintage = data.vintage
    counts = np.bincount(data.on(None).hierarchy.ranks, minlength=len(Level))
    days = list_all_cut_offs(data)
    return {
        "vintage_id": vintage.vintage_id,
        "title_vi": vintage.title_vi,
        "title_en": vintage.title_en,
        "effective_from": vintage.effective_from,
        "effective_to": vintage.effective_to,
        "outline_kind": vintage.outline_kind,
        "source": vintage.source,
        "licence": vintage.licence,
        "is_demo": vintage.is_demo,
        "levels": [
            {
                "level": level,
                **_in_both("label", snapshot.label_level(level, vintage)),
                "area_count": int(counts[level.rank]),
            }
            for level in data.on(None).levels
        ],
        "newest_as_of": days[-1] if days else None,
    }


def build_schemes() -> dict[str, Any]:
    """Return all schemes."""
    return {
        "schemes": [
            {
                "scheme": scheme,
                **_in_both("label", scheme.label),
                "denominator_kind": scheme.denominator_kind,
                **_in_both("denominator_label", scheme.denominator_kind.label),
                "parts": list(scheme.parts),
            }
            for scheme in Scheme
        ]
    }


def build_indicators() -> dict[str, Any]:
    """Return all indicators with their definitions."""
    return {"indicators": [build_indicator(indicator) for indicator in Indicator]}


def build_indicator(indicator: Indicator) -> dict[str, Any]:
    """Return one indicator: words, unit, decimals shown, what it is made of, and how it can be classed."""
    one = indicator.definition
    return {
        "indicator": indicator,
        **_in_both("label", one.label),
        **_in_both("definition", one.definition),
        **_in_both("formula", one.formula),
        "unit": one.unit,
        "decimals": one.decimals,
        "value_scale": one.value_scale,
        "numerator_kind": one.numerator_kind,
        "denominator_kind": one.denominator_kind,
        "palette_kind": one.palette_kind,
        "default_method": one.default_method,
        "default_classes": one.default_class_count,
        "methods": list(list_methods(one, one.thresholds)),
    }


def build_periods(data: VintageData, scheme: Scheme | None) -> dict[str, Any]:
    """Return the cut-off dates of one scheme, or of each."""
    schemes = [scheme] if scheme else list(Scheme)
    return {
        "vintage_id": data.vintage.vintage_id,
        "periods": [{"scheme": one, "as_of": list(list_cut_offs(data, one))} for one in schemes],
    }


def build_found_areas(data: VintageData, level: Level | None, within: str, query: str | None) -> dict[str, Any]:
    """Return the areas within one (of one level, if given) whose name or code fits ``query``; all without one.

    The best first: code, beginning of the name, beginning of a word, anywhere; then large before small, then the
    Vietnamese alphabet. With a query at most ``MOST_FOUND``; ``found_count`` tells how many there are.
    """
    hierarchy = data.hierarchy
    inside = hierarchy.select_all(find_area(data, "within", within))
    numbers = [int(area) for area in inside if level is None or hierarchy.ranks[area] == level.rank]
    if query and query.strip():
        ranked = sorted(_rank_areas(data, numbers, query))
        numbers = [area for *_rank, area in ranked]
    shown = numbers[:MOST_FOUND] if query else numbers
    return {
        "vintage_id": data.vintage.vintage_id,
        "found_count": len(numbers),
        "areas": [build_area(data, area) for area in shown],
    }


def _rank_areas(data: VintageData, numbers: list[int], query: str) -> Iterator[tuple[Any, ...]]:
    key, written = build_search_key(query), clean_text(query).lower()
    keys = data.hierarchy.search_keys
    for area in numbers:
        code = str(data.hierarchy.codes[area])
        if (not key or key not in keys[area]) and code != query.strip():
            continue
        name = str(data.hierarchy.names[area])
        borne = (name, *data.hierarchy.former_names.get(area, ()))
        fits = [_measure_fit(key, build_search_key(one), code, query.strip()) for one in borne]
        fit = min((one for one in fits if one is not None), default=None)
        if fit is not None:
            # Accents that were typed are meant, but need not be: «Ba Tơ» finds Ba Tô too, after Ba Tơ.
            lacks_accents = written not in clean_text(name).lower()
            yield fit, lacks_accents, int(data.hierarchy.ranks[area]), build_sort_key(name), code, area


def _measure_fit(key: str, text: str, code: str, query: str) -> int | None:
    """Return 0 for the best fit to 4 for the worst, None for none; type words (Xã, Phường) need not be typed."""
    if code == query:
        return 0
    if not key:
        return None
    if text.startswith(key) or text.endswith(f" {key}"):
        return 1
    if f" {key}" in text:
        return 2
    return 3 if key in text else None


def build_area(data: VintageData, area: int) -> dict[str, Any]:
    """Return one area with where it lies."""
    hierarchy = data.hierarchy
    path = hierarchy.climb(area)
    return {
        "area_code": hierarchy.codes[area],
        "name": hierarchy.names[area],
        "level": hierarchy.level_of(area),
        "parent_code": hierarchy.codes[path[-1]] if path else None,
        "path": [{"area_code": hierarchy.codes[one], "name": hierarchy.names[one]} for one in path],
    }


def build_unit_groups(data: VintageData, within: str) -> dict[str, Any]:
    """Return the managing units within an area and for each commune within it the index of its unit, −1 for none.

    Both in the order in which views and geometry files have them.
    """
    hierarchy = data.hierarchy
    area = find_area(data, "within", within)
    units = hierarchy.select(Level.MANAGING_UNIT, area)
    above = hierarchy.ancestors[Level.MANAGING_UNIT.rank][hierarchy.select(Level.COMMUNE, area)]
    index = np.where(above == NO_PARENT, NO_PARENT, np.searchsorted(units, above))
    return {
        "vintage_id": data.vintage.vintage_id,
        "level": Level.MANAGING_UNIT,
        "within": within,
        "codes": hierarchy.codes[units].tolist(),
        "groups": index.tolist(),
    }


def build_area_columns(data: VintageData, level: Level, within: str) -> dict[str, Any]:
    """Return the areas of a level within one as arrays by position, parents by index into ``parents``."""
    hierarchy = data.hierarchy
    numbers = hierarchy.select(level, find_area(data, "within", within))
    above = hierarchy.parents[numbers]
    parents, index = np.unique(above, return_inverse=True)
    return {
        "vintage_id": data.vintage.vintage_id,
        "level": level,
        "within": within,
        "codes": hierarchy.codes[numbers].tolist(),
        "names": hierarchy.names[numbers].tolist(),
        "parent": index.tolist(),
        "parents": [
            {"area_code": hierarchy.codes[one], "name": hierarchy.names[one], "level": hierarchy.level_of(int(one))}
            for one in parents
        ],
    } | _name_provinces(data, within)


def _name_provinces(data: VintageData, within: str) -> dict[str, Any]:
    """Return the names of all provinces, where parents are not all of one level: units, and provinces beside them."""
    if not data.hierarchy.has_listed_units or within != COUNTRY_CODE:
        return {}
    return {"provinces": data.hierarchy.names[data.hierarchy.select(Level.PROVINCE, 0)].tolist()}
