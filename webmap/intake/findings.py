"""What was found wrong or unusual in a file, each with its place, the mend and a way to the cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from webmap.intake.notices import describe_cell
from webmap.intake.web_hints import build_hint
from webmap.intake.words import write_count
from webmap.translations import gettext as _

MOST_SHOWN = 60


@dataclass(frozen=True)
class FindingLine:
    """One finding; ``url`` leads to its row in the sheet."""

    place: str
    message: str
    hint: str
    text: str
    url: str


@dataclass(frozen=True)
class FindingGroup:
    """The errors, or the warnings."""

    tone: str
    title: str
    total: str
    findings: tuple[FindingLine, ...]
    rest: str


def build_findings(
    document: Mapping[str, Any], settled_here: Sequence[Mapping[str, Any]], row_url: Callable[[Any, int, str], str]
) -> tuple[FindingGroup, ...]:
    """Return errors, then warnings; those that the page settles elsewhere (``settled_here``) are left out."""
    groups = (
        ("bad", _("Lỗi phải sửa"), [one for one in document["errors"] if one not in settled_here]),
        ("warn", _("Nên xem lại"), document["warnings"]),
    )
    return tuple(_build_group(tone, title, found, row_url) for tone, title, found in groups if found)


def _build_group(
    tone: str, title: str, found: Sequence[Mapping[str, Any]], row_url: Callable[[Any, int, str], str]
) -> FindingGroup:
    rest = len(found) - MOST_SHOWN
    lines = tuple(_build_line(one, row_url) for one in found[:MOST_SHOWN])
    more = _("Và %(count)s mục nữa.", count=write_count(rest)) if rest > 0 else ""
    return FindingGroup(tone, title, write_count(len(found)), lines, more)


def _build_line(finding: Mapping[str, Any], row_url: Callable[[Any, int, str], str]) -> FindingLine:
    message, row = str(finding["message"][g.lang]), finding["row"]
    text, column = str(finding["text"] or ""), str(finding["column"] or "").split(" ")[0]
    return FindingLine(
        place=describe_cell(row, finding["column"]),
        message=message,
        hint=build_hint(str(finding["code"]), finding["hint"]),
        text=text if text and len(text) <= 80 and text not in message else "",
        url=row_url(finding.get("sheet"), int(row), column) if row is not None else "",
    )
