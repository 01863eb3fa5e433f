"""The two ends of a crosswalk between vintages of squares."""

from tests.fixtures.square_lists import new, old  # noqa: F401
