"""The level of areas as an option of a command, in Vietnamese or English."""

from __future__ import annotations

from typing import Any

import click

from geodata.areas import Level

_WORDS = {
    "commune": Level.COMMUNE,
    "managing_unit": Level.MANAGING_UNIT,
    "province": Level.PROVINCE,
    "xa": Level.COMMUNE,
    "huyen": Level.MANAGING_UNIT,
    "district": Level.MANAGING_UNIT,
    "tinh": Level.PROVINCE,
}


class LevelType(click.Choice[str]):
    """A level below the country by one of its words; gives the ``Level``."""

    def __init__(self) -> None:
        super().__init__(list(_WORDS))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the level that the word means; a usage error lists the words."""
        return _WORDS[super().convert(value, param, ctx)]
