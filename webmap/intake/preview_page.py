"""The page of what a publication would change, and the one click that publishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from services.coverage.snapshot import Snapshot
from services.intake.kinds import IntakeKind
from services.intake.publication.changes import ChangeKind
from services.intake.publication.list_changes import ListChange, ListPart
from services.intake.publication.preview import Preview
from services.intake.publication.stored_uploads import StoredUpload
from services.store.footprints import EVENTS, GROUPS, OFFICERS, PILOTS, UNITS
from services.store.release_draft import ReleaseDraft
from webmap.intake.changes import SORTS, ChangeTable, ChangeWindow, write_status
from webmap.intake.frame import Frame, build_steps
from webmap.intake.notices import Notice
from webmap.intake.option_fields import name_units
from webmap.intake.preview_totals import TotalLine, build_total
from webmap.intake.trial_maps import MapPair, build_map_pair
from webmap.intake.upload_links import UploadLinks
from webmap.intake.words import label_scope, write_count
from webmap.translations import gettext as _

MOST_LOST = 60


@dataclass(frozen=True)
class PreviewWindow:
    """Which part of the preview is shown."""

    changes: ChangeWindow
    map_key: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> PreviewWindow:
        """Return the window that an address asks for."""
        sort, order, page = args.get("sort", ""), args.get("order", ""), args.get("page", "")
        changes = ChangeWindow(
            show=args.get("show", ""),
            sort=sort if sort in SORTS else "strange",
            order=order if order in ("asc", "desc") else "asc",
            page=int(page) if page.isdecimal() and len(page) < 6 else 1,
        )
        return cls(changes, args.get("map", ""))


@dataclass(frozen=True)
class LostArea:
    """A count that would vanish."""

    name: str
    scope: str
    before: str


@dataclass(frozen=True)
class LostList:
    """The counts that would vanish."""

    title: str
    shown: tuple[LostArea, ...]
    rest: str


@dataclass(frozen=True)
class PreviewPage:
    """The parts of the page, each built when its template asks for it."""

    upload: StoredUpload
    draft: ReleaseDraft
    preview: Preview
    current: Snapshot
    window: PreviewWindow
    notice: Notice | None = None

    @property
    def frame(self) -> Frame:
        """Title and steps."""
        return Frame(self.heading, build_steps(2, self.upload.upload_id))

    @property
    def file_name(self) -> str:
        """The name of the file."""
        return self.upload.file_name

    @property
    def version(self) -> int:
        """What is published."""
        return self.upload.version

    @property
    def heading(self) -> str:
        """Which file is previewed."""
        return _("Xem trước: %(file)s", file=self.upload.file_name)

    @cached_property
    def is_first(self) -> bool:
        """Whether nothing that is in force would be replaced."""
        return all(scope.replaced_release_id is None for scope in self.preview.scopes)

    @property
    def sentence(self) -> str:
        """What would change, in one sentence."""
        counts = self.changes.counts
        strange = counts["strange"]
        if not self.preview.scopes:
            return self._describe_lists()
        if self.is_first:
            text = _("Nơi và ngày này chưa có số nào: %(added)s số thêm mới.", added=write_count(counts["added"]))
        else:
            text = _(
                "%(changed)s số đổi, %(added)s số thêm mới, %(lost)s số mất đi; các số khác giữ nguyên.",
                changed=write_count(counts["changed"]),
                added=write_count(counts["added"]),
                lost=write_count(counts["lost"]),
            )
        if strange:
            text += " " + _("%(count)s số tăng giảm lạ, nên xem kỹ.", count=write_count(strange))
        return text

    def _describe_lists(self) -> str:
        return " ".join(_describe_list(change) for change in self.preview.lists)

    @property
    def consequences(self) -> list[str]:
        """What a publication does besides."""
        lines = [_describe_list(change) for change in self.preview.lists] if self.preview.scopes else []
        replaced = sorted({scope.replaced_release_id for scope in self.preview.scopes if scope.replaced_release_id})
        if replaced:
            numbers = ", ".join(str(number) for number in replaced)
            lines.append(_("Thay cho bản %(numbers)s; thu hồi bản này thì bản cũ trở lại.", numbers=numbers))
        lines += self._describe_parts()
        if not self.preview.is_on_map:
            lines.append(_("Bộ ranh giới này chưa được kích hoạt nên số liệu chưa hiện trên bản đồ."))
        return lines

    def _describe_parts(self) -> list[str]:
        """Say of which units alone the file replaces the counts."""
        parts = {(scope.province_name, scope.unit_names) for scope in self.preview.scopes if scope.unit_names}
        return [
            _(
                "Chỉ thay số của %(units)s; các nơi khác của %(province)s giữ nguyên.",
                units=name_units(names),
                province=province,
            )
            for province, names in sorted(parts)
        ] + [_describe_part(change, part) for change in self.preview.lists for part in change.parts]

    @property
    def can_publish(self) -> bool:
        """Whether there is anything to publish."""
        return self.draft.row_count > 0

    @property
    def publish_label(self) -> str:
        """The deed in words: how many of what, of where."""
        count, where = write_count(self._count_published()), self._name_where()
        label = {
            IntakeKind.OUTREACH_EVENTS: _("Công bố %(count)s hội nghị của %(where)s", count=count, where=where),
            IntakeKind.PILOTS: _("Công bố %(count)s xã điểm của %(where)s", count=count, where=where),
            IntakeKind.MANAGING_UNITS: _("Công bố %(count)s dòng quản lý của %(where)s", count=count, where=where),
            IntakeKind.OFFICERS: _("Công bố %(count)s dòng phụ trách của %(where)s", count=count, where=where),
        }
        return label.get(IntakeKind(self.draft.kind), _("Công bố %(count)s số của %(where)s", count=count, where=where))

    def _count_published(self) -> int:
        draft = self.draft
        frames = {
            IntakeKind.OUTREACH_EVENTS: draft.outreach_events,
            IntakeKind.PILOTS: draft.pilots,
            IntakeKind.MANAGING_UNITS: draft.unit_terms,
            IntakeKind.OFFICERS: draft.officer_terms,
            IntakeKind.GROUPS: draft.group_counts,
        }
        return len(frames.get(IntakeKind(draft.kind), draft.facts))

    def _name_where(self) -> str:
        parts = {(scope.unit_names, scope.province_name) for scope in self.preview.scopes}
        parts |= {(part.unit_names, part.province_name) for change in self.preview.lists for part in change.parts}
        names = sorted({name_units(units) or province for units, province in parts})
        if not names:
            return self.upload.file_name
        return names[0] if len(names) == 1 else _("%(count)s tỉnh", count=write_count(len(names)))

    @property
    def needs_confirmation(self) -> bool:
        """Whether this very file is in force already."""
        return bool(self.preview.same_file)

    @property
    def remark(self) -> str:
        """The remark so far."""
        return self.upload.options.remark

    @property
    def links(self) -> UploadLinks:
        """Where to go from here."""
        return UploadLinks(self.upload.upload_id)

    @property
    def totals(self) -> list[TotalLine]:
        """The totals of each scope."""
        return [build_total(scope) for scope in self.preview.scopes]

    @property
    def no_totals(self) -> str:
        """What is said where the release holds no counts."""
        return self._describe_lists()

    @cached_property
    def maps(self) -> MapPair | None:
        """The two maps."""
        return build_map_pair(self.preview, self.draft, self.current, self.links, self.version, self.window.map_key)

    @cached_property
    def changes(self) -> ChangeTable:
        """The areas that change."""

        def link(**values: Any) -> str:
            return self.links.build_preview_part(anchor="changes", map=self.window.map_key, **values)

        return ChangeTable(self.preview, self.window.changes, link)

    @property
    def lost(self) -> LostList | None:
        """The counts that would vanish."""
        total = self.changes.counts["lost"]
        if not total:
            return None
        shown: list[LostArea] = []
        for scope in self.preview.scopes:
            label = label_scope(scope.scheme, scope.measure, scope.as_of)
            for change in scope.list_changes(ChangeKind.LOST, MOST_LOST - len(shown)):
                shown.append(LostArea(change.name, label, write_status(change.before_count, change.before_status)))
        rest = total - len(shown)
        return LostList(
            _("%(count)s số sẽ mất", count=write_count(total)),
            tuple(shown),
            _("Và %(count)s mục nữa.", count=write_count(rest)) if rest > 0 else "",
        )


def _describe_part(change: ListChange, part: ListPart) -> str:
    """Say what a list speaks for: some units alone, or a province whole."""
    what = _name_list(change)
    if not part.unit_names:
        return _("%(what)s: thay cho cả %(province)s.", what=what, province=part.province_name)
    return _(
        "%(what)s: chỉ thay của %(units)s; các nơi khác của %(province)s giữ nguyên.",
        what=what,
        units=name_units(part.unit_names),
        province=part.province_name,
    )


def _name_list(change: ListChange) -> str:
    names = {
        PILOTS: _("Danh sách xã điểm"),
        EVENTS: _("Hội nghị tuyên truyền"),
        UNITS: _("Danh sách đơn vị quản lý"),
        OFFICERS: _("Cán bộ chuyên quản"),
        GROUPS: _("Nhóm tiềm năng"),
    }
    return names[change.content]


def _describe_list(change: ListChange) -> str:
    return _(
        "%(what)s: từ %(before)s thành %(after)s dòng (%(added)s vào, %(lost)s ra).",
        what=_name_list(change),
        before=write_count(change.before_count),
        after=write_count(change.after_count),
        added=write_count(change.added_count),
        lost=write_count(change.lost_count),
    )
