"""What a place was called and belonged to on a day, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.engine import Connection

from geodata.areas import CODE_DIGITS, Level
from geodata.crosswalks.composing import find_way
from geodata.errors import Bilingual, NotFound, Place
from geodata.gazetteer import Ending, Gazetteer, Unit, have_same_core
from geodata.vintages import Vintage
from services.crosswalks.lineage import Lineage, read_lineage
from services.store.area_fixes import StoredFix, list_area_fixes
from services.store.boundaries import list_vintages, read_areas
from services.store.crosswalks import read_crosswalks_in_force
from services.store.unit_history import read_gazetteer


@dataclass(frozen=True)
class UnitAnswer:
    """What is known of a code: the unit that bore it on the day, all its terms, and what became of that unit.

    ``unit`` is None where no unit bore the code on the day; ``ending`` None where its term still holds. ``lineages``
    lead from the vintages of the day to all that crosswalks reach; ``fixes`` are corrections of its name.
    """

    level: Level
    code: str
    on: date
    unit: Unit | None
    terms: tuple[Unit, ...]
    ending: Ending | None
    fixes: tuple[StoredFix, ...]
    lineages: tuple[Lineage, ...]


def find_unit(connection: Connection, code: str, on: date, level: Level | None = None) -> UnitAnswer:
    """Return the answer for a code on a day; NotFound where no list of units is loaded or none of it bears the code."""
    gazetteer = require_gazetteer(connection)
    level = level or _find_level(gazetteer, code)
    terms = gazetteer.list_terms(level, code)
    if not terms:
        raise _code_missing(code)
    unit = gazetteer.find(level, code, on)
    fixes = tuple(
        one
        for one in list_area_fixes(connection)
        if (one.fix.level, one.fix.area_code) == (level, code) and one.revoked_at is None
    )
    lineages = _read_lineages(connection, unit, on) if unit and level is Level.COMMUNE else ()
    return UnitAnswer(level, code, on, unit, terms, gazetteer.find_ending(level, code, on), fixes, lineages)


def find_named_units(connection: Connection, name: str, on: date, level: Level | None = None) -> tuple[Unit, ...]:
    """Return the units that bore a name on a day, larger levels first; NotFound where no list of units is loaded."""
    gazetteer = require_gazetteer(connection)
    levels = [level] if level else list(CODE_DIGITS)
    return tuple(unit for one in levels for unit in gazetteer.find_named(one, name, on))


def require_gazetteer(connection: Connection) -> Gazetteer:
    """Return the gazetteer in force; NotFound tells how to load one."""
    gazetteer = read_gazetteer(connection)
    if gazetteer is None:
        raise NotFound(
            "gazetteer_missing",
            Bilingual("Chưa nạp lịch sử đơn vị hành chính", "No history of units has been loaded"),
            Bilingual("Nạp danh sách: units import TỆP --commit.", "Load a list: units import FILE --commit."),
        )
    return gazetteer


def _find_level(gazetteer: Gazetteer, code: str) -> Level:
    borne = (level for level in reversed(CODE_DIGITS) if gazetteer.list_terms(level, code))
    level = next(borne, None)
    if level is None:
        raise _code_missing(code)
    return level


def _read_lineages(connection: Connection, unit: Unit, on: date) -> tuple[Lineage, ...]:
    """Return where the land of a commune lies in each other vintage, from each vintage of the day that has it."""
    vintages = sorted((one.vintage for one in list_vintages(connection)), key=lambda one: one.effective_from)
    crosswalks = read_crosswalks_in_force(connection)
    pairs = [
        (here.vintage_id, there.vintage_id)
        for here in vintages
        if _holds(connection, here, unit, on)
        for there in vintages
        if there is not here and find_way(crosswalks, here.vintage_id, there.vintage_id)
    ]
    found = (read_lineage(connection, here, there, unit.code) for here, there in pairs)
    return tuple(lineage for lineage in found if lineage.pieces)


def _holds(connection: Connection, vintage: Vintage, unit: Unit, on: date) -> bool:
    """Tell whether a vintage of the day has the unit: its code bears that name there, not another."""
    if not vintage.holds_on(on) or vintage.lowest_level is not unit.level:
        return False
    areas = read_areas(connection, vintage.vintage_id)
    own = areas[(areas["level"] == unit.level.value) & (areas["area_code"] == unit.code)]
    return any(have_same_core(name, unit.name, unit.level) for name in own["name"])


def _code_missing(code: str) -> NotFound:
    return NotFound(
        "unit_missing",
        Bilingual(f"Không đơn vị nào từng mang mã «{code}»", f"No unit has ever borne the code «{code}»"),
        Bilingual(
            "Giữ số 0 ở đầu (tỉnh 2, huyện 3, xã 5 chữ số), hay tìm theo tên: units find TÊN.",
            "Keep leading zeros (province 2, district 3, commune 5 digits), or search by name: units find NAME.",
        ),
        Place(text=code),
    )
