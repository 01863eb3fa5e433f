"""The page of all releases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from services.intake.publication.history import HistoryEntry
from services.measures.schemes import ANY_SCHEME
from webmap.intake.frame import Frame
from webmap.intake.links import build_link
from webmap.intake.notices import Notice
from webmap.intake.paging import Pages, build_pages
from webmap.intake.release_state import ReleaseState, find_state
from webmap.intake.words import (
    count_outcomes,
    label_kind,
    label_measure,
    label_scheme,
    write_count,
    write_date,
    write_moment,
)
from webmap.translations import gettext as _

RELEASES_AT_ONCE = 50


@dataclass(frozen=True)
class ReleaseRow:
    """One release of the list."""

    release_id: int
    file_name: str
    sha256: str
    short_sha256: str
    url: str
    kind: str
    about: str
    published_at: str
    published_by: str
    rows_read: str
    outcomes: str
    check_sums: str
    state: ReleaseState


@dataclass(frozen=True)
class ReleaseList:
    """The parts of the page."""

    releases: Sequence[HistoryEntry]
    page: int = 1
    notice: Notice | None = None

    @property
    def frame(self) -> Frame:
        """The title."""
        return Frame(_("Các bản số liệu"))

    @property
    def intake_url(self) -> str:
        """Where a first file is loaded."""
        return build_link("intake.show_start")

    @cached_property
    def pages(self) -> Pages[HistoryEntry]:
        """The releases of one page, the newest first."""
        return build_pages(
            self.releases,
            self.page,
            RELEASES_AT_ONCE,
            lambda number: build_link("releases.show_releases", page=number if number > 1 else None),
        )

    @property
    def rows(self) -> list[ReleaseRow]:
        """The rows of the list."""
        return [self._build_row(release) for release in self.pages.shown]

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return self.pages.page_count

    @property
    def previous_url(self) -> str | None:
        """The page before."""
        return self.pages.previous_url

    @property
    def next_url(self) -> str | None:
        """The page after."""
        return self.pages.next_url

    @property
    def range(self) -> str:
        """Which releases of how many."""
        return self.pages.range

    def _build_row(self, release: HistoryEntry) -> ReleaseRow:
        summary = release.summary
        return ReleaseRow(
            release_id=release.release_id,
            file_name=release.file_name,
            sha256=release.file_sha256,
            short_sha256=release.file_sha256[:12],
            url=build_link("releases.show_release", release_id=release.release_id),
            kind=label_kind(release.kind),
            about=describe_totals(summary),
            published_at=write_moment(release.published_at),
            published_by=release.published_by,
            rows_read=write_count(summary.get("rows_read") or None),
            outcomes=count_outcomes(summary.get("outcomes", {})) or "–",
            check_sums=describe_check_sums(summary),
            state=find_state(release),
        )


def describe_totals(summary: Mapping[str, Any]) -> str:
    """Return what the counts of a report are about: measure and scheme once, with the first and the last day."""
    days: dict[tuple[str, str], list[date]] = {}
    for one in summary.get("totals", ()):
        days.setdefault((one["measure"], one["scheme"]), []).append(date.fromisoformat(one["as_of"]))
    return "; ".join(
        f"{label_measure(measure)}{_name_scheme(scheme)} {_name_days(found)}"
        for (measure, scheme), found in sorted(days.items())
    )


def _name_scheme(scheme: str) -> str:
    return "" if scheme == ANY_SCHEME else f" {label_scheme(scheme)}"


def _name_days(days: list[date]) -> str:
    if len(days) <= 2:
        return ", ".join(write_date(day) for day in sorted(days))
    return _(
        "%(first)s–%(last)s (%(count)s ngày)",
        first=write_date(min(days)),
        last=write_date(max(days)),
        count=write_count(len(days)),
    )


def describe_check_sums(summary: Mapping[str, Any]) -> str:
    """Return how many check sums of a report hold."""
    total = int(summary.get("check_sum_count", len(summary.get("check_sums", ()))))
    if not total:
        return _("không có")
    held = int(summary.get("check_sums_held", 0))
    return _("%(held)s / %(total)s khớp", held=write_count(held), total=write_count(total))
