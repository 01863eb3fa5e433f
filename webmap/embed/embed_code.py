"""The code that others copy into their page: a frame, a picture, and what oEmbed answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from markupsafe import escape

from webmap.embed.embed_page import EmbedPage

HEIGHTS = {"map": 520, "table": 560, "headline": 220}
PICTURE_WIDTH, PICTURE_HEIGHT = 1200, 800
OEMBED_WIDTH = 800
CACHE_SECONDS = 3600


@dataclass(frozen=True)
class EmbedCode:
    """The code of one embed; ``width`` 0 takes all the room there is."""

    page: EmbedPage
    width: int = 0
    height: int = 0

    @property
    def address(self) -> str:
        """The address of the frame, with the name of this server."""
        return _absolute(self.page.asked.build_address(self.page.kind))

    @property
    def shown_height(self) -> int:
        """The height of the frame in pixels."""
        return self.height or HEIGHTS[self.page.kind]

    @property
    def frame(self) -> str:
        """The frame as HTML: no style, no script, so that the strictest page takes it."""
        return (
            _write_tag(
                "iframe",
                src=self.address,
                title=self.page.lasting_title,
                width=str(self.width or "100%"),
                height=str(self.shown_height),
                loading="lazy",
                referrerpolicy="strict-origin-when-cross-origin",
                sandbox="allow-scripts allow-same-origin allow-forms allow-popups",
            ).replace("<iframe ", "<iframe data-baophu " if not self.page.fills_frame else "<iframe ", 1)
            + "</iframe>"
        )

    @property
    def script(self) -> str:
        """The script that gives the frame the height of its content; empty where the frame has its own."""
        source = escape(_absolute("/embed/frame.js"))
        return "" if self.page.fills_frame else f'<script src="{source}" async></script>'

    @property
    def whole(self) -> str:
        """What is copied."""
        return "\n".join(filter(None, (self.frame, self.script)))

    @property
    def picture(self) -> str:
        """The map as a picture, for portals that take no frames."""
        query = self.page.asked.build_picture_query()
        source = f"/embed/map.png?{query}&lang={self.page.asked.map.lang}&width={PICTURE_WIDTH}&height={PICTURE_HEIGHT}"
        return _write_tag(
            "img",
            src=_absolute(source),
            alt=self.page.lasting_alt,
            width=str(PICTURE_WIDTH),
            height=str(PICTURE_HEIGHT),
        )

    def build_oembed(self, max_width: int | None, max_height: int | None) -> dict[str, Any]:
        """Return what oEmbed 1.0 asks for of type «rich», no larger than the asker allows."""
        width = min(self.width or OEMBED_WIDTH, max_width or OEMBED_WIDTH)
        height = min(self.shown_height, max_height or self.shown_height)
        sized = EmbedCode(self.page, width, height)
        return {
            "version": "1.0",
            "type": "rich",
            "provider_name": "Bao Phủ",
            "provider_url": _absolute("/"),
            "title": self.page.lasting_title,
            "html": sized.frame,
            "width": width,
            "height": height,
            "cache_age": CACHE_SECONDS,
        }


def _absolute(path: str) -> str:
    return request.url_root.rstrip("/") + path


def _write_tag(name: str, **attributes: str) -> str:
    written = " ".join(f'{key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name} {written}>"
