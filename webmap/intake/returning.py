"""What comes back in force where a release is rolled back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from flask import g
from sqlalchemy.engine import Connection

from services.intake.publication.history import HistoryEntry
from services.intake.publication.scope_words import describe_footprints
from services.store.footprints import Footprint, build_in_force
from services.store.place_names import read_place_names
from webmap.translations import gettext as _


def describe_returning(connection: Connection, entry: HistoryEntry, history: Sequence[HistoryEntry]) -> tuple[str, ...]:
    """Return one sentence for each release that would decide again, and one for what would be left without any."""
    if not entry.in_force:
        return (_("Bản này không còn hiệu lực ở đâu, nên số trên bản đồ không đổi."),)
    published = {one.release_id: one for one in history if one.rolled_back_at is None}
    by_id = {number: one for number, one in published.items() if number != entry.release_id}
    now = build_in_force({number: one.footprints for number, one in published.items()})
    after = build_in_force({number: one.footprints for number, one in by_id.items()})
    found: dict[int, list[Footprint]] = defaultdict(list)
    for key in entry.in_force:
        for part in sorted(now.list_parts(key), key=repr):
            if now.find_release(part) == entry.release_id:
                found[after.find_release(part) or 0].append(part)
    lines = []
    names = read_place_names(connection, (key for keys in found.values() for key in keys))
    for number in sorted(found, reverse=True):
        what = describe_footprints(found[number], names).in_language(g.lang)
        if number:
            lines.append(
                _(
                    "Bản %(number)s (%(file)s) có hiệu lực trở lại: %(what)s.",
                    number=number,
                    file=by_id[number].file_name,
                    what=what,
                )
            )
        else:
            lines.append(_("Trở thành chưa có số liệu: %(what)s.", what=what))
    return tuple(lines)
