"""The application over the toy country."""

from tests.fixtures.web import app, client, toy_engine, toy_settings  # noqa: F401
