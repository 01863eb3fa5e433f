"""Officers in charge of communes (cán bộ chuyên quản): who, and from when to when."""

from __future__ import annotations

from datetime import date

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.errors import BadInput, Bilingual, Place
from services.store.charge_tables import officer_term
from services.store.draft_checks import build_days, check_unique, locate_areas
from services.store.footprints import OFFICERS, keep_in_force
from services.store.managing_units import find_overlap
from services.store.release_draft import OFFICER_COLUMNS
from services.store.tables import release

LONGEST_CODE, LONGEST_NAME = 40, 80
_AREA = ["level", "area_code"]


def check_officer_terms(connection: Connection, vintage_id: str, terms: pd.DataFrame) -> pd.DataFrame:
    """Return the terms ready to be stored, with their ``province_code``; ``valid_to`` exclusive, None while it lasts.

    BadInput for an unknown area, an officer without code or name, a term that ends before it begins, or two officers
    of one area at the same time.
    """
    if terms.empty:
        return terms.assign(province_code=None)
    located = locate_areas(connection, vintage_id, terms[OFFICER_COLUMNS])
    located["valid_from"] = build_days(located["valid_from"])
    ends = build_days(located["valid_to"].dropna())
    located["valid_to"] = [ends.get(row) for row in located.index]
    for row in located.to_dict("records"):
        _check_term(row["area_code"], str(row["officer_code"]), str(row["officer_name"]))
        if row["valid_to"] is not None and row["valid_to"] <= row["valid_from"]:
            raise _term_invalid(row["area_code"], row["valid_to"])
    check_unique(located, [*_AREA, "valid_from"])
    overlap = find_overlap(located)
    if overlap is not None:
        raise _terms_overlap(*overlap)
    return located


def read_officer_terms_in_force(connection: Connection) -> pd.DataFrame:
    """Return the terms in force, one row per area and term: of each vintage and place the list published last.

    Columns: vintage_id, release_id, province_code and ``OFFICER_COLUMNS``.
    """
    table = officer_term
    own = ("release_id", "province_code", *OFFICER_COLUMNS)
    statement = sa.select(release.c.vintage_id, *(table.c[name] for name in own))
    published = statement.join(release, release.c.release_id == table.c.release_id).where(
        release.c.status == "published"
    )
    order = (table.c[name] for name in ("province_code", "officer_code", "area_code", "valid_from"))
    rows = [tuple(row) for row in connection.execute(published.order_by(release.c.vintage_id, *order))]
    return keep_in_force(connection, OFFICERS, pd.DataFrame(rows, columns=["vintage_id", *own], dtype=object))


def _check_term(area_code: str, code: str, name: str) -> None:
    if 0 < len(code) <= LONGEST_CODE and 0 < len(name) <= LONGEST_NAME:
        return
    raise BadInput(
        "officer_unnamed",
        Bilingual(f"{area_code}: thiếu hoặc quá dài tên cán bộ", f"{area_code}: the officer's name is missing or long"),
        Bilingual(f"Ghi họ tên, tối đa {LONGEST_NAME} chữ.", f"Write the name, at most {LONGEST_NAME} letters."),
        Place(text=area_code),
    )


def _term_invalid(area_code: str, ended: date) -> BadInput:
    return BadInput(
        "officer_term_reversed",
        Bilingual(f"{area_code}: đến ngày trước từ ngày", f"{area_code}: the term ends before it begins, {ended}"),
        Bilingual("Sửa một trong hai ngày.", "Mend one of the two days."),
        Place(text=area_code),
    )


def _terms_overlap(area_code: str, day: date) -> BadInput:
    return BadInput(
        "officer_terms_overlap",
        Bilingual(
            f"{area_code} có hai cán bộ chuyên quản cùng lúc vào {day:%d/%m/%Y}",
            f"{area_code} has two officers in charge at once on {day:%d/%m/%Y}",
        ),
        Bilingual("Kết thúc thời hạn trước khi bắt đầu thời hạn sau.", "End one term before the next begins."),
        Place(text=area_code),
    )
