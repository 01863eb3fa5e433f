"""What remains to be settled before a file can be published, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from geodata.errors import BaoPhuError
from webmap.intake.words import write_count
from webmap.translations import gettext as _


@dataclass(frozen=True)
class Verdict:
    """What remains, in one sentence."""

    tone: str
    icon: str
    text: str


def build_verdict(
    row_count: int, number_count: int, error_count: int, *, can_preview: bool, refusal: BaoPhuError | None
) -> Verdict:
    """Return what remains: rows in doubt, numbers perhaps damaged, errors besides; else why not, or nothing."""
    parts = []
    if row_count:
        parts.append(_("%(count)s dòng chưa chắc là nơi nào", count=write_count(row_count)))
    if number_count:
        parts.append(_("%(count)s số có lẽ bị Excel làm hỏng", count=write_count(number_count)))
    if error_count > 0:
        parts.append(_("%(count)s lỗi phải sửa", count=write_count(error_count)))
    if parts:
        return Verdict("bad", "warn", _("Còn phải quyết: %(parts)s.", parts=", ".join(parts)))
    if can_preview:
        return Verdict("good", "yes", _("Không còn gì phải quyết. Xem trước rồi công bố."))
    return Verdict("bad", "warn", f"{refusal.message.in_language(g.lang) if refusal else ''}.")
