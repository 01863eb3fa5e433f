"""What headers mean in files of one kind, and which kind of file a set of headers belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from geodata.areas import Level
from services.intake.headers.header_meanings import read_meaning
from services.intake.headers.headers import PART_SIGN, build_plain_header, find_header_scheme
from services.intake.headers.meanings import DENOMINATORS, Meaning, Role
from services.intake.kinds import IntakeKind
from services.measures.periods import find_year_end
from services.measures.schemes import Measure

_UNIT_WORDS = (
    r"(?:bhxh co so|bhxh lien xa|don vi quan ly|co quan bhxh|co so bhxh|co quan quan ly|managing unit|office\b)"
)
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
_OFFICER_WORDS = r"(?:can bo|nguoi phu trach|chuyen quan|officer|in charge)"
_OFFICER_ROLES = (
    (Role.OFFICER_CODE, rf"^ma\b.*{_OFFICER_WORDS}|{_OFFICER_WORDS}.*\bcode\b"),
    (Role.OFFICER_NAME, _OFFICER_WORDS),
    *_UNIT_ROLES[2:],
)
_GROUP_WORDS = r"nhom tiem nang|potential group"
_GROUP_ROLES = (
    (Role.GROUP, rf"^(?:ten |loai )?(?:{_GROUP_WORDS}|nhom)(?: name)?$|^group$"),
    (
        Role.GROUP_COUNT,
        r"^so (?:nguoi|luong)\b|^(?:people|count|number)\b|phi chinh thuc|tu do\b|\bngheo|tieu thuong|kinh doanh"
        r"|noi tro|nong dan|ngu dan|xa vien|\btuoi\b|thu nhap|muc song|^(?:lao dong )?(?:nam|nu)\b|informal"
        r"|self.employed|income|farmers|\baged?\b|women|men$",
    ),
)
_PILOT_ROLES = (
    (Role.PILOT_END, r"^den\b|ket thuc|(thoi|dung) lam|^to\b|until|^end|\bended\b|last day"),
    (
        Role.PILOT_START,
        r"^tu ngay|ngay bat dau|thoi diem bat dau|(xa|diem) diem|pilot|started on|start date|^from\b|first day",
    ),
)
_TARGET_ROLES = (
    (Role.ROW_DATE, r"^(den |het |den het )?(thang|ky|thoi diem)( thu)?( giao| chi tieu)?$|^(target )?month$"),
)
_KIND_ROLES = {
    kind: tuple((role, re.compile(pattern)) for role, pattern in roles)
    for kind, roles in (
        (IntakeKind.OUTREACH_EVENTS, _EVENT_ROLES),
        (IntakeKind.MANAGING_UNITS, _UNIT_ROLES),
        (IntakeKind.OFFICERS, _OFFICER_ROLES),
        (IntakeKind.GROUPS, _GROUP_ROLES),
        (IntakeKind.PILOTS, _PILOT_ROLES),
        (IntakeKind.TARGETS, _TARGET_ROLES),
    )
}
_ORGANISATIONS = re.compile(r"dai ly|to chuc (dich vu )?thu|to chuc dich vu|diem thu|collection organi|\bagents?\b")
_KNOWN_ORGANISATION = re.compile(
    r"^(buu dien|vnpost|hoi (lien hiep |lh ?)?(phu nu|pn|nong dan|nd|cuu chien binh|ccb|nguoi cao tuoi|nct)\b"
    r"|(lh)?hpn\b|hnd\b|hccb\b|hnct\b|(doan |dtn\b)(thanh nien|tn\b)?|ubnd\b|vnpt"
    r"|viettel|tram y te|ngan hang|mobifone|post( office)?$|farmers|women)"
)
_PILOTS = re.compile(r"\b(xa|phuong) diem\b|\bpilots?\b")
_FILLERS = re.compile(r"\btrong do\b|\bchia (ra|theo)\b|\bgiao (cho|qua)?\b|\btheo\b|\bof which\b|\bby\b")
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


def find_organisation_meaning(header: str, kind: IntakeKind, level: Level, as_of: date | None) -> Meaning | None:
    """Return what a column of counts under a merged header of organisations means, None for any other column.

    What it counts stands in the other parts of its header; a file of targets states targets.
    """
    organisation = find_organisation(header)
    parts = header.split(PART_SIGN)
    if organisation is None and not _heads_whole(parts):
        return None
    rest = (build_plain_header(part) for part in parts if part.strip() != organisation)
    words = " ".join(_FILLERS.sub(" ", _ORGANISATIONS.sub(" ", part)) for part in rest)
    meaning = read_meaning(words, level, as_of).meaning
    if meaning is None or meaning.measure is None:
        if kind != IntakeKind.TARGETS:
            return None
        meaning = Meaning(measure=Measure.TARGET, as_of=find_year_end(as_of) if as_of else None)
    if meaning.measure in DENOMINATORS:
        return None
    scheme = find_header_scheme(header)
    return replace(meaning, scheme=scheme, organisation=organisation or "")


def _heads_whole(parts: Sequence[str]) -> bool:
    """Tell whether a column is the total over the organisations that stand beside it."""
    plain = [build_plain_header(part) for part in parts]
    return bool(_WHOLE.search(plain[-1])) and any(_ORGANISATIONS.search(upper) for upper in plain[:-1])


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
    names_pilots = any(_PILOTS.search(build_plain_header(one)) for one in headers)
    found = set(measures)
    if names_pilots and not found and _has(headers, IntakeKind.PILOTS, Role.PILOT_END):
        return IntakeKind.PILOTS
    if _has(headers, IntakeKind.MANAGING_UNITS, Role.VALID_FROM) and _has(
        headers, IntakeKind.MANAGING_UNITS, Role.UNIT_NAME
    ):
        return IntakeKind.MANAGING_UNITS
    if (
        not names_pilots
        and _has(headers, IntakeKind.OFFICERS, Role.VALID_FROM)
        and _has(headers, IntakeKind.OFFICERS, Role.OFFICER_NAME)
    ):
        return IntakeKind.OFFICERS
    if any(re.search(_GROUP_WORDS, build_plain_header(header)) for header in headers):
        return IntakeKind.GROUPS
    if found and found <= {"target"}:
        return IntakeKind.TARGETS
    if found and found <= {"labour_force", "population"}:
        return IntakeKind.DENOMINATORS
    if not found and (Role.PILOT_START in roles or names_pilots):
        return IntakeKind.PILOTS
    return IntakeKind.COUNTS


def _has(headers: Sequence[str], kind: IntakeKind, role: Role) -> bool:
    return any(find_kind_role(header, kind) == role for header in headers)
