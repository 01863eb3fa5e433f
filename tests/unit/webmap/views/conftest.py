"""An officer at the pages of the intake."""

from tests.fixtures.intake_pages import lan, officers_app  # noqa: F401
