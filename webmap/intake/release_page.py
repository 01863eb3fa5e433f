"""The page of one release: what it holds, what became of each row, and how to take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import g

from services.intake.outcomes import LOADED, RowOutcome
from services.intake.publication.history import HistoryEntry
from services.store.releases import StoredRelease
from webmap.intake.check_sums import CheckSumList, build_check_sums
from webmap.intake.filters import Filter
from webmap.intake.frame import Frame
from webmap.intake.links import build_link
from webmap.intake.notices import Notice
from webmap.intake.paging import build_pages
from webmap.intake.release_state import ReleaseState, find_state
from webmap.intake.words import Mark, build_mark, label_kind, label_scope, write_count, write_moment
from webmap.translations import gettext as _

ROWS_AT_ONCE = 100
SHOWS = ("all", "loaded", "sums", "left_out")


@dataclass(frozen=True)
class ReportRow:
    """One row of the file with what became of it."""

    number: int
    name: str
    parent: str
    mark: Mark
    area: str
    reason: str


@dataclass(frozen=True)
class ReportRows:
    """A page of the rows."""

    title: str
    filters: tuple[Filter, ...]
    shown: tuple[ReportRow, ...]
    page_count: int
    range: str
    previous_url: str | None
    next_url: str | None


@dataclass(frozen=True)
class ReleasePage:
    """The parts of the page; ``returning`` says what comes back in force if it is taken back."""

    release: StoredRelease
    entry: HistoryEntry
    returning: tuple[str, ...]
    map_url: str | None
    show: str = "all"
    page: int = 1
    notice: Notice | None = None

    @property
    def frame(self) -> Frame:
        """The title."""
        return Frame(self.heading)

    @property
    def heading(self) -> str:
        """Number and file."""
        return _("Bản %(number)s · %(file)s", number=self.release.release_id, file=self.release.file_name)

    @property
    def state(self) -> ReleaseState:
        """Where it stands."""
        return find_state(self.entry)

    @property
    def report(self) -> Mapping[str, Any]:
        """The report that was kept with it."""
        return self.release.report

    @property
    def can_roll_back(self) -> bool:
        """Whether it can be taken back."""
        return self.release.rolled_back_at is None

    @property
    def rollback_url(self) -> str:
        """Where taking it back is asked for."""
        return build_link("releases.roll_back", release_id=self.release.release_id)

    @property
    def rollback_heading(self) -> str:
        """What is about to happen."""
        return _("Thu hồi bản %(number)s?", number=self.release.release_id)

    @property
    def rollback_label(self) -> str:
        """The deed in words."""
        return _("Thu hồi bản %(number)s", number=self.release.release_id)

    @property
    def rollback_lines(self) -> tuple[str, ...]:
        """What comes back in force."""
        return self.returning

    @property
    def facts(self) -> list[tuple[str, str, bool]]:
        """Term, text, and whether it is set as figures."""
        release = self.release
        lines = [
            (_("Nói về"), label_kind(release.kind), False),
            (_("Ngày công bố"), f"{write_moment(release.published_at)} · {release.published_by}", False),
            (_("Ranh giới"), release.vintage_id, True),
            (_("Nguồn"), release.source, False),
            (_("Giao chỉ tiêu"), " · ".join(filter(None, [release.target_source, release.target_version])), False),
            (_("Nguồn mẫu số"), release.denominator_source, False),
            (_("Ghi chú"), release.remark, False),
            (_("Mã kiểm tệp SHA-256"), release.file_sha256, True),
            (_("Có trong bản"), self._describe_content(), False),
        ]
        if release.is_illustrative:
            lines.append((_("Lưu ý"), release.illustrative_note.in_language(g.lang), False))
        if release.rolled_back_at is not None:
            who = " · ".join(filter(None, [write_moment(release.rolled_back_at), release.rolled_back_by]))
            lines.append((_("Thu hồi"), who, False))
        return [line for line in lines if line[1]]

    def _describe_content(self) -> str:
        release = self.release
        parts = [
            (release.fact_count, _("%(count)s số", count=write_count(release.fact_count))),
            (release.pilot_count, _("%(count)s xã điểm", count=write_count(release.pilot_count))),
            (release.event_count, _("%(count)s hội nghị", count=write_count(release.event_count))),
            (release.unit_term_count, _("%(count)s dòng quản lý", count=write_count(release.unit_term_count))),
            (release.officer_term_count, _("%(count)s dòng phụ trách", count=write_count(release.officer_term_count))),
            (release.group_count, _("%(count)s số của nhóm tiềm năng", count=write_count(release.group_count))),
        ]
        return " · ".join(text for count, text in parts if count)

    @property
    def totals(self) -> list[tuple[str, str]]:
        """What was published in sum."""
        return [
            (label_scope(one["scheme"], one["measure"], one["as_of"]), _describe_total(one))
            for one in self.report.get("totals", ())
        ]

    @cached_property
    def check_sums(self) -> CheckSumList:
        """The totals of the file."""
        found = self.report.get("check_sums", ())
        return build_check_sums(found, lambda _sheet, row: f"#row-{row}", rest_url="", most=len(found))

    @property
    def rows(self) -> ReportRows:
        """A page of the rows."""
        found = self._select(self.show)
        pages = build_pages(found, self.page, ROWS_AT_ONCE, lambda number: self._link(self.show, number))
        labels = {
            "all": _("Tất cả"),
            "loaded": _("Đã nạp"),
            "sums": _("Dòng cộng"),
            "left_out": _("Không nạp"),
        }
        return ReportRows(
            title=_("Kết quả từng dòng"),
            filters=tuple(
                Filter(name, labels[name], write_count(len(self._select(name))), self._link(name), name == self.show)
                for name in SHOWS
            ),
            shown=tuple(_build_row(row) for row in pages.shown),
            page_count=pages.page_count,
            range=pages.range,
            previous_url=pages.previous_url,
            next_url=pages.next_url,
        )

    def _select(self, show: str) -> list[Mapping[str, Any]]:
        rows = list(self.report.get("rows", ()))
        if show == "loaded":
            return [row for row in rows if row["outcome"] in LOADED]
        if show == "sums":
            return [row for row in rows if row["outcome"] == RowOutcome.SUBTOTAL]
        if show == "left_out":
            return [row for row in rows if row["outcome"] not in (*LOADED, RowOutcome.SUBTOTAL)]
        return rows

    def _link(self, show: str, page: int = 1) -> str:
        return build_link(
            "releases.show_release",
            release_id=self.release.release_id,
            show=show if show != "all" else None,
            page=page if page > 1 else None,
            _anchor="rows",
        )

    @property
    def json_url(self) -> str:
        """The report as JSON."""
        return build_link("releases.download_json", release_id=self.release.release_id)

    @property
    def csv_url(self) -> str:
        """The rows as CSV."""
        return build_link("releases.download_csv", release_id=self.release.release_id)


def _describe_total(one: Mapping[str, Any]) -> str:
    return _("%(count)s người · %(areas)s nơi", count=write_count(one["count"]), areas=write_count(one["area_count"]))


def _build_row(row: Mapping[str, Any]) -> ReportRow:
    area = f"{row['area_name']} ({row['area_code']})" if row.get("area_code") else ""
    return ReportRow(
        number=int(row["row"]),
        name=" ".join(str(row["name"]).split()),
        parent=" ".join(str(row["parent"] or "").split()),
        mark=build_mark(str(row["outcome"])),
        area=area,
        reason=str(row["reason"][g.lang]) if row.get("reason") else "",
    )
