"""The pilots in force for the template of their list: what replaces a list starts from it, so that none is lost."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from sqlalchemy.engine import Connection

from services.intake.templates.workbooks import TemplateOptions
from services.store.pilots import read_pilots_in_force


def fill_pilots(connection: Connection, vintage_id: str, options: TemplateOptions) -> TemplateOptions:
    """Return the options with the pilot communes of their scheme in a vintage."""
    rows = read_pilots_in_force(connection)
    own = rows[(rows["vintage_id"] == vintage_id) & (rows["scheme"] == options.scheme.value)]
    days = zip(own["area_code"], own["started_on"], own["ended_on"], strict=True)
    return replace(options, pilots={str(code): (first, None if pd.isna(last) else last) for code, first, last in days})
