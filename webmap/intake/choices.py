"""What a list on a page offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One entry: what is sent, what is read, whether it is chosen; ``is_dated`` where it goes with a date."""

    value: str
    label: str
    selected: bool = False
    is_dated: bool = False


@dataclass(frozen=True)
class ChoiceGroup:
    """Entries under one heading."""

    label: str
    choices: tuple[Choice, ...]


def build_choices(pairs: Iterable[tuple[str, str]], chosen: str) -> tuple[Choice, ...]:
    """Return the entries of (value, label) pairs with the chosen one marked."""
    return tuple(Choice(value, label, value == chosen) for value, label in pairs)
