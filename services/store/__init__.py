"""SQLAlchemy Core tables, migrations, boundaries, releases: the only code that speaks to the database."""
