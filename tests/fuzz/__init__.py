"""Parsers of what comes from outside, given what nobody would write: ``python -m tests.fuzz``."""
