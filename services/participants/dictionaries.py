"""What the distinct texts of a file mean, as small tables that the engine joins to its rows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from geodata.errors import BadInput, Bilingual, Place
from geodata.names import clean_text
from services.intake.values.cells import build_column_letter
from services.measures.schemes import Scheme
from services.participants.columns import ExtractColumns, ExtractRole
from services.participants.outcomes import RowOutcome
from services.participants.places import PART_SIGN, PlaceFinder, PlaceFound
from services.participants.request import AggregateRequest, Dimension
from services.participants.words import Status, read_birth_year, read_day, read_scheme, read_sex, read_status

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

Distinct = Mapping[str, Sequence[str]]  # by role, places under ``PLACE_KEY``


@dataclass(frozen=True)
class Dictionaries:
    """The tables by role, and what their numbers stand for.

    Each has the column ``<role>_key`` and its meaning as ``encode_meaning`` gives it. ``place``: the number of the
    place. ``scheme``: of the scheme. ``status``: 1 where a person participates no more. ``start``: of the first cut-off
    that is not before it; ``end``: of the last one that is not after it, counted from 1, and one more than there are
    where there is no end; both with the number of the day. A scheme or status that is not understood has the number of
    its word among ``words``. Groups have their number alone.
    """

    tables: Mapping[str, pd.DataFrame]
    places: tuple[PlaceFound, ...] = ()
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    groups: Mapping[Dimension, tuple[str, ...]] = field(default_factory=dict)


def build_dictionaries(
    distinct: Distinct,
    columns: ExtractColumns,
    finder: PlaceFinder,
    request: AggregateRequest,
    words: Mapping[str, str],
) -> Dictionaries:
    """Return what the distinct texts of a file mean; BadInput where a column holds no such texts as it should."""
    _check_sizes(distinct, columns)
    place_table, places = _build_places(distinct[PLACE_KEY], columns, finder)
    tables = {PLACE_KEY: place_table}
    if ExtractRole.SCHEME in distinct:
        tables[ExtractRole.SCHEME] = _build_schemes(distinct[ExtractRole.SCHEME], words)
    if ExtractRole.STATUS in distinct:
        tables[ExtractRole.STATUS] = _build_statuses(distinct[ExtractRole.STATUS], words)
    if ExtractRole.START in distinct:
        tables[ExtractRole.START] = _build_starts(distinct[ExtractRole.START], request.cut_offs)
    if ExtractRole.END in distinct:
        tables[ExtractRole.END] = _build_ends(distinct[ExtractRole.END], request.cut_offs)
    read = {str(role): distinct[role] for role in (ExtractRole.SCHEME, ExtractRole.STATUS) if role in distinct}
    groups: dict[Dimension, tuple[str, ...]] = {}
    for dimension in request.dimensions:
        role = DIMENSION_ROLES[dimension]
        if role in distinct:
            tables[role], groups[dimension] = _build_groups(distinct[role], dimension, request, words)
    return Dictionaries(tables, places, read, groups)


def _build_places(
    texts: Sequence[str], columns: ExtractColumns, finder: PlaceFinder
) -> tuple[pd.DataFrame, tuple[PlaceFound, ...]]:
    roles = [role for role, _ in columns.places]
    found = [finder.find(dict(zip(roles, text.split(PART_SIGN), strict=True))) for text in texts]
    distinct = dict.fromkeys(found)
    numbers = {place: number for number, place in enumerate(distinct)}
    rows = [(text, encode_meaning(numbers[place], place.outcome)) for text, place in zip(texts, found, strict=True)]
    return _build_table(PLACE_KEY, rows, "place"), tuple(distinct)


def _build_schemes(texts: Iterable[str], words: Mapping[str, str]) -> pd.DataFrame:
    rows = []
    for number, text in enumerate(texts):
        scheme = read_scheme(text, words)
        fault = RowOutcome.UNKNOWN_SCHEME if clean_text(text) else RowOutcome.NO_SCHEME
        rows.append((text, encode_meaning(SCHEMES.index(scheme)) if scheme else encode_meaning(number, fault)))
    return _build_table(ExtractRole.SCHEME, rows, "scheme")


def _build_statuses(texts: Iterable[str], words: Mapping[str, str]) -> pd.DataFrame:
    rows = []
    for number, text in enumerate(texts):
        status = read_status(text, words) if clean_text(text) else Status.ACTIVE
        is_ended = encode_meaning(int(status == Status.ENDED))
        rows.append((text, is_ended if status else encode_meaning(number, RowOutcome.UNKNOWN_STATUS)))
    return _build_table(ExtractRole.STATUS, rows, "status")


def _build_starts(texts: Iterable[str], cut_offs: Sequence[date]) -> pd.DataFrame:
    rows = []
    for text in texts:
        day = read_day(text, is_end=False)
        fault = RowOutcome.COUNTED if day else RowOutcome.BAD_START if clean_text(text) else RowOutcome.NO_START
        first = bisect_left(cut_offs, day) if day else 0
        rows.append((text, day.toordinal() if day else 0, encode_meaning(first, fault)))
    return _build_table(ExtractRole.START, rows, "start_day", "start")


def _build_ends(texts: Iterable[str], cut_offs: Sequence[date]) -> pd.DataFrame:
    rows = []
    for text in texts:
        day = read_day(text, is_end=True)
        fault = RowOutcome.BAD_END if day is None and clean_text(text) else RowOutcome.COUNTED
        last = bisect_right(cut_offs, day) if day else len(cut_offs) + 1  # the last day still counts
        rows.append((text, day.toordinal() if day else FOREVER, encode_meaning(last, fault)))
    return _build_table(ExtractRole.END, rows, "end_day", "end")


def encode_meaning(number: int, fault: RowOutcome = RowOutcome.COUNTED) -> int:
    """Return what a text means as one number, so that the engine groups by few columns."""
    return number * FAULTS + int(fault)


def _build_groups(
    texts: Sequence[str], dimension: Dimension, request: AggregateRequest, words: Mapping[str, str]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the table of a dimension, and the groups by number, the first of those whom nothing is told of."""
    names = [_name_group(text, dimension, request, words) for text in texts]
    numbers = {name: number for number, name in enumerate(dict.fromkeys((UNKNOWN_GROUP, *sorted(names))))}
    rows = [(text, numbers[name]) for text, name in zip(texts, names, strict=True)]
    return _build_table(DIMENSION_ROLES[dimension], rows, f"{dimension}_group"), tuple(numbers)


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


def _build_table(role: str, rows: Sequence[tuple[str | int, ...]], *names: str) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=[f"{role}_key", *names])
    return table.astype({f"{role}_key": "str", **dict.fromkeys(names, "int32")})


def _check_sizes(distinct: Distinct, columns: ExtractColumns) -> None:
    for role, texts in distinct.items():
        if len(texts) > find_most(role):
            raise build_too_many(columns, role)


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
