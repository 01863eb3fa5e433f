"""The counting as one Ibis expression, the same for every engine.

Engines differ in how they parse dates, fold accents and trim. So they parse nothing: they tell the distinct texts, are
given what these mean, join it to the rows by equality, and count. Where rows come with their meanings, as from a
``MeaningStream``, they count only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from services.participants.columns import ExtractColumns, ExtractRole
from services.participants.dictionaries import DIMENSION_ROLES, FAULTS, PLACE_KEY, Dictionaries, encode_meaning
from services.participants.outcomes import PLACE_OUTCOMES, WORD_OUTCOMES, RowOutcome
from services.participants.places import PART_SIGN
from services.participants.request import Dimension

ROW_COUNT = "row_count"
EVENT_COLUMNS = ("outcome", "place", "scheme", "event", "row_count", "copy_count")
_READ_ROLES = (ExtractRole.SCHEME, ExtractRole.STATUS, ExtractRole.START, ExtractRole.END)


def build_keys(rows: ir.Table, columns: ExtractColumns, dimensions: Iterable[Dimension]) -> ir.Table:
    """Return the rows with one text per thing asked, ``<role>_key``; no other column of the file is read.

    ``rows`` has the columns of the file as c0, c1, ….
    """
    keys: dict[str, Any] = {f"{PLACE_KEY}_key": _build_place_key(rows, columns)}
    for role in list_read_roles(columns, dimensions):
        keys[f"{role}_key"] = _read_text(rows, columns.roles[role])
    if ExtractRole.PERSON in columns.roles:
        keys[f"{ExtractRole.PERSON}_key"] = _read_text(rows, columns.roles[ExtractRole.PERSON])
    return rows.select(**keys)


def list_read_roles(columns: ExtractColumns, dimensions: Iterable[Dimension]) -> list[ExtractRole]:
    """Return the roles besides places whose columns the file has and the counting needs."""
    wanted = (*_READ_ROLES, *(DIMENSION_ROLES[one] for one in dimensions))
    return [role for role in wanted if role in columns.roles]


def list_read_columns(columns: ExtractColumns, dimensions: Iterable[Dimension]) -> list[int]:
    """Return the indexes of the columns that are read: no other is."""
    roles = [*(role for role, _ in columns.places), *list_read_roles(columns, dimensions), ExtractRole.PERSON]
    return [columns.roles[role] for role in roles if role in columns.roles]


def build_distinct(keys: ir.Table) -> ir.Table:
    """Return one row: how many rows there are, and the distinct texts of each column, without those of persons."""
    names = [name for name in keys.columns if name != f"{ExtractRole.PERSON}_key"]
    texts = {name: keys[name].collect(distinct=True) for name in names}
    return keys.aggregate(**{ROW_COUNT: keys.count()}, **texts)


def build_meanings(keys: ir.Table, dictionaries: Dictionaries) -> ir.Table:
    """Return the rows with what their texts mean instead of these; ``copies`` where rows of one person repeat."""
    if f"{ExtractRole.PERSON}_key" in keys.columns:
        keys = keys.group_by(list(keys.columns)).aggregate(copies=keys.count())
    for role, dictionary in dictionaries.by_role.items():
        texts = dictionary.build_table().rename(columns={f"{role}_key": f"{role}_text"})
        meaning = ibis.memtable(pa.Table.from_pandas(texts, preserve_index=False))
        pairs = keys.left_join(meaning, keys[f"{role}_key"] == meaning[f"{role}_text"])
        keys = pairs.drop(f"{role}_key", f"{role}_text")
    return keys


def build_events(
    meanings: ir.Table, scheme: int | None, cut_off_count: int, dimensions: Sequence[Dimension]
) -> ir.Table:
    """Return how many rows have each outcome, place, scheme, groups and event; columns as ``EVENT_COLUMNS``.

    The event of a counted row is the number of the first cut-off that it is counted at; one that ends before the last
    cut-off has another, −n for the first cut-off that it is not counted at any more. ``row_count`` are rows that
    count, ``copy_count`` those that they stand for, where rows of one person repeat.
    """
    # Of each row no more is asked than what its texts mean: all else is decided for the few terms that there are.
    terms = _count_terms(meanings, dimensions)
    events = _tell_events(_forget_uncounted(_judge(terms, scheme, cut_off_count, dimensions)), cut_off_count)
    groups = ["outcome", "place", "scheme", *(f"{one}_group" for one in dimensions), "event"]
    return events.group_by(groups).aggregate(row_count=events["row_count"].sum(), copy_count=events["copy_count"].sum())


def _build_place_key(rows: ir.Table, columns: ExtractColumns) -> Any:
    texts = [_read_text(rows, index).fill_null("") for _, index in columns.places]
    return reduce(lambda left, right: left + PART_SIGN + right, texts)


def _read_text(rows: ir.Table, index: int) -> Any:
    column = rows[f"c{index}"]
    return column if column.type().is_string() else column.cast("string")


def _count_terms(rows: ir.Table, dimensions: Sequence[Dimension]) -> ir.Table:
    """Return how many rows mean the same; a term that ends before it starts is told apart."""
    names = [name for name in ("place", "scheme", "status", "start", "end") if name in rows.columns]
    names += [f"{one}_group" for one in dimensions if f"{one}_group" in rows.columns]
    if "start_day" in rows.columns and "end_day" in rows.columns:
        rows = rows.mutate(is_reversed=rows["end_day"] < rows["start_day"])
        names.append("is_reversed")
    copies = rows["copies"].sum() if "copies" in rows.columns else rows.count()
    return rows.group_by(names).aggregate(row_count=rows.count(), copy_count=copies)


def _judge(terms: ir.Table, scheme: int | None, cut_off_count: int, dimensions: Sequence[Dimension]) -> ir.Table:
    """Return the terms with their outcome; what has no text has no meaning, and gets that of a blank cell here."""

    def read(name: str, missing: int, absent: int = 0) -> Any:
        return terms[name].fill_null(missing) if name in terms.columns else ibis.literal(absent, type="int32")

    still = encode_meaning(cut_off_count + 1)
    place, status = read("place", RowOutcome.NO_PLACE), read("status", 0)
    schemes = read("scheme", RowOutcome.NO_SCHEME, encode_meaning(scheme or 0))
    start, end = read("start", RowOutcome.NO_START), read("end", still, still)
    is_reversed = terms["is_reversed"].fill_null(False) if "is_reversed" in terms.columns else ibis.literal(False)
    first, last = start // FAULTS, ibis.least(end // FAULTS, cut_off_count) - 1
    stopped = RowOutcome.NO_END if "end" in terms.columns or cut_off_count > 1 else RowOutcome.ENDED
    outcome = ibis.cases(
        *((code % FAULTS != 0, code % FAULTS) for code in (place, schemes, status, start, end)),
        (is_reversed, int(RowOutcome.END_BEFORE_START)),
        ((status != 0) & (end == still), int(stopped)),
        (first > last, int(RowOutcome.AT_NO_CUT_OFF)),
        else_=int(RowOutcome.COUNTED),
    )
    word = ibis.ifelse(outcome == int(RowOutcome.UNKNOWN_STATUS), status // FAULTS, schemes // FAULTS)
    told = {"outcome": outcome, "place": place // FAULTS, "scheme": word, "first_cut": first, "last_cut": last}
    told |= {f"{one}_group": read(f"{one}_group", 0) for one in dimensions}
    numbers = {name: value.cast("int64") for name, value in told.items()}
    return terms.select(**numbers, row_count=terms["row_count"], copy_count=terms["copy_count"])


def _forget_uncounted(terms: ir.Table) -> ir.Table:
    """Return the terms; of those not counted stay the outcome and the number of the text that was not understood."""
    is_counted = terms["outcome"] == int(RowOutcome.COUNTED)
    told = {
        "place": is_counted | terms["outcome"].isin([int(one) for one in PLACE_OUTCOMES]),
        "scheme": is_counted | terms["outcome"].isin([int(one) for one in WORD_OUTCOMES]),
    }
    numbers = [name for name in terms.columns if name not in ("outcome", "row_count", "copy_count")]
    return terms.mutate(**{name: ibis.ifelse(told.get(name, is_counted), terms[name], -1) for name in numbers})


def _tell_events(terms: ir.Table, cut_off_count: int) -> ir.Table:
    """Return the terms with an event for their first cut-off, and another where they end before the last one."""
    first = ibis.greatest(terms["first_cut"], 0)
    if cut_off_count == 1:
        return terms.mutate(event=first)
    is_counted = terms["outcome"] == int(RowOutcome.COUNTED)
    leaves = is_counted & (terms["last_cut"] < cut_off_count - 1)
    events = ibis.ifelse(leaves, ibis.array([first, -1 - terms["last_cut"]]), ibis.array([first]))
    return terms.mutate(event=events).unnest("event")
