"""Names that a unit bore on other days: offered first where a row writes one, never matched in silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.gazetteer import Gazetteer, Unit, have_same_core, is_continued
from geodata.names import fold_name, fold_text
from geodata.places import IndexedArea
from geodata.vintages import Vintage
from services.intake.headers.columns import PlainTable
from services.intake.outcomes import JoinedRow, RowOutcome

_MOST = 5
_ASKING = (RowOutcome.UNKNOWN, RowOutcome.AMBIGUOUS)
_Named = Mapping[str, Sequence[tuple[IndexedArea, Unit]]]


def offer_dated_names(
    table: PlainTable, index: AreaIndex, vintage: Vintage, gazetteer: Gazetteer, rows: Sequence[JoinedRow]
) -> tuple[JoinedRow, ...]:
    """Return the rows with the areas first among the candidates that bore the written name on other days.

    An area is one with a term of the gazetteer where code and name agree within the time of the vintage; its other
    names are those of the terms before and after that it goes on from and into. Nothing is matched by them.
    """
    asking = [row for row in rows if row.outcome in _ASKING and row.asks is None and row.name and row.clash is None]
    if not asking:
        return tuple(rows)
    named = _list_other_names(table.level, index, vintage, gazetteer)
    offered = list(rows)
    for row in asking:
        found = {
            area: unit
            for reading in fold_name(row.name, table.level)
            for area, unit in named.get(reading.core, ())
            if _may_lie(index, row, area, unit)
        }
        if found:
            notes = tuple((area.area_code, _build_note(unit, vintage)) for area, unit in found.items())
            candidates = tuple(dict.fromkeys((*found, *row.candidates)))[:_MOST]
            offered[row.index] = row._replace(candidates=candidates, notes=(*row.notes, *notes))
    return tuple(offered)


def _list_other_names(level: Level, index: AreaIndex, vintage: Vintage, gazetteer: Gazetteer) -> _Named:
    named: dict[str, list[tuple[IndexedArea, Unit]]] = defaultdict(list)
    for area in index.list_areas(level, index.scope_area()):
        for unit in _list_other_terms(area, vintage, gazetteer.list_terms(level, area.area_code)):
            for core in {reading.core for reading in fold_name(unit.name, level)}:
                named[core].append((area, unit))
    return named


def _list_other_terms(area: IndexedArea, vintage: Vintage, terms: Sequence[Unit]) -> list[Unit]:
    """Return the terms of the same unit under other names; nothing where no term of the vintage's time is the area."""
    own = [place for place, unit in enumerate(terms) if _is_of(vintage, unit) and _is_called(area, unit)]
    if not own:
        return []
    first = last = own[-1]
    while first > 0 and is_continued(terms[first - 1], terms[first]):
        first -= 1
    while last + 1 < len(terms) and is_continued(terms[last], terms[last + 1]):
        last += 1
    return [unit for unit in terms[first : last + 1] if not _is_called(area, unit)]


def _is_called(area: IndexedArea, unit: Unit) -> bool:
    return have_same_core(area.name, unit.name, area.level)


def _is_of(vintage: Vintage, unit: Unit) -> bool:
    begins_before_its_end = vintage.effective_to is None or unit.valid_from < vintage.effective_to
    return begins_before_its_end and (unit.valid_to is None or unit.valid_to > vintage.effective_from)


def _may_lie(index: AreaIndex, row: JoinedRow, area: IndexedArea, unit: Unit) -> bool:
    """Tell whether an area lies in the district that a row names, now or when it bore the name."""
    if not row.parent:
        return True
    if any(fold_text(parent.name) == fold_text(row.parent) for parent in unit.parents):
        return True
    within = index.find_by_name(Level.MANAGING_UNIT, row.parent, index.scope_area())
    return not within or any(index.lies_within(area, parent) for parent in within)


def _build_note(unit: Unit, vintage: Vintage) -> Bilingual:
    if unit.valid_to is not None and unit.valid_to <= (vintage.effective_to or unit.valid_to):
        last = unit.valid_to - timedelta(days=1)
        return Bilingual(f"tên «{unit.name}» đến {last:%d/%m/%Y}", f"called «{unit.name}» until {last:%d/%m/%Y}")
    first = unit.valid_from
    return Bilingual(f"tên «{unit.name}» từ {first:%d/%m/%Y}", f"called «{unit.name}» from {first:%d/%m/%Y}")
