"""What the operator set, noted in the audit log where it is not what it was when this machine last began to serve."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy.engine import Engine

from services.store.audit import AuditFilter, Deed, iterate_entries, write_entry
from services.store.engine import begin_write
from webmap.settings import Settings, list_variables

HIDDEN = "***"  # of what may hold a password; that it changed from nothing to something is told, not to what
ABOUT_THE_MACHINE = ("BAOPHU_COMMIT", "BAOPHU_HOME")  # where it stands and what it runs: no choice about the service


def note_settings(engine: Engine, settings: Settings, *, machine: str, by: str, now: datetime) -> bool:
    """Add an entry where settings of ``machine`` have changed since its last one; tell whether any had."""
    present = read_texts(settings)
    with engine.connect() as connection:
        noted = dict(list_variables())
        for entry in iterate_entries(connection, AuditFilter(deeds=(Deed.SETTINGS_CHANGED,))):
            if entry.subject == machine:
                noted |= {name: str(text) for name, text in entry.after.items()}
    changed = [name for name, text in present.items() if noted.get(name, "") != text]
    if changed:
        before, after = ({name: state.get(name, "") for name in changed} for state in (noted, present))
        with begin_write(engine) as connection:
            write_entry(connection, Deed.SETTINGS_CHANGED, machine, by=by, now=now, before=before, after=after)
    return bool(changed)


def read_texts(settings: Settings) -> dict[str, str]:
    """Return the settings by their variables, as texts; what may hold a secret is hidden."""
    default = Settings(home=settings.home)
    found = {}
    for one in fields(Settings):
        variable, value = one.metadata["variable"], getattr(settings, one.name)
        if variable in ABOUT_THE_MACHINE:
            continue
        if not one.repr:
            found[variable] = HIDDEN if value and value != getattr(default, one.name) else ""
        else:
            found[variable] = " ".join(value) if isinstance(value, tuple) else str(value)
    return found
