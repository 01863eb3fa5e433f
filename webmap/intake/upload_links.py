"""The addresses of one upload: its page and parts of it, its preview, and where its forms go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from webmap.intake.links import build_link


@dataclass(frozen=True)
class UploadLinks:
    """Where to go from an upload, in the language of the page."""

    upload_id: str

    @property
    def page(self) -> str:
        """What was understood, and what is to be settled."""
        return self._build("intake.show_upload")

    @property
    def change(self) -> str:
        """Where what an officer says goes."""
        return self._build("intake.change_upload")

    def build_places(self, level: str | None = None) -> str:
        """Return where places of a level are searched for by name; None: of the level of the table."""
        return self._build("intake.list_places", level=level)

    @property
    def reset(self) -> str:
        """Where forgetting what was said is asked for."""
        return self._build("intake.reset")

    @property
    def discard(self) -> str:
        """Where throwing away is asked for."""
        return self._build("intake.discard")

    @property
    def preview(self) -> str:
        """What publishing would change."""
        return self._build("previews.show_preview")

    @property
    def publish(self) -> str:
        """Where publishing is asked for."""
        return self._build("previews.publish")

    def build_part(
        self,
        *,
        anchor: str | None = None,
        sheet: int = 0,
        show: str = "all",
        page: int = 1,
        columns: int = 1,
        doubts: int = 1,
    ) -> str:
        """Return the address of a part of the page: sheet, filter, page of its rows and columns, page of the doubts."""
        return self._build(
            "intake.show_upload",
            sheet=sheet or None,
            show=show if show != "all" else None,
            page=page if page > 1 else None,
            columns=columns if columns > 1 else None,
            doubts=doubts if doubts > 1 else None,
            _anchor=anchor,
        )

    def build_preview_part(self, *, anchor: str, page: int = 1, **values: Any) -> str:
        """Return the address of a part of the preview: a page of its changes as they are sorted and filtered."""
        return self._build("previews.show_preview", page=page if page > 1 else None, _anchor=anchor, **values)

    def build_map(self, side: str, *, map_key: str, version: int) -> str:
        """Return the address of the map before or after; it goes with the version, so that no old one is shown."""
        return self._build("previews.show_map", side=side, map=map_key, v=version)

    def _build(self, view: str, **values: Any) -> str:
        return build_link(view, upload_id=self.upload_id, **values)
