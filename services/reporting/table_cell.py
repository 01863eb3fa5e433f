"""A cell of the table beside a map that is taken away."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its text, and whether it is a number, stands out, or is words where numbers have room."""

    text: str
    is_number: bool = False
    is_strong: bool = False
    is_small: bool = False
