"""What headers mean in files of one kind, and which kind of file a set of headers belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.intake.headers import PART_SIGN, build_plain_header
from services.intake.kinds import IntakeKind
from services.intake.meanings import Role

_UNIT_WORDS = r"(?:bhxh co so|bhxh lien xa|don vi quan ly|co quan bhxh|co so bhxh|co quan quan ly|managing unit|office)"
_EVENT_ROLES = (
    (
        Role.ORGANISER,
        r"(don vi|co quan|nguoi|ben) (to chuc|chu tri|phoi hop)|to chuc boi|^chu tri|organi[sz]er|held by",
    ),
    (Role.VENUE, r"dia diem|noi to chuc|hoi truong|venue"),
    (Role.HELD_ON, r"^ngay\b|^thoi gian|\bngay (to chuc|dien ra|tien hanh)|^date\b|held on"),
    (
        Role.WON,
        r"van dong duoc|dang ky|phat trien|tham gia (moi|ngay|bhxh|bhyt)|tang moi|moi tham gia|\bwon\b|new enrol",
    ),
    (Role.ATTENDEES, r"tham du|nguoi du|\bdu\b.*(hoi nghi|nghi)|luot nguoi|nguoi nghe|tham gia|attend|audience"),
)
_UNIT_ROLES = (
    (Role.UNIT_CODE, rf"^ma\b.*{_UNIT_WORDS}|{_UNIT_WORDS}.*\b(ma|code)\b|^unit code$"),
    (Role.UNIT_NAME, rf"{_UNIT_WORDS}|^unit( name)?$"),
    (Role.VALID_TO, r"^den\b|het hieu luc|ngay ket thuc|^(valid )?to\b|until|^end|last day"),
    (Role.VALID_FROM, r"^tu\b|hieu luc|ngay bat dau|^(valid )?from\b|since|^start|first day"),
)
_PILOT_ROLES = (
    (Role.PILOT_START, r"^tu ngay|ngay bat dau|thoi diem bat dau|(xa|diem) diem|pilot|started on|start date"),
)
_TARGET_ROLES = (
    (Role.ROW_DATE, r"^(den |het |den het )?(thang|ky|thoi diem)( thu)?( giao| chi tieu)?$|^(target )?month$"),
)
_KIND_ROLES = {
    kind: tuple((role, re.compile(pattern)) for role, pattern in roles)
    for kind, roles in (
        (IntakeKind.OUTREACH_EVENTS, _EVENT_ROLES),
        (IntakeKind.MANAGING_UNITS, _UNIT_ROLES),
        (IntakeKind.PILOTS, _PILOT_ROLES),
        (IntakeKind.TARGETS, _TARGET_ROLES),
    )
}
_ORGANISATIONS = re.compile(r"dai ly|to chuc (dich vu )?thu|to chuc dich vu|diem thu|collection organi|\bagents?\b")
_KNOWN_ORGANISATION = re.compile(
    r"^(buu dien|vnpost|hoi (lien hiep )?(phu nu|nong dan|cuu chien binh|nguoi cao tuoi)|doan thanh nien|ubnd\b|vnpt"
    r"|viettel|tram y te|ngan hang|mobifone|post( office)?$|farmers|women)"
)
_WHOLE = re.compile(r"^(tong( so| cong)?|cong|chung|toan (xa|don vi)|total|all|whole)$")


def find_kind_role(header: str, kind: IntakeKind) -> Role | None:
    """Return what a header means in a file of that kind and nowhere else, the last part of a merged header first."""
    for part in reversed(header.split(PART_SIGN)):
        plain = build_plain_header(part)
        for role, pattern in _KIND_ROLES.get(kind, ()):
            if pattern.search(plain):
                return role
    return None


def find_organisation(header: str) -> str | None:
    """Return the collection organisation that a column of counts is about, as written; None for the whole area.

    It is named by the part under «Đại lý thu», «Tổ chức dịch vụ thu», or is one of those that collect in every
    province: the post, the unions, the committee of the commune.
    """
    parts = header.split(PART_SIGN)
    for position, part in enumerate(parts):
        plain = build_plain_header(part)
        if _WHOLE.search(plain):
            continue
        if _KNOWN_ORGANISATION.search(plain):
            return part.strip()
        above = [build_plain_header(upper) for upper in parts[:position]]
        if any(_ORGANISATIONS.search(upper) for upper in above) and not re.search(
            r"\d{4}|thang|\bkh\b|chi tieu", plain
        ):
            return part.strip()
    return None


def is_whole(text: str) -> bool:
    """Tell whether a cell or header part speaks of the whole area, not of one organisation."""
    return bool(_WHOLE.search(build_plain_header(text)))


def find_kind(headers: Sequence[str], measures: Sequence[str], roles: Sequence[Role | None]) -> IntakeKind:
    """Return the kind of file that these headers belong to.

    ``measures`` and ``roles`` are what the headers mean to a table of counts, whatever was understood of them.
    """
    if _has(headers, IntakeKind.OUTREACH_EVENTS, Role.HELD_ON) and (
        _has(headers, IntakeKind.OUTREACH_EVENTS, Role.ORGANISER)
        or _has(headers, IntakeKind.OUTREACH_EVENTS, Role.VENUE)
    ):
        return IntakeKind.OUTREACH_EVENTS
    if _has(headers, IntakeKind.MANAGING_UNITS, Role.VALID_FROM) and _has(
        headers, IntakeKind.MANAGING_UNITS, Role.UNIT_NAME
    ):
        return IntakeKind.MANAGING_UNITS
    found = set(measures)
    if found and found <= {"target"}:
        return IntakeKind.TARGETS
    if found and found <= {"labour_force", "population"}:
        return IntakeKind.DENOMINATORS
    if not found and Role.PILOT_START in roles:
        return IntakeKind.PILOTS
    return IntakeKind.COUNTS


def _has(headers: Sequence[str], kind: IntakeKind, role: Role) -> bool:
    return any(find_kind_role(header, kind) == role for header in headers)
