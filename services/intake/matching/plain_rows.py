"""Rows that say their place to the letter, by code and name: matched by column, for most rows of most files are such.

What comes of them is what ``joining`` finds row by row; all others are left to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.matching import find_parent, list_coded
from geodata.places import IndexedArea, MatchWay, PlaceMatch, PlaceText
from services.intake.headers.headers import find_scheme
from services.intake.headers.meanings import Role
from services.intake.layout.laid_rows import LaidRow, RowKind
from services.intake.matching.row_reading import RowReader
from services.intake.outcomes import JoinedRow, RowOutcome

_PARENT_ROLES = (Role.MANAGING_UNIT, Role.MANAGING_UNIT_CODE, Role.PROVINCE, Role.PROVINCE_CODE)
BuildPlace = Callable[[LaidRow, Mapping[Role, str]], PlaceText]


def match_plain_rows(
    reader: RowReader, index: AreaIndex, decisions: Mapping[int, str | None], build_place: BuildPlace
) -> dict[int, JoinedRow]:
    """Return the rows of data whose code and name are those of one area in the parent they name, by position.

    ``build_place`` gives what a row with these texts says of its place. Rows that a person decided about, that are
    filled from above or dated one by one are left aside.
    """
    table = reader.table
    if table.find_column(Role.CODE) is None or table.find_column(Role.ROW_DATE) is not None:
        return {}
    texts = _RowTexts.read(reader)
    coded = _CodedAreas(index, table.level, build_place)
    sheet = table.sheet.name
    found: dict[int, JoinedRow] = {}
    rows = zip(table.laid, texts.codes, texts.names, texts.parents, texts.schemes, texts.organisations, strict=True)
    for position, (laid, code, name, above, scheme, organisation) in enumerate(rows):
        if not code or laid.kind is not RowKind.DATA or laid.filled or laid.row.number in decisions:
            continue
        written = laid.label if laid.label and reader.is_named_by_layout else name or laid.label
        area = coded.list_within(laid, above).get(code)
        if area is not None and area.name == written:
            found[position] = JoinedRow(
                *(position, laid.row.number, RowOutcome.MATCHED, written, code),
                above[0] or above[2] or (laid.group[-1] if laid.group else ""),
                find_scheme(scheme) if scheme else None,
                area,
                MatchWay.CODE_AND_NAME,
                sheet=sheet,
                parents=laid.parents,
                organisation=organisation,
            )
    return found


@dataclass(frozen=True)
class _RowTexts:
    """What the columns of places say, an entry per row; ``parents`` in the order of ``_PARENT_ROLES``."""

    codes: Sequence[str]
    names: Sequence[str]
    parents: Sequence[tuple[str, ...]]
    schemes: Sequence[str]
    organisations: Sequence[str]

    @classmethod
    def read(cls, reader: RowReader) -> _RowTexts:
        return cls(
            reader.list_texts(Role.CODE),
            reader.list_texts(Role.NAME),
            list(zip(*map(reader.list_texts, _PARENT_ROLES), strict=True)),
            reader.list_texts(Role.SCHEME),
            reader.list_texts(Role.ORGANISATION),
        )


class _CodedAreas:
    """The areas by code within the parents that rows name, each parent found once: thousands of rows share hundreds."""

    def __init__(self, index: AreaIndex, level: Level, build_place: BuildPlace) -> None:
        self._index = index
        self._level = level
        self._build_place = build_place
        self._found: dict[tuple[object, ...], Mapping[str, IndexedArea]] = {}

    def list_within(self, laid: LaidRow, above: tuple[str, ...]) -> Mapping[str, IndexedArea]:
        """Return the areas within the parent of a row, none where it is in doubt; ``above`` as in ``_RowTexts``."""
        found = self._found.get((laid.parents, above))
        if found is None:
            texts = {role: text for role, text in zip(_PARENT_ROLES, above, strict=True) if text}
            parent = find_parent(self._index, self._build_place(laid, texts))
            found = {} if isinstance(parent, PlaceMatch) else self._list_coded(parent)
            self._found[laid.parents, above] = found
        return found

    def _list_coded(self, parent: IndexedArea | None) -> Mapping[str, IndexedArea]:
        index, level = self._index, self._level
        return index.remember((list_coded, level, parent), lambda: list_coded(index, level, parent))
