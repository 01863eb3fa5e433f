"""An entry of the audit log in words: what was so before and after, and the page that its subject has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.store.audit import AuditEntry, Deed
from webmap.intake.links import build_link
from webmap.intake.words import write_moment
from webmap.translations import gettext as _
from webmap.translations import language

_PAGES = {
    Deed.RELEASE_PUBLISHED: ("releases.show_release", "release_id"),
    Deed.RELEASE_ROLLED_BACK: ("releases.show_release", "release_id"),
    Deed.SCENARIO_APPROVED: ("selections.show_selection", "selection_id"),
    Deed.SCENARIO_WITHDRAWN: ("selections.show_selection", "selection_id"),
}


@dataclass(frozen=True)
class AuditLine:
    """A row of the page."""

    when: str
    actor: str
    deed: str
    subject: str
    url: str
    before: str
    after: str


def build_line(entry: AuditEntry) -> AuditLine:
    """Return an entry in the language of the page."""
    endpoint, name = _PAGES.get(entry.deed, ("", ""))
    return AuditLine(
        when=write_moment(entry.happened_at),
        actor=entry.actor or _("không rõ"),
        deed=entry.deed.label.in_language(language()),
        subject=entry.subject,
        url=build_link(endpoint, **{name: entry.subject}) if endpoint else "",
        before=write_words(entry.before),
        after=write_words(entry.after),
    )


def write_words(state: Mapping[str, Any]) -> str:
    """Return a state as names and values; names stay as the export has them, so that both can be compared."""
    return "; ".join(f"{name} = {_write_value(value)}" for name, value in sorted(state.items()))


def _write_value(value: object) -> str:
    if isinstance(value, bool):
        return _("đúng") if value else _("sai")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "–"
    return "–" if value in (None, "") else str(value)
