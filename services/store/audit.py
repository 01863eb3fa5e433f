"""The audit log: who did what and when, with before and after, written in the transaction of the deed itself.

It says that something was done and names it; what a release, a token or a scenario holds stands in its own rows, which
the subject leads to, and is not told twice. No passwords, no persons but the names of accounts. Nothing here changes or
deletes an entry, and the database refuses whoever tries (``APPEND_ONLY``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from geodata.errors import Bilingual
from services.store.audit_tables import audit_entry

READ_AT_ONCE = 1000
# Run once by the migration that makes the table; by dialect.
APPEND_ONLY = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry "
        "BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit_entry is append-only'; END $$",
        "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit()",
        "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit()",
    ),
}


class Deed(StrEnum):
    """What was done; the value is what the store keeps and the export shows, so it never changes its meaning."""

    RELEASE_PUBLISHED = "release.published"
    RELEASE_ROLLED_BACK = "release.rolled_back"
    EVENT_WRITTEN = "event.written"
    ALIAS_DECIDED = "alias.decided"
    ALIAS_REVOKED = "alias.revoked"
    COLUMNS_DECIDED = "columns.decided"
    SCENARIO_APPROVED = "scenario.approved"
    SCENARIO_WITHDRAWN = "scenario.withdrawn"
    SCENARIO_SAVED = "scenario.saved"
    TARGETS_SAVED = "targets.saved"
    WEIGHTS_SAVED = "weights.saved"
    WEIGHTS_REMOVED = "weights.removed"
    STORY_MADE = "story.made"
    STORY_CHANGED = "story.changed"
    STORY_DELETED = "story.deleted"
    UPLOAD_KEPT = "upload.kept"
    UPLOAD_DISCARDED = "upload.discarded"
    TOKEN_MADE = "token.made"  # noqa: S105 (a word, not a secret)
    TOKEN_REVOKED = "token.revoked"  # noqa: S105
    VINTAGE_ACTIVATED = "vintage.activated"
    NAME_CORRECTED = "name.corrected"
    NAME_RESTORED = "name.restored"
    CROSSWALK_WRITTEN = "crosswalk.written"
    CROSSWALK_REVOKED = "crosswalk.revoked"
    HISTORY_WRITTEN = "history.written"
    ACCOUNT_MADE = "account.made"
    ACCOUNT_ROLE = "account.role"
    ACCOUNT_LIMITED = "account.limited"
    ACCOUNT_PASSWORD = "account.password"  # noqa: S105
    ACCOUNT_DISABLED = "account.disabled"
    ACCOUNT_ENABLED = "account.enabled"
    SIGN_IN_FAILED = "sign_in.failed"
    SETTINGS_CHANGED = "settings.changed"
    STORE_RESTORED = "store.restored"

    @property
    def label(self) -> Bilingual:
        """The deed in words."""
        return _LABELS[self]


_LABELS = {
    Deed.RELEASE_PUBLISHED: Bilingual("Công bố bản số liệu", "Release published"),
    Deed.RELEASE_ROLLED_BACK: Bilingual("Thu hồi bản số liệu", "Release rolled back"),
    Deed.EVENT_WRITTEN: Bilingual("Ghi một hội nghị", "Outreach event written"),
    Deed.ALIAS_DECIDED: Bilingual("Quyết định một tên gọi", "Name in use decided"),
    Deed.ALIAS_REVOKED: Bilingual("Bỏ một tên đã nhớ", "Name in use revoked"),
    Deed.COLUMNS_DECIDED: Bilingual("Quyết định nghĩa các cột", "Meaning of columns decided"),
    Deed.SCENARIO_APPROVED: Bilingual("Phê duyệt phương án", "Scenario approved"),
    Deed.SCENARIO_WITHDRAWN: Bilingual("Rút phê duyệt phương án", "Approval of a scenario withdrawn"),
    Deed.SCENARIO_SAVED: Bilingual("Lưu phương án chọn xã", "Selection of communes saved"),
    Deed.TARGETS_SAVED: Bilingual("Lưu phương án chỉ tiêu", "Proposal of targets saved"),
    Deed.WEIGHTS_SAVED: Bilingual("Lưu bộ trọng số", "Weight set saved"),
    Deed.WEIGHTS_REMOVED: Bilingual("Xóa bộ trọng số", "Weight set removed"),
    Deed.STORY_MADE: Bilingual("Tạo bài trình bày", "Presentation made"),
    Deed.STORY_CHANGED: Bilingual("Sửa bài trình bày", "Presentation changed"),
    Deed.STORY_DELETED: Bilingual("Xóa bài trình bày", "Presentation deleted"),
    Deed.UPLOAD_KEPT: Bilingual("Giữ tệp chờ công bố", "File kept for publication"),
    Deed.UPLOAD_DISCARDED: Bilingual("Bỏ tệp đang chờ", "Kept file discarded"),
    Deed.TOKEN_MADE: Bilingual("Làm mã nhúng", "Embed token made"),
    Deed.TOKEN_REVOKED: Bilingual("Thu hồi mã nhúng", "Embed token revoked"),
    Deed.VINTAGE_ACTIVATED: Bilingual("Đưa bộ ranh giới ra dùng", "Vintage activated"),
    Deed.NAME_CORRECTED: Bilingual("Đính chính tên", "Name corrected"),
    Deed.NAME_RESTORED: Bilingual("Bỏ đính chính tên", "Correction of a name revoked"),
    Deed.CROSSWALK_WRITTEN: Bilingual("Ghi bảng chuyển đổi", "Crosswalk written"),
    Deed.CROSSWALK_REVOKED: Bilingual("Thu hồi bảng chuyển đổi", "Crosswalk revoked"),
    Deed.HISTORY_WRITTEN: Bilingual("Ghi lịch sử đơn vị", "History of units written"),
    Deed.ACCOUNT_MADE: Bilingual("Tạo tài khoản", "Account made"),
    Deed.ACCOUNT_ROLE: Bilingual("Đổi quyền tài khoản", "Role of an account changed"),
    Deed.ACCOUNT_LIMITED: Bilingual("Đổi phạm vi tài khoản", "Territory of an account changed"),
    Deed.ACCOUNT_PASSWORD: Bilingual("Đổi mật khẩu", "Password changed"),
    Deed.ACCOUNT_DISABLED: Bilingual("Ngừng tài khoản", "Account disabled"),
    Deed.ACCOUNT_ENABLED: Bilingual("Cho dùng lại tài khoản", "Account enabled"),
    Deed.SIGN_IN_FAILED: Bilingual("Đăng nhập sai", "Sign-in failed"),
    Deed.SETTINGS_CHANGED: Bilingual("Đổi cài đặt", "Settings changed"),
    Deed.STORE_RESTORED: Bilingual("Khôi phục từ bản sao lưu", "Store restored from a backup"),
}


@dataclass(frozen=True)
class AuditEntry:
    """One deed; ``before`` and ``after`` hold what it changed, by name."""

    entry_id: int
    happened_at: datetime
    actor: str
    deed: Deed
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True)
class AuditFilter:
    """Which entries are wanted; what is None or empty narrows nothing. ``until`` is exclusive."""

    deeds: tuple[Deed, ...] = ()
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None


def write_entry(
    connection: Connection,
    deed: Deed,
    subject: object = "",
    *,
    by: str | None,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry within the writing transaction of the deed: both are there, or neither."""
    values = {
        "happened_at": now,
        "actor": by or "",
        "deed": deed.value,
        "subject": str(subject),
        "before": write_state(before or {}),
        "after": write_state(after or {}),
    }
    connection.execute(sa.insert(audit_entry).values(values))


def write_state(state: Mapping[str, Any]) -> str:
    """Return what was so before or after as the store keeps it."""
    return json.dumps(dict(state), ensure_ascii=False, sort_keys=True, default=str)


def count_entries(connection: Connection, wanted: AuditFilter) -> int:
    """Return how many entries there are of those wanted."""
    return int(
        connection.execute(sa.select(sa.func.count()).select_from(audit_entry).where(_where(wanted))).scalar_one()
    )


def read_entries(connection: Connection, wanted: AuditFilter, *, first: int = 0, most: int) -> list[AuditEntry]:
    """Return a page of the entries wanted, the newest first; the first is numbered 0."""
    ordered = sa.select(audit_entry).where(_where(wanted)).order_by(audit_entry.c.entry_id.desc())
    return [_build(row) for row in connection.execute(ordered.offset(first).limit(most)).mappings()]


def iterate_entries(connection: Connection, wanted: AuditFilter) -> Iterator[AuditEntry]:
    """Yield all entries wanted in the order of their writing, some at a time."""
    last = 0
    while True:
        statement = sa.select(audit_entry).where(_where(wanted), audit_entry.c.entry_id > last)
        rows = connection.execute(statement.order_by(audit_entry.c.entry_id).limit(READ_AT_ONCE)).mappings().all()
        if not rows:
            return
        yield from (_build(row) for row in rows)
        last = rows[-1]["entry_id"]


def read_last_state(connection: Connection, deed: Deed, subject: str) -> Mapping[str, Any] | None:
    """Return what the last entry of a deed on a subject left behind; None where there is none."""
    statement = sa.select(audit_entry.c.after).filter_by(deed=deed.value, subject=subject)
    found = connection.execute(statement.order_by(audit_entry.c.entry_id.desc()).limit(1)).scalar_one_or_none()
    return None if found is None else dict(json.loads(found))


def list_actors(connection: Connection) -> list[str]:
    """Return who has done anything, by name."""
    statement = sa.select(audit_entry.c.actor).distinct().order_by(audit_entry.c.actor)
    return [name for name in connection.execute(statement).scalars() if name]


def _where(wanted: AuditFilter) -> sa.ColumnElement[bool]:
    columns = audit_entry.c
    parts: list[sa.ColumnElement[bool]] = [sa.true()]
    if wanted.deeds:
        parts.append(columns.deed.in_([deed.value for deed in wanted.deeds]))
    if wanted.actor:
        parts.append(columns.actor == wanted.actor)
    if wanted.since is not None:
        parts.append(columns.happened_at >= wanted.since)
    if wanted.until is not None:
        parts.append(columns.happened_at < wanted.until)
    return sa.and_(*parts)


def _build(row: RowMapping) -> AuditEntry:
    states = {name: json.loads(row[name]) for name in ("before", "after")}
    return AuditEntry(**(dict(row) | states | {"deed": Deed(row["deed"])}))
