"""The first page of the intake: a new file, files under way, template workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.kinds import IntakeKind
from services.intake.publication.stored_uploads import StoredUpload
from webmap.intake.choices import Choice, build_choices
from webmap.intake.frame import Frame, build_steps
from webmap.intake.links import build_link
from webmap.intake.notices import Notice
from webmap.intake.template_form import TemplateForm
from webmap.intake.upload_links import UploadLinks
from webmap.intake.words import label_kind, write_moment, write_size
from webmap.translations import gettext as _


@dataclass(frozen=True)
class OpenUpload:
    """A file under way."""

    file_name: str
    size: str
    kind: str
    created_by: str
    changed_by: str
    changed_at: str
    version: int
    links: UploadLinks


@dataclass(frozen=True)
class StartPage:
    """The parts of the page."""

    open_uploads: Sequence[StoredUpload]
    largest_bytes: int
    templates: TemplateForm
    notice: Notice | None = None
    chosen_kind: str = ""

    @property
    def frame(self) -> Frame:
        """Title and steps."""
        return Frame(_("Nạp số liệu"), build_steps(0))

    @property
    def upload_url(self) -> str:
        """Where a file goes."""
        return build_link("intake.upload_file")

    @property
    def file_hint(self) -> str:
        """Which files may come."""
        return _(
            "Excel (.xlsx, .xls), ODS hoặc CSV, tối đa %(size)s. Không cần xóa tiêu đề, dòng cộng hay ghi chú.",
            size=write_size(self.largest_bytes),
        )

    @property
    def kinds(self) -> tuple[Choice, ...]:
        """What a file may be about."""
        pairs = [("", _("Tự nhận ra từ tệp")), *((kind.value, label_kind(kind)) for kind in IntakeKind)]
        return build_choices(pairs, self.chosen_kind)

    @property
    def uploads(self) -> list[OpenUpload]:
        """The files under way."""
        return [_build_open(stored) for stored in self.open_uploads]

    @property
    def guide(self) -> tuple[tuple[str, str], ...]:
        """The four steps in plain words."""
        return (
            (_("Tải tệp lên"), _("Máy tự tìm bảng, tiêu đề nhiều dòng, ngày chốt, nhóm và dòng cộng.")),
            (_("Kiểm tra"), _("Bạn xem máy đã hiểu gì, sửa nghĩa cột, quyết các dòng chưa rõ là nơi nào.")),
            (_("Xem trước"), _("Số nào đổi, đổi bao nhiêu, nơi nào tăng giảm lạ; bản đồ cũ và mới cạnh nhau.")),
            (_("Công bố"), _("Một lần bấm. Bản đã công bố thu hồi được.")),
        )

    @property
    def template_url(self) -> str:
        """Where template workbooks come from."""
        return build_link("intake.download_template")


def _build_open(stored: StoredUpload) -> OpenUpload:
    return OpenUpload(
        file_name=stored.file_name,
        size=write_size(stored.byte_count),
        kind=label_kind(str(stored.kind)),
        created_by=stored.created_by,
        changed_by=stored.changed_by,
        changed_at=write_moment(stored.changed_at),
        version=stored.version,
        links=UploadLinks(stored.upload_id),
    )
