"""The counts of a long table as facts of a release, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from services.intake.contents.contents import build_frame
from services.intake.contents.facts import find_day
from services.intake.headers.columns import PlainTable
from services.intake.headers.meanings import DENOMINATORS
from services.intake.long_tables.condensing import Condensed
from services.intake.long_tables.counts import STATES, LongCounts
from services.intake.long_tables.outcomes import LongRows
from services.intake.outcomes import LOADED, JoinedRow, RowOutcome
from services.intake.values.numbers import NumberState
from services.measures.schemes import ANY_SCHEME
from services.store.releases import FACT_COLUMNS

_WITHHELD = STATES.index(NumberState.WITHHELD)
_STATUSES = ("reported", "withheld")


def build_long_facts(
    table: PlainTable,
    counts: Sequence[LongCounts],
    rows: Sequence[JoinedRow],
    condensed: Condensed,
    long_rows: LongRows,
) -> pd.DataFrame:
    """Return one row per count of a matched row, columns ``FACT_COLUMNS``, texts and days categorical.

    A blank cell gives no row at all.
    """
    texts = {name: _Texts() for name in ("scheme", "measure", "as_of", "level", "area_code")}
    groups = rows[condensed.offset :]
    codes = [texts["area_code"].find(row.area.area_code) if _is_loaded(row) and row.area else -1 for row in groups]
    areas = np.array(codes, dtype=np.int32)[condensed.groups]
    parts = [_build_part(table, one, areas, long_rows, texts) for one in counts]
    if not parts:
        return build_frame(FACT_COLUMNS)
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    withheld = joined.pop("withheld").astype(np.bool_)
    numbers = pd.arrays.IntegerArray(joined.pop("count"), withheld)
    status = pd.Categorical.from_codes(withheld.astype(np.int8), pd.Index(_STATUSES, dtype=object))
    keys = {name: texts[name].build(joined[name]) for name in joined}
    facts = pd.DataFrame({**keys, "count": numbers, "status": status}, columns=FACT_COLUMNS)
    return facts.drop_duplicates(ignore_index=True) if len(parts) > 1 or _has_denominator(counts) else facts


@dataclass
class _Texts:
    """The distinct values of a column of facts, numbered as they come."""

    codes: dict[object, int] = field(default_factory=dict)

    def find(self, value: object) -> int:
        """Return the number of a value; -1 for none."""
        return -1 if value is None else self.codes.setdefault(value, len(self.codes))

    def build(self, codes: NDArray[np.int32]) -> pd.Categorical:
        return pd.Categorical.from_codes(codes, pd.Index(list(self.codes), dtype=object))


def _build_part(
    table: PlainTable, counts: LongCounts, areas: NDArray[np.int32], long_rows: LongRows, texts: dict[str, _Texts]
) -> dict[str, NDArray[np.int32]]:
    meaning = counts.column.meaning
    is_withheld = counts.states == _WITHHELD
    kept = np.flatnonzero((areas >= 0) & (counts.is_value | is_withheld))
    own_scheme = ANY_SCHEME if meaning.measure in DENOMINATORS else meaning.scheme
    schemes = [texts["scheme"].find(str(own_scheme or scheme or "")) for scheme in long_rows.schemes]
    days = [texts["as_of"].find(_find_day(counts, day)) for day in long_rows.days]
    return {
        "scheme": np.array(schemes, dtype=np.int32)[long_rows.scheme_codes[kept]],
        "measure": np.full(len(kept), texts["measure"].find(str(meaning.measure)), dtype=np.int32),
        "as_of": np.array(days, dtype=np.int32)[long_rows.day_codes[kept]],
        "level": np.full(len(kept), texts["level"].find(str(table.level)), dtype=np.int32),
        "area_code": areas[kept],
        "count": counts.values[kept],
        "withheld": is_withheld[kept],
    }


def _find_day(counts: LongCounts, day: date | None) -> date | None:
    if day is None:
        return counts.column.meaning.as_of
    return find_day(JoinedRow(0, 0, RowOutcome.MATCHED, "", as_of=day), counts.column)


def _is_loaded(row: JoinedRow) -> bool:
    return row.outcome in LOADED and row.area is not None


def _has_denominator(counts: Sequence[LongCounts]) -> bool:
    return any(one.column.meaning.measure in DENOMINATORS for one in counts)
