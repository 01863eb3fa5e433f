"""Decisions on saved selections: approved by somebody else than who saved it, withdrawn with a reason, all kept.

Approvals and withdrawals take turns; nothing is ever changed or deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.errors import BadInput, Bilingual, Conflict, Place
from geodata.plain_text import clean_line
from services.store.audit import Deed, write_entry
from services.store.selection_tables import selection, selection_decision

LONGEST_REASON = 500


@dataclass(frozen=True)
class Decision:
    """An approval, or the withdrawal of the one before; ``reason`` is empty where an approval was given none."""

    is_approval: bool
    reason: str
    decided_by: str
    decided_at: datetime


def read_decisions(connection: Connection, selection_ids: Sequence[str]) -> dict[str, tuple[Decision, ...]]:
    """Return the decisions on some selections, the first one first; those without any are left out."""
    columns = selection_decision.c
    statement = sa.select(selection_decision).where(columns.selection_id.in_(selection_ids))
    found: dict[str, tuple[Decision, ...]] = {}
    for row in connection.execute(statement.order_by(columns.selection_id, columns.decision_no)):
        made = Decision(row.is_approval, row.reason, row.decided_by, row.decided_at)
        found[row.selection_id] = (*found.get(row.selection_id, ()), made)
    return found


def add_decision(connection: Connection, selection_id: str, decision: Decision) -> None:
    """Write the next decision on a selection, within a transaction that writes.

    Conflict where it stands already as decided or where its saver decides, BadInput for a reason that is missing or
    too long.
    """
    before = read_decisions(connection, [selection_id]).get(selection_id, ())
    stands = before[-1] if before and before[-1].is_approval else None
    _check_turn(selection_id, decision, stands)
    saver = connection.execute(sa.select(selection.c.created_by).filter_by(selection_id=selection_id)).scalar_one()
    if saver == decision.decided_by:
        raise _own_selection(selection_id, saver)
    values = vars(decision) | {"reason": check_reason(decision.reason, is_needed=not decision.is_approval)}
    row = values | {"selection_id": selection_id, "decision_no": len(before) + 1}
    connection.execute(sa.insert(selection_decision).values(row))
    deed = Deed.SCENARIO_APPROVED if decision.is_approval else Deed.SCENARIO_WITHDRAWN
    states = {"before": {"is_approved": not decision.is_approval}, "after": {"is_approved": decision.is_approval}}
    write_entry(connection, deed, selection_id, by=decision.decided_by, now=decision.decided_at, **states)


def check_reason(reason: str, *, is_needed: bool) -> str:
    """Return a reason without blanks around it; BadInput where it is missing and needed, or too long."""
    plain = clean_line(reason)
    if len(plain) <= LONGEST_REASON and (plain or not is_needed):
        return plain
    raise BadInput(
        "reason_invalid",
        Bilingual(f"Lý do phải có từ 1 đến {LONGEST_REASON} chữ", f"A reason has 1 to {LONGEST_REASON} letters"),
        Bilingual("Ghi ngắn gọn vì sao; ai có liên kết cũng đọc được.", "Say why in a few words; all readers see it."),
        Place(column="reason"),
    )


def _check_turn(selection_id: str, decision: Decision, stands: Decision | None) -> None:
    if decision.is_approval and stands is not None:
        by = stands.decided_by
        raise Conflict(
            "selection_approved",
            Bilingual(f"«{by}» đã phê duyệt phương án này", f"«{by}» has approved it"),
            Bilingual("Không cần làm gì thêm.", "Nothing is left to do."),
            Place(text=selection_id),
        )
    if not decision.is_approval and stands is None:
        raise Conflict(
            "selection_not_approved",
            Bilingual("Phương án này chưa được phê duyệt", "This scenario is not approved"),
            Bilingual("Không có gì để rút lại.", "There is nothing to withdraw."),
            Place(text=selection_id),
        )


def _own_selection(selection_id: str, saver: str) -> Conflict:
    return Conflict(
        "selection_own",
        Bilingual(
            f"«{saver}» đã lưu phương án này nên không tự phê duyệt", f"«{saver}» saved it and cannot decide on it"
        ),
        Bilingual(
            "Nhờ một cán bộ số liệu hay quản trị viên khác; gửi họ liên kết của phương án.",
            "Ask another data officer or an administrator; send them the link of the scenario.",
        ),
        Place(text=selection_id),
    )
