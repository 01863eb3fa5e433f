"""The period whose dates share one set of classes, as an address says it: ``2018-03-31..2019-03-31``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from geodata.errors import Bilingual
from services.coverage.snapshot import Snapshot
from services.coverage.value_series import fix_classes
from services.coverage.view import View
from services.measures.wording import build_legend_sentence, format_date
from webmap.error_pages import BadParameter

SEPARATOR = ".."


@dataclass(frozen=True)
class Span:
    """The first and the last date of a period."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first}{SEPARATOR}{self.last}"


def parse_span(text: str) -> Span:
    """Return the period that a text of the right pattern names; BadParameter for days that are none, or backward."""
    first, _, last = text.partition(SEPARATOR)
    try:
        span = Span(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        span = None
    if span is None or span.last < span.first:
        message = Bilingual(f"«{text}» không phải là một khoảng thời gian", f"«{text}» is no period")
        raise BadParameter("span", text, message, ("YYYY-MM-DD..YYYY-MM-DD",))
    return span


def paint_by_period(snapshot: Snapshot, view: View, span: Span) -> View:
    """Return a view in the classes of all dates of a period; its legend says so, and names no date."""
    fixed = fix_classes(snapshot, view, span.first, span.last)
    days = {lang: (format_date(span.first, lang), format_date(span.last, lang)) for lang in ("vi", "en")}
    said = Bilingual(
        "Thang màu giữ nguyên từ {} đến {}.".format(*days["vi"]),
        "One scale of colour from {} to {}.".format(*days["en"]),
    )
    request = view.request
    sentence = build_legend_sentence(view.definition, request.scheme, view.level_label, None, None)
    return replace(fixed, legend_sentence=Bilingual(f"{sentence.vi} {said.vi}", f"{sentence.en} {said.en}"))
