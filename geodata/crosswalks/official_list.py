"""The official list of a reorganisation: which unit went to which, whole or in part."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

PAIR_LIST_COLUMNS = ("row", "from_code", "from_name", "to_code", "to_name", "kind", "weight")


@dataclass(frozen=True, eq=False)
class OfficialPairs:
    """The pairs of a list as written, faults and all.

    ``frame`` has one row per row of the file: ``row`` (as a spreadsheet counts), ``from_code``, ``from_name``,
    ``to_code``, ``to_name`` (text; a name that the file does not give is empty), ``kind`` (``full``, ``partial``)
    and ``weight`` (share of the from unit, NaN where the file gives none). ``source`` names the list.
    """

    frame: pd.DataFrame
    source: str
