"""What a file is about: the kinds of intake, each with its own columns and its own place in the store."""

from __future__ import annotations

from enum import StrEnum

from geodata.errors import Bilingual


class IntakeKind(StrEnum):
    """What a file states."""

    COUNTS = "counts"  # participants, with whatever targets and denominators stand beside them
    TARGETS = "targets"  # by year or month, by collection organisation or not
    DENOMINATORS = "denominators"
    OUTREACH_EVENTS = "outreach_events"
    PILOTS = "pilots"
    MANAGING_UNITS = "managing_units"
    OFFICERS = "officers"
    GROUPS = "potential_groups"

    @property
    def label(self) -> Bilingual:
        """The kind in words."""
        return _LABELS[self]


_LABELS = {
    IntakeKind.COUNTS: Bilingual("Số người tham gia", "Participants"),
    IntakeKind.TARGETS: Bilingual("Chỉ tiêu, kế hoạch", "Targets"),
    IntakeKind.DENOMINATORS: Bilingual("Mẫu số: dân số, lực lượng lao động", "Denominators: population, labour force"),
    IntakeKind.OUTREACH_EVENTS: Bilingual("Hội nghị tuyên truyền", "Outreach events"),
    IntakeKind.PILOTS: Bilingual("Xã điểm", "Pilot communes"),
    IntakeKind.MANAGING_UNITS: Bilingual("Đơn vị quản lý (BHXH cơ sở)", "Managing units"),
    IntakeKind.OFFICERS: Bilingual("Cán bộ chuyên quản", "Officers in charge"),
    IntakeKind.GROUPS: Bilingual("Nhóm tiềm năng", "Potential groups"),
}
