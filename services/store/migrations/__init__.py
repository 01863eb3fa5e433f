"""Alembic migrations of the store; services.store.engine.migrate runs them."""
