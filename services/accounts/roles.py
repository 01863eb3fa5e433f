"""The roles of accounts, each holding the rights of those below it."""

from __future__ import annotations

from enum import Enum
from functools import total_ordering

from geodata.errors import Bilingual


@total_ordering
class Role(Enum):
    """What an account may do: viewer < planner < officer < admin; the value is what the store keeps."""

    VIEWER = "viewer"
    PLANNER = "planner"
    OFFICER = "officer"
    ADMIN = "admin"

    @property
    def label(self) -> Bilingual:
        """The role in words."""
        return _LABELS[self]

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Role):
            return NotImplemented
        return _ORDER.index(self) < _ORDER.index(other)


_ORDER = tuple(Role)
_LABELS = {
    Role.VIEWER: Bilingual("người xem", "viewer"),
    Role.PLANNER: Bilingual("người lập kế hoạch", "planner"),
    Role.OFFICER: Bilingual("cán bộ số liệu", "data officer"),
    Role.ADMIN: Bilingual("quản trị viên", "administrator"),
}
