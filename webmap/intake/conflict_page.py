"""The page of an upload that cannot go on as it is: what happened, and where to go."""

from __future__ import annotations

from dataclasses import dataclass

from services.intake.publication.stored_uploads import StoredUpload
from webmap.intake.frame import Frame
from webmap.intake.links import build_link
from webmap.intake.notices import Notice


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
    def reset_url(self) -> str:
        """Where forgetting is asked for."""
        return build_link("intake.reset", upload_id=self.upload.upload_id)

    @property
    def discard_url(self) -> str:
        """Where throwing away is asked for."""
        return build_link("intake.discard", upload_id=self.upload.upload_id)
