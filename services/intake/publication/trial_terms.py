"""The managing units of a vintage as they would be once a draft with a list of them is published."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from geodata.areas import Level
from services.coverage.arrangements import LASTING, UnitTerms, build_unit_terms
from services.coverage.columns import Mask
from services.coverage.hierarchy import Hierarchy
from services.store.release_draft import TERM_COLUMNS, ReleaseDraft


def replace_terms(
    hierarchy: Hierarchy, in_force: UnitTerms | None, draft: ReleaseDraft, spoken: Mask, release_id: int
) -> UnitTerms | None:
    """Return the terms in force with those of the draft in place of what it speaks for (``spoken``, by area)."""
    if draft.unit_terms.empty:
        return in_force
    stated = draft.unit_terms[TERM_COLUMNS].assign(release_id=release_id)
    if in_force is None:
        return build_unit_terms(hierarchy, stated)
    kept = _list_terms(hierarchy, in_force)[~spoken[in_force.communes]]
    return build_unit_terms(hierarchy, pd.concat([kept, stated], ignore_index=True) if len(kept) else stated)


def _list_terms(hierarchy: Hierarchy, terms: UnitTerms) -> pd.DataFrame:
    """Return terms as rows, columns ``TERM_COLUMNS`` and release_id."""
    ends = [None if end == LASTING else date.fromordinal(end) for end in terms.ends.tolist()]
    return pd.DataFrame(
        {
            "level": Level.COMMUNE.value,
            "area_code": hierarchy.codes[terms.communes],
            "unit_code": terms.unit_codes,
            "unit_name": terms.unit_names,
            "valid_from": np.array([date.fromordinal(day) for day in terms.begins.tolist()], dtype=object),
            "valid_to": np.array(ends, dtype=object),
            "release_id": terms.releases,
        }
    )
