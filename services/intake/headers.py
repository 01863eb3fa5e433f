"""What the header of a column says it means, in Vietnamese or English."""

from __future__ import annotations

import re
from datetime import date

from geodata.areas import Level
from geodata.names import clean_text, strip_accents
from services.intake.dates import find_days, find_years
from services.intake.meanings import DENOMINATORS, Meaning, Role
from services.measures.periods import find_year_end
from services.measures.schemes import Measure, Scheme

# Searched in this order in the header without accents, lower case: the first that fits decides.
_ROLE_PATTERNS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.IGNORE, re.compile(r"^(stt|tt|so tt|so thu tu|no\.?|nr\.?|#)$")),
    (Role.REMARK, re.compile(r"ghi chu|remark|\bnotes?\b|comment")),
    (Role.PILOT_START, re.compile(r"(xa|diem|phuong) diem.*(ngay|tu)|ngay.*(xa|lam) diem|pilot")),
    (Role.SCHEME, re.compile(r"^(loai hinh|che do|loai bao hiem|loai doi tuong|scheme)\b")),
    (
        Role.RECOMPUTED,
        re.compile(
            r"%|\bty le|\bti le|so sanh|\bso voi|tang,? ?giam|\bdat\b.*\b(kh|ke hoach|chi tieu)\b|hoan thanh|con phai"
            r"|\brates?\b|ratio|coverage|completion|change|growth"
        ),
    ),
)
_MEASURE_PATTERNS: tuple[tuple[Measure, re.Pattern[str]], ...] = (
    (Measure.GROSS_NEW, re.compile(r"tang moi|phat trien moi|moi tham gia|gross.?new|new enrol|newly enrol")),
    (Measure.TARGET, re.compile(r"ke hoach|chi tieu|\bkh\b|duoc giao|\btargets?\b|\bplan\b|planned|quota")),
    (
        Measure.LABOUR_FORCE,
        re.compile(r"\blll?d\b|luc luong lao dong|lao dong trong do tuoi|tuoi lao dong|labou?r.?force|workforce"),
    ),
    (Measure.POPULATION, re.compile(r"dan so|nhan khau|population|inhabitants")),
    (
        Measure.ENROLLED,
        re.compile(r"tham gia|thuc hien|so nguoi|so luong|luy ke|enrolled|participants?|insured|members"),
    ),
)
_CODE = re.compile(r"^ma\b|^ma_|\bcode\b|_code$|_pcode$|^code")
_LEVEL_WORDS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (Level.COMMUNE, re.compile(r"\bxa\b|_xa$|phuong|thi tran|dac khu|commune|\bward")),
    (Level.MANAGING_UNIT, re.compile(r"\bquan\b|huyen|thi xa|district|co so|quan ly|managing.?unit")),
    (Level.PROVINCE, re.compile(r"\btinh\b|_tinh$|province")),
)
_ANY_PLACE = re.compile(r"don vi|dia ban|dia phuong|dia ban|^ten\b|\bname\b|\barea\b|\bplace\b|dia danh")
_SCHEMES: tuple[tuple[Scheme, re.Pattern[str]], ...] = (
    (Scheme.BHXH_TN, re.compile(r"tu nguyen|bhxh[ _]?tn|voluntary")),
    (Scheme.BHXH_BB, re.compile(r"bat buoc|bhxh[ _]?bb|compulsory")),
    (Scheme.BHTN, re.compile(r"that nghiep|\bbhtn\b|unemployment")),
    (Scheme.BHYT_HGD, re.compile(r"ho gia dinh|hgd|household")),
    (Scheme.BHYT, re.compile(r"\bbhyt\b|y te|health insurance")),
)
_ROLES_BY_LEVEL = {
    Level.MANAGING_UNIT: (Role.MANAGING_UNIT, Role.MANAGING_UNIT_CODE),
    Level.PROVINCE: (Role.PROVINCE, Role.PROVINCE_CODE),
}


def build_plain_header(header: str) -> str:
    """Return a header in one line, lower case, without accents, to be searched for words."""
    return strip_accents(clean_text(header)).lower()


def find_meaning(header: str, level: Level, as_of: date) -> Meaning | None:
    """Return what a header says, or None where it says nothing known or names a date in two ways.

    ``level`` is what the rows of the table are about; ``as_of`` dates what the header leaves undated: counts at the
    cut-off, targets at the end of its year.
    """
    plain = build_plain_header(header)
    for role, pattern in _ROLE_PATTERNS:
        if pattern.search(plain):
            return Meaning(role=role)
    if _CODE.search(plain):
        return _find_place(plain, level, is_code=True)
    for measure, pattern in _MEASURE_PATTERNS:
        if pattern.search(plain):
            return _build_count(measure, header, plain, as_of)
    if find_days(header) and not re.search(r"[^\W\d_]{2}", plain):
        return _build_count(Measure.ENROLLED, header, plain, as_of)  # a bare date above counts
    return _find_place(plain, level, is_code=False)


def find_scheme(text: str) -> Scheme | None:
    """Return the scheme that a text names in words or by its code; a bare «BHXH» does not say which."""
    plain = build_plain_header(text)
    for scheme in Scheme:
        if plain == scheme.lower():
            return scheme
    return next((scheme for scheme, pattern in _SCHEMES if pattern.search(plain)), None)


def _build_count(measure: Measure, header: str, plain: str, as_of: date) -> Meaning | None:
    days = find_days(header)
    years = find_years(header)
    if len(set(days)) > 1 or (not days and len(set(years)) > 1):
        return None
    if days:
        day = days[0]
    elif years:
        day = date(years[0], 12, 31)
    else:
        day = find_year_end(as_of) if measure == Measure.TARGET else as_of
    return Meaning(measure=measure, as_of=day, scheme=None if measure in DENOMINATORS else find_scheme(plain))


def _find_place(plain: str, level: Level, *, is_code: bool) -> Meaning | None:
    named = _find_level(plain)
    if named is None:
        if is_code or _ANY_PLACE.search(plain):
            named = level
        else:
            return None
    if named == level:
        return Meaning(role=Role.CODE if is_code else Role.NAME)
    if named.rank > level.rank:
        return None
    return Meaning(role=_ROLES_BY_LEVEL[named][int(is_code)])


def _find_level(plain: str) -> Level | None:
    """Return the lowest level that a header names; «thị xã» is no xã."""
    without_town = plain.replace("thi xa", "huyen")
    return next((level for level, pattern in _LEVEL_WORDS if pattern.search(without_town)), None)
