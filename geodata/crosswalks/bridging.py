"""Which communes of a vintage were still there, name and code unchanged, on the day that an official list is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from geodata.areas import Level
from geodata.crosswalks.ends import VintageAreas
from geodata.gazetteer import Gazetteer, Unit, have_same_core


@dataclass(frozen=True)
class Bridge:
    """What of a list holds for the communes of an earlier vintage.

    ``continued`` are the communes of the vintage for which the list speaks; ``names`` and ``provinces`` the names and
    province codes by code on the day of the list, of all communes of that day.
    """

    list_day: date
    continued: frozenset[str]
    names: dict[str, str]
    provinces: dict[str, str]


def build_bridge(from_end: VintageAreas, to_end: VintageAreas, gazetteer: Gazetteer | None) -> Bridge:
    """Return the bridge to the eve of the later vintage, of which a list of its reorganisation speaks.

    With a gazetteer, a commune continues where its code bears the same name (the type may have changed) in the same
    province on both days; without one, the list is taken to speak of the very communes of the vintage.
    """
    eve = to_end.effective_from - timedelta(days=1)
    if gazetteer is None:
        return Bridge(eve, frozenset(from_end.names), dict(from_end.names), dict(from_end.provinces))
    units = {unit.code: unit for unit in gazetteer.list_units(Level.COMMUNE, eve)}
    continued = frozenset(
        code
        for code, name in from_end.names.items()
        if (unit := units.get(code)) and _continues(gazetteer, from_end, code, name, unit)
    )
    provinces = {code: unit.parents[-1].code for code, unit in units.items() if unit.parents}
    return Bridge(eve, continued, {code: unit.name for code, unit in units.items()}, provinces)


def _continues(gazetteer: Gazetteer, from_end: VintageAreas, code: str, name: str, later: Unit) -> bool:
    """Tell whether a commune is the later unit: vintages spell some names otherwise than the gazetteer does."""
    before = gazetteer.find(Level.COMMUNE, code, from_end.effective_from)
    same_name = any(
        have_same_core(one, later.name, Level.COMMUNE) for one in ([before.name] if before else []) + [name]
    )
    province = later.parents[-1].code if later.parents else None
    return same_name and from_end.provinces[code] in ("", province)
