"""A day as the command line takes it."""

from __future__ import annotations

from datetime import date
from typing import Any

import click


class DayType(click.ParamType[date]):
    """A day as ``2019-03-31`` or ``31/03/2019``."""

    name = "ngày · date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day; a usage error where it is none."""
        from services.intake.values.dates import parse_date

        day = parse_date(value)
        if day is None:
            self.fail(f"«{value}»: 2019-03-31, 31/03/2019", param, ctx)
        return day
