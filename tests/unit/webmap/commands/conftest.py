"""A home for the commands of one test."""

from tests.fixtures.command_home import home, home_store  # noqa: F401
