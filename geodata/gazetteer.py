"""The gazetteer of dated units: what a place was called on a day, and what it belonged to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from geodata.areas import Level
from geodata.names import FoldedName, fold_name

# How files call the levels.
LEVELS = {
    "province": Level.PROVINCE,
    "district": Level.MANAGING_UNIT,
    "managing_unit": Level.MANAGING_UNIT,
    "commune": Level.COMMUNE,
}
UNIT_COLUMNS = ("level", "code", "name", "type", "parent_code", "valid_from", "valid_to")


@dataclass(frozen=True)
class Parent:
    """A unit that another belonged to: its level, code and name."""

    level: Level
    code: str
    name: str


@dataclass(frozen=True)
class Unit:
    """A unit between two dates (``valid_to`` exclusive, None while it holds); ``parents`` nearest first.

    The parents are those of the day that was asked for, or of the last day of the term.
    """

    level: Level
    code: str
    name: str
    type: str
    parents: tuple[Parent, ...]
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Tell whether ``day`` lies within this term."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Ending:
    """How a term of a unit ended: what its code meant next, and who bore its name next in its province.

    ``is_continued`` says that the next term of the code is the same unit (renamed, raised in rank or under another
    parent); otherwise the code was given to another unit, or to none. Into which units its land went is what a
    crosswalk tells.
    """

    unit: Unit
    next_term: Unit | None
    is_continued: bool
    namesakes: tuple[Unit, ...]


@dataclass(frozen=True)
class _Row:
    level: Level
    code: str
    name: str
    type: str
    parent_code: str | None
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Gazetteer:
    """Every unit with the dates between which its name, type and parent held.

    ``frame`` has the columns ``UNIT_COLUMNS``: level (``province``, ``district`` or ``managing_unit``, ``commune``),
    dates as ISO text or ``datetime.date``, empty or missing where there is no parent or no end.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame[list(UNIT_COLUMNS)]
        self._terms: dict[tuple[Level, str], list[_Row]] = defaultdict(list)
        for row in _list_rows(frame):
            self._terms[row.level, row.code].append(row)
        for terms in self._terms.values():
            terms.sort(key=lambda row: row.valid_from)
        self._named: dict[tuple[Level, str], list[_Row]] | None = None

    def find(self, level: Level, code: str, on: date) -> Unit | None:
        """Return what the code meant on that day; None where no unit bore it then."""
        row = self._find_row(level, code, on)
        return self._build_unit(row, on) if row else None

    def list_terms(self, level: Level, code: str) -> tuple[Unit, ...]:
        """Return all terms of a code, the earliest first."""
        return tuple(self._build_unit(row, _last_day(row)) for row in self._terms.get((level, code), ()))

    def find_named(self, level: Level, name: str, on: date) -> tuple[Unit, ...]:
        """Return the units that bore the name on that day, by code; it may be spelled otherwise or lack its type."""
        if self._named is None:
            self._named = self._index_names()
        readings = {reading.plain for reading in fold_name(name, level)}
        rows = {row.code: row for plain in readings for row in self._named.get((level, plain), ()) if row.holds_on(on)}
        return tuple(self._build_unit(rows[code], on) for code in sorted(rows))

    def find_ending(self, level: Level, code: str, on: date) -> Ending | None:
        """Return how the term of that day ended; None where no unit bore the code then, or the term still holds."""
        unit = self.find(level, code, on)
        if unit is None or unit.valid_to is None:
            return None
        following = self.find(level, code, unit.valid_to)
        heirs = self.find_named(level, unit.name, unit.valid_to)
        namesakes = tuple(heir for heir in heirs if heir.code != code and heir.parents[-1:] == unit.parents[-1:])
        return Ending(unit, following, following is not None and is_continued(unit, following), namesakes)

    def list_units(self, level: Level, on: date) -> tuple[Unit, ...]:
        """Return all units of a level on that day, by code."""
        codes = sorted(code for one, code in self._terms if one is level)
        return tuple(unit for code in codes if (unit := self.find(level, code, on)))

    def _find_row(self, level: Level, code: str, on: date) -> _Row | None:
        return next((row for row in self._terms.get((level, code), ()) if row.holds_on(on)), None)

    def _build_unit(self, row: _Row, on: date) -> Unit:
        parents: list[Parent] = []
        below = row
        while below.parent_code and (above := self._find_parent(below, on)):
            parents.append(Parent(above.level, above.code, above.name))
            below = above
        return Unit(row.level, row.code, row.name, row.type, tuple(parents), row.valid_from, row.valid_to)

    def _find_parent(self, row: _Row, on: date) -> _Row | None:
        code = row.parent_code or ""
        unit = self._find_row(Level.MANAGING_UNIT, code, on) if row.level is Level.COMMUNE else None
        return unit or self._find_row(Level.PROVINCE, code, on)

    def _index_names(self) -> dict[tuple[Level, str], list[_Row]]:
        named: dict[tuple[Level, str], list[_Row]] = defaultdict(list)
        for terms in self._terms.values():
            for row in terms:
                for reading in _read_name(row):
                    named[row.level, reading.plain].append(row)
        return named


def is_continued(before: Unit, after: Unit) -> bool:
    """Tell whether two terms of one code that follow each other are one unit: its name or its parent went on.

    A code whose name and parent both change was given to another unit. The type (xã, phường) may change alone; across
    a reform that ended the parents of all units of the level, only the name can tell.
    """
    if before.valid_to != after.valid_from:
        return False
    same_parent = bool(before.parents) and [one.code for one in before.parents] == [one.code for one in after.parents]
    return same_parent or have_same_core(before.name, after.name, before.level)


def have_same_core(one: str, other: str, level: Level) -> bool:
    """Tell whether two names are the same but for their spelling and the type of unit before them."""
    return fold_name(one, level)[-1].core == fold_name(other, level)[-1].core


def _read_name(row: _Row) -> tuple[FoldedName, ...]:
    return fold_name(row.name, row.level)


def _last_day(row: _Row) -> date:
    return (
        row.valid_from if row.valid_to is None else max(row.valid_from, date.fromordinal(row.valid_to.toordinal() - 1))
    )


def _list_rows(frame: pd.DataFrame) -> list[_Row]:
    columns = [frame[column].astype(object).where(frame[column].notna(), None) for column in UNIT_COLUMNS]
    return [
        _Row(
            LEVELS[str(level)], code, name, kind, parent or None, _parse_day(first), _parse_day(last) if last else None
        )
        for level, code, name, kind, parent, first, last in zip(*columns, strict=True)
    ]


def _parse_day(value: str | date) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(value)
