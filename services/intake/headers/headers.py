"""What the header of a column says it means, in Vietnamese or English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from geodata.areas import Level
from geodata.names import clean_text, strip_accents
from services.intake.headers.header_qualifiers import speaks_of_forecast, speaks_of_others
from services.intake.headers.meanings import Role
from services.measures.schemes import Measure, Scheme

PART_SIGN = " · "  # between the parts of a merged header, top to bottom

# Searched in this order in the header without accents, lower case: the first that fits decides.
_ROLE_PATTERNS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.IGNORE, re.compile(r"^(stt|tt|so tt|so thu tu|no\.?|nr\.?|#)$")),
    (Role.REMARK, re.compile(r"ghi chu|remark|\bnotes?\b|comment")),
    (
        Role.PILOT_END,
        re.compile(
            r"(den ngay|ket thuc|thoi lam|dung lam).*(xa|phuong) diem|(xa|phuong) diem.*(den ngay|ket thuc)"
            r"|pilot.*(until|\bends?\b|ended|last)|(until|\bend|last day).*pilot"
        ),
    ),
    (Role.PILOT_START, re.compile(r"(xa|diem|phuong) diem.*(ngay|tu)|ngay.*(xa|lam) diem|pilot")),
    (
        Role.ROW_DATE,
        re.compile(r"^(ngay|thoi diem)( chot| so lieu| bao cao| tinh den| chot so lieu)*$|^(cut.?off|as.?of|date)$"),
    ),
    (
        Role.IGNORE,  # money, and counts of what is no person
        re.compile(
            r"so tien|tien (no|thu|dong)|so (phai|da) thu|phai thu|trieu dong|ty dong|[(:] ?dong\b"
            r"|^(tong )?so (don vi|dn|doanh nghiep|hop dong|dai ly|diem thu|thon|ho(?! gia dinh))\b"
        ),
    ),
    (
        Role.IGNORE,  # who is in charge, and how to reach them
        re.compile(
            r"^(?:ho (?:va )?ten |ten )?(?:can bo|nguoi|chuyen vien)(?: bhxh)? (?:phu trach|chuyen quan|theo doi)"
            r"|^(?:so )?(?:dien thoai|sdt|dt)\b|^e-?mail"
        ),
    ),
    (Role.ORGANISATION, re.compile(r"dai ly|to chuc dich vu|to chuc thu|diem thu|collection organi|\bagent\b")),
    (Role.SCHEME, re.compile(r"^(loai hinh|che do|loai bao hiem|loai doi tuong|scheme)\b")),
    (
        Role.RECOMPUTED,
        re.compile(
            r"%|\bty le|\bti le|\bty trong|so sanh|\bso (voi|cung|ke hoach|kh|chi tieu|dau nam|cuoi nam)\b"
            r"|^dat$|chenh lech"
            r"|tang,? ?/?-? ?giam|tang ?\(\+\)|tang thuan|\bdat\b.*\b(kh|ke hoach|chi tieu)\b|hoan thanh|con phai"
            r"|con thieu|con lai|vuot|xep hang|thu hang|bao phu|binh quan"
            r"|\brates?\b|ratio|coverage|completion|change|growth"
        ),
    ),
)
_GROSS_NEW = re.compile(r"tang moi|phat trien moi|moi tham gia|tham gia moi|gross.?new|new enrol|newly enrol")
_TARGET = re.compile(r"ke hoach|chi tieu|\bkh\b|duoc giao|\btargets?\b|\bplan\b|planned|quota")
_MEASURE_PATTERNS: tuple[tuple[Measure, re.Pattern[str]], ...] = (
    (Measure.GROSS_NEW, _GROSS_NEW),
    (Measure.TARGET, _TARGET),
    (
        Measure.LABOUR_FORCE,
        re.compile(r"\blll?d\b|luc luong lao dong|lao dong trong do tuoi|tuoi lao dong|labou?r.?force|workforce"),
    ),
    (Measure.POPULATION, re.compile(r"dan so|nhan khau|population|inhabitants")),
    (
        Measure.ENROLLED,
        re.compile(
            r"tham gia|thuc hien|\bth\b|luy ke|dang dong|enrolled|participants?|insured|members|ket qua|cung ky"
            r"|(?:dau|cuoi) ky|\bso (?:nguoi )?(?:co den|hien co|dang co)\b"
        ),
    ),
)
# Words that count something without saying what: the part above them says it.
_WEAK = re.compile(
    r"so nguoi|so luong|^nguoi$|^so luot$|^tong( so| cong)?$|^cong$|\bso tuyet doi\b|^so$|^persons?$|^total$"
)
_SUBSET = re.compile(r"\btrong do\b(?! tuoi)|\btr\.? ?do\b|of which")
_CODE = re.compile(r"^ma\b|^ma_|\bcode\b|_code$|_pcode$|^code")
_LEVEL_WORDS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (Level.COMMUNE, re.compile(r"\bxa\b|_xa$|phuong|thi tran|dac khu|commune|\bward")),
    (
        Level.MANAGING_UNIT,
        re.compile(r"\bquan\b|huyen|thi xa|district|co so|quan ly|\bcq\b|\bco quan bhxh|managing.?unit"),
    ),
    (Level.PROVINCE, re.compile(r"\btinh\b|_tinh$|province")),
)
_ANY_PLACE = re.compile(r"don vi|dia ban|dia phuong|dia ban|^ten\b|\bname\b|\barea\b|\bplace\b|dia danh")
_PLACE_HEADS = frozenset(
    (
        *("xa", "phuong", "huyen", "quan", "tinh", "don", "dia", "ban", "ten", "so", "pcode", "name", "area", "place"),
        *("commune", "communes", "ward", "wards", "district", "districts", "province", "unit"),
    )
)
_PLACE_WORDS = _PLACE_HEADS | frozenset(
    (
        *(
            "ma",
            "thi",
            "tran",
            "dac",
            "khu",
            "thanh",
            "pho",
            "vi",
            "danh",
            "hanh",
            "chinh",
            "cap",
            "bhxh",
            "ubnd",
            "co",
        ),
        *("ly", "va", "hoac", "cac", "tp", "tx", "tt", "of", "the", "code", "managing", "office", "dan", "uy", "nhan"),
    )
)
_UNIT_OF_COUNT = re.compile(r"don vi( tinh)?\s*[:(]|\bdvt\b|don vi tinh")
_SCHEMES: tuple[tuple[Scheme, re.Pattern[str]], ...] = (
    (Scheme.BHXH_TN, re.compile(r"tu nguyen|bhxh[ _-]?tn|xhtn|voluntary")),
    (Scheme.BHXH_BB, re.compile(r"bat buoc|bhxh[ _-]?bb|xhbb|compulsory")),
    (Scheme.BHTN, re.compile(r"that nghiep|(?<![a-z])bhtn(?![a-z])|unemployment")),
    (Scheme.BHYT_HGD, re.compile(r"ho gia dinh|hgd|household")),
    (Scheme.BHYT, re.compile(r"(?<![a-z])bhyt(?![a-z])|\by te\b|health insurance")),
)
_WHOLE_BHXH = r"(?:\bbhxh|\bbao hiem xa hoi)(?! *(?:tu nguyen|bat buoc|tn\b|bb\b))"
_OTHER = r"(?:bhtn|bhyt|bao hiem (?:y te|that nghiep)|bh (?:y te|that nghiep)|that nghiep|y te)\b"
_BESIDE = re.compile(
    rf"{_WHOLE_BHXH} *(?:,|;|/|\+|&|-|va) *{_OTHER}|{_OTHER} *(?:,|;|/|\+|&|-|va) *{_WHOLE_BHXH}(?! *(?:tinh|huyen))"
)
_FILLING_WORDS = (
    "so nguoi doi tuong bao hiem xa hoi bh bhxh bhyt tham gia nd tong loai hinh che do den ngay thang nam "
    "quy het t i ii iii iv cong persons people of in insurance social"
)
_FILLING = frozenset(_FILLING_WORDS.split())


@dataclass(frozen=True)
class HeaderWords:
    """What the words of a header say, whatever the table is about and its dates are.

    ``role`` for what is neither count nor place; ``is_subset``: a part of another column («trong đó nữ»);
    ``is_new_target``: a plan of new people («chỉ tiêu phát triển mới»), which is no target of the stock;
    ``is_forecast`` and ``is_other``: participants to come, or of a kind («HSSV», «chưa tham gia»): a person says which.
    """

    role: Role | None = None
    measure: Measure | None = None
    is_place: bool = False
    is_code: bool = False
    place_level: Level | None = None  # None: any place
    is_subset: bool = False
    is_new_target: bool = False
    is_forecast: bool = False
    is_other: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the words say anything."""
        return self.role is not None or self.measure is not None or self.is_place


@lru_cache(maxsize=8192)
def build_plain_header(header: str) -> str:
    """Return a header in one line, lower case, without accents, to be searched for words."""
    return strip_accents(clean_text(header)).lower()


@lru_cache(maxsize=4096)
def read_header(header: str) -> HeaderWords:
    """Return what a header says, its last part first; words that only count take their sense from the part above."""
    parts = [build_plain_header(part) for part in header.split(PART_SIGN)]
    is_subset = any(_SUBSET.search(part) for part in parts)
    counts_only = False
    is_new = any(_GROSS_NEW.search(part) for part in parts)
    for part in reversed(parts):
        counts_only = counts_only or bool(_WEAK.search(part))
        words = _read_part(part)
        if is_new and words.measure == Measure.ENROLLED:
            continue  # «Phát triển mới · Lũy kế»: the part above says what is counted
        if is_new and words.measure is not None and any(_TARGET.search(part) for part in parts):
            return HeaderWords(is_new_target=True)
        if words.is_known:
            return _qualify(words, parts, is_subset)
    found = HeaderWords(measure=Measure.ENROLLED) if counts_only else HeaderWords()
    return _qualify(found, parts, is_subset)


def _qualify(words: HeaderWords, parts: Sequence[str], is_subset: bool) -> HeaderWords:
    """Return what a header says with what its words take back."""
    counts = words.measure in (Measure.ENROLLED, Measure.GROSS_NEW) or not words.is_known
    return replace(
        words,
        is_subset=is_subset,
        is_forecast=counts and speaks_of_forecast(" ".join(parts)),
        is_other=counts and speaks_of_others(" ".join(parts)),
    )


def speaks_of_new(text: str) -> bool:
    """Tell whether a text speaks of people who joined newly."""
    return bool(_GROSS_NEW.search(build_plain_header(text)))


def find_scheme(text: str) -> Scheme | None:
    """Return the scheme that a text names in words or by its code; a bare «BHXH» does not say which."""
    plain = build_plain_header(text)
    for scheme in Scheme:
        if plain == scheme.lower():
            return scheme
    found = list_schemes(plain)
    return found[0] if found else None


def find_header_scheme(header: str) -> Scheme | None:
    """Return the scheme that the lowest part of a header names; a part that names several says nothing."""
    for part in reversed(header.split(PART_SIGN)):
        plain = build_plain_header(part)
        found = list_schemes(plain)
        if len(found) == 1:
            return found[0]
        if not found and plain == "bhxh":
            return Scheme.BHXH
    return None


def names_scheme_only(header: str) -> bool:
    """Tell whether a header names a scheme and, below it, dates or words that only count: «BHXH tự nguyện · Số người».

    «BHXH tự nguyện · Mức hỗ trợ» says more, and may not count people at all.
    """
    parts = [build_plain_header(part) for part in header.split(PART_SIGN)]
    named = [index for index, part in enumerate(parts) if list_schemes(part) or part == "bhxh"]
    return bool(named) and all(_is_filled_up(part) for part in parts[named[-1] :])


def _is_filled_up(plain: str) -> bool:
    for _, pattern in _SCHEMES:
        plain = pattern.sub(" ", plain)
    plain = _WEAK.sub(" ", plain).replace("lao dong", " ")
    return set(re.findall(r"[a-z]+", plain)) <= _FILLING


def names_all_of_bhxh(plain: str) -> bool:
    """Tell whether a text sets BHXH as a whole beside other insurances: «BHXH, BHTN», «BHYT và BHXH»."""
    return bool(_BESIDE.search(plain))


def list_schemes(plain: str) -> tuple[Scheme, ...]:
    """Return the schemes that a plain text names; household health insurance is not named as health insurance too."""
    found = tuple(scheme for scheme, pattern in _SCHEMES if pattern.search(plain))
    return tuple(scheme for scheme in found if scheme != Scheme.BHYT or Scheme.BHYT_HGD not in found)


@lru_cache(maxsize=8192)
def heads_places(text: str) -> bool:
    """Tell whether a text is a header of places and nothing else: «Xã/Phường», but not «BHXH tỉnh Điện Biên»."""
    if len(text) > 80:
        return False
    plain = build_plain_header(text).replace("xa hoi", "(xh)")
    plain = re.sub(r"\b(xa|phuong) diem\b", r"\1", plain)  # pilot communes are communes; «địa điểm» is a venue
    if _UNIT_OF_COUNT.search(plain):
        return False
    words = set(re.findall(r"[a-z]+", plain))
    return bool(words & _PLACE_HEADS) and words <= _PLACE_WORDS


def _read_part(plain: str) -> HeaderWords:
    for role, pattern in _ROLE_PATTERNS:
        if pattern.search(plain):
            return HeaderWords(role=role)
    if _CODE.search(plain):
        return HeaderWords(is_place=True, is_code=True, place_level=_find_level(plain))
    for measure, counted in _MEASURE_PATTERNS:
        if counted.search(plain):
            return HeaderWords(measure=measure)
    if _UNIT_OF_COUNT.search(plain):
        return HeaderWords()
    level = _find_level(plain)
    if level is not None or _ANY_PLACE.search(plain):
        return HeaderWords(is_place=True, place_level=level)
    return HeaderWords()


def _find_level(plain: str) -> Level | None:
    """Return the lowest level that a header names; «thị xã» is no xã, «địa phương» no phường."""
    without_town = plain.replace("thi xa", "huyen").replace("xa hoi", "").replace("dia phuong", "")
    return next((level for level, pattern in _LEVEL_WORDS if pattern.search(without_town)), None)
