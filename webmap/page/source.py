"""Where the numbers come from: always in sight, on screen and on paper."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.vintages import OutlineKind
from services.coverage.audience import Audience
from services.coverage.conversion_words import list_conversion_sentences
from services.measures.indicators import Unit
from services.measures.wording import format_date
from webmap.context import services
from webmap.page.screen import Screen
from webmap.translations import gettext as _


@dataclass(frozen=True)
class Flag:
    """A word of warning beside the answer, and the sentence behind it."""

    text: str
    detail: str


def build_source(screen: Screen) -> list[tuple[str, str]]:
    """Return the terms of the source line with their texts."""
    view = screen.view
    sources = list(dict.fromkeys(note.source for note in view.sources if note.source))
    lines = [
        (_("Nguồn"), "; ".join(sources) or _("chưa có số liệu")),
        (_("Ngày chốt"), format_date(screen.request.as_of, screen.lang) if screen.request.as_of else "–"),
        (_("Đơn vị tính"), _name_unit(screen)),
        (_("Ranh giới"), describe_vintage(screen)),
    ]
    notes = [note.in_language(screen.lang) for note in view.illustrative_notes]
    if notes:
        lines.append((_("Số liệu"), " ".join(notes)))
    return lines


def build_flags(screen: Screen) -> list[Flag]:
    """Return what must be known before a number is believed."""
    flags = []
    if screen.view.illustrative_notes:
        notes = " ".join(note.in_language(screen.lang) for note in screen.view.illustrative_notes)
        flags.append(Flag(_("Số liệu minh họa"), notes))
    if _has_small_counts(screen):
        flags.append(_flag_small_counts(services().settings.withhold_below))
    if screen.view.without_unit_count:
        flags.append(_flag_communes_without_unit(screen, screen.view.without_unit_count))
    sentences = [one.in_language(screen.lang) for one in list_conversion_sentences(screen.view)]
    if sentences:
        flags.append(Flag(_("Quy đổi ranh giới"), " ".join(sentences)))
    if is_approximate(screen):
        flags.append(Flag(_("Ranh giới gần đúng"), describe_vintage(screen)))
    return flags


def _has_small_counts(screen: Screen) -> bool:
    """Tell whether staff see counts here that nobody else does."""
    below, counts = services().settings.withhold_below, screen.view.numerators
    return screen.snapshot.audience is Audience.STAFF and bool(np.any((counts > 0) & (counts < below)))


def _flag_small_counts(below: int) -> Flag:
    detail = _(
        "Bạn đăng nhập bằng tài khoản cán bộ: trang này và tệp tải về từ đây có cả số dưới %(below)s người, người khác"
        " không xem được. Khi gửi ra ngoài, hãy tải tệp lúc chưa đăng nhập.",
        below=below,
    )
    return Flag(_("Có số nhỏ, chỉ dành cho cán bộ"), detail)


def _flag_communes_without_unit(screen: Screen, number: int) -> Flag:
    count, level = screen.write_count(number), screen.name_level(Level.MANAGING_UNIT)
    communes = screen.name_levels(screen.data.levels[-1], number)
    detail = _(
        "Ngày này danh sách không xếp %(count)s %(communes)s vào %(level)s nào: bản đồ và bảng ở cấp này không có"
        " các nơi đó, tổng thì có.",
        count=count,
        communes=communes,
        level=level,
    )
    return Flag(_("%(count)s %(communes)s ngoài danh sách", count=count, communes=communes), detail)


def describe_vintage(screen: Screen) -> str:
    """Return title, validity and kind of the outlines."""
    vintage = screen.data.vintage
    title = Bilingual(vintage.title_vi, vintage.title_en).in_language(screen.lang)
    approximate = _("gần đúng")
    return f"{title} ({approximate})" if is_approximate(screen) and approximate not in title else title


def is_approximate(screen: Screen) -> bool:
    """Tell whether the outlines are not surveyed ones."""
    return screen.data.vintage.outline_kind is OutlineKind.APPROXIMATE


def _name_unit(screen: Screen) -> str:
    units = {Unit.RATIO: _("%, người"), Unit.POINTS: _("điểm phần trăm, người"), Unit.COUNT: _("người")}
    return units[screen.view.definition.unit]
