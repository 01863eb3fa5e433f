"""The choices above a list that narrow it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Filter:
    """One choice: its words, how many entries it leaves, its address."""

    name: str
    label: str
    count: str
    url: str
    current: bool
