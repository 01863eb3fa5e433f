"""What must hold of a draft before it is published: each count belongs to one area of the vintage, once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy.engine import Connection

from geodata.errors import BadInput, Bilingual, Place
from services.store.places import read_places
from services.store.release_draft import ReleaseDraft

_FACT_KEY = ["scheme", "measure", "as_of", "level", "area_code"]
_PILOT_KEY = ["scheme", "level", "area_code"]


def check_not_empty(draft: ReleaseDraft) -> None:
    """Raise BadInput where a draft says nothing."""
    if draft.row_count:
        return
    raise BadInput(
        "release_empty",
        Bilingual("Không có số liệu nào để công bố", "There is nothing to publish"),
        Bilingual("Kiểm tra các dòng bị bỏ qua trong báo cáo nhập.", "See the report for the rows that were left out."),
    )


def check_facts(connection: Connection, vintage_id: str, facts: pd.DataFrame) -> pd.DataFrame:
    """Return the facts ready to be stored, with the ``province_code`` that the vintage gives each area.

    ``as_of`` becomes datetime.date, ``count`` Int64 (missing where withheld). Raises NotFound for an unknown vintage
    and BadInput for an unknown area, a count given twice or one that is negative or no whole number.
    """
    located = locate_areas(connection, vintage_id, facts[[*_FACT_KEY, "count", "status"]])
    located["as_of"] = build_days(located["as_of"])
    check_unique(located, _FACT_KEY)
    located["count"] = check_counts(located, "count", may_be_missing=located["status"] == "withheld")
    return located


def check_pilots(connection: Connection, vintage_id: str, pilots: pd.DataFrame) -> pd.DataFrame:
    """Return the pilots ready to be stored, with the ``province_code`` that the vintage gives each area."""
    stated = pilots.reindex(columns=[*_PILOT_KEY, "started_on", "ended_on"])
    located = locate_areas(connection, vintage_id, stated)
    located["started_on"] = build_days(located["started_on"])
    ends = build_days(located["ended_on"].dropna())
    located["ended_on"] = pd.Series([ends.get(row) for row in located.index], index=located.index, dtype=object)
    check_unique(located, _PILOT_KEY)
    for row in located.to_dict("records"):
        if row["ended_on"] is not None and row["ended_on"] < row["started_on"]:
            raise _pilot_reversed(row)
    return located


def locate_areas(connection: Connection, vintage_id: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the ``province_code`` of their area; BadInput where the vintage has no such area."""
    provinces = read_places(connection, vintage_id).drop(columns="within_code")
    texts = rows.assign(level=rows["level"].astype(str), area_code=rows["area_code"].astype(str))
    located = texts.merge(provinces, on=["level", "area_code"], how="left", validate="many_to_one")
    unknown = located[located["province_code"].isna()]
    if len(unknown):
        raise _unknown_area(vintage_id, unknown.iloc[0]["level"], unknown.iloc[0]["area_code"], len(unknown))
    return located


def build_days(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return the column as datetime.date, made once per distinct day: a nation's months repeat few days by millions.

    A TypeError means that the caller gave something that is no date.
    """
    days = {value: value.date() if isinstance(value, datetime) else value for value in column.unique()}
    for day in days.values():
        if not isinstance(day, date):
            raise TypeError(f"{day!r} is no date")
    return pd.Series([days[value] for value in column], index=column.index, dtype=object)


def check_unique(rows: pd.DataFrame, key: list[str]) -> None:
    """Raise BadInput where two rows have the same key."""
    twice = rows[rows.duplicated(key)]
    if len(twice) == 0:
        return
    named = " · ".join(str(value) for value in twice.iloc[0][key])
    raise BadInput(
        "row_duplicate",
        Bilingual(f"Một đơn vị có hai số cho cùng một chỉ tiêu: {named}", f"One area has two counts: {named}"),
        Bilingual("Giữ lại một dòng cho mỗi đơn vị.", "Keep one row per area."),
        Place(text=named),
    )


def check_counts(rows: pd.DataFrame, column: str, may_be_missing: pd.Series[Any] | bool) -> pd.Series[Any]:
    """Return a column as Int64; BadInput where a count is no whole number from 0 on, or missing where it may not be."""
    numbers = pd.to_numeric(rows[column]).astype("Float64")
    wrong = ((numbers < 0) | (numbers != numbers.round())).fillna(False) | (numbers.isna() & ~may_be_missing)
    if wrong.any():
        first = rows[wrong.to_numpy(bool)].iloc[0]
        raise BadInput(
            "count_invalid",
            Bilingual(
                f"Số liệu «{first[column]}» của {first['area_code']} không phải số nguyên không âm",
                f"The count «{first[column]}» of {first['area_code']} is no whole number from 0 on",
            ),
            Bilingual("Sửa ô đó trong tệp gốc rồi nhập lại.", "Mend the cell in the file and import it again."),
            Place(column=column, text=str(first[column])),
        )
    return numbers.astype("Int64")


def _pilot_reversed(row: dict[Any, Any]) -> BadInput:
    code, first, last = str(row["area_code"]), f"{row['started_on']:%d/%m/%Y}", f"{row['ended_on']:%d/%m/%Y}"
    return BadInput(
        "pilot_term_reversed",
        Bilingual(
            f"Xã điểm {code} kết thúc {last}, trước khi bắt đầu {first}",
            f"Pilot commune {code} ends on {last}, before it begins on {first}",
        ),
        Bilingual(
            "Sửa ngày bắt đầu hoặc ngày kết thúc; để trống ngày kết thúc nếu còn là xã điểm.",
            "Mend the first or the last day; leave the last day blank while it is a pilot.",
        ),
        Place(column="ended_on", text=last),
    )


def _unknown_area(vintage_id: str, level: str, code: str, count: int) -> BadInput:
    return BadInput(
        "area_unknown",
        Bilingual(
            f"{count} dòng nêu đơn vị không có trong bộ ranh giới «{vintage_id}», trước hết {level} {code}",
            f"{count} rows name areas that the vintage «{vintage_id}» does not have, the first is {level} {code}",
        ),
        Bilingual(
            "Kiểm tra mã đơn vị, hoặc chọn bộ ranh giới của kỳ số liệu.",
            "Check the codes of the areas, or choose the vintage that the data belong to.",
        ),
        Place(text=code),
    )
