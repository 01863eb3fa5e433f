"""The state of the page of targets, all of it in its URL: parameters ⇄ frozen TargetRequest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import Bilingual
from services.coverage.snapshot import Snapshot
from services.coverage.view import NO_DATE
from services.coverage.vintage_data import VintageData
from services.measures.indicators import Indicator
from services.planning.target_question import Cells, OrganisationShares, RuleKind, TargetQuestion
from webmap.error_pages import BadParameter
from webmap.map_request import MapRequest, build_map_request
from webmap.suggestions import find_area, list_levels
from webmap.targets.target_parameters import MOST_FIXED, TARGET_PAGE_PARAMETERS, TARGET_PARAMETERS

PATH = "/targets"
CELL, UNIT_CELL = "t_", "u_"  # what the fields of cells are named by, before the code
_NUMBERS = {"each": 200, "unreached": 70, "floor": 0}  # where they are left out
_PLAIN = {one.name: one.default for one in TARGET_PAGE_PARAMETERS if one.default is not None} | {
    name: str(number) for name, number in _NUMBERS.items()
}
Edits = Mapping[str, int | None]


@dataclass(frozen=True)
class TargetRequest:
    """What is asked: ``place`` (vintage, area, scheme, date, language), the question, the unit that is open."""

    place: MapRequest
    question: TargetQuestion
    unit: str | None = None


def build_target_request(given: Mapping[str, Any], snapshot: Snapshot) -> TargetRequest:
    """Return the request of checked parameters, completed from the snapshot.

    Left out, the area is a province: where the data are, else the first. Raises NotFound and BadParameter as the map
    does, BadParameter for the country and for an area without communes.
    """
    given = {one.name: given.get(one.name, one.default) for one in TARGET_PARAMETERS} | dict(given)
    place = _build_place(given, snapshot)
    as_of = place.as_of or NO_DATE
    question = TargetQuestion(
        vintage_id=place.vintage,
        within=place.within,
        scheme=place.scheme,
        as_of=as_of,
        year=given["year"] or as_of.year + 1,
        kind=RuleKind(given["kind"]),
        total=int(given["total"]) if given["total"] else None,
        **{name: number if given[name] is None else given[name] for name, number in _NUMBERS.items()},
        ceiling=given["ceiling"],
        cap=given["cap"] == "1",
        keep_units=given["keep"] == "1",
        fixed=_parse_cells(given["fixed"]),
        unit_fixed=_parse_cells(given["unit_fixed"]),
        organisations=_parse_organisations(given["organisations"]),
    )
    _check(question)
    return TargetRequest(place, question, given.get("unit"))


def split_edits(args: MultiDict[str, str]) -> tuple[MultiDict[str, str], Edits, Edits]:
    """Return the parameters without the fields of cells, and what these say: a number, or None where emptied."""
    cells: dict[str, int | None] = {}
    units: dict[str, int | None] = {}
    kept: MultiDict[str, str] = MultiDict()
    for name, text in args.items(multi=True):
        for prefix, found in ((CELL, cells), (UNIT_CELL, units)):
            if name.startswith(prefix):
                found[name.removeprefix(prefix)] = _parse_count(name, text)
                break
        else:
            kept.add(name, text)
    return kept, cells, units


def build_target_url(request: TargetRequest, path: str = PATH, **changes: Any) -> str:
    """Return the canonical address of a page; ``changes`` are parameters as texts."""
    return f"{path}?{build_target_query(request, **changes)}"


def build_target_query(request: TargetRequest, **changes: Any) -> str:
    """Return the canonical query: place and date always said, nothing else that goes without saying."""
    pairs = list_parameters(request) | changes
    return urlencode({name: text for name, text in pairs.items() if text is not None and text != _PLAIN.get(name)})


def list_parameters(request: TargetRequest) -> dict[str, str | None]:
    """Return all parameters as texts, None where one is left out."""
    asked, place = request.question, request.place
    return {
        "vintage": place.vintage,
        "within": place.within,
        "scheme": place.scheme.value,
        "as_of": place.as_of.isoformat() if place.as_of else None,
        "year": str(asked.year),
        "kind": asked.kind.value,
        "total": None if asked.total is None else str(asked.total),
        "each": str(asked.each),
        "unreached": str(asked.unreached),
        "floor": str(asked.floor),
        "ceiling": None if asked.ceiling is None else str(asked.ceiling),
        "cap": "1" if asked.cap else "0",
        "keep": "1" if asked.keep_units else "0",
        "fixed": _write_cells(asked.fixed),
        "unit_fixed": _write_cells(asked.unit_fixed),
        "organisations": write_organisations(asked.organisations) or None,
        "lang": place.lang,
        "unit": request.unit,
    }


def write_organisations(shares: OrganisationShares) -> str:
    """Return the organisations with their parts as they are typed."""
    return ",".join(f"{name}:{part}" for name, part in shares)


def change_question(request: TargetRequest, question: TargetQuestion) -> TargetRequest:
    """Return the request with another question of the same place."""
    return replace(request, question=question)


def _build_place(given: Mapping[str, Any], snapshot: Snapshot) -> MapRequest:
    names = ("vintage", "within", "scheme", "as_of", "lang")
    known = {name: given[name] for name in names if given.get(name) is not None}
    place = build_map_request(known | {"indicator": Indicator.COVERAGE_RATIO}, snapshot)
    data = snapshot.find_vintage(place.vintage).on(place.as_of)
    if place.within == COUNTRY_CODE:
        if given.get("within") is not None:
            raise _refuse_country(data)
        place = build_map_request(
            known | {"vintage": place.vintage, "within": _find_province(data), "indicator": Indicator.COVERAGE_RATIO},
            snapshot,
        )
    if place.level is not Level.COMMUNE:
        if Level.COMMUNE not in list_levels(data, place.within):
            message = Bilingual("Trong địa bàn này không có xã nào", "There is no commune within this area")
            raise BadParameter("within", place.within, message)
        place = replace(place, level=Level.COMMUNE)
    return place


def list_provinces(data: VintageData) -> list[tuple[str, str]]:
    """Return code and name of each province."""
    hierarchy = data.hierarchy
    areas = hierarchy.select(Level.PROVINCE, hierarchy.find(COUNTRY_CODE))
    return [(str(hierarchy.codes[area]), str(hierarchy.names[area])) for area in areas]


def _find_province(data: VintageData) -> str:
    provinces = list_provinces(data)
    if not provinces:
        raise _refuse_country(data)
    return provinces[0][0]


def _refuse_country(data: VintageData) -> BadParameter:
    message = Bilingual(
        "Chỉ tiêu được chia trong một tỉnh hay một đơn vị quản lý",
        "Targets are split within a province or a managing unit",
    )
    return BadParameter("within", COUNTRY_CODE, message, [code for code, _name in list_provinces(data)])


def _check(question: TargetQuestion) -> None:
    for name, cells in (("fixed", question.fixed), ("unit_fixed", question.unit_fixed)):
        if len(cells) > MOST_FIXED:
            message = Bilingual(
                f"Nhiều hơn {MOST_FIXED} ô sửa tay: tải XLSX về, sửa trong tệp rồi nạp",
                f"More than {MOST_FIXED} cells by hand: take the XLSX, edit it and load it",
            )
            raise BadParameter(name, str(len(cells)), message)
    if question.organisations and not sum(part for _name, part in question.organisations):
        message = Bilingual("Tổng các phần bằng 0", "The parts add up to 0")
        raise BadParameter("organisations", write_organisations(question.organisations), message)


def check_places(request: TargetRequest, snapshot: Snapshot) -> None:
    """Raise NotFound, naming the parameter, for a unit or a commune that the vintage does not have."""
    data = snapshot.find_vintage(request.place.vintage).on(request.place.as_of)
    asked = request.question
    for parameter, cells in (("fixed", asked.fixed), ("unit_fixed", asked.unit_fixed)):
        for code, _target in cells:
            find_area(data, parameter, code)
    if request.unit:
        find_area(data, "unit", request.unit)


def _parse_count(name: str, text: str) -> int | None:
    digits = "".join(text.split()).replace(".", "").replace(",", "")
    if not digits:
        return None
    if digits.isascii() and digits.isdecimal() and len(digits) <= 9:
        return int(digits)
    message = Bilingual(f"«{text[:40]}» không phải số người", f"«{text[:40]}» is no number of people")
    raise BadParameter(name[:40], text[:40], message)


def _parse_cells(text: str | None) -> Cells:
    pairs = (one.rpartition(":") for one in (text or "").split(",") if one)
    return tuple((code.strip(), int(target)) for code, _colon, target in pairs)


def _write_cells(cells: Cells) -> str | None:
    return ",".join(f"{code}:{target}" for code, target in cells) or None


def _parse_organisations(text: str | None) -> OrganisationShares:
    pairs = (one.rpartition(":") for one in (text or "").split(",") if one)
    shares = {" ".join(name.split()): int(part) for name, _colon, part in pairs}
    return tuple((name, part) for name, part in shares.items() if name)
