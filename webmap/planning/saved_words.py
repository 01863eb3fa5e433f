"""Who saved a selection, who decided on it and when, in words."""

from __future__ import annotations

from datetime import datetime

from services.measures.wording import format_date
from services.planning.decisions import Decision
from services.planning.saved_selections import SavedSelection
from webmap.translations import gettext as _
from webmap.translations import language


def say_created(saved: SavedSelection) -> str:
    """Return who saved it and when."""
    return _("%(name)s lưu ngày %(day)s", name=saved.created_by, day=_write_day(saved.created_at))


def say_approved(saved: SavedSelection) -> str:
    """Return who approved it and when; where nobody has, who withdrew."""
    if saved.approval is not None:
        return say_decision(saved.approval)
    if saved.decisions:
        return _("chưa phê duyệt; %(said)s", said=say_decision(saved.decisions[-1]))
    return _("chưa phê duyệt")


def say_decision(decision: Decision) -> str:
    """Return one decision with its reason."""
    given = {"name": decision.decided_by, "day": _write_day(decision.decided_at)}
    if decision.is_approval:
        said = _("%(name)s phê duyệt ngày %(day)s", **given)
    else:
        said = _("%(name)s rút lại phê duyệt ngày %(day)s", **given)
    return f"{said}: {decision.reason}" if decision.reason else said


def _write_day(moment: datetime) -> str:
    return format_date(moment.date(), language())
