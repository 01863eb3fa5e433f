"""The words and marks of outcomes, meanings, schemes and measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from flask import g

from geodata.errors import Bilingual
from services.intake.kinds import IntakeKind
from services.intake.outcomes import RowOutcome
from services.measures.schemes import ANY_SCHEME, Measure, Scheme
from services.measures.wording import format_count, format_date

OFFICE_TIME = timezone(timedelta(hours=7))  # Việt Nam has one and no summer time


@dataclass(frozen=True)
class Mark:
    """An outcome as it is shown: a sign and a word, never a colour alone; ``detail`` says more, ``url`` settles it."""

    name: str
    icon: str
    word: str
    detail: str = ""
    url: str | None = None


_OUTCOMES: dict[RowOutcome, tuple[str, Bilingual]] = {
    RowOutcome.MATCHED: ("yes", Bilingual("Khớp", "Matched")),
    RowOutcome.ALIAS: ("alias", Bilingual("Tên đã nhớ", "Known alias")),
    RowOutcome.AMBIGUOUS: ("ask", Bilingual("Chưa rõ nơi nào", "Ambiguous")),
    RowOutcome.UNKNOWN: ("no", Bilingual("Không thấy", "Not found")),
    RowOutcome.DUPLICATE: ("twice", Bilingual("Trùng", "Duplicate")),
    RowOutcome.OUTSIDE_SCOPE: ("outside", Bilingual("Ngoài phạm vi", "Outside")),
    RowOutcome.SUBTOTAL: ("sum", Bilingual("Dòng cộng", "Subtotal")),
    RowOutcome.IGNORED: ("skip", Bilingual("Không nạp", "Left out")),
}
MEASURE_LABELS: dict[Measure, Bilingual] = {
    Measure.ENROLLED: Bilingual("Người tham gia", "Participants"),
    Measure.TARGET: Bilingual("Chỉ tiêu", "Target"),
    Measure.GROSS_NEW: Bilingual("Tăng mới", "Gross new"),
    Measure.GROSS_NEW_MONTH: Bilingual("Tăng mới trong tháng", "Gross new in the month"),
    Measure.LABOUR_FORCE: Bilingual("Lực lượng lao động", "Labour force"),
    Measure.POPULATION: Bilingual("Dân số", "Population"),
}
_ANY_SCHEME = Bilingual("Mọi loại hình", "All schemes")


def build_mark(outcome: str, detail: str = "", url: str | None = None) -> Mark:
    """Return the mark of an outcome in the language of the page."""
    known = RowOutcome(outcome)
    icon, word = _OUTCOMES[known]
    return Mark(known.value, icon, word.in_language(g.lang), detail, url)


def count_outcomes(outcomes: Mapping[str, int]) -> str:
    """Return how many rows had each outcome, those that no row had left out."""
    counted = [(RowOutcome(name), count) for name, count in outcomes.items() if count]
    order = list(_OUTCOMES)
    counted.sort(key=lambda one: order.index(one[0]))
    return " · ".join(
        f"{write_count(count)} {_OUTCOMES[outcome][1].in_language(g.lang).lower()}" for outcome, count in counted
    )


def label_scheme(scheme: str) -> str:
    """Return a scheme in words; a denominator's scheme is all of them."""
    label = _ANY_SCHEME if scheme == ANY_SCHEME else Scheme(scheme).label
    text = label.in_language(g.lang)
    return text[:1].upper() + text[1:]


def label_measure(measure: str) -> str:
    """Return a measure in words."""
    return MEASURE_LABELS[Measure(measure)].in_language(g.lang)


def label_scope(scheme: str, measure: str, as_of: date | str) -> str:
    """Return what a set of counts is about: «Người tham gia · BHXH tự nguyện · 31/03/2019»."""
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    parts = [label_measure(measure), label_scheme(scheme), write_date(day)]
    return " · ".join(part for part in parts if part and (part != _ANY_SCHEME.in_language(g.lang)))


def label_kind(kind: str) -> str:
    """Return what a file is about, in words."""
    return IntakeKind(kind).label.in_language(g.lang)


def write_count(count: float | None, *, is_signed: bool = False) -> str:
    """Return a count as printed; a dash for none."""
    return "–" if count is None else format_count(count, g.lang, is_signed=is_signed)


def write_date(day: date) -> str:
    """Return a date as dd/mm/yyyy."""
    return format_date(day, g.lang)


def write_moment(moment: datetime) -> str:
    """Return a moment of office time: 31/03/2019 14:05."""
    local = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(OFFICE_TIME)
    return f"{local:%d/%m/%Y %H:%M}"


def write_size(byte_count: int) -> str:
    """Return the size of a file: 12 kB, 3,4 MB."""
    if byte_count < 1_000_000:
        return f"{write_count(max(1, round(byte_count / 1000)))} kB"
    number = f"{byte_count / 1_000_000:.1f}".removesuffix(".0")
    return f"{number if g.lang == 'en' else number.replace('.', ',')} MB"
