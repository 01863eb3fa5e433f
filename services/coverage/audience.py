"""For whom a snapshot is: the public, from whom small counts are withheld, or the agency's own staff."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """Who reads. Everything made from a snapshot of an audience may be shown to that audience, and is kept for it."""

    PUBLIC = "public"
    STAFF = "staff"
