"""An entry of the audit log in words: what was so before and after, and the page that its subject has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geodata.errors import Bilingual
from services.store.audit import AuditEntry, Deed
from services.stories.story_state import STEP
from webmap.intake.links import build_link
from webmap.intake.words import write_moment
from webmap.translations import gettext as _
from webmap.translations import language

LONGEST_SHOWN = 160  # letters of a value on the page; the file holds all
_PAGES = {
    Deed.RELEASE_PUBLISHED: ("releases.show_release", "release_id"),
    Deed.RELEASE_ROLLED_BACK: ("releases.show_release", "release_id"),
    Deed.SCENARIO_APPROVED: ("selections.show_selection", "selection_id"),
    Deed.SCENARIO_WITHDRAWN: ("selections.show_selection", "selection_id"),
    **dict.fromkeys((Deed.STORY_MADE, Deed.STORY_CHANGED), ("stories.show_story", "story_id")),
    Deed.SCENARIO_SAVED: ("selections.show_selection", "selection_id"),
    Deed.TARGETS_SAVED: ("targets.show_saved_targets", "proposal_id"),
}
_YES, _NO = Bilingual("có", "yes"), Bilingual("không", "no")
_NAMES = {
    "action": Bilingual("việc", "action"),
    "area_code": Bilingual("mã địa bàn", "area"),
    "ended": Bilingual("bộ ranh giới kết thúc", "vintages ended"),
    "expires_at": Bilingual("hết hạn", "ends"),
    "failed_count": Bilingual("số lần sai liên tiếp", "failures in a row"),
    "file_name": Bilingual("tệp", "file"),
    "file_sha256": Bilingual("mã kiểm tra", "checksum"),
    "from_vintage_id": Bilingual("từ bộ ranh giới", "from vintage"),
    "history_id": Bilingual("bản lịch sử", "history"),
    "is_approved": Bilingual("đã phê duyệt", "approved"),
    "is_disabled": Bilingual("đã ngừng dùng", "disabled"),
    "is_listed": Bilingual("có trong danh sách", "listed"),
    "is_locked": Bilingual("tạm khóa", "locked"),
    "kind": Bilingual("loại tệp", "kind"),
    "made_at": Bilingual("bản sao lưu làm lúc", "backup made at"),
    "mapping_id": Bilingual("cách hiểu cột", "mapping"),
    "must_change_password": Bilingual("phải đổi mật khẩu", "to be changed"),
    "name": Bilingual("tên", "name"),
    "publication_id": Bilingual("lần công bố", "publication"),
    "role": Bilingual("quyền", "role"),
    "scaling": Bilingual("thang", "scale"),
    "shape_sha256": Bilingual("dạng tệp", "shape"),
    "source": Bilingual("nguồn", "source"),
    "step_count": Bilingual("số bước", "steps"),
    "target": Bilingual("mục tiêu", "target"),
    "term_count": Bilingual("số mục", "terms"),
    "title_en": Bilingual("tên tiếng Anh", "English title"),
    "title_vi": Bilingual("tên", "title"),
    "to_vintage_id": Bilingual("đến bộ ranh giới", "to vintage"),
    "version": Bilingual("bản", "version"),
    "vintage_id": Bilingual("bộ ranh giới", "vintage"),
    "weights": Bilingual("trọng số", "weights"),
    "within": Bilingual("phạm vi", "within"),
    "written": Bilingual("tên đã viết", "as written"),
}


@dataclass(frozen=True)
class AuditLine:
    """A row of the page."""

    when: str
    actor: str
    deed: str
    subject: str
    url: str
    before: str
    after: str


def build_line(entry: AuditEntry) -> AuditLine:
    """Return an entry in the language of the page."""
    endpoint, name = _PAGES.get(entry.deed, ("", ""))
    return AuditLine(
        when=write_moment(entry.happened_at),
        actor=entry.actor or _("không rõ"),
        deed=entry.deed.label.in_language(language()),
        subject=entry.subject,
        url=build_link(endpoint, **{name: entry.subject}) if endpoint else "",
        before=write_words(entry.before),
        after=write_words(entry.after),
    )


def write_words(state: Mapping[str, Any]) -> str:
    """Return a state as names and values in the language of the page; variables keep their names."""
    return "; ".join(f"{_name(name)}: {_write_value(value)}" for name, value in sorted(state.items()))


def _name(name: str) -> str:
    if name.startswith(STEP):
        return _("bước %(number)s", number=name.removeprefix(STEP))
    return _NAMES[name].in_language(language()) if name in _NAMES else name


def _write_value(value: object) -> str:
    if isinstance(value, bool):
        return (_YES if value else _NO).in_language(language())
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "–"
    text = "–" if value in (None, "") else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
