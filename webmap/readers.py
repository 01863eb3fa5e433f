"""Who reads, and so what they may be shown: staff see every count, the public sees none that is withheld.

Views take their snapshot from ``snapshot_for_reader`` and key by ``Snapshot.edition`` what they keep of it. Nothing
else is needed: whatever is made from the public's snapshot may be shown to the public (docs/operators/disclosure.md).
"""

from __future__ import annotations

from services.accounts.roles import Role
from services.coverage.audience import Audience
from services.coverage.snapshot import Snapshot
from webmap.access import current_account
from webmap.context import services

# From this role on accounts belong to people who work with the counts. A viewer may be anybody who was let in.
STAFF_FROM = Role.PLANNER


def find_audience() -> Audience:
    """Return for whom the present request is answered; embedded pages read no session: they are always the public's."""
    account = current_account()
    if account is None or account.must_change_password or account.role < STAFF_FROM:
        return Audience.PUBLIC
    return Audience.STAFF


def snapshot_for_reader() -> Snapshot:
    """Return what is in force, as far as whoever asks may see it."""
    return services().snapshots.current(find_audience())
