"""What is saved keeps the numbers it was made of: what stands on withheld counts is for staff alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from geodata.errors import Bilingual, NotFound
from services.coverage.audience import Audience
from services.coverage.operands import find_column
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.measures.indicators import Count
from services.measures.schemes import Scheme
from services.planning.criteria import Criterion
from services.planning.saved_selections import SavedSelection
from services.planning.saved_targets import SavedTargets
from webmap.access import SignInNeeded
from webmap.context import services
from webmap.readers import find_audience

STANDS_ON_WITHHELD = "stands_on_withheld"  # in the document: what the publication it was made from withheld
Saved = TypeVar("Saved", SavedSelection, SavedTargets)
OF_PERSONS = (Count.ENROLLED, Count.YEAR_BEFORE, Count.YEAR_END, Count.GROSS_NEW, Count.GROSS_NEW_MONTH)


def stands_on_withheld(question: Mapping[str, Any], public: Snapshot) -> bool:
    """Tell whether a count that a selection or targets were made of, or a group, is withheld from the public."""
    as_of = date.fromisoformat(str(question["as_of"]))
    try:
        data = public.find_vintage(str(question["vintage_id"])).on(as_of)
        within = data.hierarchy.find(str(question["within"]))
    except NotFound:
        return public.withheld_below > 0
    scheme = Scheme(str(question["scheme"]))
    inside = data.hierarchy.select_all(within)
    if any(bool(find_column(data, scheme, count, as_of).hidden[inside].any()) for count in OF_PERSONS):
        return True
    return Criterion.POTENTIAL_SHARE in question.get("weights", {}) and _holds_withheld_group(data, inside)


def _holds_withheld_group(data: VintageData, areas: NDArray[np.int32]) -> bool:
    """Tell whether any group is withheld in one of the areas: which of them a question means may depend on who asks."""
    return any(bool(np.isin(areas, one.withheld).any()) for one in data.groups)


def may_be_shown(saved: SavedSelection | SavedTargets) -> bool:
    """Tell whether whoever asks may see what was saved with its numbers."""
    public = services().snapshots.current()
    if find_audience() is Audience.STAFF or not public.withheld_below:
        return True
    if isinstance(saved, SavedTargets) and STANDS_ON_WITHHELD not in saved.document:
        return True  # saved while proposals were made of the public's figures alone
    kept = bool(saved.document.get(STANDS_ON_WITHHELD, False))
    return not kept and not stands_on_withheld(saved.document["question"], public)


def check_may_be_shown(saved: Saved) -> Saved:
    """Return what was saved; SignInNeeded where its numbers would give withheld ones away."""
    if may_be_shown(saved):
        return saved
    raise SignInNeeded(
        "targets_for_staff" if isinstance(saved, SavedTargets) else "selection_for_staff",
        Bilingual(
            "Phương án này dựa trên số nhỏ không công bố", "This scenario stands on small counts that are withheld"
        ),
        Bilingual(
            "Đăng nhập bằng tài khoản cán bộ (lập kế hoạch trở lên) để xem.",
            "Sign in with an account of the staff (planner or above) to see it.",
        ),
    )
