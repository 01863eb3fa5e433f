"""The page of an upload that cannot go on as it is: what happened, and where to go."""

from __future__ import annotations

from dataclasses import dataclass

from services.intake.publication.stored_uploads import StoredUpload
from webmap.intake.frame import Frame
from webmap.intake.links import build_link
from webmap.intake.notices import Notice
from webmap.intake.upload_links import UploadLinks
from webmap.intake.words import write_moment
from webmap.translations import gettext as _


def build_start_link() -> tuple[str, str]:
    """Return label and address of the list of files under way, for a file that is done with."""
    return _("Về các tệp đang dở"), build_link("intake.show_start")


def build_gone(upload: StoredUpload) -> Notice:
    """Return what is said of a file that was thrown away: by whom, when, and that nothing published has changed."""
    return Notice(
        "warn",
        _("Tệp này đã bị hủy"),
        (
            _("%(by)s hủy lúc %(at)s.", by=upload.changed_by, at=write_moment(upload.changed_at)),
            _("Nội dung đã xóa khỏi máy chủ; số liệu đã công bố không đổi. Cần thì tải tệp lên lại."),
        ),
        links=(build_start_link(),),
    )


@dataclass(frozen=True)
class ConflictPage:
    """What happened to which upload; ``can_reset`` where forgetting what was said about it may help."""

    upload: StoredUpload
    notice: Notice
    can_reset: bool = False

    @property
    def frame(self) -> Frame:
        """The title."""
        return Frame(self.upload.file_name)

    @property
    def links(self) -> UploadLinks:
        """Where to go from here."""
        return UploadLinks(self.upload.upload_id)
