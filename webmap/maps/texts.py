"""The words of the map's own parts: its buttons, its keys, the names of the sea."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Gettext = Callable[[str], str]


@dataclass(frozen=True)
class MapTexts:
    """Words in one language; ``key_list`` pairs keys with what they do."""

    region: str
    region_kind: str
    zoom_in: str
    zoom_out: str
    whole_view: str
    keys: str
    key_list: tuple[tuple[str, str], ...]


def build_map_texts(_: Gettext) -> MapTexts:
    """Return the words that ``_`` translates from Vietnamese."""
    return MapTexts(
        region=_("Bản đồ: dùng phím mũi tên để đi giữa các địa bàn, Enter để vào trong, Esc để lên cấp trên"),
        region_kind=_("bản đồ"),
        zoom_in=_("Phóng to"),
        zoom_out=_("Thu nhỏ"),
        whole_view=_("Xem toàn bộ"),
        keys=_("Phím tắt trên bản đồ"),
        key_list=(
            ("← ↑ → ↓", _("sang địa bàn bên cạnh")),
            ("Enter", _("vào trong địa bàn đang chọn")),
            ("Esc", _("lên cấp trên")),
            ("+ −", _("phóng to, thu nhỏ")),
            ("Home", _("xem toàn bộ")),
            ("Shift ← →", _("dời bản đồ")),
            ("?", _("hiện hoặc ẩn bảng này")),
        ),
    )
