"""Where a release stands: in force, in part, superseded, rolled back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from services.store.releases import StoredRelease
from webmap.translations import gettext as _


@dataclass(frozen=True)
class ReleaseState:
    """The state in words, with its sign."""

    name: str
    label: str
    icon: str
    look: str


def find_state(release: StoredRelease, wholly: Collection[int], partly: Collection[int]) -> ReleaseState:
    """Return the state of a release; ``wholly`` and ``partly`` hold the ids of those (partly) in force."""
    if release.rolled_back_at is not None:
        return ReleaseState("rolled_back", _("Đã thu hồi"), "back", "dim")
    if release.release_id in wholly:
        return ReleaseState("in_force", _("Đang có hiệu lực"), "yes", "strong")
    if release.release_id in partly:
        return ReleaseState("partly", _("Còn hiệu lực một phần"), "yes", "")
    return ReleaseState("superseded", _("Đã có bản thay"), "next", "dim")
