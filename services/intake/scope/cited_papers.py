"""Days that a title cites without being about them: of a decision, of a signature, of the printing."""

from __future__ import annotations

import re
from functools import lru_cache

from services.intake.headers.headers import build_plain_header

_DAY = r"(?:\d{1,2} ?[/.\-] ?\d{1,2} ?[/.\-] ?\d{4}|\d{1,2} thang \d{1,2}(?:,? nam)? \d{4})"
_PAPER = (
    r"(?:\bquyet dinh|\bqd\b|\bnghi quyet|\bnq\b|\bcong van|\bcv\b|\bthong tu|\bnghi dinh|\bnd\b|\bchi thi"
    r"|\b(?:ke hoach|thong bao|to trinh|huong dan|bao cao|van ban|bieu|mau) so\b"
    r"|\bso ?: ?(?=\d)|\bso(?= \d+ ?/ ?[a-z\d])|\bban hanh\b)"
)
_CUT_OFF = (
    r"\b(?:den|het|chot|thoi diem|quy|thang|so lieu|bhxh (?:tn|bb)|bhyt|bhtn|tu nguyen|bat buoc|that nghiep|tham gia"
    r"|ket qua|bao cao|tong hop|danh sach)\b"
)
_UP_TO_ITS_DAY = re.compile(rf"{_PAPER}(?:(?!\b(?:den|het|chot|thoi diem)\b|;).)*?\bngay ?{_DAY}")
_NUMBER = re.compile(r"(?<![\d/])\d+ ?/ ?(?:\d{4} ?/ ?)?[a-z]{2,}[a-z\d\-]*")  # 05/2019/NQ-HĐND
_SIGNED = re.compile(rf"(?P<before>[^,;]{{2,40}}), ?ngay {_DAY}")
_PRINTED = re.compile(rf"\b(?:ngay|thoi gian|thoi diem) (?:in|lap|ky|gui|nhan|xuat|trich)\b\D{{0,20}}{_DAY}")


@lru_cache(maxsize=2048)
def strip_cited(text: str) -> str:
    """Return a title, plain and without accents, less the days of papers that it cites and of its signature.

    «Ban hành theo QĐ số 1456/QĐ-BHXH ngày 06/7/2015» and «Điện Biên, ngày 05 tháng 4 năm 2019» date no count.
    """
    rest = build_plain_header(text)
    for pattern in (_UP_TO_ITS_DAY, _PRINTED):
        rest = pattern.sub(" ", rest)
    return _NUMBER.sub(" ", _SIGNED.sub(_keep_cut_off, rest))


def _keep_cut_off(match: re.Match[str]) -> str:
    """Keep the day of «Quý I, ngày 31/3/2019»; a place before it makes it a signature."""
    is_cut_off = re.search(_CUT_OFF, match["before"]) or re.search(r"\d", match["before"])
    return match[0] if is_cut_off else match["before"]
