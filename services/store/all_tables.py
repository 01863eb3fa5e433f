"""Every table of the store: whoever imports this has them all in the metadata."""

from __future__ import annotations

from services.store import (  # noqa: F401  their tables join the metadata
    account_tables,
    audit_tables,
    charge_tables,
    crosswalk_tables,
    embed_tables,
    event_tables,
    intake_tables,
    pack_tables,
    selection_tables,
    story_tables,
    target_tables,
    weight_set_tables,
)
from services.store.tables import metadata

__all__ = ["metadata"]
