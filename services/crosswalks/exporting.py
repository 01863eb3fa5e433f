"""A crosswalk in force as a list to be read and edited: it goes back in as the weights and sizes of another."""

from __future__ import annotations

import pandas as pd
from sqlalchemy.engine import Connection

from geodata.crosswalks.official_list import PairKind
from services.crosswalks.lineage import read_crosswalk_between, read_names

SIZE_DIGITS = 6  # of a km²: the rows of a divided unit tell the same size


def build_pair_list(connection: Connection, from_vintage_id: str, to_vintage_id: str) -> pd.DataFrame:
    """Return one row per pair: from_code, from_name, to_code, to_name, kind (full, partial), weight (0 to 1)
    and from_size, what the whole from unit counts for on the way back.

    Sorted by the codes; the weights of a from unit add up to 1. NotFound where a vintage or a crosswalk is missing.
    """
    from_names, to_names = (read_names(connection, one) for one in (from_vintage_id, to_vintage_id))
    crosswalk = read_crosswalk_between(connection, from_vintage_id, to_vintage_id)
    pairs = crosswalk.pairs
    kinds = {True: PairKind.PARTIAL.value, False: PairKind.FULL.value}
    return pd.DataFrame(
        {
            "from_code": pairs["from_code"],
            "from_name": pairs["from_code"].map(from_names),
            "to_code": pairs["to_code"],
            "to_name": pairs["to_code"].map(to_names),
            "kind": pairs["from_code"].isin(crosswalk.split_codes).map(kinds),
            "weight": crosswalk.forward_weights,
            "from_size": pairs.groupby("from_code")["size"].transform("sum").round(SIZE_DIGITS),
        }
    )
