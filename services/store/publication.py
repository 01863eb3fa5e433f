"""The publication number: it changes with whatever changes what readers are to see."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.store.tables import publication


def read_publication_id(connection: Connection) -> int:
    """Return the number of the published state; 0 before the first publication."""
    return int(connection.execute(sa.select(publication.c.publication_id)).scalar_one())


def bump_publication(connection: Connection) -> int:
    """Return the next publication number, in force once the transaction of ``connection`` commits."""
    following = publication.c.publication_id + 1
    statement = sa.update(publication).values(publication_id=following).returning(publication.c.publication_id)
    return int(connection.execute(statement).scalar_one())
