"""Template workbooks to fill in."""
