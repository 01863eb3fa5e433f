"""Officers in charge in the memory of a snapshot: who looks after a commune on a day, and who looks after which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.errors import Bilingual, NotFound, Place
from geodata.names import build_sort_key
from services.coverage.columns import Counts, Numbers
from services.coverage.fact_columns import find_numbers

if TYPE_CHECKING:
    from services.coverage.vintage_data import VintageData


@dataclass(frozen=True)
class Officer:
    """An officer in charge (cán bộ chuyên quản), as the list of the day names them."""

    code: str
    name: str


@dataclass(frozen=True)
class OfficerTerm:
    """A commune's time under an officer; ``area`` is a number in the hierarchy, ``valid_to`` exclusive."""

    area: int
    officer: Officer
    valid_from: date
    valid_to: date | None
    release_id: int

    def holds_on(self, day: date) -> bool:
        """Tell whether the officer is in charge on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def build_officer_terms(terms: pd.DataFrame | None, number: Mapping[tuple[str, str], int]) -> tuple[OfficerTerm, ...]:
    """Return the terms of one vintage; rows as ``read_officer_terms_in_force`` gives them."""
    if terms is None or terms.empty:
        return ()
    rows = zip(find_numbers(terms, dict(number)), terms.to_dict("records"), strict=True)
    return tuple(
        OfficerTerm(
            int(area),
            Officer(str(row["officer_code"]), str(row["officer_name"])),
            row["valid_from"],
            None if pd.isna(row["valid_to"]) else row["valid_to"],
            int(row["release_id"]),
        )
        for area, row in rows
    )


def find_officers(data: VintageData, day: date) -> dict[int, Officer]:
    """Return the officer in charge of each commune on a day, by its number; nobody for those left out."""
    return {one.area: one.officer for one in data.officers if one.holds_on(day)}


def find_officer(data: VintageData, code: str, day: date) -> tuple[Officer, Numbers]:
    """Return an officer and the communes in their charge on a day.

    An officer of another day alone has none. NotFound where the lists never name the code.
    """
    own = [one for one in data.officers if one.officer.code == code]
    if not own:
        raise _officer_not_found(data, code)
    held = [one for one in own if one.holds_on(day)]
    areas = np.array(sorted(one.area for one in held), dtype=np.int32)
    return (held or own)[-1].officer, areas


def list_officers(data: VintageData, day: date) -> list[Officer]:
    """Return the officers who are in charge of a commune on a day, each once, by the Vietnamese alphabet."""
    found = {one.code: one for one in find_officers(data, day).values()}
    return sorted(found.values(), key=lambda one: (build_sort_key(one.name), one.code))


def measure_loads(data: VintageData, areas: Numbers, day: date) -> Counts | None:
    """Return how many communes the officer of each area is in charge of on a day, wherever these lie.

    NaN where nobody is in charge; None where no list of officers holds on the day.
    """
    officers = find_officers(data, day)
    if not officers:
        return None
    loads = Counter(one.code for one in officers.values())
    held = (officers.get(int(area)) for area in areas)
    return np.array([np.nan if one is None else float(loads[one.code]) for one in held], dtype=np.float64)


def _officer_not_found(data: VintageData, code: str) -> NotFound:
    known = ", ".join(sorted({one.officer.code for one in data.officers})[:10])
    return NotFound(
        "officer_not_found",
        Bilingual(f"Không có cán bộ chuyên quản «{code[:40]}»", f"There is no officer in charge «{code[:40]}»"),
        Bilingual(
            f"Xem /officers. Mã trong danh sách: {known or 'chưa có danh sách'}.",
            f"See /officers. Codes in the list: {known or 'no list yet'}.",
        ),
        Place(column="officer", text=code[:40]),
    )
