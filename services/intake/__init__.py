"""From a sheet to a release: tables, columns, joining, checks."""
