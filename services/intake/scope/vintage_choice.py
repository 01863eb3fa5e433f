"""The vintage that a file is about: in force on its cut-off, and holding the province that it names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.engine import Connection

from geodata.areas import Level
from geodata.vintages import Vintage
from services.intake.options import IntakeOptions
from services.intake.scope.kept_vintages import read_kept_vintage
from services.intake.scope.place_clues import find_title_area
from services.intake.scope.scope import FoundTable
from services.intake.scope.understanding_parts import NOWHERE, Origin, Understood
from services.store.boundaries import StoredVintage, list_vintages


def find_vintage(
    connection: Connection, found: Sequence[FoundTable], as_of: date | None, options: IntakeOptions
) -> tuple[Understood[str], list[Vintage]]:
    """Return the vintage in force on the cut-off, and all that were where only a person can choose among them.

    Those that lack the province named count only where all do, and so do those that readers do not see yet. Of the rest
    the one that began last; of several that began together the one that is no demonstration.
    """
    if options.vintage_id is not None:
        return Understood(options.vintage_id, Origin.OPTION), []
    held = [one for one in list_vintages(connection) if as_of is not None and one.vintage.holds_on(as_of)]
    held = _list_holding(connection, held, found, options) or held
    held = _list_activated(held) or held
    newest = [one for one in held if one.vintage.effective_from == max(v.vintage.effective_from for v in held)]
    for choice in (newest, [one for one in newest if not one.vintage.is_demo]):
        if len(choice) == 1:
            return Understood(choice[0].vintage.vintage_id, Origin.VINTAGE), []
    return NOWHERE, [one.vintage for one in newest]


def _list_activated(stored: Sequence[StoredVintage]) -> list[StoredVintage]:
    """Return the vintages on the map; a demonstration that is there stands before no real one that is not."""
    return [one for one in stored if one.activated_at is not None and not one.vintage.is_demo]


def _list_holding(
    connection: Connection, held: Sequence[StoredVintage], found: Sequence[FoundTable], options: IntakeOptions
) -> list[StoredVintage]:
    """Return the vintages that hold the province given, or named by every table; of one alone nothing is asked."""
    if len(held) < 2:
        return list(held)
    return [one for one in held if _holds(connection, one, found, options)]


def _holds(connection: Connection, stored: StoredVintage, found: Sequence[FoundTable], options: IntakeOptions) -> bool:
    clues = read_kept_vintage(connection, stored).clues
    if options.province_code is not None:
        return any(area.area_code == options.province_code for area in clues.provinces)
    return all(find_title_area(clues, table.titles, Level.PROVINCE).value is not None for table in found)
