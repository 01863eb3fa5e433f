"""Managing units (BHXH cơ sở): which office a commune belongs to, and from when to when."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from services.store.draft_checks import build_days, check_unique, locate_areas
from services.store.footprints import UNITS, keep_in_force
from services.store.intake_tables import managing_unit_term
from services.store.release_draft import TERM_COLUMNS
from services.store.tables import area, release

_AREA = ["level", "area_code"]
# What an address of a page can carry as it is: letters of any kind, digits, and . - _ or a blank between.
UNIT_CODE = re.compile(r"[0-9A-Za-zÀ-ỹ_]([0-9A-Za-zÀ-ỹ_ .-]*[0-9A-Za-zÀ-ỹ_.-])?")
LONGEST_UNIT_CODE = 20
_TERM_PARTS = ("valid_from", "valid_to", "area_code", "unit_code", "unit_name")


def check_unit_terms(connection: Connection, vintage_id: str, terms: pd.DataFrame) -> pd.DataFrame:
    """Return the terms ready to be stored, with their ``province_code``.

    ``valid_to`` is exclusive, None while the term lasts. BadInput for an unknown area, a term without unit, a unit
    whose code is no code or that of an area, a term that ends before it begins, or two of one area at the same time.
    """
    if terms.empty:
        return terms.assign(province_code=None)
    located = locate_areas(connection, vintage_id, terms[TERM_COLUMNS])
    located["valid_from"] = build_days(located["valid_from"])
    ends = build_days(located["valid_to"].dropna())
    located["valid_to"] = [ends.get(row) for row in located.index]
    for began, ended, *texts in zip(*(located[name] for name in _TERM_PARTS), strict=True):
        area_code, unit_code, unit_name = (str(text).strip() for text in texts)
        if not unit_code or not unit_name:
            raise _unit_unnamed(area_code)
        if ended is not None and ended <= began:
            raise _term_reversed(area_code, began, ended)
    _check_unit_codes(connection, vintage_id, located)
    check_unique(located, [*_AREA, "valid_from"])
    overlap = find_overlap(located)
    if overlap is not None:
        raise _terms_overlap(*overlap)
    return located


def _check_unit_codes(connection: Connection, vintage_id: str, terms: pd.DataFrame) -> None:
    """Raise BadInput for a code that no address can carry, or that names a commune or province of the vintage."""
    codes = sorted({str(code).strip() for code in terms["unit_code"]})
    for code in codes:
        if not is_unit_code(code):
            raise build_malformed_code(code)
    same = (area.c.vintage_id == vintage_id) & (area.c.level != Level.MANAGING_UNIT.value)
    statement = sa.select(area.c.area_code, area.c.name).where(same, area.c.area_code.in_(codes))
    for code, name in connection.execute(statement.order_by(area.c.area_code)):
        raise build_taken_code(str(code), str(name))


def is_unit_code(code: str) -> bool:
    """Tell whether a text can be the code of a managing unit."""
    return len(code) <= LONGEST_UNIT_CODE and UNIT_CODE.fullmatch(code) is not None


def find_overlap(terms: pd.DataFrame) -> tuple[str, date] | None:
    """Return the area and day where two terms of one area first meet, None where none do."""
    for (_, area_code), rows in terms.groupby(_AREA, sort=True):
        ordered = rows.sort_values("valid_from")
        until: date | None = date.min
        for began, ended in zip(ordered["valid_from"], ordered["valid_to"], strict=True):
            if until is None or began < until:
                return str(area_code), began
            until = None if pd.isna(ended) else ended
    return None


def read_unit_terms_in_force(connection: Connection) -> pd.DataFrame:
    """Return the terms in force, one row per area and term: of each vintage and place the list published last.

    Columns: vintage_id, release_id, province_code and ``TERM_COLUMNS``; ``valid_to`` None while a term lasts.
    """
    table = managing_unit_term
    own = ("release_id", "province_code", *TERM_COLUMNS)
    statement = sa.select(release.c.vintage_id, *(table.c[name] for name in own))
    published = statement.join(release, release.c.release_id == table.c.release_id).where(
        release.c.status == "published"
    )
    order = (table.c[name] for name in ("province_code", "unit_code", "area_code", "valid_from"))
    rows = [tuple(row) for row in connection.execute(published.order_by(release.c.vintage_id, *order))]
    return keep_in_force(connection, UNITS, pd.DataFrame(rows, columns=["vintage_id", *own], dtype=object))


def select_terms_on(terms: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the terms that hold on a day: at most one per area of a vintage."""
    ended = [valid_to is not None and valid_to <= day for valid_to in terms["valid_to"]]
    return terms[(terms["valid_from"] <= day) & ~pd.Series(ended, index=terms.index, dtype=bool)]


def _unit_unnamed(area_code: str) -> BadInput:
    return BadInput(
        "managing_unit_unnamed",
        Bilingual(f"{area_code}: thiếu mã hoặc tên đơn vị quản lý", f"{area_code}: the unit has no code or no name"),
        Bilingual("Ghi cả mã và tên đơn vị quản lý.", "Write both the code and the name of the managing unit."),
        Place(text=area_code),
    )


def build_malformed_code(code: str) -> BadInput:
    """Return the error for a code of a unit that no address can carry."""
    return BadInput(
        "managing_unit_code_malformed",
        Bilingual(f"«{code[:40]}» không dùng làm mã đơn vị được", f"«{code[:40]}» cannot be the code of a unit"),
        Bilingual(
            f"Mã gồm tối đa {LONGEST_UNIT_CODE} chữ, số, dấu chấm, gạch nối hoặc khoảng trắng ở giữa.",
            f"A code has at most {LONGEST_UNIT_CODE} letters, digits, points, hyphens, or blanks within.",
        ),
        Place(text=code[:80]),
    )


def build_taken_code(code: str, name: str) -> BadInput:
    """Return the error for a code of a unit that an area of another level has."""
    return BadInput(
        "managing_unit_code_taken",
        Bilingual(
            f"Mã đơn vị quản lý {code} trùng với mã của địa bàn {name}",
            f"The code {code} of a managing unit is that of the area {name}",
        ),
        Bilingual(
            f"Dùng mã riêng của đơn vị, ví dụ BHXH-{code}.", f"Use a code of the unit's own, for example BHXH-{code}."
        ),
        Place(text=code),
    )


def _term_reversed(area_code: str, began: date, ended: date) -> BadInput:
    return BadInput(
        "managing_unit_term_reversed",
        Bilingual(
            f"{area_code}: đến ngày {ended:%d/%m/%Y} không sau từ ngày {began:%d/%m/%Y}",
            f"{area_code}: the term ends on {ended:%d/%m/%Y}, not after it begins on {began:%d/%m/%Y}",
        ),
        Bilingual("Sửa một trong hai ngày.", "Mend one of the two days."),
        Place(text=area_code),
    )


def _terms_overlap(area_code: str, day: date) -> BadInput:
    return BadInput(
        "managing_unit_terms_overlap",
        Bilingual(
            f"{area_code} thuộc hai đơn vị quản lý cùng lúc vào {day:%d/%m/%Y}",
            f"{area_code} is under two managing units at once on {day:%d/%m/%Y}",
        ),
        Bilingual("Kết thúc thời hạn trước khi bắt đầu thời hạn sau.", "End one term before the next begins."),
        Place(text=area_code),
    )
