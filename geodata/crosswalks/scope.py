"""Which part of a list concerns two vintages: a province's office has the communes of its province alone."""

from __future__ import annotations

import pandas as pd

from geodata.crosswalks.bridging import Bridge
from geodata.crosswalks.ends import VintageAreas


def find_scope(frame: pd.DataFrame, from_end: VintageAreas, to_end: VintageAreas, bridge: Bridge) -> pd.Series:
    """Return for each row of a list whether it concerns the two vintages.

    It does where it leads from or to a province that the list leads from one vintage to the other. A row of which
    neither code is known does where most rows do. A list that leads nowhere concerns them whole: it is faulty.
    """
    former = frame["from_code"].map(from_end.provinces)
    latter = frame["to_code"].map(to_end.provinces)
    leads = former.notna() & latter.notna()
    if not leads.any():
        return pd.Series(data=True, index=frame.index)
    known = frame["from_code"].map(bridge.provinces | from_end.provinces)
    concerns = known.isin(list(set(former[leads]))) | latter.isin(list(set(latter[leads])))
    stray = known.isna() & latter.isna()
    return concerns | stray if float(concerns.mean()) > 0.5 else concerns
