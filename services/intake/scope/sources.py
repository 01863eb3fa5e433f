"""Who states the counts, assigned the targets and gave the denominators, as a table says in its titles and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geodata.names import clean_text
from services.intake.headers.columns import PlainTable
from services.intake.headers.headers import build_plain_header
from services.intake.layout.laid_rows import RowKind

_SOURCE = re.compile(r"^[-+*(\s]*nguon(?P<of>[^:]{0,40}):\s*(?P<source>.+)$")
_BY = re.compile(
    r"^[-+*(\s]*(?P<of>chi tieu|ke hoach|lll?d|luc luong lao dong|dan so|mau so)\b[^:]{0,30}?\btheo\s+(?P<source>.+)$"
)
_TARGET = re.compile(r"chi tieu|ke hoach|\bkh\b")
_DENOMINATOR = re.compile(r"\blll?d\b|lao dong|dan so|mau so")
_LONGEST = 200


@dataclass(frozen=True)
class Sources:
    """Sources as written, empty where the file names none."""

    counts: str = ""
    targets: str = ""
    denominators: str = ""


def find_sources(tables: Sequence[PlainTable]) -> Sources:
    """Return what the titles and notes of the tables say: «Nguồn: …», «Nguồn LLLĐ: …», «Chỉ tiêu giao theo QĐ …».

    Where two lines differ about one of them neither is taken.
    """
    found: dict[str, set[str]] = {"counts": set(), "targets": set(), "denominators": set()}
    for text in _list_texts(tables):
        plain = build_plain_header(text)
        match = _SOURCE.match(plain) or _BY.match(plain)
        if match is not None and len(plain) == len(text):
            found[_find_subject(match["of"])].add(text[match.start("source") :].rstrip(" .)")[:_LONGEST])
    return Sources(**{name: texts.pop() if len(texts) == 1 else "" for name, texts in found.items()})


def _find_subject(of: str) -> str:
    if _TARGET.search(of):
        return "targets"
    return "denominators" if _DENOMINATOR.search(of) else "counts"


def _list_texts(tables: Sequence[PlainTable]) -> Iterable[str]:
    told = (laid.row.cells for table in tables for laid in table.laid if laid.kind in (RowKind.NOTE, RowKind.TITLE))
    # Each text once: «Trong đó: nữ» stands below every district.
    return map(clean_text, dict.fromkeys(cell for cells in told for cell in cells if isinstance(cell, str)))
