"""The options of a code: what the embed shows, how large, what readers may change; each choice is in the address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import g

from services.coverage.snapshot import Snapshot
from webmap.embed.embed_code import HEIGHTS, EmbedCode
from webmap.embed.embed_page import EmbedPage
from webmap.embed.embed_parameters import CODE, FREE_NAMES, PAGE
from webmap.embed.embed_request import EmbedRequest, Given, build_embed_request, write_query
from webmap.map_request import build_url
from webmap.suggestions import complete
from webmap.translations import gettext as _

# Of the frame, not of what is shown in it.
OF_FRAME = ("kind", "frame_width", "frame_height", "day")
# An address that keeps to the newest day says whose codes its places are, and nothing of vintage and day.
DATED = ("vintage", "as_of", "since")


@dataclass(frozen=True)
class Choice:
    """One line of a choice."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class CodeForm:
    """The page of the code for checked parameters."""

    given: Given
    snapshot: Snapshot

    @cached_property
    def shown(self) -> EmbedRequest:
        """The view that the page was opened with, completed."""
        return build_embed_request(self._pick(self.given), self.snapshot)

    @property
    def kind(self) -> str:
        """Map, table or headline."""
        return str(self.given["kind"])

    @cached_property
    def day(self) -> str:
        """Whether the embed follows the newest day: where nothing is said, if the newest is shown now."""
        if self.given["day"]:
            return str(self.given["day"])
        asked = self.shown.map
        known = {"within": asked.within, "scheme": asked.scheme}
        return "newest" if complete(known, self.snapshot, codes_of=asked.vintage)["as_of"] == asked.as_of else "fixed"

    @cached_property
    def code(self) -> EmbedCode:
        """What is copied."""
        page = EmbedPage(self.kind, build_embed_request(self._embedded, self.snapshot), self.snapshot)
        width, height = (int(str(self.given[name] or 0)) for name in ("frame_width", "frame_height"))
        return EmbedCode(page, width, height)

    @property
    def _embedded(self) -> Given:
        """The parameters of the embed: in full, and without day where it follows the newest one."""
        asked = self.shown.map
        view = {
            "vintage": asked.vintage, "level": asked.level.value, "within": asked.within,
            "scheme": asked.scheme.value, "indicator": asked.indicator.value, "as_of": asked.as_of,
            "since": asked.since, "codes_of": None,
        }  # fmt: skip
        given = self._pick(self.given) | view
        if self.day == "newest":
            given |= dict.fromkeys(DATED) | {"codes_of": asked.vintage}
        return given | {"lang": self.given["lang"] or g.lang}

    def _pick(self, given: Given) -> dict[str, Any]:
        return {parameter.name: given[parameter.name] for parameter in PAGE}

    @property
    def address(self) -> str:
        """The embed itself, for the preview."""
        return self.code.page.asked.build_address(self.kind)

    @property
    def texts(self) -> dict[str, str]:
        """The texts to copy, by the id of their field."""
        return {"code-frame": self.code.whole, "code-picture": self.code.picture, "code-address": self.code.address}

    @property
    def kinds(self) -> list[Choice]:
        """Map, table or headline."""
        labels = {"map": _("Bản đồ"), "table": _("Bảng"), "headline": _("Một dòng kết luận")}
        return [Choice(value, label, value == self.kind) for value, label in labels.items()]

    @property
    def modes(self) -> list[Choice]:
        """Interactive or still."""
        labels = {"interactive": _("động: rê chuột, bàn phím"), "still": _("hình tĩnh, không cần mã lệnh")}
        return [Choice(value, label, value == self.given["mode"]) for value, label in labels.items()]

    @property
    def days(self) -> list[Choice]:
        """The newest day or the one shown."""
        labels = {"newest": _("luôn mới nhất"), "fixed": _("cố định như đang xem")}
        return [Choice(value, label, value == self.day) for value, label in labels.items()]

    @property
    def sizes(self) -> list[Choice]:
        """Fill the frame or be as high as the content."""
        labels = {"fill": _("cố định"), "auto": _("theo nội dung, cần mã lệnh ở trang chứa")}
        return [Choice(value, label, value == self.given["size"]) for value, label in labels.items()]

    @property
    def languages(self) -> list[Choice]:
        """The languages."""
        labels = {"vi": "Tiếng Việt", "en": "English"}
        return [Choice(value, label, value == g.lang) for value, label in labels.items()]

    @property
    def frees(self) -> list[Choice]:
        """What readers may change."""
        labels = {
            "scheme": _("loại hình"), "indicator": _("chỉ số"), "as_of": _("ngày chốt"),
            "level": _("cấp"), "within": _("đi vào địa bàn"),
        }  # fmt: skip
        return [Choice(name, labels[name], name in self.shown.free) for name in FREE_NAMES]

    @property
    def height(self) -> int:
        """The height as it stands in its field."""
        return self.code.shown_height

    @property
    def heights(self) -> dict[str, int]:
        """The height that each kind has of itself."""
        return HEIGHTS

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The view, and the token: no options of this page."""
        own = {*OF_FRAME, "lang", "mode", "size", "free", "title", "legend", "rows"}
        names = [parameter.name for parameter in CODE if parameter.name not in own]
        return [(name, str(self.given[name])) for name in names if self.given[name] is not None]

    @property
    def language_links(self) -> list[tuple[str, str, str]]:
        """Code, name and address of this page in each language."""
        return [
            (one.value, one.label, f"/embed/code?{write_query({**self.given, 'lang': one.value})}")
            for one in self.languages
        ]

    @property
    def back_url(self) -> str:
        """The map that the page was opened from."""
        return build_url(self.shown.map)

    @property
    def token_url(self) -> str:
        """Where officers make a token for this view."""
        asked = self.shown.map
        query = {"vintage": asked.vintage, "within": asked.within, "scheme": asked.scheme.value,
                 "indicator": asked.indicator.value, "as_of": asked.as_of or ""}  # fmt: skip
        return f"/embeds/new?{urlencode(query)}"

    @property
    def token_name(self) -> str:
        """The name of the token in the address; empty for none."""
        return self.shown.token.name if self.shown.token else ""
