"""What Alembic runs: the migrations, on the connection and in the transaction of its caller."""

from __future__ import annotations

from alembic import context

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

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
