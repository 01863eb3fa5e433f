"""A view as JSON: for people who program, and as arrays by position for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.errors import Bilingual
from services.coverage.area_value import AreaValue
from services.coverage.catalogue import PilotArea
from services.coverage.conversion_notes import ConversionNote
from services.coverage.view import View
from services.measures.palettes import STATE_LOOKS
from services.measures.states import STATES
from services.measures.wording import round_share
from services.store.release_notes import ReleaseNote
from webmap.geometry_index import GeometryPlace


def in_both(name: str, text: Bilingual) -> dict[str, str]:
    """Return a text as two members, ``name_vi`` and ``name_en``."""
    return {f"{name}_vi": text.vi, f"{name}_en": text.en}


@dataclass(frozen=True)
class Surroundings:
    """What belongs to a view besides its numbers: its geometry, its pilot areas, where names and counts are."""

    geometry: GeometryPlace | None
    pilots: Sequence[PilotArea]
    areas_url: str
    counts_url: str


def build_values(view: View, around: Surroundings) -> dict[str, Any]:
    """Return the documented answer of /api/v1/values; values carry the digits shown."""
    return {
        **build_frame(view, around),
        "areas": [_build_row(view, place) for place in range(len(view.codes))],
    }


def build_columns(view: View, around: Surroundings) -> dict[str, Any]:
    """Return the view as arrays by position: one letter of class or state and one whole number for each area.

    ``estimated_shares`` are whole per cent, one for each of ``estimated``. Above the lowest level the two counts come
    along: they are sums over the areas that have both. So they do for a change since a chosen date.
    """
    return {**build_frame(view, around), **build_area_columns(view, around)}


def build_area_columns(view: View, around: Surroundings) -> dict[str, Any]:
    """Return the arrays of ``build_columns`` and the addresses beside them."""
    return {
        **build_drawn_columns(view, around),
        "values": whole_numbers(view.shown),
        "value_scale": view.definition.value_scale,
        **build_count_columns(view),
    }


def build_drawn_columns(view: View, around: Surroundings) -> dict[str, Any]:
    """Return what a map paints and the addresses of the rest, without a number of an area."""
    pilots = {pilot.area_code for pilot in around.pilots}
    estimated = np.flatnonzero(view.estimated)
    return {
        "class_codes": view.class_codes,
        "estimated": estimated.tolist(),
        "estimated_shares": [round_share(share) for share in view.estimated_shares[estimated].tolist()],
        "pilot_positions": [place for place, code in enumerate(view.codes) if code in pilots] if pilots else [],
        "geometry_url": around.geometry.url if around.geometry else None,
        "arcs_url": around.geometry.arcs_url if around.geometry else None,
        "areas_url": around.areas_url,
        "counts_url": around.counts_url,
    }


def build_count_columns(view: View) -> dict[str, Any]:
    """Return the counts behind the values where a reader of the scope's counts does not have them: often none."""
    columns: dict[str, Any] = {}
    is_lowest = view.request.level is view.hierarchy.levels[-1]
    if not is_lowest or view.definition.needs_since:
        columns["numerators"] = whole_numbers(view.numerators)
        columns["denominators"] = whole_numbers(view.denominators)
    if not is_lowest:
        columns["reporting_counts"] = view.reporting_counts.tolist()
        columns["area_counts"] = view.area_counts.tolist()
    return columns


def build_frame(view: View, around: Surroundings) -> dict[str, Any]:
    """Return all of a view but its areas: what it shows, classes, states, total and what lies above."""
    return {
        "view": _build_heading(view, around.geometry),
        "classes": [
            {
                "lower": one.lower,
                "upper": one.upper,
                "includes_upper": one.interval.is_closed,
                "color": one.color,
                **in_both("label", one.label),
                "count": one.count,
            }
            for one in view.classes.classes
        ],
        "states": _build_states(view),
        "total": build_area_value(view.total),
        "ancestors": [build_area_value(one) for one in view.ancestors],
        "pilots": [asdict(pilot) for pilot in around.pilots],
    }


def _build_heading(view: View, geometry: GeometryPlace | None) -> dict[str, Any]:
    request, definition = view.request, view.definition
    return {
        "publication_id": view.publication_id,
        "vintage_id": view.vintage.vintage_id,
        **in_both("vintage_title", Bilingual(view.vintage.title_vi, view.vintage.title_en)),
        "outline_kind": view.vintage.outline_kind,
        "is_demo": view.vintage.is_demo,
        "level": request.level,
        **in_both("level_label", view.level_label),
        "within": request.within,
        "within_name": view.total.name,
        "scheme": request.scheme,
        **in_both("scheme_label", request.scheme.label),
        "indicator": request.indicator,
        **in_both("indicator_label", definition.label),
        **in_both("definition", definition.definition),
        **in_both("formula", definition.formula),
        "as_of": request.as_of,
        "since": request.since,
        "method": request.method,
        "class_count": request.class_count,
        "unit": definition.unit,
        "decimals": definition.decimals,
        "value_scale": definition.value_scale,
        "numerator_kind": definition.numerator_kind,
        "denominator_kind": definition.denominator_kind,
        **in_both("legend_sentence", view.legend_sentence),
        "area_count": len(view.codes),
        "ranked_count": view.ranked_count,
        "undistributed_count": tidy(view.undistributed_count),
        "without_unit_count": view.without_unit_count,
        "illustrative_notes": [asdict(note) for note in view.illustrative_notes],
        "sources": [build_source(note) for note in view.sources],
        "conversions": [build_conversion(note) for note in view.conversions],
        "geometry": asdict(geometry) if geometry else None,
    }


def _build_states(view: View) -> list[dict[str, Any]]:
    painted = view.painted_counts
    return [
        {
            "state": state,
            "code": state.letter,
            **in_both("label", state.label),
            **in_both("definition", state.definition),
            "count": view.state_counts[state],
            "painted_count": painted.get(state, 0),
            "color": STATE_LOOKS[state].fill,
            "pattern": STATE_LOOKS[state].pattern,
            "ink": STATE_LOOKS[state].ink,
        }
        for state in STATES
    ]


def build_source(note: ReleaseNote) -> dict[str, Any]:
    """Return what is said of a release that a view draws on."""
    return {
        "release_id": note.release_id,
        "source": note.source,
        "target_source": note.target_source,
        "target_version": note.target_version,
        "denominator_source": note.denominator_source,
        "is_illustrative": note.is_illustrative,
        "published_at": note.published_at,
    }


def build_conversion(note: ConversionNote) -> dict[str, Any]:
    """Return what a view owes to another vintage: which counts of which dates, over which crosswalks."""
    return {
        "from_vintage_id": note.from_vintage.vintage_id,
        **in_both("from_title", Bilingual(note.from_vintage.title_vi, note.from_vintage.title_en)),
        "counts": note.counts,
        "dates": note.dates,
        "crosswalk_sources": note.crosswalk_sources,
        "bases": [asdict(basis) for basis in note.bases],
        "converted_area_count": note.converted_area_count,
        "estimated_area_count": note.estimated_area_count,
    }


def tidy_share(share: float | None) -> float | None:
    """Return a share of estimation with four decimals, None for a value without one."""
    return None if share is None or not np.isfinite(share) else round(share, 4)


def build_area_value(area: AreaValue) -> dict[str, Any]:
    """Return one area's value with its state and both counts; ``value_shown`` has the digits printed everywhere."""
    return {
        "area_code": area.area_code,
        "name": area.name,
        "level": area.level,
        "parent_code": area.parent_code,
        "state": area.state,
        "value": tidy_value(area.value),
        "value_shown": scale_down(area.shown, area.definition.value_scale),
        **in_both("value_text", Bilingual(area.text("vi"), area.text("en"))),
        "numerator": tidy(area.numerator),
        "denominator": tidy(area.denominator),
        "reporting_count": area.reporting_count,
        "area_count": area.area_count,
        "difference_count": tidy(area.difference_count),
        "denominator_difference_count": tidy(area.denominator_difference_count),
        "denominator_date": area.base_date_last,
        "estimated_share": tidy_share(area.estimated_share),
    }


def _build_row(view: View, place: int) -> dict[str, Any]:
    row = view.build_row(place)
    return {
        "area_code": row.area_code,
        "name": row.name,
        "parent_code": row.parent_code,
        "state": row.state,
        "is_estimated": bool(view.estimated[place]),
        "estimated_share": tidy_share(row.estimated_share),
        "class_index": int(view.class_index[place]) if view.class_index[place] >= 0 else None,
        "value": tidy_value(row.value),
        "value_shown": scale_down(row.shown, view.definition.value_scale),
        "numerator": tidy(row.numerator),
        "denominator": tidy(row.denominator),
        "rank": int(view.ranks[place]) or None,
        "parent_rank": int(view.parent_ranks[place]) or None,
        "parent_ranked_count": int(view.parent_ranked_counts[place]),
        "reporting_count": row.reporting_count,
        "area_count": row.area_count,
        "difference_count": tidy(row.difference_count),
    }


def tidy(number: float | None) -> float | int | None:
    """Return a count as JSON should say it: whole where it is whole, at most two decimals (a pace), None for none."""
    if number is None or not np.isfinite(number):
        return None
    return int(number) if float(number).is_integer() else round(float(number), 2)


def tidy_value(value: float | None) -> float | int | None:
    """Return a value to compute with: whole where it is whole, else six decimals, None for none."""
    if value is None or not np.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else round(float(value), 6)


def scale_down(shown: int | None, scale: int) -> float | int | None:
    """Return a value with exactly the digits shown."""
    if shown is None:
        return None
    return shown / scale if scale > 1 else shown


def whole_numbers(numbers: NDArray[np.float64]) -> list[int | None]:
    """Return an array rounded to whole numbers, None where there is nothing."""
    known = np.isfinite(numbers)
    rounded = np.where(known, numbers, 0).round().astype(np.int64).tolist()
    return [number if is_known else None for number, is_known in zip(rounded, known.tolist(), strict=True)]
