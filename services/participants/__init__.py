"""Extracts of persons to counts: read by an engine, never stored; only counts leave this room."""
