"""What a table puts into a release: counts, pilots, counts by organisation, events or terms, by its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from geodata.errors import Bilingual
from services.intake.headers.columns import PlainTable
from services.intake.headers.meanings import Role
from services.intake.outcomes import CheckSum, Finding, Severity
from services.store.release_draft import (
    EVENT_COLUMNS,
    FACT_COLUMNS,
    GROUP_COLUMNS,
    OFFICER_COLUMNS,
    ORGANISATION_FACT_COLUMNS,
    PILOT_COLUMNS,
    TERM_COLUMNS,
)


def build_frame(columns: Sequence[str], records: Sequence[tuple[object, ...]] = ()) -> pd.DataFrame:
    """Return the records as a frame of objects; counts become Int64."""
    frame = pd.DataFrame(list(records), columns=list(columns), dtype=object)
    return frame.astype({name: "Int64" for name in columns if name == "count" or name.endswith("_count")})


@dataclass(frozen=True)
class Contents:
    """What one table, or all tables of a file, put into a release; every frame in the columns of a release draft.

    ``findings`` and ``check_sums`` are those of this kind of file alone. ``states_each_once``: no two facts can be of
    one thing, so that nobody has to look for repeated ones.
    """

    facts: pd.DataFrame = field(default_factory=lambda: build_frame(FACT_COLUMNS))
    pilots: pd.DataFrame = field(default_factory=lambda: build_frame(PILOT_COLUMNS))
    organisation_facts: pd.DataFrame = field(default_factory=lambda: build_frame(ORGANISATION_FACT_COLUMNS))
    outreach_events: pd.DataFrame = field(default_factory=lambda: build_frame(EVENT_COLUMNS))
    unit_terms: pd.DataFrame = field(default_factory=lambda: build_frame(TERM_COLUMNS))
    officer_terms: pd.DataFrame = field(default_factory=lambda: build_frame(OFFICER_COLUMNS))
    group_counts: pd.DataFrame = field(default_factory=lambda: build_frame(GROUP_COLUMNS))
    findings: tuple[Finding, ...] = ()
    check_sums: tuple[CheckSum, ...] = ()
    states_each_once: bool = False

    @property
    def row_count(self) -> int:
        """How many rows a release would hold."""
        return sum(len(getattr(self, name)) for name in _FRAMES)


_FRAMES = ("facts", "pilots", "organisation_facts", "outreach_events", "unit_terms", "officer_terms", "group_counts")


def join_contents(parts: Sequence[Contents]) -> Contents:
    """Return the contents of several sheets as one; events are numbered anew where two sheets use a number."""
    if len(parts) == 1:
        return parts[0]
    frames = {}
    for name in _FRAMES:
        filled = [frame for part in parts if len(frame := getattr(part, name))]
        frames[name] = pd.concat(filled, ignore_index=True) if filled else getattr(Contents(), name)
    events = frames["outreach_events"]
    if events["event_no"].duplicated().any():
        frames["outreach_events"] = events.assign(event_no=range(1, len(events) + 1))
    return Contents(
        **frames,
        findings=tuple(finding for part in parts for finding in part.findings),
        check_sums=tuple(check_sum for part in parts for check_sum in part.check_sums),
    )


def check_wanted(table: PlainTable, wanted: Mapping[Role, Bilingual]) -> list[Finding]:
    """Return an error for each column without which a list says nothing; ``wanted`` are their meanings in words."""
    return [
        Finding(
            "column_missing",
            Severity.ERROR,
            Bilingual(f"Bảng không có cột {words.vi}", f"The table has no column with {words.en}"),
            Bilingual(f"Thêm cột, hoặc cho nghĩa {role} bằng --map.", f"Add it, or map a column to {role}."),
            table.sheet.build_place(),
        )
        for role, words in wanted.items()
        if table.find_column(role) is None
    ]
