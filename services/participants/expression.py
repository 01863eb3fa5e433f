"""The counting as one Ibis expression, the same for every engine.

Engines differ in how they parse dates, fold accents and trim. So they parse nothing: they tell the distinct texts, are
given what these mean, join it to the rows by equality, and count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from services.participants.columns import ExtractColumns, ExtractRole
from services.participants.dictionaries import DIMENSION_ROLES, FOREVER, PLACE_KEY, Dictionaries
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


def build_events(
    keys: ir.Table, dictionaries: Dictionaries, scheme: int | None, cut_off_count: int, dimensions: Sequence[Dimension]
) -> ir.Table:
    """Return how many rows have each outcome, place, scheme, groups and event; columns as ``EVENT_COLUMNS``.

    The event of a counted row is the number of the first cut-off that it is counted at; one that ends before the last
    cut-off has another, −n for the first cut-off that it is not counted at any more. ``row_count`` are rows that
    count, ``copy_count`` those that they stand for, where rows of one person repeat.
    """
    has_copies = f"{ExtractRole.PERSON}_key" in keys.columns
    if has_copies:
        keys = keys.group_by(list(keys.columns)).aggregate(copies=keys.count())
    known = _join_meanings(keys, dictionaries)
    judged = _judge(known, scheme, cut_off_count, dimensions)
    told = _tell_events(judged, cut_off_count)
    groups = ["outcome", "place", "scheme", *(f"{one}_group" for one in dimensions), "event"]
    copies = told["copies"].sum() if has_copies else told.count()
    return told.group_by(groups).aggregate(row_count=told.count(), copy_count=copies)


def _build_place_key(rows: ir.Table, columns: ExtractColumns) -> Any:
    texts = [_read_text(rows, index).fill_null("") for _, index in columns.places]
    return reduce(lambda left, right: left + PART_SIGN + right, texts)


def _read_text(rows: ir.Table, index: int) -> Any:
    column = rows[f"c{index}"]
    return column if column.type().is_string() else column.cast("string")


def _join_meanings(keys: ir.Table, dictionaries: Dictionaries) -> ir.Table:
    joined = keys
    for role, table in dictionaries.tables.items():
        texts = table.rename(columns={f"{role}_key": f"{role}_text"})
        meaning = ibis.memtable(pa.Table.from_pandas(texts, preserve_index=False))
        pairs = joined.left_join(meaning, joined[f"{role}_key"] == meaning[f"{role}_text"])
        joined = pairs.drop(f"{role}_key", f"{role}_text")
    return joined


def _judge(rows: ir.Table, scheme: int | None, cut_off_count: int, dimensions: Sequence[Dimension]) -> ir.Table:
    """Return the rows with their outcome; what has no text has no meaning, and gets that of a blank cell here."""

    def read(name: str, missing: int, absent: int = 0) -> Any:
        return rows[name].fill_null(missing) if name in rows.columns else ibis.literal(absent, type="int64")

    first, last = read("first_cut", 0), read("last_cut", cut_off_count - 1, cut_off_count - 1)
    end_day = read("end_day", FOREVER, FOREVER)
    is_ended = read("is_ended", 0) == 1
    stopped = RowOutcome.NO_END if "end_day" in rows.columns or cut_off_count > 1 else RowOutcome.ENDED
    faults = (
        read("place_fault", RowOutcome.NO_PLACE),
        read("scheme_fault", RowOutcome.NO_SCHEME),
        read("status_fault", 0),
        read("start_fault", RowOutcome.NO_START),
        read("end_fault", 0),
    )
    outcome = ibis.cases(
        *((fault != 0, fault) for fault in faults),
        (end_day < read("start_day", 0), int(RowOutcome.END_BEFORE_START)),
        (is_ended & (end_day == FOREVER), int(stopped)),
        (first > last, int(RowOutcome.AT_NO_CUT_OFF)),
        else_=int(RowOutcome.COUNTED),
    )
    scheme_number = read("scheme", -1, -1 if scheme is None else scheme)
    word = ibis.ifelse(outcome == int(RowOutcome.UNKNOWN_STATUS), read("is_ended", 0), scheme_number)
    kept = {"place": read("place", -1), "scheme": word}
    kept |= {f"{one}_group": read(f"{one}_group", 0) for one in dimensions}
    copies = {"copies": rows["copies"]} if "copies" in rows.columns else {}
    return rows.select(outcome=outcome, first_cut=first, last_cut=last, **kept, **copies)


def _tell_events(rows: ir.Table, cut_off_count: int) -> ir.Table:
    """Return a row for each event; of rows not counted stay the outcome and the text not understood."""
    is_counted = rows["outcome"] == int(RowOutcome.COUNTED)
    has_place = is_counted | rows["outcome"].isin([int(one) for one in PLACE_OUTCOMES])
    has_word = is_counted | rows["outcome"].isin([int(one) for one in WORD_OUTCOMES])
    forgotten = {name: ibis.ifelse(is_counted, rows[name], -1) for name in rows.columns if name.endswith("_group")}
    forgotten["scheme"] = ibis.ifelse(has_word, rows["scheme"], -1)
    place = ibis.ifelse(has_place, rows["place"], -1)
    first = ibis.ifelse(is_counted, rows["first_cut"], 0)
    copies = {"copies": rows["copies"]} if "copies" in rows.columns else {}
    if cut_off_count == 1:
        return rows.select(outcome=rows["outcome"], place=place, event=first, **forgotten, **copies)
    leaves = is_counted & (rows["last_cut"] < cut_off_count - 1)
    events = ibis.ifelse(leaves, ibis.array([first, -1 - rows["last_cut"]]), ibis.array([first]))
    return rows.select(outcome=rows["outcome"], place=place, event=events, **forgotten, **copies).unnest("event")
