"""Where a release stands: in force, in part, superseded, rolled back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from services.intake.publication.history import HistoryEntry, Standing
from webmap.translations import gettext as _


@dataclass(frozen=True)
class ReleaseState:
    """The state in words, with its sign; ``detail`` names what decides instead."""

    label: str
    icon: str
    look: str
    detail: str = ""


_LOOKS = {
    Standing.IN_FORCE: ("yes", "strong"),
    Standing.PARTLY_IN_FORCE: ("yes", ""),
    Standing.SUPERSEDED: ("next", "dim"),
    Standing.ROLLED_BACK: ("back", "dim"),
}


def find_state(entry: HistoryEntry) -> ReleaseState:
    """Return the state of a release."""
    label = entry.standing.label.in_language(g.lang)
    icon, look = _LOOKS[entry.standing]
    detail = ""
    if entry.superseded_by:
        detail = _("thay bằng bản %(numbers)s", numbers=", ".join(str(number) for number in entry.superseded_by))
    return ReleaseState(label[:1].upper() + label[1:], icon, look, detail)
