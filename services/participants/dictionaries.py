"""What the distinct texts of a file mean: asked once of each, told to the engine instead of the texts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.errors import BadInput, Bilingual, Place
from geodata.names import clean_text
from services.intake.values.cells import build_column_letter
from services.measures.schemes import Scheme
from services.participants.columns import ExtractColumns, ExtractRole
from services.participants.outcomes import RowOutcome
from services.participants.places import PART_SIGN, PlaceFinder, PlaceFound
from services.participants.request import AggregateRequest, Dimension
from services.participants.words import YEARS, Status, read_birth_year, read_day, read_scheme, read_sex, read_status

FOREVER = 9_999_999  # the day number of an end that has not come
FAULTS = 16  # a meaning is one number: what it is times this, plus its fault, 0 for none
SCHEMES = tuple(scheme for scheme in Scheme if not scheme.parts)
DIMENSION_ROLES = {
    Dimension.SEX: ExtractRole.SEX,
    Dimension.AGE: ExtractRole.BIRTH,
    Dimension.WORK: ExtractRole.WORK,
    Dimension.INCOME: ExtractRole.INCOME,
}
UNKNOWN_GROUP = ""  # of a person whose group is not told
PLACE_KEY = "place"
MOST_TEXTS = {PLACE_KEY: 200_000, ExtractRole.START: 100_000, ExtractRole.END: 100_000, ExtractRole.BIRTH: 100_000}
MOST_WORDS = 2_000  # of schemes, statuses and sexes
MOST_GROUPS = 60  # of work and income: more are no groups
_SAMPLE_PART = 4  # a sample with a quarter of what a column may hold at most shows that it holds something else

Distinct = Mapping[str, Sequence[str]]  # by role, places under ``PLACE_KEY``
Meaning = tuple[int, ...]


class Dictionary:
    """The texts of one role met so far, each with what it means as ``names`` tell; a text is understood once."""

    def __init__(self, role: str, names: tuple[str, ...], understand: Callable[[str, int], Meaning]) -> None:
        self.role = role
        self.names = names
        self._understand = understand
        self._numbers: dict[str, int] = {}
        self._meanings = np.empty((0, len(names)), dtype=np.int32)

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts in the order in which they were met."""
        return tuple(self._numbers)

    def learn(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return what texts mean, a row per text and a column per name."""
        numbers, size = self._numbers, len(self._numbers)
        found = [numbers.setdefault(text, len(numbers)) for text in texts]
        if len(numbers) > size:
            rows = [self._understand(text, at) for at, text in enumerate(islice(numbers, size, None), size)]
            self._meanings = np.concatenate([self._meanings, np.array(rows, dtype=np.int32)])
        return self._meanings[found]

    def build_table(self) -> pd.DataFrame:
        """Return the texts as ``<role>_key`` with what they mean, to be joined to rows."""
        table = pd.DataFrame(self._meanings, columns=list(self.names))
        table.insert(0, f"{self.role}_key", pd.Series(self.texts, dtype="str"))
        return table


@dataclass(frozen=True)
class Dictionaries:
    """The dictionaries by role, and what their numbers stand for; both grow as texts are learnt.

    A meaning is as ``encode_meaning`` gives it. ``place``: the number of the place. ``scheme``: of the scheme.
    ``status``: 1 where a person participates no more. ``start``: of the first cut-off that is not before it; ``end``:
    of the last one that is not after it, counted from 1, and one more than there are where there is no end; both with
    the number of the day. A scheme or status that is not understood has the number of its text in its dictionary.
    Groups have their number alone.
    """

    columns: ExtractColumns
    by_role: Mapping[str, Dictionary]
    place_numbers: dict[PlaceFound, int]
    group_numbers: Mapping[Dimension, dict[str, int]]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all meanings, in the order of the roles."""
        return tuple(name for dictionary in self.by_role.values() for name in dictionary.names)

    def learn(self, role: str, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return what texts of a role mean; BadInput where it has more different ones than it should."""
        dictionary = self.by_role[role]
        found = dictionary.learn(texts)
        if len(dictionary) > find_most(role):
            raise build_too_many(self.columns, role)
        return found

    def check_sample(self, role: str, size: int) -> None:
        """Raise BadInput where as many different texts among the first rows show that a column is something else."""
        if size > max(find_most(role) // _SAMPLE_PART, 2 * find_most(ExtractRole.WORK)):
            raise build_too_many(self.columns, role)


def build_dictionaries(
    columns: ExtractColumns, finder: PlaceFinder, request: AggregateRequest, words: Mapping[str, str]
) -> Dictionaries:
    """Return dictionaries of all that is read of a file, empty yet."""
    place_numbers: dict[PlaceFound, int] = {}
    group_numbers: dict[Dimension, dict[str, int]] = {}
    all_of = [_build_places(columns, finder, place_numbers)]
    readers: dict[ExtractRole, Callable[[], Dictionary]] = {
        ExtractRole.SCHEME: lambda: _build_schemes(words),
        ExtractRole.STATUS: lambda: _build_statuses(words),
        ExtractRole.START: lambda: _build_starts(request.cut_offs),
        ExtractRole.END: lambda: _build_ends(request.cut_offs),
    }
    all_of += [build() for role, build in readers.items() if role in columns.roles]
    for dimension in request.dimensions:
        if DIMENSION_ROLES[dimension] in columns.roles:
            group_numbers[dimension] = {UNKNOWN_GROUP: 0}
            all_of.append(_build_groups(dimension, request, words, group_numbers[dimension]))
    return Dictionaries(columns, {one.role: one for one in all_of}, place_numbers, group_numbers)


def _build_places(columns: ExtractColumns, finder: PlaceFinder, numbers: dict[PlaceFound, int]) -> Dictionary:
    roles = [role for role, _ in columns.places]

    def understand(text: str, number: int) -> Meaning:
        parts = text.split(PART_SIGN)
        if len(parts) != len(roles):  # the sign stands in a cell: no place is written so
            parts = [text.replace(PART_SIGN, " "), *[""] * (len(roles) - 1)]
        place = finder.find(dict(zip(roles, parts, strict=True)))
        return (encode_meaning(numbers.setdefault(place, len(numbers)), place.outcome),)

    return Dictionary(PLACE_KEY, ("place",), understand)


def _build_schemes(words: Mapping[str, str]) -> Dictionary:
    def understand(text: str, number: int) -> Meaning:
        scheme = read_scheme(text, words)
        fault = RowOutcome.UNKNOWN_SCHEME if clean_text(text) else RowOutcome.NO_SCHEME
        return (encode_meaning(SCHEMES.index(scheme)) if scheme else encode_meaning(number, fault),)

    return Dictionary(ExtractRole.SCHEME, ("scheme",), understand)


def _build_statuses(words: Mapping[str, str]) -> Dictionary:
    def understand(text: str, number: int) -> Meaning:
        status = read_status(text, words) if clean_text(text) else Status.ACTIVE
        is_ended = encode_meaning(int(status == Status.ENDED))
        return (is_ended if status else encode_meaning(number, RowOutcome.UNKNOWN_STATUS),)

    return Dictionary(ExtractRole.STATUS, ("status",), understand)


def _build_starts(cut_offs: Sequence[date]) -> Dictionary:
    def understand(text: str, number: int) -> Meaning:
        day = read_day(text, is_end=False)
        fault = RowOutcome.COUNTED if day else RowOutcome.BAD_START if clean_text(text) else RowOutcome.NO_START
        return day.toordinal() if day else 0, encode_meaning(bisect_left(cut_offs, day) if day else 0, fault)

    return Dictionary(ExtractRole.START, ("start_day", "start"), understand)


def _build_ends(cut_offs: Sequence[date]) -> Dictionary:
    def understand(text: str, number: int) -> Meaning:
        day = read_day(text, is_end=True)
        fault = RowOutcome.BAD_END if day is None and clean_text(text) else RowOutcome.COUNTED
        if day is not None and day.year not in YEARS:  # «31/12/9999»: as programs write that there is no end
            day = None
        last = bisect_right(cut_offs, day) if day else len(cut_offs) + 1  # the last day still counts
        return day.toordinal() if day else FOREVER, encode_meaning(last, fault)

    return Dictionary(ExtractRole.END, ("end_day", "end"), understand)


def _build_groups(
    dimension: Dimension, request: AggregateRequest, words: Mapping[str, str], numbers: dict[str, int]
) -> Dictionary:
    """Return the dictionary of a dimension; ``numbers`` get the groups, 0 is of those whom nothing is told of."""

    def understand(text: str, number: int) -> Meaning:
        return (numbers.setdefault(_name_group(text, dimension, request, words), len(numbers)),)

    return Dictionary(DIMENSION_ROLES[dimension], (f"{dimension}_group",), understand)


def encode_meaning(number: int, fault: RowOutcome = RowOutcome.COUNTED) -> int:
    """Return what a text means as one number, so that the engine groups by few columns."""
    return number * FAULTS + int(fault)


def _name_group(text: str, dimension: Dimension, request: AggregateRequest, words: Mapping[str, str]) -> str:
    if dimension == Dimension.SEX:
        return str(read_sex(text, words) or UNKNOWN_GROUP)
    if dimension == Dimension.AGE:
        year = read_birth_year(text)
        return name_cohort(year, request) if year is not None else UNKNOWN_GROUP
    return clean_text(text).casefold()


def name_cohort(birth_year: int, request: AggregateRequest) -> str:
    """Return what two years of birth share that are in the same band of age at every cut-off: «2.2.3»."""
    years = dict.fromkeys(day.year for day in request.cut_offs)
    return ".".join(str(bisect_right(request.age_bounds, year - birth_year)) for year in years)


def find_most(role: str) -> int:
    """Return how many distinct texts a column of that role may hold."""
    if role in (ExtractRole.WORK, ExtractRole.INCOME):
        return MOST_GROUPS
    return MOST_TEXTS.get(role, MOST_WORDS)


def build_too_many(columns: ExtractColumns, role: str) -> BadInput:
    """Return the error for a column whose texts are no places, words or groups; none of them is quoted."""
    index = columns.places[0][1] if role == PLACE_KEY else columns.roles[ExtractRole(role)]
    letter, most = build_column_letter(index), find_most(role)
    return BadInput(
        "extract_texts_too_many",
        Bilingual(
            f"Cột {letter} có hơn {most} cách ghi khác nhau cho «{role}»: có lẽ là cột khác",
            f"Column {letter} holds more than {most} different texts for «{role}»: it may be another column",
        ),
        Bilingual(
            f"Chỉ đúng cột bằng --map, bỏ cột này bằng --map '{letter}=ignore', hay gộp nhóm trước.",
            f"Point to the right column with --map, leave this out with --map '{letter}=ignore', or merge its groups.",
        ),
        Place(file=columns.file.name, column=letter),
    )
