"""The key that signs cookies and the tokens of forms."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from services.store.accounts import read_or_make_secret

NAME = "signing_key"


def read_signing_key(engine: Engine) -> str:
    """Return the key of this store, made at random where it is first needed; the same for every process."""
    return read_or_make_secret(engine, NAME)
