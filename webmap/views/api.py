"""The API: what there is to choose from, values, counts and profiles as JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from geodata.areas import COUNTRY_CODE, Level
from geodata.gazetteer import Unit
from services.coverage.ancestry import Ancestry, build_ancestry, list_joined_vintages
from services.coverage.catalogue import list_pilots
from services.coverage.counts import build_counts
from services.coverage.profile import build_profile
from services.coverage.snapshot import Snapshot
from services.coverage.view import View
from services.coverage.vintage_data import VintageData
from services.measures.schemes import Scheme
from webmap import catalogues
from webmap.answering import Parameters, answer, build_json
from webmap.api import operations, profile_json, unit_json, view_json
from webmap.api.class_columns import build_class_columns
from webmap.api.openapi import build_openapi
from webmap.context import services
from webmap.dated_vintages import list_all_cut_offs
from webmap.encoding import IMMUTABLE, REVALIDATE, Answer
from webmap.geometry_index import GeometryPlace
from webmap.map_request import MapRequest, build_asked_view, build_map_request
from webmap.readers import snapshot_for_reader
from webmap.spans import Span
from webmap.suggestions import complete, find_vintage
from webmap.value_table import build_csv

blueprint = Blueprint("api", __name__)
# Without data there is no date; counts of the first possible day are as empty as those of any other.
NO_DATE = date(2, 1, 1)


@blueprint.get(operations.VINTAGES.path)
def vintages() -> Response:
    """Answer with the vintages in use."""
    return answer(operations.VINTAGES, lambda _given, snapshot: build_json(catalogues.build_vintages(snapshot)))


@blueprint.get(operations.SCHEMES.path)
def schemes() -> Response:
    """Answer with all schemes."""
    return answer(operations.SCHEMES, lambda _given, _snapshot: build_json(catalogues.build_schemes()))


@blueprint.get(operations.INDICATORS.path)
def indicators() -> Response:
    """Answer with all indicators."""
    return answer(operations.INDICATORS, lambda _given, _snapshot: build_json(catalogues.build_indicators()))


@blueprint.get(operations.PERIODS.path)
def periods() -> Response:
    """Answer with the cut-off dates of each scheme."""
    return answer(operations.PERIODS, _build_periods)


def _build_periods(given: Parameters, snapshot: Snapshot) -> Answer:
    scheme = Scheme(given["scheme"]) if given["scheme"] else None
    return build_json(catalogues.build_periods(find_vintage(snapshot, given["vintage"]), scheme))


@blueprint.get(operations.AREAS.path)
def areas() -> Response:
    """Answer with areas: found by name, or all of a level as arrays; these never change under their hash."""
    response = answer(operations.AREAS, _build_areas)
    named = request.args.get("hash")
    if named and named == response.headers["ETag"].strip('"').partition("-")[0]:
        response.headers["Cache-Control"] = IMMUTABLE
    return response


def _build_areas(given: Parameters, snapshot: Snapshot) -> Answer:
    if given["format"] == "columns":
        known = {name: given[name] for name in ("vintage", "level", "within", "as_of", "span") if given[name]}
        fields = complete(known, snapshot)
        data = snapshot.find_vintage(fields["vintage"]).on(fields["as_of"])
        return _build_names(snapshot, data, fields["level"], fields["within"])
    data = find_vintage(snapshot, given["vintage"]).on(given["as_of"])
    if given["format"] == "groups":
        return _build_groups(snapshot, data, given["within"] or COUNTRY_CODE)
    level = Level(given["level"]) if given["level"] else None
    return build_json(catalogues.build_found_areas(data, level, given["within"] or COUNTRY_CODE, given["q"]))


def _build_names(snapshot: Snapshot, data: VintageData, level: Level, within: str) -> Answer:
    """Return the names of a scope, kept for a publication: a name may be corrected, a unit's communes may change."""
    key = ("names", snapshot.publication_id, data.vintage.vintage_id, data.arranged_on, level, within)
    build = catalogues.build_area_columns
    return services().answers.get_or_build(key, lambda: build_json(build(data, level, within)))


def _build_groups(snapshot: Snapshot, data: VintageData, within: str) -> Answer:
    """Return which unit each commune of a scope is under."""
    key = ("groups", snapshot.publication_id, data.vintage.vintage_id, data.arranged_on, within)
    build = catalogues.build_unit_groups
    return services().answers.get_or_build(key, lambda: build_json(build(data, within)))


@blueprint.get(operations.VALUES.path)
def values() -> Response:
    """Answer with one indicator of all areas of a level."""
    return answer(operations.VALUES, _build_values)


def _build_values(given: Parameters, snapshot: Snapshot) -> Answer:
    asked = build_map_request(given, snapshot)
    view = build_asked_view(asked, snapshot)
    if given["format"] == "csv":
        return build_csv(view)
    around = build_surroundings(snapshot, view)
    if given["format"] == "classes":
        scope = (asked.vintage, asked.level, asked.within, asked.scheme, asked.as_of or NO_DATE)
        return build_json(build_class_columns(view, around, build_counts(snapshot, *scope)))
    build = view_json.build_columns if given["format"] == "columns" else view_json.build_values
    return build_json(build(view, around))


def build_surroundings(snapshot: Snapshot, view: View) -> view_json.Surroundings:
    """Return what the page needs beside a view: geometry, pilots, and the addresses of names and counts."""
    asked = view.request
    data = snapshot.find_vintage(asked.vintage_id).on(asked.as_of)
    names = _build_names(snapshot, data, asked.level, asked.within)
    scope = {"vintage": asked.vintage_id, "level": asked.level.value, "within": asked.within}
    dated = _say_date(data, asked.as_of)
    counted = scope | {"scheme": asked.scheme.value} | dated
    named = scope | (dated if data.arranged_on else {}) | {"format": "columns", "hash": names.content_hash}
    return view_json.Surroundings(
        geometry=_find_geometry(snapshot, data, view),
        pilots=list_pilots(snapshot, asked.vintage_id, asked.scheme, asked.within, asked.as_of),
        areas_url=_write_url(operations.AREAS.path, named),
        counts_url=_write_url(operations.COUNTS.path, counted | {"publication": snapshot.edition}),
    )


def _find_geometry(snapshot: Snapshot, data: VintageData, view: View) -> GeometryPlace | None:
    """Return the geometry of a view; with the address of the units of its communes, where these are shown."""
    place, asked = services().geometries.find(view), view.request
    if place is None or data.arranged_on is None or asked.level is not Level.MANAGING_UNIT:
        return place
    groups = _build_groups(snapshot, data, place.scope_code)
    scope = {"vintage": asked.vintage_id, "within": place.scope_code}
    dated = _say_date(data, asked.as_of)
    parameters = scope | dated | {"format": "groups", "hash": groups.content_hash}
    return replace(place, groups_url=_write_url(operations.AREAS.path, parameters))


def _say_date(data: VintageData, as_of: date | None) -> dict[str, str]:
    """Return the parameters of a date; one without data stands within a period, if only of itself."""
    if as_of is None:
        return {}
    dated = {"as_of": as_of.isoformat()}
    return dated if as_of in list_all_cut_offs(data) else dated | {"span": str(Span(as_of, as_of))}


def _write_url(path: str, parameters: dict[str, str]) -> str:
    return f"{path}?{urlencode(parameters)}"


@blueprint.get(operations.COUNTS.path)
def counts() -> Response:
    """Answer with all counts of a scope; under the number of their publication they never change."""
    is_named = request.args.get("publication") == snapshot_for_reader().edition
    return answer(operations.COUNTS, _build_counts, cache_control=IMMUTABLE if is_named else REVALIDATE)


def _build_counts(given: Parameters, snapshot: Snapshot) -> Answer:
    asked: MapRequest = build_map_request(given, snapshot)
    scope = (asked.vintage, asked.level, asked.within)
    found = build_counts(snapshot, *scope, asked.scheme, asked.as_of or NO_DATE)
    heading = {
        "publication_id": snapshot.publication_id,
        "vintage_id": asked.vintage,
        "level": asked.level,
        "within": asked.within,
        "scheme": asked.scheme,
        "denominator_kind": asked.scheme.denominator_kind,
    }
    return build_json(heading | profile_json.build_counts_columns(found, asked.as_of))


@blueprint.get(operations.PROFILE.path)
def area(vintage: str, code: str) -> Response:
    """Answer with all that is known of one area."""

    def build(given: Parameters, snapshot: Snapshot) -> Answer:
        data = snapshot.find_vintage(vintage)
        if not data.is_unit(code):
            data.hierarchy.find(code)
        known = {name: given[name] for name in ("scheme", "as_of") if given[name]}
        fields = complete(known | {"vintage": vintage, "within": COUNTRY_CODE}, snapshot)
        profile = build_profile(snapshot, vintage, code, fields["scheme"], fields["as_of"] or NO_DATE)
        dated = data.on(fields["as_of"])
        ancestries = _list_ancestries(snapshot, data, code)
        return build_json(
            profile_json.build_profile(profile, dated, ancestries, _find_unit(snapshot, dated, code, fields["as_of"]))
        )

    return answer(operations.PROFILE, build, path_key=f"{vintage}/{code}")


def _list_ancestries(snapshot: Snapshot, data: VintageData, code: str) -> list[Ancestry]:
    """Return what every vintage that crosswalks lead to tells of an area; nothing of a unit that only a list made."""
    if data.is_unit(code):
        return []
    vintage_id = data.vintage.vintage_id
    others = list_joined_vintages(snapshot, vintage_id)
    return [build_ancestry(snapshot, vintage_id, code, other.vintage_id) for other in others]


def _find_unit(snapshot: Snapshot, data: VintageData, code: str, day: date | None) -> Unit | None:
    """Return what a code meant on a day, None where the gazetteer has nothing."""
    gazetteer = services().gazetteers.find(snapshot)
    if gazetteer is None or day is None or code not in data.hierarchy.codes:
        return None
    return gazetteer.find(data.hierarchy.level_of(data.hierarchy.find(code)), code, day)


@blueprint.get(operations.UNITS.path)
def units() -> Response:
    """Answer with what a code or a name meant on a day."""
    return answer(operations.UNITS, _build_units)


def _build_units(given: Parameters, snapshot: Snapshot) -> Answer:
    gazetteer = services().gazetteers.find(snapshot)
    level = Level(given["level"]) if given["level"] else None
    return build_json(unit_json.build_units(gazetteer, given["code"], given["q"], given["on"], level))


@blueprint.get(operations.OPENAPI.path)
def openapi() -> Response:
    """Answer with the description of all this."""
    return answer(operations.OPENAPI, lambda _given, _snapshot: build_json(build_openapi()))
