"""The columns of a table by what its layout needs to know of them: numbering, places, what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.areas import Level
from services.intake.files.sheets import Sheet, SheetRow
from services.intake.headers.headers import PART_SIGN, heads_places, read_header
from services.intake.headers.meanings import Role
from services.intake.layout.header_block import HeaderBlock
from services.intake.values.cells import Cell, is_blank
from services.intake.values.numbers import looks_like_number

_ROWS_LOOKED_AT = 300
_SPLITTING_ROLES = (Role.SCHEME, Role.ORGANISATION, Role.ROW_DATE)


@dataclass(frozen=True)
class BodyColumns:
    """Column indexes: ``ordinal`` numbers the rows, ``name`` names them, ``parents`` name what they lie in.

    ``names`` are all columns under the header of the name: a merged header may lie over the groups' and the rows'.
    ``values`` hold what is counted or compared; codes, remarks and the like are in none of them. ``splitting`` part the
    counts of one place into rows: its schemes, its collection organisations, its dates.
    """

    ordinal: int | None = None
    name: int | None = None
    names: tuple[int, ...] = ()
    parents: tuple[int, ...] = ()
    codes: tuple[int, ...] = ()
    values: tuple[int, ...] = ()
    splitting: tuple[int, ...] = ()

    @property
    def labels(self) -> tuple[int, ...]:
        """Where the words of a row may stand, left to right."""
        ordinal = () if self.ordinal is None else (self.ordinal,)
        return tuple(sorted({*ordinal, *self.parents, *self.names}))


def find_body_columns(sheet: Sheet, block: HeaderBlock) -> BodyColumns:
    """Return the columns of a table by their headers, and where these say nothing by what stands in them."""
    body = sheet.rows[block.body : block.body + _ROWS_LOOKED_AT]
    words = [read_header(header) for header in block.headers]
    ordinal = next((i for i, known in enumerate(words) if _is_ordinal(block.headers[i], known.role)), None)
    places = [i for i, known in enumerate(words) if known.is_place and not known.is_code]
    names = _find_names(block.headers, places, body)
    parents = tuple(i for i in places if i not in names)
    if not names:
        names = _find_texts(body, {*parents, *([] if ordinal is None else [ordinal])})
    if ordinal is None:
        ordinal = _find_unheaded_ordinal(block.headers, body, names)
    codes = tuple(i for i, known in enumerate(words) if known.is_code)
    others = {*names, *parents, *codes, ordinal}
    values = tuple(
        i
        for i, known in enumerate(words)
        if i not in others and (known.measure is not None or known.role == Role.RECOMPUTED or _holds_numbers(body, i))
    )
    splitting = tuple(i for i, known in enumerate(words) if known.role in _SPLITTING_ROLES)
    return BodyColumns(ordinal, names[-1] if names else None, names, parents, codes, values, splitting)


def _find_names(headers: tuple[str, ...], places: list[int], body: Sequence[SheetRow]) -> tuple[int, ...]:
    """Return the columns under the header of the lowest level named; of several alike those side by side."""
    if not places:
        return ()
    strict = [index for index in places if heads_places(headers[index].split(PART_SIGN)[-1])] or places
    lowest = max(strict, key=lambda index: (_rank(headers[index]), -index))
    names = [lowest]
    while names[-1] + 1 in places and headers[names[-1] + 1] == headers[lowest] and _holds_texts(body, names[-1] + 1):
        names.append(names[-1] + 1)
    return tuple(names)


def _rank(header: str) -> int:
    level = read_header(header).place_level
    # A column of any place («Đơn vị») beside one of districts names the communes.
    return Level.COMMUNE.rank if level is None else level.rank


def _find_texts(body: Sequence[SheetRow], others: set[int]) -> tuple[int, ...]:
    """Return the first column that holds words in most rows, where no header names places."""
    width = max((len(row.cells) for row in body), default=0)
    for index in range(width):
        if index not in others and _holds_texts(body, index):
            return (index,)
    return ()


def _find_unheaded_ordinal(headers: tuple[str, ...], body: Sequence[SheetRow], names: tuple[int, ...]) -> int | None:
    """Return a column without header left of the names that numbers the rows."""
    for index in range(names[0] if names else 0):
        if not headers[index] and any(not is_blank(row.read_cell(index)) for row in body):
            return index
    return None


def _is_ordinal(header: str, role: Role | None) -> bool:
    return role == Role.IGNORE and bool(header)


def _holds_texts(body: Sequence[SheetRow], index: int) -> bool:
    cells = [row.read_cell(index) for row in body]
    texts = sum(isinstance(cell, str) and any(c.isalpha() for c in cell) for cell in cells)
    return texts * 2 > sum(not is_blank(cell) for cell in cells) > 0


def _holds_numbers(body: Sequence[SheetRow], index: int) -> bool:
    cells: list[Cell] = [row.read_cell(index) for row in body]
    numbers = sum(looks_like_number(cell) for cell in cells)
    return numbers * 2 > sum(not is_blank(cell) for cell in cells) > 0
