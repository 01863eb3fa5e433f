"""The second side of a comparison in a URL: «b_…» parameters, each as on the first side where it is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geodata.errors import BadInput, Bilingual
from webmap.error_pages import BadParameter
from webmap.map_request import MapRequest, build_map_request
from webmap.parameters import AS_OF, INDICATOR, SCHEME, SINCE, Parameter

if TYPE_CHECKING:
    from services.coverage.snapshot import Snapshot


def _second(parameter: Parameter) -> Parameter:
    said = parameter.description
    return replace(
        parameter,
        name=f"b_{parameter.name}",
        description=Bilingual(f"{said.vi}, bên thứ hai", f"{said.en.split(';')[0]}, of the second side"),
    )


B_AS_OF, B_SCHEME, B_INDICATOR, B_SINCE = (_second(one) for one in (AS_OF, SCHEME, INDICATOR, SINCE))
SECOND_SIDE = (B_AS_OF, B_SCHEME, B_INDICATOR, B_SINCE)


def build_second_request(given: Mapping[str, Any], first: MapRequest, snapshot: Snapshot) -> MapRequest:
    """Return the second side of checked parameters: the same boundaries, level and area as the first.

    Raises what ``build_map_request`` raises, with the names that the second side has in the address.
    """
    own = {one.name.removeprefix("b_"): given[one.name] for one in SECOND_SIDE if given.get(one.name) is not None}
    day = own.get("as_of") or first.as_of
    since = {"since": first.since} if first.since and day and first.since < day else {}
    shared = {"vintage": first.vintage, "level": first.level, "within": first.within, "lang": first.lang}
    sides = {"scheme": first.scheme, "indicator": first.indicator, "as_of": first.as_of}
    classes = {"method": first.method, "classes": first.classes}
    known = shared | sides | classes | since | own
    try:
        return build_map_request({name: value for name, value in known.items() if value is not None}, snapshot)
    except BadParameter as error:
        raise _name_second(error) from error


def _name_second(error: BadParameter) -> BadInput:
    """Return the fault of a parameter under the name that is to be mended; of one that both sides share, as it is."""
    name = f"b_{error.name}"
    if name not in {one.name for one in SECOND_SIDE}:
        return error
    return BadParameter(name, error.given, error.message, error.allowed)
