"""The snapshot for the public: the same facts without what is withheld, so that whatever is made of it may be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import ClassVar

import numpy as np

from services.coverage.audience import Audience
from services.coverage.columns import Counts, FactColumn, FactKey, Mask, Numbers, build_own_column
from services.coverage.events import HeldEvent
from services.coverage.hierarchy import Hierarchy
from services.coverage.layered_facts import KEPT_ARRANGED
from services.coverage.memo import Memo
from services.coverage.protected_groups import protect_groups
from services.coverage.protection import Decision, Protection
from services.coverage.snapshot import Snapshot
from services.coverage.standing import hold_marked
from services.coverage.sums import roll_up
from services.coverage.vintage_data import VintageData, link_vintage

KEPT_PROTECTED = 160


class ProtectedFacts(Mapping[FactKey, FactColumn]):
    """The facts that a vintage holds itself, as the public may see them, each column made when first asked for.

    A larger area within which a count is withheld has its true total, where that is safe.
    """

    kept_apart: ClassVar[bool] = True

    def __init__(
        self,
        facts: Mapping[FactKey, FactColumn],
        protection: Protection,
        vintage_id: str,
        hierarchy: Hierarchy,
        change: date | None = None,
        before: Mapping[FactKey, FactColumn] | None = None,
        kept: Memo | None = None,
    ) -> None:
        self._facts = facts
        self.protection = protection
        self._vintage_id = vintage_id
        self._hierarchy = hierarchy
        self._change = change
        follows = before if isinstance(before, ProtectedFacts) and before._hierarchy is hierarchy else None
        last = follows._kept if follows is not None else Memo(KEPT_PROTECTED)
        self._kept: Memo = kept if kept is not None else last
        self._arranged: Memo = follows._arranged if follows is not None else Memo(KEPT_ARRANGED, None)

    def __getitem__(self, key: FactKey) -> FactColumn:
        if key not in self._facts:
            raise KeyError(key)
        column, decision = self._facts[key], self.protection.decide(self._vintage_id, key)
        return self._kept.recall_of(key, (column, decision), lambda: self._protect(key, column, decision))

    def __contains__(self, key: object) -> bool:
        return key in self._facts

    def __iter__(self) -> Iterator[FactKey]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def arrange(self, hierarchy: Hierarchy, change: date) -> ProtectedFacts:
        """Return the same facts for the units that hold from a change of their list on."""
        kept = self._arranged.recall_of(change, (hierarchy,), lambda: Memo(KEPT_PROTECTED))
        return ProtectedFacts(self._facts, self.protection, self._vintage_id, hierarchy, change, kept=kept)

    def _protect(self, key: FactKey, column: FactColumn, decision: Decision) -> FactColumn:
        if not decision.hidden.any() and not column.withheld.any():
            return column
        areas = decision.areas
        cells = areas.group_of[self._change] if self._change else np.arange(self._hierarchy.size)
        sums = self.protection.count(self._vintage_id, key)
        return column if sums is None else hide_counts(self._hierarchy, column, decision.hidden[cells], sums[cells])


def hide_counts(hierarchy: Hierarchy, column: FactColumn, hidden: Mask, sums: Counts) -> FactColumn:
    """Return a column without its hidden counts; ``sums`` are those of what reports within each area.

    An area that holds a hidden one has its sum as total, unless that is hidden as well, and no figure of its own but
    one that is the same: what this has beyond the sum might be what the source withholds.
    """
    whole = roll_up(hierarchy, build_own_column([column], hierarchy))
    holds, told = hold_marked(hierarchy, hidden), hold_marked(hierarchy, _mark_withheld(hierarchy, column))
    own = np.zeros(hierarchy.size, dtype=bool)
    own[column.areas] = True
    added = np.flatnonzero(~own & (holds | hidden)).astype(np.int32)
    areas: Numbers = np.concatenate([column.areas, added])
    given = np.concatenate([column.counts, np.full(added.size, np.nan)])
    withheld = np.concatenate([column.withheld, np.zeros(added.size, dtype=bool)])
    is_hidden, is_whole = hidden[areas], (whole.counts == sums)[areas]
    counts = np.where(holds[areas], np.where(is_whole, sums[areas], np.nan), given)
    counts = np.where(told[areas] & ~is_whole, np.nan, counts)
    return FactColumn(
        as_of=column.as_of,
        areas=areas,
        counts=np.where(withheld | is_hidden, np.nan, counts),
        estimated=np.concatenate([column.estimated, whole.estimated[added]]) & ~is_hidden,
        withheld=withheld | is_hidden,
        releases=np.concatenate([column.releases, whole.release_first[added]]).astype(np.int32),
        hidden=is_hidden & ~withheld,
        totals=np.where(holds[areas] & ~is_hidden, sums[areas], np.nan),
        given=np.arange(areas.size) < column.areas.size,
    )


def _mark_withheld(hierarchy: Hierarchy, column: FactColumn) -> Mask:
    marked: Mask = np.zeros(hierarchy.size, dtype=bool)
    marked[column.areas[column.withheld]] = True
    return marked


def protect_snapshot(snapshot: Snapshot, below: int, before: Snapshot | None = None) -> Snapshot:
    """Return what the public may see of a snapshot: no count from 1 to ``below`` − 1, nor what would give one away.

    ``below`` 0 withholds nothing. ``before`` is what the public saw of the publication before: what was made there of
    the same counts is taken over.
    """
    if below <= 1:
        return replace(snapshot, audience=Audience.PUBLIC)
    shown_before = before.vintages if before else {}
    protection = Protection(snapshot, below, _find_protection(shown_before))
    groups = protect_groups(snapshot.vintages, snapshot.conversions, below)
    protected = {
        vintage_id: replace(
            data,
            facts=ProtectedFacts(
                *(data.own_facts, protection, vintage_id, data.hierarchy),
                before=shown_before[vintage_id].own_facts if vintage_id in shown_before else None,
            ),
            events=tuple(_protect_event(event, below) for event in data.events),
            groups=groups[vintage_id],
        )
        for vintage_id, data in snapshot.vintages.items()
    }
    linked = {
        key: link_vintage(data, protected, snapshot.conversions, shown_before.get(key))
        for key, data in protected.items()
    }
    return replace(snapshot, vintages=linked, audience=Audience.PUBLIC, withheld_below=below)


def _find_protection(vintages: Mapping[str, VintageData]) -> Protection | None:
    facts = (data.own_facts for data in vintages.values())
    return next((one.protection for one in facts if isinstance(one, ProtectedFacts)), None)


def _protect_event(event: HeldEvent, below: int) -> HeldEvent:
    return replace(
        event,
        attendee_count=_protect_count(event.attendee_count, below),
        enrolled_count=_protect_count(event.enrolled_count, below),
    )


def _protect_count(count: int | None, below: int) -> int | None:
    return None if count is not None and 0 < count < below else count
