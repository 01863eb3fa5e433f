"""The scheme of a column whose header says BHXH and no more: both parts of it, or what the title is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.intake.headers.headers import PART_SIGN, build_plain_header, find_header_scheme, list_schemes
from services.measures.schemes import Scheme

_ALL = re.compile(r"^(?:tong(?: so| cong)?|cong|tong so nguoi|chung)$")
_BHXH = re.compile(r"\b(?:bhxh|bao hiem xa hoi)\b")


def find_whole_scheme(header: str, headers: Sequence[str], title_scheme: Scheme | None) -> Scheme | None:
    """Return the scheme of a count whose header names none: as the title says, where the header does not gainsay it.

    «Số người tham gia BHXH · Tổng số» beside «· Bắt buộc» and «· Tự nguyện» is their sum. BHXH alone is no BHYT and no
    BHTN, whatever the title speaks of.
    """
    parts = [build_plain_header(part) for part in header.split(PART_SIGN)]
    if not any(_BHXH.search(part) and not list_schemes(part) for part in parts):
        return title_scheme
    if _ALL.match(parts[-1]) and set(Scheme.BHXH.parts) <= _list_beside(header, headers):
        return Scheme.BHXH
    return title_scheme if title_scheme in (None, Scheme.BHXH, *Scheme.BHXH.parts) else None


def _list_beside(header: str, headers: Sequence[str]) -> set[Scheme | None]:
    """Return the schemes of the columns that stand under the same part of the header."""
    above = header.rpartition(PART_SIGN)[0] + PART_SIGN
    return {find_header_scheme(other) for other in headers if other != header and other.startswith(above)}
